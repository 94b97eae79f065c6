"""Retention: what the contracts say may no longer be kept goes from every snapshot, and nothing else does.

The day is 25 November 2026, so that wage records (5 years) must have ended on 25 November 2021 or later, employers (7)
on 25 November 2019 and findings (10) on 25 November 2016.
"""

import os
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from data_contracts.errors import KompasError
from data_contracts.snapshots import Snapshot
from data_contracts.store import Decision, ModelEvents, sqlite_url
from pipelines.retention import run
from pipelines.retention.words import retention_lines
from pipelines.snapshots import erasing
from pipelines.verify.run import verify
from tests.support import tables
from tests.support.command import kompas
from tests.support.data_folders import DataFolder, Rows, good_rows
from tests.support.deliveries import csv_text
from tests.support.published import publish_all, publish_kind, publish_plan
from tests.support.register_rows import MAKERS, Row

DAY = date(2026, 11, 25)


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    return DataFolder(tmp_path)


def _wage(row: Row, period: str, period_end: str) -> None:
    row |= {"period": period, "period_end": period_end, "known_at": "2022-01-10"}


def _expired(findings: run.Findings) -> dict[str, int]:
    counts: dict[str, int] = {}
    for item in findings.expired:
        name = f"quarantine {item.table}" if item.in_quarantine else item.table
        counts[name] = counts.get(name, 0) + item.rows
    return counts


def _content(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _values(folder: DataFolder, table: str, column: str, snapshot: Snapshot | None = None) -> set[object]:
    return set(folder.rows(table, snapshot)[column].to_list())


def test_an_employer_that_ended_too_long_ago_goes_though_its_row_was_never_closed(folder: DataFolder) -> None:
    def add(rows: Rows) -> None:
        for number, end_date in ((501, "2019-11-24"), (502, "2019-11-25"), (503, "")):
            rows["employers"].append(MAKERS["employers"](number) | {"end_date": end_date, "valid_to": ""})

    folder.load(spoil=add)
    found = run.apply(folder.settings, DAY)
    assert _expired(found) == {"employers": 1}
    assert {"E502", "E503"} <= _values(folder, "employers", "employer_id")
    assert "E501" not in _values(folder, "employers", "employer_id")


def _some_are_old(rows: Rows) -> None:
    for row in rows["wage_records"][:10]:
        _wage(row, "2021-10-01", "2021-10-31")
    _wage(rows["wage_records"][10], "2021-11-01", "2021-11-30")
    rows["signals"][0] |= {"received_on": "2021-11-24", "known_at": "2021-11-24"}
    rows["signals"][1] |= {"received_on": "2021-11-25", "known_at": "2021-11-25"}
    rows["capacity"][0] |= {"month": "2021-10-01"}
    rows["capacity"][1] |= {"month": "2021-11-01"}
    rows["permit_duties"][0] |= {"valid_from": "2015-01-01", "valid_to": "2021-11-24"}
    rows["permit_duties"][1] |= {"valid_from": "2015-01-01", "valid_to": ""}


def test_each_table_loses_what_ended_too_long_ago_and_nothing_else(folder: DataFolder) -> None:
    warehouse = folder.load(spoil=_some_are_old)
    found = run.apply(folder.settings, DAY)
    assert _expired(found) == {"wage_records": 10, "signals": 1, "capacity": 1, "permit_duties": 1}
    assert _values(folder, "wage_records", "period") == {date(2021, 11, 1), date(2026, 1, 1)}
    assert folder.rows("wage_records").height == 90
    assert "S000" not in _values(folder, "signals", "signal_id")
    assert {"S001", "S099"} <= _values(folder, "signals", "signal_id")
    assert folder.rows("permit_duties").height == 99
    # Sums are worked out from the delivered rows: 90 returns of 2500.25 euros are left.
    assert folder.rows("wage_records")["wage_cents"].sum() == 90 * 250025
    after = folder.warehouse
    assert after.manifest.content_hash == warehouse.manifest.content_hash
    assert after.manifest.rows == warehouse.manifest.rows - 13
    assert {(stone.path.split("/")[0], stone.rows_removed, stone.reason) for stone in after.manifest.tombstones} == {
        ("wage_records", 10, "retention"), ("signals", 1, "retention"), ("capacity", 1, "retention"),
        ("permit_duties", 1, "retention"),
    }  # fmt: skip
    assert verify(folder.settings).damaged == 0
    assert run.show(folder.settings, DAY).is_empty


def test_only_files_with_expired_rows_are_rewritten_and_they_stay_sorted(folder: DataFolder) -> None:
    warehouse = folder.load(spoil=_some_are_old)
    before = {file.path: (warehouse.path / file.path).stat().st_ino for file in warehouse.manifest.files}
    run.apply(folder.settings, DAY)
    changed = {name for name, inode in before.items() if (warehouse.path / name).stat().st_ino != inode}
    assert changed == {
        "wage_records/2021-10.2026-02.0.parquet", "signals/2026-02.parquet", "capacity/2026-02.parquet",
        "permit_duties/2026-02.parquet",
    }  # fmt: skip
    kept = pl.read_parquet(warehouse.path / "permit_duties" / "2026-02.parquet")["worker_pid"].to_list()
    assert kept == sorted(kept)


def test_without_apply_nothing_changes(folder: DataFolder) -> None:
    folder.load(spoil=_some_are_old)
    before = _content(folder.data)
    found = run.show(folder.settings, DAY)
    assert _content(folder.data) == before
    lines = list(retention_lines(found, DAY, applied=False))
    name = folder.warehouse.manifest.snapshot_id
    assert (
        "  wage_records (kept 5 years): 10 rows that ended from 2021-10-31 to 2021-10-31, "
        f"in 1 file of the snapshot {name}"
    ) in lines
    assert "Nothing was changed. What to do: run `kompas retention --apply`, which cannot be undone." in lines


def test_every_snapshot_that_shares_a_file_loses_the_rows(folder: DataFolder) -> None:
    first = folder.load(spoil=_some_are_old)
    folder.deliver("2026-03", {"signals": [MAKERS["signals"](0) | {"signal_id": "NEW"}]})
    folder.ingest()
    second = folder.warehouse
    shared = Path("wage_records/2021-10.2026-02.0.parquet")
    assert (first.path / shared).stat().st_ino == (second.path / shared).stat().st_ino
    run.apply(folder.settings, DAY)
    for snapshot in folder.folder.snapshots("warehouse"):
        assert folder.rows("wage_records", snapshot).height == 90
        assert pl.read_parquet(snapshot.path / shared).height == 0
        assert snapshot.manifest.tombstones[0].rows_removed > 0
    assert verify(folder.settings).damaged == 0
    # What is loaded on top of it is sound too.
    folder.deliver("2026-04", {"signals": [MAKERS["signals"](0) | {"signal_id": "NEWER"}]})
    folder.ingest()
    assert folder.rows("wage_records").height == 90
    assert verify(folder.settings).damaged == 0


def test_a_version_goes_or_stays_with_its_corrections_by_what_was_known_last(folder: DataFolder) -> None:
    def spoil(rows: Rows) -> None:
        rows["permit_duties"][0] |= {"valid_from": "2015-01-01", "valid_to": "", "known_at": "2015-02-01"}
        for n in (1, 2):
            rows["permit_duties"][n] |= {"valid_from": "2015-01-01", "valid_to": "2016-01-01", "known_at": "2016-02-01"}

    folder.load(spoil=spoil)
    ended, reopened, till_the_day = (MAKERS["permit_duties"](n) | {"valid_from": "2015-01-01"} for n in (0, 1, 2))
    ended |= {"valid_to": "2018-06-30", "known_at": "2026-03-01"}
    reopened |= {"valid_to": "", "known_at": "2026-03-01"}
    till_the_day |= {"valid_to": "2021-11-25", "known_at": "2026-03-01"}
    folder.deliver("2026-03", {"permit_duties": [ended, reopened, till_the_day]})
    folder.ingest()
    assert folder.rows("permit_duties").height == 103
    assert _expired(run.apply(folder.settings, DAY)) == {"permit_duties": 2}
    left = folder.rows("permit_duties").filter(pl.col("valid_from") == date(2015, 1, 1))
    assert sorted(left["valid_to"].to_list(), key=str) == [
        date(2016, 1, 1), date(2016, 1, 1), date(2021, 11, 25), None,
    ]  # fmt: skip


def _old_employers(rows: Rows) -> None:
    rows["employers"][50] |= {"valid_to": "2018-12-31"}  # wage records refer to it
    rows["employers"][51] |= {"valid_to": "2015-12-31"}
    later = {"valid_from": "2016-01-01", "valid_to": "", "known_at": "2020-02-01"}
    rows["employers"].append(rows["employers"][51] | later)
    nobody = {"employer_id": "E999", "rsin": "", "legal_form": "buitenlands", "valid_to": "2018-12-31"}
    rows["employers"].append(rows["employers"][52] | nobody)
    rows["wage_tax_numbers"][50] |= {"valid_to": "2018-12-31"}
    rows["wage_tax_numbers"][53] |= {"valid_to": "2018-12-31"}
    # Of employer 53 all that names its number is old too.
    _wage(rows["wage_records"][53], "2020-01-01", "2020-01-31")
    rows["payslips"][53] |= {"period": "2020-01-01"}


def test_what_rows_still_refer_to_stays(folder: DataFolder) -> None:
    folder.load(spoil=_old_employers)
    found = _expired(run.apply(folder.settings, DAY))
    assert found == {"employers": 2, "wage_tax_numbers": 1, "wage_records": 1, "payslips": 1}
    employers = folder.rows("employers")
    assert employers.filter(pl.col("employer_id") == "E050").height == 1
    assert employers.filter(pl.col("employer_id") == "E051")["valid_from"].to_list() == [date(2016, 1, 1)]
    assert employers.filter(pl.col("employer_id") == "E999").height == 0
    held_by = set(folder.rows("wage_tax_numbers")["employer_id"].to_list())
    assert "E050" in held_by
    assert "E053" not in held_by


def test_a_case_stays_as_long_as_its_findings(folder: DataFolder) -> None:
    def spoil(rows: Rows) -> None:
        for n in (0, 1):
            rows["inspections"][n] |= {
                "selected_on": "2015-01-10", "opened_on": "2015-02-01", "closed_on": "2015-06-01",
                "known_at": "2015-06-05",
            }  # fmt: skip
        rows["findings"][0] |= {"established_on": "2015-05-01", "known_at": "2015-06-05"}
        rows["findings"][1] |= {"established_on": "2016-11-25", "known_at": "2016-11-25"}

    folder.load(spoil=spoil)
    assert _expired(run.apply(folder.settings, DAY)) == {"findings": 1, "inspections": 1}
    assert "C000" not in _values(folder, "inspections", "case_id")
    assert "C001" in _values(folder, "inspections", "case_id")


def test_the_audit_store_and_quarantine_lose_theirs(folder: DataFolder) -> None:
    def spoil(rows: Rows) -> None:
        rows["audit_traits"][0] |= {"valid_to": "2021-06-30"}
        rows["audit_traits"][1] |= {"share": "2", "valid_to": "2021-06-30"}
        _wage(rows["wage_records"][0], "2021-10-01", "2021-10-31")
        rows["wage_records"][0] |= {"paid_hours": "many"}
        rows["wage_records"][1] |= {"paid_hours": "many", "period_end": "no date"}

    folder.load(spoil=spoil)
    found = _expired(run.apply(folder.settings, DAY))
    assert found == {"audit_traits": 1, "quarantine audit_traits": 1, "quarantine wage_records": 1}
    left = pl.read_parquet(folder.warehouse.path / "quarantine" / "wage_records.*.parquet")
    assert set(left["line"].to_list()) == {3}  # its last day cannot be read, so it counts from when it was loaded
    # That was in 2026, so that it goes when that is five years ago.
    later = run.show(folder.settings, date(2032, 12, 31))
    assert _expired(later)["quarantine wage_records"] == 2  # a row for each of the two rules that it broke


def test_refused_tables_lose_theirs_and_all_once_the_drop_is_in(folder: DataFolder) -> None:
    rows = good_rows()
    for n, row in enumerate(rows["signals"][:20]):
        row |= {"topic": "gossip", "received_on": "2021-01-01" if n < 5 else "2026-01-04"}
    delivery = folder.deliver("2026-02", rows)
    with pytest.raises(KompasError, match="20 of 100 rows of signals"):
        folder.ingest()
    refused = folder.data / "quarantine" / "signals.2026-02.parquet"
    assert pl.read_parquet(refused).height == 20
    found = run.apply(folder.settings, DAY)
    assert [(item.table, item.rows, item.rows_left) for item in found.refused] == [("signals", 5, 15)]
    assert set(pl.read_parquet(refused)["line"].to_list()) == set(range(7, 22))

    delivery.write_file("signals/a.csv", csv_text(good_rows()["signals"]))
    folder.ingest()
    assert [item.rows for item in run.apply(folder.settings, DAY).refused] == [15]
    assert not refused.exists()


def test_the_log_says_who_and_how_many_but_nothing_of_the_rows(folder: DataFolder) -> None:
    folder.load(spoil=_some_are_old)
    run.apply(folder.settings, DAY)
    line = folder.log()[-1]
    assert (line.action, line.subject) == ("erase", "retention")
    assert line.detail["on"] == "2026-11-25"
    assert line.detail["rows"] == {"wage_records": 10, "signals": 1, "capacity": 1, "permit_duties": 1}
    assert len(line.detail["files"]) == 4
    assert "S000" not in str(line.detail)


class CutError(Exception):
    """The machine stops."""


def _cut(*_: object) -> None:
    raise CutError


@pytest.mark.parametrize(("step", "call"), [("_replace", 2), ("_mark", 1), ("_mark", 2)])
def test_an_erasure_that_is_broken_off_is_found_and_finished(
    folder: DataFolder, monkeypatch: pytest.MonkeyPatch, step: str, call: int
) -> None:
    folder.load(spoil=_some_are_old)
    folder.deliver("2026-03", {"signals": [MAKERS["signals"](0) | {"signal_id": "NEW"}]})
    folder.ingest()
    real, calls = getattr(erasing, step), list[object]()

    def cut_once(*given: object) -> None:
        calls.append(given)
        if len(calls) == call:
            raise CutError
        real(*given)

    with monkeypatch.context() as patched, pytest.raises(CutError):
        patched.setattr(erasing, step, cut_once)
        run.apply(folder.settings, DAY)
    found = verify(folder.settings)
    assert any("UNFINISHED" in line for line in found.lines)
    assert any("DAMAGED; changed:" in line for line in found.lines)
    with pytest.raises(KompasError, match="broken off"):
        run.show(folder.settings, DAY)

    assert run.apply(folder.settings, DAY).is_empty
    assert folder.log()[-1].action == "finish_erasure"
    assert folder.rows("wage_records").height == 90
    for snapshot in folder.folder.snapshots("warehouse"):
        assert sum(stone.rows_removed for stone in snapshot.manifest.tombstones) == 13
    assert verify(folder.settings).damaged == 0
    assert not (folder.data / "snapshots" / "warehouse" / ".erasure").exists()


def test_an_erasure_that_is_broken_off_before_its_journal_changed_nothing(
    folder: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.load(spoil=_some_are_old)
    before = _content(folder.data)
    with monkeypatch.context() as patched, pytest.raises(CutError):
        patched.setattr(erasing.Erasure, "prepare", _cut)
        run.apply(folder.settings, DAY)
    assert _content(folder.data) == before
    assert _expired(run.apply(folder.settings, DAY))["wage_records"] == 10


def test_a_damaged_file_is_not_made_to_look_lawful(folder: DataFolder) -> None:
    warehouse = folder.load(spoil=_some_are_old)
    path = warehouse.path / "signals" / "2026-02.parquet"
    pl.read_parquet(path).with_columns(topic=pl.lit("hours")).write_parquet(path)
    with pytest.raises(KompasError, match="not what was published"):
        run.apply(folder.settings, DAY)
    assert not folder.warehouse.manifest.tombstones


def test_a_snapshot_of_another_contract_is_not_passed_over_in_silence(folder: DataFolder) -> None:
    warehouse = folder.load(spoil=_some_are_old)
    path = warehouse.path / "signals" / "2026-02.parquet"
    pl.read_parquet(path).drop("received_on").write_parquet(path)
    with pytest.raises(KompasError, match="another contract of signals: it has no received_on"):
        run.apply(folder.settings, DAY)


def test_old_snapshots_that_are_not_in_use_go(folder: DataFolder) -> None:
    snapshots = publish_all(folder.data, visits=10)
    unused = snapshots.latest("plan")
    publish_plan(snapshots, visits=10, plan_id="2026-12")
    in_use = snapshots.latest("plan")
    for snapshot in (unused, in_use):
        replace(snapshot.manifest, created_at="2021-11-24T10:00:00+00:00").write(snapshot.path)
    found = run.apply(folder.settings, DAY)
    assert [snapshot.path for snapshot in found.derived] == [unused.path]
    assert next(snapshots.snapshots("plan")).path == in_use.path
    assert not unused.path.exists()
    assert folder.log()[-1].detail["snapshots_removed"] == [f"plan {unused.manifest.snapshot_id}"]


def test_old_models_that_somebody_put_in_use_stay(folder: DataFolder) -> None:
    snapshots = publish_all(folder.data, visits=10)
    old = snapshots.latest("models")
    publish_kind(snapshots, "models", {"cases": tables.cases()})
    replace(old.manifest, created_at="2021-11-24T10:00:00+00:00").write(old.path)
    (scores,) = snapshots.snapshots("scores")
    shutil.rmtree(scores.path)  # what still names it as in use is only the decision
    assert [item.path for item in run.show(folder.settings, DAY).derived] == [old.path]
    decision = Decision("activated", "WML", f"WML@{old.manifest.snapshot_id}", "a tester", "a test")
    ModelEvents(sqlite_url(folder.data)).record(decision, "tester")
    assert run.show(folder.settings, DAY).derived == ()


def test_a_loaded_drop_that_lies_there_too_long_is_named(folder: DataFolder) -> None:
    folder.load()
    drop = folder.data / "register" / "2026-02"
    assert run.show(folder.settings, DAY).drops == ()
    old = 1_600_000_000  # September 2020
    os.utime(drop, (old, old))
    found = run.show(folder.settings, DAY)
    assert found.drops == (drop,)
    assert f"The drop {drop} was loaded, and lies there" in list(retention_lines(found, DAY, applied=False))[-1]


@pytest.mark.slow
def test_the_command_shows_first_and_never_erases_before_its_time(folder: DataFolder) -> None:
    folder.load(spoil=_some_are_old)
    future = kompas("retention", "--on", "2999-01-01", "--apply", settings=folder.environment)
    assert (future.returncode, "Nothing is erased before its time" in future.stderr) == (1, True)
    shown = kompas("retention", "--on", "2026-11-20", settings=folder.environment)
    assert "To be erased, because on 2026-11-20 it may no longer be kept:" in shown.stdout
    assert folder.rows("wage_records").height == 100
    done = kompas("retention", "--on", "2026-11-20", "--apply", settings=folder.environment)
    assert done.stdout.startswith("Erased, because on 2026-11-20")
    assert folder.rows("wage_records").height == 90
