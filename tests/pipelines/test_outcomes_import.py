"""A file of outcomes as a spreadsheet saves it: the Dutch and the English way, all or nothing, every problem told."""

import csv
from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from data_contracts.errors import KompasError
from data_contracts.settings import KompasSettings
from data_contracts.store import AuditLog, sqlite_url
from data_contracts.store.outcome_columns import outcome_columns
from data_contracts.store.outcomes import Outcomes
from pipelines.outcomes.importing import Import, import_outcomes
from pipelines.outcomes.outcome_file import read_rows, template_text
from tests.support.command import kompas
from tests.support.published import publish_all
from tests.support.tables import employer_ids

TODAY = date(2026, 12, 15)
FIRST, SECOND, THIRD = employer_ids(3)
HEAD = "plan_id;employer_id;instrument;status;opened_on;closed_on;hours;by;wml_examined;wml_violation"
GOOD = f"2026-11;{FIRST};bezoek;bezocht;3-11-2026;20-11-2026;12,5;J. Jansen;ja;nee"
NOT_FOUND = f"2026-11;{SECOND};visit;not_found;2026-11-04;2026-11-04;1.5;J. Jansen;;"

ASKED = "Deze wet is onderzocht: is er een overtreding vastgesteld, ja of nee?"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    publish_all(tmp_path / "data", visits=20)
    return tmp_path / "data"


def take(data: Path, text: str | bytes, *, partial: bool = False) -> Import:
    path = data.parent / "uitkomsten.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    settings = KompasSettings(data_dir=data)
    return import_outcomes(settings, path, partial=partial, language="nl", today=TODAY)


def stored(data: Path) -> list[tuple[str, str, int | None]]:
    rows = Outcomes(sqlite_url(data)).all()
    return [(row.outcome.employer_id, row.outcome.status, row.outcome.hours_minutes) for row in rows]


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda text: text.encode("utf-8-sig"), id="with BOM"),
        pytest.param(lambda text: text.replace("J. Jansen", "J. Jansén").encode("cp1252"), id="as Excel on Windows"),
        pytest.param(lambda text: f"sep=;\r\n{text}".encode(), id="with Excel's hint"),
        pytest.param(lambda text: text.replace("\n", "\r\n").encode(), id="with the line ends of Windows"),
        pytest.param(lambda text: text.replace("12,5", "12.5").replace(";", ",").encode(), id="with commas"),
        pytest.param(lambda text: text.replace(";", "\t").encode(), id="with tabs"),
        pytest.param(lambda text: text.replace("status", "Uitkomst").encode(), id="with a label as header"),
        pytest.param(lambda text: text.encode("utf-16"), id="as Excel's Unicode text"),
        pytest.param(lambda text: f"{text}\n;;;;;;;;;\n".encode(), id="with an empty row"),
    ],
)
def test_a_file_is_read_as_spreadsheets_save_it(data: Path, spoil: object) -> None:
    assert callable(spoil)
    done = take(data, spoil("\n".join((HEAD, GOOD, NOT_FOUND))))
    assert (done.stored, done.bad_rows) == (2, 0)
    assert stored(data) == [(FIRST, "visited", 750), (SECOND, "not_found", 90)]


def test_a_bad_row_keeps_all_out_and_every_problem_is_in_the_side_file(data: Path) -> None:
    bad = f"2026-11;{THIRD};bezoek;bezocht;31-2-2026;;veel;=1+1;ja;"
    done = take(data, "\n".join((HEAD, GOOD, bad, GOOD, "2026-11;nobody;letter;letter_sent;4-11-2026;;;J. Jansen;;")))
    assert (done.rows, done.stored, done.bad_rows) == (4, 0, 3)
    assert stored(data) == []
    assert done.problem_file == data.parent / "uitkomsten.problems.csv"
    with done.problem_file.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file, delimiter=";"))
    assert rows == [
        ["rij", "kolom", "wat er mis is"],
        ["3", "opened_on (Begonnen op)", "'31-2-2026' is geen datum; schrijf bijvoorbeeld 31-12-2026 of 2026-12-31."],
        ["3", "hours (Uren)", "'veel' is geen getal van 0 of meer; schrijf bijvoorbeeld 12,5."],
        ["3", "by (Ingevuld door)", "'=1+1' begint als een formule; schrijf alleen tekst."],
        ["3", "wml_violation (WML: overtreding)", ASKED],
        ["4", "employer_id (Werkgever)", "Deze werkgever staat al op rij 2."],
        [
            "5",
            "employer_id (Werkgever)",
            "Deze werkgever zit niet in plan 2026-11; voeg hem eerst toe met een beslissing.",
        ],
    ]  # fmt: skip


@pytest.mark.parametrize("cell", ['"bezoek', "b" * 200_000])
def test_a_cell_that_swallows_the_rows_after_it_is_told_with_its_row(data: Path, cell: str) -> None:
    with pytest.raises(KompasError, match="cannot be read") as told:
        take(data, "\n".join((HEAD, GOOD, NOT_FOUND.replace("visit", cell, 1), GOOD)), partial=True)
    assert told.value.where.endswith("uitkomsten.csv, row 3")
    assert stored(data) == []


def test_partial_keeps_the_good_rows_and_a_mended_file_takes_the_side_file_away(data: Path) -> None:
    bad = NOT_FOUND.replace("2026-11-04", "gisteren", 1)
    assert take(data, "\n".join((HEAD, GOOD, bad)), partial=True).stored == 1
    done = take(data, "\n".join((HEAD, GOOD, NOT_FOUND)))
    assert (done.stored, done.unchanged, done.problem_file) == (1, 1, None)
    assert not (data.parent / "uitkomsten.problems.csv").exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        (HEAD.replace("hours", "uurtjes"), "not known: uurtjes"),
        (HEAD.replace("hours", "status"), "twice: status"),
        (HEAD.replace(";by", ""), "missing: by"),
        (f"{HEAD}\n;;;\n", "no rows"),
    ],
)
def test_a_header_that_cannot_be_used_is_told(data: Path, text: str, said: str) -> None:
    with pytest.raises(KompasError, match=said):
        take(data, text)


def test_a_cell_too_many_is_told_for_its_row(data: Path) -> None:
    done = take(data, "\n".join((HEAD, f"{GOOD};nog iets", NOT_FOUND)), partial=True)
    assert [(found.row, found.place("nl")) for found in done.problems] == [(2, "hele rij")]
    assert stored(data) == [(SECOND, "not_found", 90)]


def test_what_may_be_a_citizens_number_is_hidden_in_what_is_told(data: Path) -> None:
    done = take(data, "\n".join((HEAD, GOOD.replace("12,5", "123456782"))))
    assert done.problem_file is not None
    assert "123456782" not in done.problem_file.read_text("utf-8-sig")
    assert "*********" in done.problem_file.read_text("utf-8-sig")


def test_an_import_is_logged_with_its_file_and_counts(data: Path) -> None:
    take(data, "\n".join((HEAD, GOOD, NOT_FOUND)))
    first = AuditLog(sqlite_url(data)).lines()[0]
    assert (first.action, first.subject) == ("import_outcomes", "outcomes")
    # Not by its name, which may be a person's.
    content = sha256("\n".join((HEAD, GOOD, NOT_FOUND)).encode()).hexdigest()
    assert first.detail == {
        "content": content,
        "rows": 2,
        "bad_rows": 0,
        "kept": 2,
    }


def test_the_template_has_every_column_and_is_a_file_that_can_be_read(data: Path) -> None:
    path = data.parent / "leeg.csv"
    path.write_text(template_text("nl"), encoding="utf-8-sig")
    assert read_rows(path) == ()
    header = template_text("nl").strip().split(";")
    assert header == [column.name for column in outcome_columns()]


def test_the_command_tells_row_and_column_and_stores_nothing(data: Path) -> None:
    path = data.parent / "april.csv"
    settings: Mapping[str, str] = {"KOMPAS_DATA_DIR": str(data)}
    done = kompas("outcomes", "template", str(path), settings=settings)
    assert done.returncode == 0, done.stderr
    assert "status *:" in done.stdout
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    path.write_text("\n".join((HEAD, GOOD, NOT_FOUND.replace("1.5", "x"))), encoding="utf-8")
    done = kompas.here("outcomes", "import", str(path), "--on", "2026-12-15", settings=settings)
    assert done.returncode == 1
    assert "Row 3, hours (Uren): 'x' is geen getal" in done.stdout
    assert "Nothing was stored" in done.stdout
    done = kompas("outcomes", "import", str(path), "--on", "2026-12-15", "--partial", settings=settings)
    assert "Outcomes stored: 1; already there: 0." in done.stdout
