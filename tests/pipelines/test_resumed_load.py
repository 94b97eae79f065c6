"""A load that failed or was killed goes on where it stopped, and ends as if nothing had happened."""

import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from data_contracts.contract import register_names
from data_contracts.errors import KompasError
from data_contracts.settings import load_settings
from pipelines.steps.context import StepContext
from pipelines.steps.ingest import ingest_step
from tests.support.command import kompas
from tests.support.deliveries import MAKERS, Delivery
from tests.support.drops import bytes_below, few_rows, first_drop, load_tables, run_ingest, warehouse
from tests.support.plain_numbers import found_in, texts_below

EARLIER = "loaded by an earlier try"


class _StoppedError(Exception):
    """What ends a load from outside."""


def _stop_at(message: int) -> Callable[[str], None]:
    """Return a listener that ends the load when it is told so many things."""
    told: list[str] = []

    def say(line: str) -> None:
        told.append(line)
        if len(told) == message:
            raise _StoppedError

    return say


def _broken_off(root: Path, message: int) -> None:
    with pytest.raises(_StoppedError):
        ingest_step(StepContext.of(load_settings(data_dir=root, memory_limit="500MB"), _stop_at(message)))


def _loaded(told: list[str]) -> tuple[list[str], list[str]]:
    """Return the tables that were loaded now, and those that an earlier try had loaded."""
    names = [line.partition(":")[0] for line in told]
    earlier = {line.partition(":")[0] for line in told if line.endswith(EARLIER)}
    return [name for name in names if name not in earlier], [name for name in names if name in earlier]


def _published(root: Path) -> tuple[dict[str, bytes], dict[str, object]]:
    """Return the files of the warehouse but for the manifest, and what the manifest says of what it was made from."""
    snapshot = warehouse(root)
    files = bytes_below(snapshot.path)
    del files["manifest.json"]
    manifest = snapshot.manifest
    return files, {"inputs": manifest.inputs, "notes": manifest.notes, "made": manifest.configuration}


@pytest.fixture(scope="module")
def unbroken(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, bytes], dict[str, object]]:
    """What a load of the same drop gives when nothing goes wrong."""
    root = tmp_path_factory.mktemp("unbroken")
    first_drop(root)
    run_ingest(root)
    return _published(root)


def test_a_load_that_was_broken_off_goes_on_with_the_next_table(
    tmp_path: Path, unbroken: tuple[dict[str, bytes], dict[str, object]]
) -> None:
    """The sixth table was written and not marked as done: it is loaded again, the five before it are not."""
    first_drop(tmp_path)
    _broken_off(tmp_path, 6)
    work = tmp_path / "ingest-in-progress"
    assert not (tmp_path / "snapshots").exists()
    inodes = {name: (work / name / "2026-02.parquet").stat().st_ino for name in register_names()[:5]}

    told: list[str] = []
    result = run_ingest(tmp_path, told)
    tables = [*register_names(), "audit_traits"]
    assert _loaded(told) == (tables[5:], tables[:5])
    assert not result.reused
    assert _published(tmp_path) == unbroken
    for name, inode in inodes.items():
        assert (result.path / name / "2026-02.parquet").stat().st_ino == inode
    assert not work.exists()


def test_a_load_that_was_broken_off_twice_goes_on_twice(
    tmp_path: Path, unbroken: tuple[dict[str, bytes], dict[str, object]]
) -> None:
    first_drop(tmp_path)
    _broken_off(tmp_path, 3)
    _broken_off(tmp_path, 9)
    told: list[str] = []
    run_ingest(tmp_path, told)
    assert len(_loaded(told)[1]) == 8
    assert _published(tmp_path) == unbroken


def test_a_refused_table_that_was_mended_is_loaded_with_those_that_refer_to_it(
    tmp_path: Path, unbroken: tuple[dict[str, bytes], dict[str, object]]
) -> None:
    delivery = first_drop(tmp_path)
    path = delivery.folder / "parties" / "a.csv"
    good = path.read_text()
    path.write_text(good.replace("registered", "unregistered", 1))
    with pytest.raises(KompasError, match="4 things are wrong"):
        run_ingest(tmp_path)
    assert not (tmp_path / "snapshots").exists()
    assert pl.read_parquet(tmp_path / "quarantine" / "parties.2026-02.parquet").height == 1

    path.write_text(good)
    told: list[str] = []
    run_ingest(tmp_path, told)
    assert _loaded(told)[0] == ["parties", "placements", "posted_work", "staffing_links"]
    assert len(_loaded(told)[1]) == len(MAKERS) - 4
    assert _published(tmp_path) == unbroken


def _retried(delivery: Delivery, *, key: int = 0) -> list[str]:
    """Load three tables (again) and return those that were loaded now."""
    delivery.told.clear()
    keys = [bytes([key]) * 32]
    load_tables(delivery, "employers", "wage_tax_numbers", "permit_duties", keys=keys)
    return _loaded(delivery.told)[0]


def test_a_table_is_loaded_again_when_anything_that_it_was_made_from_has_changed(delivery: Delivery) -> None:
    assert _retried(delivery.write()) == ["employers", "wage_tax_numbers", "permit_duties"]
    assert _retried(delivery) == []
    path = delivery.folder / "permit_duties" / "a.csv"
    path.write_text(path.read_text().replace("true", "false", 1))
    assert _retried(delivery) == ["permit_duties"]
    assert sorted(delivery.valid("permit_duties")["permit_required"])[:2] == [False, True]
    (delivery.folder / "employers" / "a.csv").rename(delivery.folder / "employers" / "b.csv")
    assert _retried(delivery) == ["employers", "wage_tax_numbers"]  # that refers to employers
    assert _retried(delivery, key=1) == ["employers", "wage_tax_numbers", "permit_duties"]
    note = delivery.folder / "delivery.json"
    note.write_text(note.read_text().replace("}", ', "delivered_on": "2026-12-31"}'))
    assert _retried(delivery, key=1) == ["employers", "wage_tax_numbers", "permit_duties"]


def test_what_is_left_of_another_load_is_not_used(tmp_path: Path) -> None:
    delivery = first_drop(tmp_path)
    _broken_off(tmp_path, 6)
    delivery.folder.rename(delivery.register / "2026-03")
    (tmp_path / "ingest-in-progress" / ".scratch-killed").mkdir()
    told: list[str] = []
    result = run_ingest(tmp_path, told)
    assert _loaded(told)[1] == []
    assert {path.name for path in result.path.glob("*/*.parquet")} == {"2026-03.parquet", "2026-01.2026-03.0.parquet"}
    assert not (tmp_path / "ingest-in-progress").exists()


def _large_drop(root: Path) -> Delivery:
    """Write a first drop of which the wage records, the last table but one, take a second or more."""
    delivery = Delivery(root, rows=few_rows()).write()
    path = delivery.folder / "wage_records" / "a.csv"
    rows = pl.read_csv(path, infer_schema=False)
    numbers = pl.DataFrame({"income_relationship": [str(n) for n in range(1, 10_000)]})
    rows.drop("income_relationship").join(numbers, how="cross").select(rows.columns).write_csv(path)
    return delivery


def _wait_for(path: Path, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 120
    while not path.exists():
        assert process.poll() is None, "the load ended before it could be killed"
        assert time.monotonic() < until
        time.sleep(0.01)


@pytest.mark.slow
def test_a_load_that_was_killed_goes_on_and_ends_as_if_it_had_not_been(tmp_path: Path) -> None:
    killed, whole = tmp_path / "killed", tmp_path / "whole"
    delivery = _large_drop(killed)
    process = subprocess.Popen(
        [kompas.path, "ingest", "--data", str(killed)],
        env=kompas.environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    work = killed / "ingest-in-progress"
    _wait_for(work / "done" / "payslips.json", process)
    process.send_signal(signal.SIGKILL)
    assert process.wait(30) == -signal.SIGKILL

    assert not (killed / "snapshots").exists()
    tables = register_names()[: register_names().index("payslips") + 1]
    inodes = {name: (work / name / "2026-02.parquet").stat().st_ino for name in tables}
    numbers = [row["worker_number"] for row in delivery.rows["wage_records"]]
    assert found_in(texts_below(killed, [killed / "register"]), numbers) == set()

    done = kompas("ingest", "--data", str(killed))
    assert done.returncode == 0, done.stderr
    path = warehouse(killed).path
    assert {name: (path / name / "2026-02.parquet").stat().st_ino for name in tables} == inodes
    assert not work.exists()
    assert [entry.name for entry in (killed / "snapshots" / "warehouse").iterdir() if ".partial" in entry.name] == []

    _large_drop(whole)
    assert kompas("ingest", "--data", str(whole)).returncode == 0
    assert _published(killed) == _published(whole)
    wages = pl.read_parquet(warehouse(whole).table("wage_records"))
    assert wages.height == 4 * 9_999
