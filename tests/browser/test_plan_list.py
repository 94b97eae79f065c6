"""The plan's list under a reader's hands: sorting, filtering, walking, opening, taking along."""

import csv
import io
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import openpyxl
import pypdf
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from data_contracts.store import AuditLog, sqlite_url
from tests.browser.conftest import Server, serving, signed_in_context, strict_page
from tests.support.planned import publish_routes
from tests.support.published import publish_all
from tests.support.tables import NAMES, RICH

pytestmark = pytest.mark.browser


def _open(page: Page, path: str = "/en/plan") -> None:
    page.goto(path)
    expect(page.locator(".ag-row a").first).to_be_visible()


def _row(page: Page, index: int) -> Locator:
    return page.locator(f".ag-center-cols-container .ag-row[row-index='{index}']")


def _cell(page: Page, index: int, column: str) -> Locator:
    return _row(page, index).locator(f"[col-id='{column}']")


def _header(page: Page, column: str) -> Locator:
    return page.locator(f".ag-header-cell[col-id='{column}']")


def _filter(page: Page, column: str, text: str) -> None:
    _header(page, column).locator(".ag-header-cell-filter-button").click()
    page.locator(".ag-filter .ag-filter-from input").first.fill(text)
    page.wait_for_timeout(600)  # the list waits for the reader to stop typing
    page.keyboard.press("Escape")


def _count(page: Page, text: str) -> None:
    expect(page.locator("#plan-count")).to_have_text(text)


def test_the_list_says_what_it_holds(page: Page) -> None:
    _open(page)
    _count(page, "260 employers")
    cells = _row(page, 0).locator(".ag-cell")
    first = ["Planned", "November\u00a02026", "45", "Noord-1", "Visit", "12", "", "Groningen", "Trade", "10-19", "GR"]
    expect(cells).to_have_text(["", re.compile("^Uitzendbureau De Zeer"), *first])
    expect(page.locator("main")).not_to_contain_text(re.compile("random|selection ground", re.IGNORECASE))
    expect(page.locator("#plan-about")).to_contain_text("on each employer's own page")
    expect(page.locator("main .ag-root")).not_to_contain_text("%")
    expect(page.locator("#plan-about")).to_contain_text("31 October 2026")


def test_dutch_figures_have_commas(page: Page) -> None:
    _open(page, "/nl/plan")
    expect(page.locator("main")).to_contain_text("2.600 van 5.000")
    expect(page.locator("main")).to_contain_text("Verwachte vaststellingen")


def test_the_hours_as_tables_come_when_their_fold_is_opened_by_hand_or_by_key(page: Page) -> None:
    _open(page)
    fold = page.locator("#plan-tables-fold")
    expect(page.locator("#plan-tables table")).to_have_count(0)
    fold.click()
    expect(page.locator("#plan-weeks-table")).to_contain_text("By week and instrument")
    expect(page.locator("#plan-months")).to_contain_text("Noord-1")
    fold.click()
    expect(page.locator("#plan-months")).to_be_hidden()
    page.locator("#plan-region").click()
    page.get_by_role("option", name="West", exact=True).click()
    expect(page.locator("#plan-tables table")).to_have_count(0)
    fold.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#plan-months")).to_contain_text("West-")
    expect(page.locator("#plan-months")).not_to_contain_text("Noord-1")


def test_a_click_on_a_heading_sorts_at_the_server(page: Page) -> None:
    _open(page)
    _header(page, "expected_hours").locator(".ag-header-cell-label").click()
    expect(_cell(page, 0, "expected_hours")).to_have_text("8")
    _header(page, "expected_hours").locator(".ag-header-cell-label").click()
    expect(_cell(page, 0, "expected_hours")).to_have_text("12")
    expect(page).to_have_url(re.compile(r"sort=expected_hours\.desc"))


def test_an_address_written_by_hand_tells_nothing_of_the_chances(page: Page) -> None:
    _open(page)
    names = page.locator(".ag-row a").all_inner_texts()
    _open(page, '/en/plan?sort=p_WML.desc&filter={"selection_ground":{"type":"equals","filter":"random"}}')
    _count(page, "260 employers")
    assert page.locator(".ag-row a").all_inner_texts() == names


def test_a_filter_narrows_the_list_and_stands_in_the_address(page: Page) -> None:
    _open(page)
    _filter(page, "trade_name", "cosic")
    _count(page, "1 employer")
    expect(_cell(page, 0, "trade_name")).to_have_text(NAMES[0])
    shared = page.url
    page.goto("about:blank")
    page.goto(shared)
    _count(page, "1 employer")
    page.get_by_role("link", name="Nederlands").click()
    _count(page, "1 werkgever")


def test_a_filter_that_nothing_meets_says_so(page: Page) -> None:
    _open(page)
    _filter(page, "trade_name", "zzzz")
    _count(page, "No employers match these filters.")
    expect(page.locator(".ag-overlay")).to_have_text("No rows match these filters")


def test_a_region_and_a_team_narrow_figures_and_list(page: Page) -> None:
    _open(page)
    page.get_by_label("Region").first.click()
    page.get_by_role("option", name="West").click()
    _count(page, "130 employers")
    page.get_by_label("Team").first.click()
    page.get_by_role("option", name="West-2").click()
    _count(page, "65 employers")
    expect(page.locator("main")).to_contain_text("650 of 1,000")
    expect(page.locator("main")).not_to_contain_text("Expected findings")
    expect(page).to_have_url(re.compile("region=West&team=West-2$"))
    page.get_by_label("Region").first.click()
    page.get_by_role("option", name="East").click()
    expect(page.locator("#plan-empty")).to_be_visible()
    expect(page.get_by_label("Team").first).to_have_value("All teams")


def test_a_month_an_instrument_and_the_ways_to_look_stand_in_the_address(page: Page) -> None:
    _open(page)
    page.get_by_label("Instrument").first.click()
    page.get_by_role("option", name="Joint visit along a chain").click()
    _count(page, "2 employers")
    expect(_cell(page, 0, "instrument")).to_have_text(re.compile("^Joint visit with Werkgever"))
    page.get_by_label("Month").first.click()
    page.get_by_role("option", name="November 2026").click()
    _unfold(page, "Display")
    page.get_by_label("Decide blind").click()
    page.get_by_label("Neutral order").click()
    expect(page).to_have_url(
        re.compile(
            "month=2026-11-01&instrument=joint_visit.*blind=1&order=neutral|"
            "instrument=joint_visit&month=2026-11-01&blind=1&order=neutral"
        )
    )
    shared = page.url
    page.goto("about:blank")
    page.goto(shared)
    _count(page, "2 employers")
    expect(page.get_by_label("Decide blind")).to_be_checked()
    assert "blind=1" in str(_cell(page, 0, "trade_name").locator("a").get_attribute("href"))


def test_every_selection_that_is_read_is_logged_once(page: Page, server: Server) -> None:
    log = AuditLog(sqlite_url(server.folder))
    before = len(log.lines())
    _open(page, "/en/plan?region=West")
    _header(page, "team").locator(".ag-header-cell-label").click()
    page.get_by_label("Team").first.click()
    page.get_by_role("option", name="West-2").click()
    _count(page, "65 employers")
    read = [(line.action, line.detail) for line in log.lines()[before:]]
    whole = {"month": None, "instrument": None}
    assert read == [
        ("read_plan", {"region": "West", "team": None, **whole}),
        ("read_plan", {"region": "West", "team": "West-2", **whole}),
    ]


def test_the_last_row_comes_when_it_is_scrolled_to(page: Page) -> None:
    _open(page)
    page.locator(".ag-body-viewport").evaluate("element => element.scrollTop = element.scrollHeight")
    expect(_cell(page, 259, "team")).to_have_text("Zuid-1")


def test_the_link_opens_the_dossier_and_back_returns(page: Page, server: Server) -> None:
    before = len(AuditLog(sqlite_url(server.folder)).lines())
    _open(page, "/en/plan?sort=expected_hours.desc")
    name = _cell(page, 0, "trade_name").inner_text()
    _cell(page, 0, "trade_name").locator("a").click()
    expect(page.locator("main h1")).to_have_text(name)
    log = AuditLog(sqlite_url(server.folder))
    assert [line.action for line in log.lines()[before:]] == ["read_plan", "open_dossier"]
    assert log.verify() is None
    page.go_back()
    expect(_cell(page, 0, "trade_name")).to_have_text(name)


def test_the_list_works_without_a_mouse(page: Page) -> None:
    _open(page)
    name = _cell(page, 1, "trade_name").inner_text()
    _cell(page, 0, "sector").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("main h1")).to_have_text(name)


def _unfold(page: Page, menu: str) -> None:
    page.locator(".kompas-fold-menu > summary", has_text=menu).click()


def _take(page: Page, name: str) -> Path:
    """Take the list along in one of the ways of the menu."""
    _unfold(page, "Take along" if "/en/" in page.url else "Meenemen")
    with page.expect_download() as waiting:
        page.get_by_role("button", name=name).click()
    return Path(waiting.value.path())


def _states(page: Page, *expected: str) -> None:
    for index, text in enumerate(expected):
        expect(_cell(page, index, "state")).to_have_text(text)


def test_a_planner_works_through_the_list(browser: Browser, tmp_path: Path) -> None:
    """Search, keep the view, accept three at once and undo it, walk by key and accept, and take the list along."""
    publish_routes(publish_all(tmp_path, visits=40))
    with serving(tmp_path, "--language", "en") as own:
        context = signed_in_context(browser, own, viewport={"width": 1440, "height": 900})
        with strict_page(context, own.address) as page:
            _open(page)
            _search_and_keep_the_view(page)
            _accept_three_and_undo(page)
            names = [_cell(page, index, "trade_name").inner_text() for index in range(3)]
            _walk_and_accept(page, names)
            _switch_the_keys_off(page)
            _take_it_along(page, names)
        context.close()


def _search_and_keep_the_view(page: Page) -> None:
    page.get_by_label("Search the list").fill("rotterdam")
    _count(page, "9 employers")
    page.get_by_role("button", name=re.compile("^week 45")).click()
    _count(page, "1 employer")
    page.get_by_role("button", name=re.compile("^week 45")).click()
    _count(page, "9 employers")
    expect(page).to_have_url(re.compile("search=rotterdam$"))
    expect(page.locator("#plan-hint")).to_contain_text("the figures above are about the whole selection")
    _shape_the_columns(page)
    _unfold(page, "Display")
    page.get_by_role("button", name="Saved views").click()
    views = page.get_by_role("dialog", name="Saved views")
    views.get_by_label("Name", exact=True).fill("Near the port")
    views.get_by_role("button", name="Keep what you see now").click()
    expect(views.get_by_role("link", name="Near the port")).to_have_attribute(
        "href", "/en/plan?search=rotterdam&columns=team.140%2C-site"
    )
    page.keyboard.press("Escape")
    expect(views).to_be_hidden()
    _open(page, "/en/plan?search=rotterdam&columns=team.140%2C-site")
    expect(_header(page, "site")).to_have_count(0)
    assert round(_width(page, "team")) == 140
    _unfold(page, "Columns")
    page.get_by_role("button", name="Columns as they were").click()
    expect(_header(page, "site")).to_be_visible()
    expect(page).to_have_url(re.compile("search=rotterdam$"))


def _shape_the_columns(page: Page) -> None:
    """Hide the column of the site, and drag that of the team fifty pixels wider."""
    _unfold(page, "Columns")
    page.get_by_role("checkbox", name="Site").click()
    expect(_header(page, "site")).to_have_count(0)
    _unfold(page, "Columns")
    edge = _header(page, "team").locator(".ag-header-cell-resize").bounding_box()
    assert edge
    x, y = edge["x"] + edge["width"] / 2, edge["y"] + 10
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 50, y, steps=5)
    page.mouse.up()
    expect(page).to_have_url(re.compile(r"columns=team\.140%2C-site"))


def _width(page: Page, column: str) -> float:
    box = _header(page, column).bounding_box()
    assert box
    return box["width"]


def _accept_three_and_undo(page: Page) -> None:
    _cell(page, 0, "tick").get_by_role("checkbox").click()
    _cell(page, 2, "tick").get_by_role("checkbox").click(modifiers=["Shift"])
    page.get_by_role("button", name="Decide about chosen (3)").click()
    bulk = page.get_by_role("dialog", name="Decide about chosen employers")
    bulk.get_by_role("button", name="Record for 3").click()
    expect(bulk.get_by_role("status")).to_have_text("Recorded: 3.")
    _states(page, "Accepted", "Accepted", "Accepted", "Planned")
    bulk.get_by_role("button", name="Undo all").click()
    expect(bulk.get_by_role("status")).to_have_text("Undone: 3.")
    page.keyboard.press("Escape")
    expect(bulk).to_be_hidden()
    _states(page, "Planned", "Planned", "Planned")


def _walk_and_accept(page: Page, names: list[str]) -> None:
    title = page.locator(".mantine-Drawer-title")
    _cell(page, 0, "state").focus()
    for key, name in (("o", names[0]), ("j", names[1]), ("k", names[0])):
        page.keyboard.press(key)
        expect(title).to_have_text(name)
    expect(page.locator("#decide-record")).to_be_enabled()
    page.keyboard.press("a")
    expect(title).to_have_text(names[1])
    expect(page.locator("#plan-told")).to_have_text(f"{names[0]}: The decision has been recorded.")
    page.keyboard.press("Escape")
    expect(title).to_be_hidden()
    _states(page, "Accepted", "Planned", "Planned")


def _switch_the_keys_off(page: Page) -> None:
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keys of the list")
    keys.get_by_role("switch").uncheck()
    page.keyboard.press("Escape")
    expect(keys).to_be_hidden()
    page.keyboard.press("?")
    _cell(page, 1, "state").focus()
    page.keyboard.press("o")
    expect(page.get_by_role("dialog")).to_have_count(0)


def _take_it_along(page: Page, names: list[str]) -> None:
    file = io.BytesIO(_take(page, "List for Excel (XLSX)").read_bytes())
    header, *rows = openpyxl.load_workbook(file).worksheets[0].iter_rows(values_only=True)
    assert header[0] == "Employer"
    assert [row[0] for row in rows][:3] == names
    assert len(rows) == 9
    page.goto("/en/plan?view=map&team=West-1&week=2026-11-02")
    expect(page.locator("#plan-map-graph .main-svg").first).to_be_visible()
    _open_from_the_map(page)
    paper = pypdf.PdfReader(_take(page, "Week with routes on paper (PDF)"))
    assert "West-1" in paper.pages[0].extract_text()


def _open_from_the_map(page: Page) -> None:
    """Click a dot, and an employer when it stands for more; there is no row before or after it to step to."""
    page.evaluate("""() => {
        const dots = document.querySelector("#plan-map-graph .js-plotly-plot").data.find(item => item.customdata);
        const clickData = { points: [{ customdata: dots.customdata[0] }] };
        window.dash_clientside.set_props("plan-map-graph", { clickData });
    }""")
    panel, one = page.locator(".kompas-panel"), page.locator("#plan-drawer-body .kompas-decisions button").first
    expect(panel.or_(one).first).to_be_visible()
    if one.is_visible():
        one.click()
    expect(panel).to_be_visible()
    expect(page.locator("#plan-next")).to_be_hidden()
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()


def test_the_export_holds_what_the_screen_shows(page: Page) -> None:
    _open(page, "/nl/plan?team=West-1&sort=trade_name.asc")
    text = _take(page, "Lijst als CSV").read_text(encoding="utf-8-sig")
    header, *rows = list(csv.reader(text.splitlines(), delimiter=";"))
    assert header[0] == "Werkgever"
    assert header[10] == "Werknemers"
    assert len(rows) == 65
    assert {row[4] for row in rows} == {"West-1"}
    assert {row[-2] for row in rows} == {"geselecteerd onder plan 2026-11"}


def test_a_dossier_shows_three_blocks_and_the_bars(page: Page) -> None:
    page.goto(f"/en/employer/{RICH}?purpose=planned")
    for name in ("Facts", "Probability", "Not known", "Earlier inspections"):
        expect(page.get_by_role("region", name=name)).to_be_visible()
    expect(page.get_by_role("img", name="raises the probability")).to_have_count(3)
    expect(page.get_by_role("img", name="lowers the probability")).to_have_count(1)


@pytest.mark.slow
def test_an_export_that_cannot_be_logged_is_refused_with_a_reason(browser: Browser, tmp_path: Path) -> None:
    publish_all(tmp_path, visits=3)
    with serving(tmp_path, "--language", "en") as own:
        context = signed_in_context(browser, own)
        with strict_page(context, own.address) as page:
            _open(page)
            with closing(sqlite3.connect(tmp_path / "store.sqlite")) as store:
                store.execute("DROP TABLE audit_log")
            _unfold(page, "Take along")
            page.get_by_role("button", name="List as CSV").click()
            expect(page.get_by_role("alert")).to_contain_text("nothing was recorded or shown")
        context.close()
