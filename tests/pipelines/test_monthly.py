"""The pre-aggregates from load to load: what did not change is kept, what came later added, the rest redone."""

from pathlib import Path

import polars as pl

from data_contracts.settings import load_settings
from data_contracts.snapshots import Snapshot, SnapshotFolder
from pipelines.snapshots.writer import Recipe, publish
from pipelines.steps.context import StepContext
from pipelines.steps.monthly import monthly_snapshot
from tests.features.registers import SCHEMAS
from tests.support.deliveries import MAKERS, Row
from tests.support.drops import FEW, first_drop, later_drop, run_ingest, warehouse

FEBRUARY = {"period": "2026-02-01", "period_end": "2026-02-28", "known_at": "2026-03-20"}
SUMS = ("lines", "line_days", "own_paid_minutes")


def monthly(root: Path) -> Snapshot:
    context = StepContext.of(load_settings(data_dir=root, memory_limit="500MB"), lambda _: None)
    return monthly_snapshot(context, warehouse(root))


def sums(snapshot: Snapshot, month: str = "") -> list[tuple[int, ...]]:
    """Return the sums of all that is known, per number."""
    rows = pl.read_parquet(snapshot.path / "months" / f"{month}*.parquet")
    totals = rows.group_by("loonheffingennummer").agg(pl.col(SUMS).sum()).sort("loonheffingennummer")
    return totals.filter(pl.col("lines") != 0).rows()


def made_anew(root: Path) -> Snapshot:
    """Return the pre-aggregates of the same warehouse, made without any earlier ones."""
    for snapshot in SnapshotFolder(root / "snapshots").snapshots("monthly"):
        snapshot.path.rename(snapshot.path.with_name(f".{snapshot.path.name}"))
    return monthly(root)


def second_drop(root: Path, *corrections: Row) -> None:
    rows = [*(MAKERS["wage_records"](n) | FEBRUARY for n in range(FEW)), *corrections]
    later_drop(root, "2026-03", {"wage_records": rows})
    run_ingest(root)


def test_a_new_month_leaves_the_others_as_they_are(tmp_path: Path) -> None:
    first_drop(tmp_path)
    run_ingest(tmp_path)
    first = monthly(tmp_path)
    (before,) = (first.path / "months").iterdir()
    second_drop(tmp_path)
    second = monthly(tmp_path)
    after = second.path / "months" / before.name
    assert after.stat().st_ino == before.stat().st_ino
    assert sorted(path.name for path in (second.path / "months").iterdir()) == [
        before.name,
        "2026-02.0.parquet",
    ]
    found = sums(second)
    assert found == sums(made_anew(tmp_path))
    assert sum(lines for _, lines, *_ in found) == 2 * FEW


def test_a_correction_that_became_known_later_is_added(tmp_path: Path) -> None:
    first_drop(tmp_path)
    run_ingest(tmp_path)
    (before,) = (monthly(tmp_path).path / "months").iterdir()
    second_drop(tmp_path, MAKERS["wage_records"](0) | {"paid_hours": "100", "known_at": "2026-03-20"})
    second = monthly(tmp_path)
    month = before.name[:7]
    names = sorted(path.name for path in (second.path / "months").glob(f"{month}*"))
    assert names == [f"{month}.0.parquet", f"{month}.1.parquet"]
    assert (second.path / "months" / before.name).stat().st_ino == before.stat().st_ino
    assert pl.read_parquet(second.path / "months" / names[1])["lines"].sort().to_list() == [-1, 1]
    assert sums(second) == sums(made_anew(tmp_path))


def test_a_row_that_was_known_earlier_than_the_last_one_makes_its_month_anew(tmp_path: Path) -> None:
    first_drop(tmp_path)
    run_ingest(tmp_path)
    first = monthly(tmp_path)
    (before,) = (first.path / "months").iterdir()
    known = pl.read_parquet(before)["known_at"].max()
    second_drop(tmp_path, MAKERS["wage_records"](0) | {"income_relationship": "2", "known_at": str(known)})
    second = monthly(tmp_path)
    (after,) = (second.path / "months").glob(f"{before.name[:7]}*")
    assert after.stat().st_ino != before.stat().st_ino
    assert sums(second) == sums(made_anew(tmp_path))


def test_the_same_warehouse_has_the_same_pre_aggregates(tmp_path: Path) -> None:
    first_drop(tmp_path)
    run_ingest(tmp_path)
    assert monthly(tmp_path).path == monthly(tmp_path).path


def test_without_wage_records_there_are_sums_without_rows(tmp_path: Path) -> None:
    def fill(side: Path) -> None:
        (side / "wage_records").mkdir()
        pl.DataFrame(schema=dict(SCHEMAS["wage_records"])).write_parquet(side / "wage_records" / "_empty.parquet")

    publish(SnapshotFolder(tmp_path / "snapshots"), Recipe("warehouse", "a test"), fill)
    empty = monthly(tmp_path)
    assert sums(empty) == []
    assert pl.read_parquet(empty.table("moves")).is_empty()
