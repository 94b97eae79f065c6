"""A CSV file that no spreadsheet runs, and that says no more than the screen."""

import csv
import io

import pytest

from dashboard.context import Context
from dashboard.export import csv_text, neutral
from dashboard.pages.plan.layout import View
from dashboard.pages.plan.query import Selection
from dashboard.pages.plan.setting import FOLDER
from dashboard.pages.plan.taking_along import list_as_csv
from dashboard.texts import words_of
from tests.support.published import VISITS
from tests.support.tables import NAMES

COLUMNS = 12


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_a_cell_that_begins_like_a_formula_is_neutralised(start: str) -> None:
    assert neutral(f"{start}1+1") == f"'{start}1+1"


@pytest.mark.parametrize("cell", ["", "Bakkerij", "10-19", "a=b", "–", "<1%", "€ 1,00"])
def test_any_other_cell_stays_as_it_is(cell: str) -> None:
    assert neutral(cell) == cell


def test_a_dutch_file_has_semicolons_and_reads_back() -> None:
    text = csv_text(["Naam"], [['zegt "ja"; en\nmeer'], ["=1"]], "nl")
    assert text.startswith("\ufeff")
    assert list(csv.reader(io.StringIO(text[1:]), delimiter=";")) == [["Naam"], ['zegt "ja"; en\nmeer'], ["'=1"]]


def _exported(context: Context, request: dict[str, object], selection: Selection) -> list[list[str]]:
    plan = context.published.plan()
    text = list_as_csv(context, plan, View(selection), request, words_of(FOLDER, "en"))
    return list(csv.reader(io.StringIO(text[1:])))


def test_the_export_holds_the_whole_list_and_nothing_of_the_ground(context: Context) -> None:
    header, *rows = _exported(context, {}, Selection())
    assert len(rows) == VISITS
    assert header[-2:] == ["Selection", "Data"]
    assert {row[-2] for row in rows} == {"selected under plan 2026-11"}
    assert {row[-1] for row in rows} == {"synthetic"}
    assert {len(row) for row in rows} == {COLUMNS + 2}
    cells = {cell.lower() for row in rows for cell in row}
    assert not cells & {"random", "model"}
    shown = ["Employer", "Decision", "Month", "Week", "Team", "Instrument", "Hours", "Site", "Municipality"]
    assert header[:COLUMNS] == [*shown, "Sector", "Workers", "Province"]
    assert {row[1] for row in rows} == {"Planned"}
    assert {row[2] for row in rows} == {"November 2026"}
    # every ninth and every seventeenth of 260: 28 + 15, of which one (153) is both
    assert [row[7] for row in rows].count("Does it still exist?") == 42
    assert not [cell for cell in cells if "%" in cell]
    assert f"'{NAMES[1]}".lower() in cells


def test_the_export_keeps_the_order_and_the_filters_of_the_screen(context: Context) -> None:
    request = {
        "filterModel": {"expected_hours": {"filterType": "number", "type": "greaterThan", "filter": 10}},
        "sortModel": [{"colId": "trade_name", "sort": "desc"}],
    }
    _, *rows = _exported(context, request, Selection("West", "West-1"))
    names = [row[0] for row in rows]
    assert names
    assert names == sorted(names, reverse=True)
    assert {row[4] for row in rows} == {"West-1"}
    assert {row[6] for row in rows} == {"11", "12"}


@pytest.mark.parametrize("filters", [None, 5, "p_WML", [["team"]], {"p_WML": {"type": "blank"}}])
def test_what_an_export_cannot_be_filtered_on_leaves_it_whole(context: Context, filters: object) -> None:
    asked = {"filterModel": filters, "sortModel": [{"colId": "p_WML", "sort": "desc"}]}
    assert _exported(context, asked, Selection()) == _exported(context, {}, Selection())
    assert context.audit_log.lines()[0].detail["filtered_on"] == []


def test_an_export_is_logged_without_what_was_typed(context: Context) -> None:
    request = {"filterModel": {"trade_name": {"filterType": "text", "type": "contains", "filter": "bakkerij"}}}
    _exported(context, request, Selection("West"))
    (line,) = context.audit_log.lines()
    assert (line.actor, line.action) == ("planner", "export_plan")
    part = {"region": "West", "team": None, "month": None, "instrument": None, "order": "", "week": ""}
    asked = {"searched": False, "filtered_on": ["trade_name"]}
    assert line.detail == {"rows": 1, "form": "csv", **part, **asked}
    assert line.subject.startswith("plan:")
