"""The plan and its weeks as files: what stands in them, what a spreadsheet or calendar makes of it, and what not."""

import io
import re
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import pypdf
import pytest
from icalendar import Calendar

from dashboard.context import Context
from dashboard.exporting.spreadsheet import SheetColumn, spreadsheet
from dashboard.pages.plan.layout import View
from dashboard.pages.plan.query import Selection
from dashboard.pages.plan.setting import FOLDER
from dashboard.pages.plan.sought import Sought
from dashboard.pages.plan.taking_along import (
    NoRoutesError,
    NoWeekError,
    list_as_calendar,
    list_as_spreadsheet,
    week_on_paper,
)
from dashboard.pages.routes.callbacks import FOLDER as ROUTES
from dashboard.pages.routes.selection import Selection as TeamWeek
from dashboard.pages.routes.taking_along import week_as_calendar, week_as_paper
from dashboard.routed import routes_of
from dashboard.texts import LANGUAGES, Language, Words, words_of
from data_contracts.snapshots import Snapshot
from tests.dashboard.conftest import context_over
from tests.support.golden import assert_golden
from tests.support.planned import WEEK, publish_routes
from tests.support.published import publish_all
from tests.support.tables import NAMES

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
WEST = View(Selection(team="West-1"), sought=Sought(week=WEEK.isoformat()))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("exports")
    publish_routes(publish_all(made, visits=30))
    return made


@pytest.fixture
def context(folder: Path) -> Context:
    return context_over(folder)


@pytest.fixture
def plan(context: Context) -> Snapshot:
    return context.published.plan()


def _words(language: Language = "nl") -> Words:
    return words_of(FOLDER, language)


def _book(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def test_the_spreadsheet_holds_real_dates_and_numbers_under_a_heading_that_stays(
    context: Context, plan: Snapshot
) -> None:
    book = _book(list_as_spreadsheet(context, plan, View(Selection()), {}, _words()))
    sheet, about = book.worksheets
    header, *rows = sheet.iter_rows(values_only=True)
    assert sheet.freeze_panes == "B2"
    assert header[:7] == ("Werkgever", "Besluit", "Maand", "Week", "Team", "Instrument", "Uren")
    assert len(rows) == 30
    first = next(row for row in rows if row[0] == NAMES[0])
    assert first[2] == datetime(2026, 11, 1)
    assert (first[3], first[6]) == (45, 9)
    assert header[-2:] == ("Selectie", "Gegevens")
    assert first[-2:] == ("geselecteerd onder plan 2026-11", "synthetisch")
    told = dict(about.iter_rows(values_only=True))
    assert (told["Plan"], told["Momentopname"]) == ("2026-11", plan.manifest.snapshot_id)
    assert told["Registers zoals bekend op"] == "2026-10-31"
    assert told["Beperkt tot"] == "niets; dit is de hele lijst"
    assert str(told["Gegevens"]).startswith("Verzonnen")


def test_the_spreadsheet_keeps_to_the_filters_and_says_them_and_the_log_says_no_search_text(
    context: Context, plan: Snapshot
) -> None:
    view = View(Selection(region="West"), sought=Sought("cosic"))
    book = _book(list_as_spreadsheet(context, plan, view, {}, _words("en")))
    rows = list(book.worksheets[0].iter_rows(min_row=2, values_only=True))
    assert [row[0] for row in rows] == [NAMES[0]]
    assert dict(book.worksheets[1].iter_rows(values_only=True))["Narrowed to"] == (
        "Region: West; Search the list: cosic"
    )
    line = context.audit_log.lines()[-1]
    assert (line.action, line.detail["form"], line.detail["rows"]) == ("export_plan", "xlsx", 1)
    assert line.detail["searched"] is True
    assert "cosic" not in str(line.detail)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "http://example.org", "007", "{=1}"])
def test_no_text_in_a_spreadsheet_is_a_formula_a_link_or_a_number(text: str) -> None:
    cell = _book(spreadsheet("a", [SheetColumn("h")], [[text]], "b", {})).worksheets[0]["A2"]
    assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)


def test_the_calendar_of_the_list_has_an_event_for_each_visit_with_a_day(context: Context, plan: Snapshot) -> None:
    text = list_as_calendar(context, plan, View(Selection()), {}, _words())
    events = list(Calendar.from_ical(text).walk("VEVENT"))
    assert len(events) == 5
    first = next(event for event in events if NAMES[0] in str(event["SUMMARY"]))
    assert first["DTSTART"].dt == datetime(2026, 11, 2, 9, 0, tzinfo=AMSTERDAM)
    assert first["DTEND"].dt == datetime(2026, 11, 2, 11, 0, tzinfo=AMSTERDAM)
    assert first["DTSTART"].params["TZID"] == "Europe/Amsterdam"
    assert str(first["SUMMARY"]) == f"SYNTHETISCH: {NAMES[0]}"
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    words = str([(event["SUMMARY"], event["DESCRIPTION"]) for event in events]).lower()
    assert not any(word in words for word in ("%", "kans", "gezamenlijk", "joint", "loting", "random"))
    assert context.audit_log.lines()[-1].detail["form"] == "ics"


def test_the_same_visit_is_the_same_event_in_every_file_so_that_it_moves(context: Context, plan: Snapshot) -> None:
    routes = routes_of(context.published, plan)
    assert routes
    whole = list_as_calendar(context, plan, View(Selection()), {}, _words("en"))
    week = week_as_calendar(context, plan, routes, TeamWeek("West-1", WEEK), words_of(ROUTES, "nl"))
    named = [{str(event["UID"]) for event in Calendar.from_ical(text).walk("VEVENT")} for text in (whole, week)]
    assert named[0] == named[1]
    assert len(named[0]) == 5


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_golden_calendar(context: Context, plan: Snapshot, language: Language) -> None:
    text = list_as_calendar(context, plan, View(Selection()), {}, _words(language))
    made = ("DTSTAMP", "LAST-MODIFIED", "SEQUENCE")
    lines = [line for line in text.split("\r\n") if not line.startswith(made)]
    assert_golden(f"plan.{language}.ics", "\n".join(lines))


def _pages(content: bytes) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages]


def test_the_week_on_paper_has_a_page_for_each_day_with_names_as_they_are_written(
    context: Context, plan: Snapshot
) -> None:
    content = week_on_paper(context, plan, WEST, _words())
    pages = _pages(content)
    days = [index for index, page in enumerate(pages) if "november" in page and "Ploeg 1" in page]
    monday, tuesday = (pages[index] for index in days)
    assert "Maandag\u00a02\u00a0november".replace("\u00a0", " ") in monday.replace("\u00a0", " ")
    assert "Dinsdag 3 november" in tuesday.replace("\u00a0", " ")
    assert NAMES[0].split()[0] in monday
    assert "09:00 – 11:00" in monday
    assert re.search(r"\b[1-9]\d{3}\s[A-Z]{2}\b", monday)
    assert "Eerst nagaan: bestaat deze vestiging nog?" in pages[0]
    assert "Werkgever 0009 bv" in pages[0]
    assert all("Plan 2026-11 · West-1 · week 45" in page.replace("\u00a0", " ") for page in pages)
    assert all("VERZONNEN GEGEVENS" in page for page in pages)
    assert f"pagina 1 van {len(pages)}" in pages[0]
    whole = " ".join(pages).lower()
    assert not any(word in whole for word in ("gezamenlijk", "b001", "%", "loting", "aselect"))
    assert pypdf.PdfReader(io.BytesIO(content)).trailer["/Root"]["/Lang"] == "nl"
    line = context.audit_log.lines()[-1]
    assert (line.action, line.detail["form"], line.detail["rows"]) == ("export_routes", "pdf", 5)


def test_accents_and_signs_that_no_font_has_stay_readable_on_paper(context: Context, plan: Snapshot) -> None:
    routes = routes_of(context.published, plan)
    assert routes
    text = " ".join(_pages(week_as_paper(context, plan, routes, TeamWeek("West-1", WEEK), words_of(ROUTES, "en"))))
    flat = " ".join(text.split())
    assert "Ćosić" in flat
    assert "MADE-UP DATA" in flat


def test_a_week_on_paper_asks_for_a_team_and_a_week_with_routes(context: Context, plan: Snapshot) -> None:
    for view in (
        View(Selection()),
        View(Selection(team="West-1")),
        View(Selection(team="West-1"), sought=Sought(week="2026-11-09")),
        View(Selection(team="West-2"), sought=Sought(week=WEEK.isoformat())),
    ):
        with pytest.raises(NoWeekError):
            week_on_paper(context, plan, view, _words())


def test_without_routes_there_are_no_days_to_take_along(tmp_path: Path) -> None:
    publish_all(tmp_path, visits=3)
    own = context_over(tmp_path)
    with pytest.raises(NoRoutesError):
        list_as_calendar(own, own.published.plan(), View(Selection()), {}, _words())
    with pytest.raises(NoRoutesError):
        week_on_paper(own, own.published.plan(), WEST, _words())
    assert own.audit_log.lines() == ()
