"""Quarantine for people: counted, shown, exported, repaired and loaded again."""

import csv
import json
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import polars as pl
import pytest
from typer.testing import CliRunner

from data_contracts.errors import KompasError
from pipelines.cli.main import app
from tests.support.command import kompas
from tests.support.data_folders import DataFolder, Rows, good_rows
from tests.support.register_rows import nobodys_number, rsin

BSN = nobodys_number(20_000_000 + 20 * 9)


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    return DataFolder(tmp_path)


def _run(folder: DataFolder, *arguments: str) -> str:
    """Run a verb within this process, because there are many; what ``main`` adds is tried in one test."""
    done = CliRunner().invoke(app, ["quarantine", *arguments], env=folder.environment)
    assert done.exit_code == 0, done.exception
    return done.stdout


def _fails(folder: DataFolder, *arguments: str) -> str:
    done = CliRunner().invoke(app, ["quarantine", *arguments], env=folder.environment)
    assert done.exit_code == 1
    return str(done.exception) if isinstance(done.exception, KompasError) else done.stdout


def _two_bad_wages(rows: Rows) -> None:
    rows["wage_records"][7] |= {"paid_hours": "many", "wage_eur": "-1"}
    rows["wage_records"][9] |= {"cao_code": "=1+1"}


def _exported(folder: DataFolder, table: str, *more: str, name: str = "export.csv") -> list[dict[str, str]]:
    _run(folder, "export", str(folder.root / name), "--table", table, *more)
    with (folder.root / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _corrected(folder: DataFolder, rows: list[dict[str, str]], separator: str = ",") -> str:
    path = folder.root / "corrected.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter=separator)
        writer.writeheader()
        writer.writerows(rows)
    return str(path)


def _states(folder: DataFolder, table: str) -> list[list[str]]:
    """The lines of the list for a table: rule, rows, state and, if any, the drop of the repair."""
    lines = (line.split() for line in _run(folder, "list").splitlines())
    return [cells[2:] for cells in lines if len(cells) > 2 and cells[1] == table]


def test_the_list_counts_by_drop_table_and_rule(folder: DataFolder) -> None:
    assert _run(folder, "list") == "There is nothing in quarantine.\n"
    folder.load(spoil=_two_bad_wages)
    assert _states(folder, "wage_records") == [
        ["pattern:cao_code", "1", "open"],
        ["range:wage_eur", "1", "open"],
        ["row:parts_within_wage", "1", "open"],
        ["type:paid_hours", "1", "open"],
    ]
    assert "2 open: bad, and not repaired" in _run(folder)  # without a verb too; two rows, however many rules


def test_rows_are_shown_in_words_and_that_is_logged(folder: DataFolder) -> None:
    folder.load(spoil=_two_bad_wages)
    shown = _run(folder, "show", "--table", "wage_records", "--rule", "type:paid_hours", "--language", "nl")
    assert shown == (
        "2026-02/wage_records/a.csv, line 9: type:paid_hours (open)\n"
        "    paid_hours is niet te lezen als een getal (decimale punt, geen duizendtalteken).\n"
        "    paid_hours = many\n"
    )
    assert "shown; raise --limit" in _run(folder, "show", "--table", "wage_records", "--limit", "1")
    first, second = folder.log()[-2:]
    assert (first.action, first.subject) == ("show_quarantine", "quarantine")
    assert first.detail == {"table": "wage_records", "rule": "type:paid_hours", "rows": 1}
    assert second.detail == {"table": "wage_records", "rows": 1}
    assert "Is 'wage_records' meant?" in _fails(folder, "show", "--table", "wage_record")
    assert "Is 'type:paid_hours' meant?" in _fails(
        folder, "show", "--table", "wage_records", "--rule", "type:paidhours"
    )


def test_an_export_has_a_line_a_row_with_pseudonyms_and_no_formula(folder: DataFolder) -> None:
    folder.load(spoil=_two_bad_wages)
    rows = _exported(folder, "wage_records")
    assert [(row["file"], row["line"]) for row in rows] == [("2026-02/wage_records/a.csv", n) for n in ("9", "11")]
    assert "type:paid_hours" in rows[0]["rules"].split("; ")
    assert "paid_hours cannot be read as a number" in rows[0]["messages"]
    assert rows[1]["cao_code"] == "'=1+1"
    assert "personnel_number" not in rows[0]
    # A spreadsheet that opens and saves the file keeps these as they are.
    assert (rows[0]["worker_number"][0], len(rows[0]["worker_number"])) == ("'", 20)
    assert (rows[0]["period"], rows[0]["wage_tax_table"]) == ("'2026-01-01", "'012")
    assert (rows[0]["income_relationship"], rows[0]["contract_indefinite"]) == ("1", "true")
    assert BSN not in (folder.root / "export.csv").read_text()
    assert folder.log()[-1].detail == {"table": "wage_records", "rows": 2, "file": "export.csv"}
    assert len(_exported(folder, "wage_records", "--rule", "pattern:cao_code", name="one.csv")) == 1
    again = _fails(folder, "export", str(folder.root / "one.csv"), "--table", "wage_records")
    assert "There is a file already" in again
    assert "a .csv or an .xlsx file" in _fails(folder, "export", str(folder.root / "x.ods"), "--table", "wage_records")
    assert "No open row of signals" in _fails(folder, "export", str(folder.root / "x.csv"), "--table", "signals")


def test_a_spreadsheet_has_the_same_rows_as_text(folder: DataFolder) -> None:
    def spoil(rows: Rows) -> None:
        rows["employers"][3] |= {"trade_name": 'A & <B> "é"', "sbi_code": "=x"}

    folder.load(spoil=spoil)
    _run(folder, "export", str(folder.root / "e.xlsx"), "--table", "employers")
    with zipfile.ZipFile(folder.root / "e.xlsx") as file:
        parts = {name: ElementTree.fromstring(file.read(name)) for name in file.namelist()}  # noqa: S314 -- our own
    main = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    texts = ["".join(entry.itertext()) for entry in parts["xl/sharedStrings.xml"].iter(f"{main}si")]
    sheet = parts["xl/worksheets/sheet1.xml"]
    assert {cell.get("t") for cell in sheet.iter(f"{main}c") if len(cell)} == {"s"}  # nothing but text
    rows = [
        [texts[int(value)] if (value := "".join(cell.itertext())) else "" for cell in row.iter(f"{main}c")]
        for row in sheet.iter(f"{main}row")
    ]
    assert len(rows) == 2
    row = dict(zip(*rows, strict=True))
    assert (row["line"], row["trade_name"], row["sbi_code"]) == ("5", 'A & <B> "é"', "'=x")
    assert (row["valid_from"], row["kvk_number"]) == ("2010-01-01", "00000003")


def test_corrected_rows_are_loaded_and_then_repaired(folder: DataFolder) -> None:
    folder.load(spoil=_two_bad_wages)
    rows = _exported(folder, "wage_records")
    rows[0] |= {"paid_hours": "160.50", "wage_eur": "2600.00"}
    said = _run(folder, "repair", _corrected(folder, rows, separator=";"))  # as a Dutch spreadsheet saves it
    drop = folder.data / "register" / "repair-0001"
    assert f"Corrected rows of wage_records in the new drop {drop}: 1." in said
    assert "Rows that were not changed, and stay open: 1." in said
    delivery = json.loads((drop / "delivery.json").read_text())
    assert (delivery["pseudonymised"], delivery["synthetic"], delivery["source"]) == (True, False, "a test")
    assert json.loads((drop / "repairs.json").read_text()) == {
        "table": "wage_records", "files": ["2026-02/wage_records/a.csv"], "lines": [9],
    }  # fmt: skip
    assert {cells[2] for cells in _states(folder, "wage_records")} == {"open", "waiting"}
    assert "run `kompas ingest`" in _fails(folder, "repair", _corrected(folder, rows[:1]))

    known = folder.rows("wage_records")
    folder.ingest()
    added = folder.rows("wage_records").join(known, on=known.columns, how="anti", nulls_equal=True)
    assert added.select("wage_cents", "paid_minutes", "loonheffingennummer").rows() == [
        (260000, 9630, f"{rsin(10_000_000 + 20 * 7)}L01")
    ]
    # The pseudonym is the one that the row had at the door.
    assert added["worker_pid"].to_list() == [int(rows[0]["worker_number"].removeprefix("'"))]
    repaired = [cells for cells in _states(folder, "wage_records") if cells[2] == "repaired"]
    assert {cells[3] for cells in repaired} == {"repair-0001"}
    assert [cells[:3] for cells in _states(folder, "wage_records") if cells not in repaired] == [
        ["pattern:cao_code", "1", "open"]
    ]
    line = next(line for line in folder.log() if line.action == "repair_quarantine")
    assert line.detail == {"table": "wage_records", "rows": 1, "still_bad": 0, "drop": "repair-0001"}


def test_a_correction_that_is_still_bad_is_said_and_stays_open(folder: DataFolder) -> None:
    folder.load(spoil=_two_bad_wages)
    rows = _exported(folder, "wage_records")
    rows[0] |= {"paid_hours": "900", "wage_eur": "2600.00"}
    rows[1] |= {"cao_code": "0001"}
    said = _run(folder, "repair", _corrected(folder, rows))
    assert "Still bad: 2026-02/wage_records/a.csv, line 9: range:paid_hours." in said
    folder.ingest()
    states = {cells[0]: cells[2] for cells in _states(folder, "wage_records")}
    assert (states["type:paid_hours"], states["pattern:cao_code"]) == ("open", "repaired")
    assert folder.rows("wage_records").height == 99


def test_a_repair_that_ingest_finds_bad_after_all_is_open_again(folder: DataFolder) -> None:
    """Between repair and ingest the same establishment is loaded with another validity."""

    def spoil(rows: Rows) -> None:
        rows["establishments"][7] |= {"municipality_code": "GM9999"}

    folder.load(spoil=spoil)
    rows = _exported(folder, "establishments")
    rows[0] |= {"municipality_code": "GM1783"}
    _run(folder, "repair", _corrected(folder, rows))
    establishments = good_rows()["establishments"]
    other = [establishments[7] | {"valid_from": "2012-01-01"}]
    later = [
        row | {"valid_from": "2009-01-01", "valid_to": "2009-12-31", "known_at": "2020-02-01"} for row in establishments
    ]
    folder.deliver("2026-03", {"establishments": other + later})
    folder.ingest()
    states = _states(folder, "establishments")
    assert ["format:known_municipality", "1", "replaced", "repair-0001"] in states
    assert [cells for cells in states if cells[0] == "overlap:validity"] == [["overlap:validity", "1", "open"]] * 2
    assert _exported(folder, "establishments", name="again.csv")[-1]["file"] == "repair-0001/establishments/repair.csv"


def test_rows_that_only_referred_to_something_missing_are_tried_again(folder: DataFolder) -> None:
    """A legal person that came too late: its number was a pseudonym at the door, and is recognised when repaired."""

    def spoil(rows: Rows) -> None:
        rows["employers"][3] |= {"sbi_code": "x"}

    folder.load(spoil=spoil)
    employers = _exported(folder, "employers", name="employers.csv")
    _run(folder, "repair", _corrected(folder, [employers[0] | {"sbi_code": "78202"}]))
    folder.ingest()
    number = f"{rsin(10_000_000 + 20 * 3)}L01"
    for table in ("wage_tax_numbers", "wage_records"):
        (row,) = _exported(folder, table, name=f"{table}.csv")
        assert row["loonheffingennummer"].startswith("N")
        _run(folder, "repair", str(folder.root / f"{table}.csv"))
        folder.ingest()
        assert number in folder.rows(table)["loonheffingennummer"].to_list()
        assert {cells[2] for cells in _states(folder, table)} == {"repaired"}
    assert folder.rows("wage_records").height == 100


def test_a_number_that_is_given_in_a_repair_is_a_pseudonym_in_the_drop(folder: DataFolder) -> None:
    def spoil(rows: Rows) -> None:
        rows["permit_duties"][9] |= {"worker_number": "12AB"}

    folder.load(spoil=spoil)
    (row,) = _exported(folder, "permit_duties")
    _run(folder, "repair", _corrected(folder, [row | {"worker_number": BSN}]))
    assert BSN not in (folder.data / "register" / "repair-0001" / "permit_duties" / "repair.csv").read_text()
    folder.ingest()
    of_worker = folder.rows("work_permits").filter(pl.col("permit_id") == "W009")["worker_pid"]
    assert of_worker.is_in(folder.rows("permit_duties")["worker_pid"].to_list()).all()


def test_what_cannot_be_repaired_is_refused_with_words(folder: DataFolder) -> None:
    def spoil(rows: Rows) -> None:
        _two_bad_wages(rows)
        rows["signals"][4] |= {"topic": "gossip", "employer_id": "123456782"}

    folder.load(spoil=spoil)
    rows = _exported(folder, "wage_records")
    good = rows[0] | {"paid_hours": "1", "wage_eur": "2600.00"}

    def refused(*given: dict[str, str]) -> str:
        return _fails(folder, "repair", _corrected(folder, list(given)))

    assert "Nothing was changed" in refused(*rows)
    assert "unknown colour" in refused(good | {"colour": "red"})
    assert "missing cao_code" in refused({name: cell for name, cell in good.items() if name != "cao_code"})
    assert "not in quarantine: 2026-02/wage_records/a.csv, line 8" in refused(good | {"line": "8"})
    assert "stands in this file twice" in refused(good, good)
    assert "must name delivered files of one table" in refused(good, good | {"file": "2026-02/signals/a.csv"})
    rounded = str(int(good["worker_number"].removeprefix("'")) // 1000 * 1000)
    assert "The pseudonym in worker_number is not the one in quarantine" in refused(good | {"worker_number": rounded})
    assert "The pseudonym in worker_number" in refused(good | {"worker_number": "6.82414E+18"})
    signals = _exported(folder, "signals", name="signals.csv")
    assert "The value of employer_id is hidden" in refused(signals[0] | {"topic": "wml"})
    assert "cannot be read as CSV" in _fails(folder, "repair", str(folder.root / "nothing.csv"))
    assert not list((folder.data / "register").glob("repair-*"))


def test_a_row_outside_its_drop_must_be_corrected_itself(folder: DataFolder) -> None:
    folder.note["delivered_on"] = "2026-04-30"

    def spoil(rows: Rows) -> None:
        rows["signals"][4] |= {"known_at": "2026-05-01", "topic": "gossip"}

    folder.load(spoil=spoil)
    (row,) = _exported(folder, "signals")
    assert "broke drop:known_at, and its known_at was not corrected" in _fails(
        folder, "repair", _corrected(folder, [row | {"topic": "wml"}])
    )
    _run(folder, "repair", _corrected(folder, [row | {"topic": "wml", "known_at": "2026-04-30"}]))
    folder.ingest()
    assert folder.rows("signals").height == 100


def test_refused_tables_are_listed_and_not_repaired(folder: DataFolder) -> None:
    rows = good_rows()
    for row in rows["signals"][:20]:
        row |= {"topic": "gossip"}
    folder.deliver("2026-02", rows)
    with pytest.raises(KompasError, match="20 of 100 rows of signals"):
        folder.ingest()
    assert _states(folder, "signals") == [["values:topic", "20", "refused"]]
    exported = _exported(folder, "signals")
    assert len(exported) == 20
    assert "There is no warehouse yet" in _fails(folder, "repair", _corrected(folder, exported))


def test_a_copy_needs_no_repair_and_a_line_that_is_no_record_can_have_one(folder: DataFolder) -> None:
    folder.deliver("2026-02", good_rows())
    file = folder.data / "register" / "2026-02" / "signals" / "a.csv"
    lines = file.read_text().splitlines()
    file.write_text("\n".join([*lines[:-1], lines[5], lines[-1] + ",too much"]) + "\n")
    folder.ingest()
    assert _states(folder, "signals") == [["duplicate:identical", "1", "copy"], ["line:too_many_fields", "1", "open"]]
    (row,) = _exported(folder, "signals")
    assert (row["delivered_line"], row["signal_id"]) == (lines[-1] + ",too much", "")
    whole = good_rows()["signals"][-1]
    _run(folder, "repair", _corrected(folder, [row | whole]))
    folder.ingest()
    assert folder.rows("signals").height == 100


def test_the_command_itself(folder: DataFolder) -> None:
    folder.load(spoil=_two_bad_wages)
    listed = kompas("quarantine", settings=folder.environment)
    assert (listed.returncode, listed.stderr) == (0, "")
    assert "2 open: bad, and not repaired" in listed.stdout
    wrong = kompas.here("quarantine", "show", "--table", "wages", settings=folder.environment)
    assert (wrong.returncode, wrong.stdout) == (1, "")
    assert wrong.stderr.startswith("kompas: There is no register table 'wages'.")
