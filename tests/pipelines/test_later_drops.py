"""Drops after the first one: what is new is added, what was loaded stands, and its files are not touched."""

import json
import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import NamedTuple

import polars as pl
import pytest

from data_contracts.as_known import as_known_sql
from data_contracts.contract import load_contract
from data_contracts.errors import KompasError
from data_contracts.query import query_frame
from data_contracts.snapshots import Snapshot
from pipelines.steps.context import StepResult
from tests.support.deliveries import MAKERS, Delivery, Row
from tests.support.drops import (
    FEW,
    bytes_below,
    first_drop,
    later_drop,
    load_tables,
    quarantine_of,
    rows_of,
    run_ingest,
    warehouse,
)

FEBRUARY = {"period": "2026-02-01", "period_end": "2026-02-28", "known_at": "2026-03-20"}


def _second_rows() -> dict[str, list[Row]]:
    """Return rows that are new, corrected, sent again, or at odds with what the first drop held."""
    employer, wage, duty = MAKERS["employers"], MAKERS["wage_records"], MAKERS["permit_duties"]
    return {
        "employers": [
            employer(0),
            employer(1) | {"trade_name": "Nieuw", "known_at": "2026-03-10"},
            employer(2) | {"province": "NH"},
            *(employer(n) for n in range(100, 160)),
        ],
        "wage_records": [
            *(wage(n) | FEBRUARY for n in range(FEW)),
            wage(0) | {"wage_eur": "2600.00", "known_at": "2026-03-20"},
            wage(1),
        ],
        "permit_duties": [
            duty(0) | {"valid_from": "2026-01-01", "known_at": "2026-03-01"},
            duty(1) | {"valid_to": "2025-12-31", "known_at": "2026-03-01"},
            duty(1) | {"permit_required": "false", "valid_from": "2026-01-01", "known_at": "2026-03-01"},
            *(duty(n) for n in range(100, 120)),
        ],
        "payslips": [MAKERS["payslips"](n) for n in range(FEW)],
        "findings": [MAKERS["findings"](1) | {"law": "Wav", "known_at": "2026-03-20"}],
        "capacity": [MAKERS["capacity"](n) for n in range(FEW)],
    }


class Two(NamedTuple):
    """Two loads: the snapshots, what the first held before the second was made, and the second's counts a table."""

    first: Snapshot
    bytes_before: dict[str, bytes]
    second: Snapshot
    result: StepResult
    counts: Mapping[str, tuple[int, int, int, int]]


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Two:
    root = tmp_path_factory.mktemp("two")
    delivery = first_drop(root)
    for table in ("payslips", "placements"):
        shutil.rmtree(delivery.folder / table)
    run_ingest(root)
    first = warehouse(root)
    before = bytes_below(first.path)
    later_drop(root, "2026-03", _second_rows())
    result = run_ingest(root)
    second = warehouse(root)
    tables = second.manifest.notes["loads"][1]["tables"]
    names = ("rows_in", "rows_valid", "rows_quarantined", "rows_repeated")
    counts = {table["table"]: tuple(table[name] for name in names) for table in tables}
    return Two(first, before, second, result, counts)


def test_every_row_of_a_later_drop_is_counted(two: Two) -> None:
    assert two.counts == {
        "employers": (63, 61, 1, 1),
        "wage_records": (6, 5, 0, 1),
        "permit_duties": (23, 22, 1, 0),
        "payslips": (4, 4, 0, 0),
        "findings": (1, 1, 0, 0),
        "capacity": (4, 0, 0, 4),
    }
    assert two.result.rows == two.second.manifest.rows
    assert not two.result.reused


def test_the_earlier_snapshot_stands_as_it_was_and_its_files_are_not_copied(two: Two) -> None:
    assert bytes_below(two.first.path) == two.bytes_before
    kept = [file.path for file in two.first.manifest.files if "_empty" not in file.path]
    assert len(kept) == 15
    for name in kept:
        assert (two.second.path / name).samefile(two.first.path / name)
        assert (two.second.path / name).read_bytes() == two.bytes_before[name]


def test_the_manifest_names_all_drops_and_hashes_all_files(two: Two) -> None:
    assert [item.snapshot_id for item in two.second.manifest.inputs] == ["2026-02", "2026-03"]
    assert two.second.manifest.inputs[0] == two.first.manifest.inputs[0]
    assert [load["load"] for load in two.second.manifest.notes["loads"]] == ["2026-02", "2026-03"]
    on_disk = set(bytes_below(two.second.path)) - {"manifest.json"}
    assert {file.path for file in two.second.manifest.files} == on_disk
    earlier = {file.path: file for file in two.first.manifest.files}
    assert all(earlier.get(file.path, file) == file for file in two.second.manifest.files)


def test_a_correction_is_a_later_version_and_the_old_one_is_still_known(two: Two) -> None:
    employers = load_contract("employers")

    def name_on(day: date) -> list[str]:
        known = as_known_sql("read_parquet($employers)", employers.as_known_key)
        rows = query_frame(known, {"employers": two.second.table("employers"), "as_of": day})
        return rows.filter(pl.col("employer_id") == "E001")["trade_name"].to_list()

    assert name_on(date(2026, 3, 9)) == ["Bedrijf 1"]
    assert name_on(date(2026, 3, 10)) == ["Nieuw"]


def test_a_row_that_was_loaded_stands_against_another_with_its_key(two: Two) -> None:
    assert ("2026-03/employers/a.csv", 4, "unique:key") in quarantine_of(two.second)
    old = rows_of(two.second, "employers").filter(pl.col("employer_id") == "E002")
    assert old["province"].to_list() == ["ZH"]


def test_nothing_else_is_in_quarantine_than_what_is_at_odds_with_the_first_drop(two: Two) -> None:
    """A version that overlaps one of an earlier drop is; one that was closed when its next opened is not."""
    assert quarantine_of(two.second) == [
        ("2026-03/employers/a.csv", 4, "unique:key"),
        ("2026-03/permit_duties/a.csv", 2, "overlap:validity"),
    ]
    assert two.result.remarks == (
        "1 rows of employers went to quarantine: unique:key (1).",
        "1 rows of permit_duties went to quarantine: overlap:validity (1).",
    )


def test_rows_refer_to_rows_of_earlier_drops(two: Two) -> None:
    findings = rows_of(two.second, "findings").filter(pl.col("case_id") == "C001")
    assert sorted(findings["law"]) == ["WML", "Wav"]
    wages = rows_of(two.second, "wage_records")
    assert wages.height == FEW + 5
    first, second = (wages.filter(pl.col("period") == date(2026, month, 1)) for month in (1, 2))
    assert set(second["worker_pid"]) == set(first["worker_pid"])
    assert sorted(path.name for path in (two.second.path / "wage_records").iterdir()) == [
        "2026-01.2026-02.0.parquet",
        "2026-01.2026-03.0.parquet",
        "2026-02.2026-03.0.parquet",
    ]


def test_a_table_that_comes_later_takes_the_place_of_the_empty_one(two: Two) -> None:
    assert rows_of(two.first, "payslips").height == 0
    assert rows_of(two.second, "payslips").height == FEW
    assert [path.name for path in (two.second.path / "payslips").iterdir()] == ["2026-03.parquet"]
    assert rows_of(two.second, "placements").height == 0
    assert rows_of(two.second, "placements").schema == rows_of(two.first, "placements").schema
    assert rows_of(two.first, "payslips").schema == rows_of(two.second, "payslips").schema


def test_a_drop_twice_changes_nothing(tmp_path: Path) -> None:
    first_drop(tmp_path)
    made = run_ingest(tmp_path)
    again = run_ingest(tmp_path)
    assert (again.path, again.rows, again.reused, again.remarks) == (made.path, made.rows, True, ())

    shutil.copytree(tmp_path / "register" / "2026-02", tmp_path / "register" / "2026-02b")
    copied = run_ingest(tmp_path)
    assert (copied.path, copied.reused) == (made.path, True)
    assert copied.remarks == ("The drop 2026-02b holds the same as 2026-02; it was not loaded.",)
    shutil.rmtree(tmp_path / "register" / "2026-02")
    renamed = run_ingest(tmp_path)
    assert (renamed.path, renamed.reused) == (made.path, True)
    assert "loaded before under another name" in renamed.remarks[0]
    assert [path.name for path in (tmp_path / "snapshots" / "warehouse").iterdir() if path.is_dir()] == [made.path.name]


def test_a_drop_that_changed_is_refused_and_what_was_loaded_stays(tmp_path: Path) -> None:
    delivery = first_drop(tmp_path)
    made = run_ingest(tmp_path)
    path = delivery.folder / "capacity" / "a.csv"
    path.write_text(path.read_text().replace("400", "401", 1))
    with pytest.raises(KompasError, match="The drop 2026-02 was loaded before, with other content"):
        run_ingest(tmp_path)
    assert warehouse(tmp_path).path == made.path


def test_no_delivery_at_all_says_where_to_put_one(tmp_path: Path) -> None:
    with pytest.raises(KompasError, match="There is no delivery") as caught:
        run_ingest(tmp_path)
    assert caught.value.where == str(tmp_path / "register")
    assert "kompas synth" in caught.value.remedy


def test_names_of_drops_do_not_get_into_each_others_way(tmp_path: Path) -> None:
    """A drop called ``empty`` is no empty table, and ``a--b`` is not the load of ``a`` and ``b`` together."""
    first_drop(tmp_path, "empty")
    run_ingest(tmp_path)
    teams = [MAKERS["capacity"](n) for n in range(10, 13)]
    later_drop(tmp_path, "a", {"capacity": teams[:1]})
    later_drop(tmp_path, "b", {"capacity": teams[1:2]})
    run_ingest(tmp_path)
    second = warehouse(tmp_path)
    before = bytes_below(second.path)
    later_drop(tmp_path, "a--b", {"capacity": teams[2:]})
    run_ingest(tmp_path)
    assert bytes_below(second.path) == before
    assert sorted(rows_of(warehouse(tmp_path), "capacity")["team"]) == [
        "Team 0", "Team 1", "Team 10", "Team 11", "Team 12", "Team 2", "Team 3",
    ]  # fmt: skip


@pytest.fixture(scope="module")
def dated(tmp_path_factory: pytest.TempPathFactory) -> Delivery:
    """A drop over February 2026, delivered on the last of March, wage records may be corrected for 60 months."""
    delivery = Delivery(tmp_path_factory.mktemp("dated"))
    delivery.note |= {"covers": {"from": "2026-02-01", "to": "2026-02-28"}, "delivered_on": "2026-03-31"}
    wages = [MAKERS["wage_records"](n) for n in range(200)]
    months = {
        2: ("2026-02-01", "2026-02-28", "2026-03-31"),
        3: ("2026-03-01", "2026-03-31", "2026-03-20"),
        4: ("2021-02-01", "2021-02-28", "2026-02-20"),
        5: ("2021-01-01", "2021-01-31", "2026-02-20"),
        6: ("2026-01-01", "2026-01-31", "2026-04-01"),
        7: ("2026-02-28", "2026-03-27", "2026-03-30"),  # four weeks that begin on the last day that is covered
    }
    for n, (period, period_end, known_at) in months.items():
        wages[n] |= {"period": period, "period_end": period_end, "known_at": known_at}
    delivery.rows |= {"wage_records": wages}
    delivery.rows["capacity"][7] |= {"month": "2030-01-01", "known_at": "2026-04-01"}
    delivery.rows["capacity"][8] |= {"month": "2030-01-01", "known_at": "2026-03-31"}
    delivery.rows["permit_duties"][9] |= {"valid_from": "2027-01-01"}
    load_tables(delivery.write(), "capacity", "employers", "permit_duties", "wage_tax_numbers", "wage_records")
    return delivery


def test_rows_outside_the_months_of_a_drop_or_known_after_it_are_refused(dated: Delivery) -> None:
    found = [(row["line"], row["rule"], row["column_name"], row["value"]) for row in dated.quarantine("wage_records")]
    assert found == [
        (5, "drop:period", "period", "2026-03-01"),
        (7, "drop:period", "period", "2021-01-01"),
        (8, "drop:known_at", "known_at", "2026-04-01"),
    ]
    assert dated.valid("wage_records").height == 197


def test_only_tables_of_periods_are_held_to_the_months_of_a_drop(dated: Delivery) -> None:
    """Hours of a team are planned ahead and a permit may begin later; but nothing is known before it is known."""
    found = [(row["line"], row["rule"], row["value"]) for row in dated.quarantine("capacity")]
    assert found == [(9, "drop:known_at", "2026-04-01")]
    assert dated.quarantine("permit_duties") == []


def test_the_words_on_a_drop_say_how_far_back_it_may_reach(dated: Delivery) -> None:
    row = dated.quarantine("wage_records")[0]
    assert (
        row["message_en"]
        == "period is later than the months that this drop covers, or more than 60 months before them."
    )
    assert json.loads(str(row["raw"]))["period"] == "2026-03-01"
