"""Every view in both languages in a real browser: no outside request, no error, in its own language, and marked."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Server, serving, signed_in_context, strict_page
from tests.support.published import NOTES, publish_all, publish_plan
from tests.support.tables import MARKUP, NAMES, RICH

pytestmark = pytest.mark.browser

VIEWS = [
    ("/nl/plan", "Bezoekplan november 2026"),
    ("/en/plan", "Visit plan November 2026"),
    (f"/nl/employer/{RICH}?purpose=planned", NAMES[0]),
    (f"/en/employer/{RICH}?purpose=planned", NAMES[0]),
    ("/nl/capacity", "Capaciteit november 2026"),
    ("/en/capacity", "Capacity November 2026"),
    ("/nl/outcomes", "Uitkomsten van plan 2026-11"),
    ("/en/outcomes", "Outcomes of plan 2026-11"),
    (f"/nl/outcomes?employer={RICH}", "Uitkomsten van plan 2026-11"),
    (f"/en/outcomes?employer={RICH}", "Outcomes of plan 2026-11"),
    ("/nl/routes?team=West-1", "Routes van West-1, week van 2\u00a0november\u00a02026"),
    ("/en/routes?team=West-1", "Routes of West-1, week of 2\u00a0November\u00a02026"),
    ("/nl/what_if", "Wat als"),
    ("/en/what_if", "What if"),
    ("/nl/employer/E1234567?purpose=signal", "Deze werkgever staat niet in het register"),
    ("/en/employer/E1234567?purpose=signal", "This employer is not in the register"),
    ("/nl/niets", "Deze pagina bestaat niet"),
    ("/en/nothing", "This page does not exist"),
]
FOREIGN = {
    "nl": {"the", "and", "with", "from", "hours", "employer", "employers", "visit", "visits", "workers", "this", "not"},
    "en": {"niet", "werkgevers", "uren", "bezoek", "werknemers", "geen", "wordt", "deze", "naar", "kans"},
}
"""Words of the other language that no page in this one has."""
LABELS = "found => found.map(item => item.getAttribute('aria-label'))"


@pytest.mark.parametrize(("path", "heading"), VIEWS)
def test_a_view_opens_by_its_address(page: Page, path: str, heading: str) -> None:
    language = path[1:3]
    page.goto(path)
    expect(page.locator("main h1")).to_have_text(heading)
    expect(page.locator("html")).to_have_attribute("lang", language)
    expect(page).to_have_title(f"{heading} – Inspectiekompas")
    mark = page.locator("#synthetic-mark")
    expect(mark).to_contain_text({"nl": "SYNTHETISCH", "en": "SYNTHETIC"}[language])
    expect(mark).to_contain_text(NOTES[f"note_{language}"])
    expect(page.locator("#footer-snapshots li")).to_have_count(7)
    told = page.locator("body").inner_text() + " ".join(page.locator("[aria-label]").evaluate_all(LABELS))
    assert FOREIGN[language] & set(re.findall(r"[a-z]+", told.lower())) == set()


@pytest.mark.parametrize(("language", "says"), [("nl", "Laden…"), ("en", "Loading…")])
def test_while_nothing_has_come_yet_the_page_speaks_its_own_language(page: Page, language: str, says: str) -> None:
    page.route("**/_dash-update-component", lambda _: None)
    page.goto(f"/{language}/plan")
    expect(page.locator(".kompas-screen .kompas-loading")).to_have_text(says, use_inner_text=True)
    page.unroute_all(behavior="ignoreErrors")


@pytest.mark.parametrize("size", [(1440, 900), (1024, 768)])
@pytest.mark.parametrize(
    "path",
    [
        *("/nl/plan", f"/nl/employer/{RICH}?purpose=planned", f"/nl/outcomes?employer={RICH}"),
        *("/nl/capacity", "/nl/routes", "/nl/what_if"),
    ],
)
def test_nothing_runs_off_the_side(page: Page, path: str, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(path)
    expect(page.locator("main h1")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]


@pytest.mark.parametrize(("size", "least"), [((1440, 900), 8), ((1024, 768), 4)])
def test_the_plan_opens_on_its_list(page: Page, size: tuple[int, int], least: int) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto("/nl/plan")
    expect(page.locator(".ag-center-cols-container .ag-row").nth(least)).to_be_attached()
    lowest = page.locator(f".ag-center-cols-container .ag-row[row-index='{least - 1}']").bounding_box()
    assert lowest
    assert lowest["y"] + lowest["height"] <= size[1]


def test_the_mark_stays_in_sight_when_the_page_is_scrolled(page: Page) -> None:
    page.goto(f"/nl/employer/{RICH}?purpose=planned")
    page.locator("footer").scroll_into_view_if_needed()
    expect(page.locator("#synthetic-mark")).to_be_in_viewport()


@pytest.mark.parametrize("view", ["plan?team=West-1", f"employer/{RICH}", "capacity"])
def test_the_language_link_keeps_the_view(page: Page, view: str) -> None:
    page.goto(f"/nl/{view}")
    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page).to_have_url(re.compile(re.escape(f"/en/{view}") + "$"))
    expect(page.get_by_role("link", name="Nederlands")).to_be_visible()
    expect(page.get_by_role("link", name="Visit plan", exact=True)).to_be_visible()


def test_the_root_opens_the_plan(page: Page) -> None:
    page.goto("/")
    expect(page).to_have_url(re.compile("/nl/plan$"))


def test_the_plots_are_drawn(page: Page) -> None:
    page.goto("/en/capacity")
    expect(page.locator("#hours-plot .bars .point")).to_have_count(15)
    expect(page.locator("#rates-plot .scatterlayer .point")).to_have_count(6)
    expect(page.get_by_role("img", name="Bar chart of planned")).to_be_visible()


def test_a_name_with_markup_is_shown_as_text(page: Page) -> None:
    page.goto(f"/nl/employer/{MARKUP}?purpose=planned")
    expect(page.locator("main h1")).to_have_text(NAMES[2])
    assert page.locator("main h1 b, main h1 script").count() == 0


def test_a_script_that_is_not_ours_does_not_run(browser: Browser, server: Server) -> None:
    context = signed_in_context(browser, server)
    page = context.new_page()
    blocked: list[str] = []
    page.on("console", lambda said: blocked.append(said.text) if "Content Security Policy" in said.text else None)
    page.goto("/nl/plan")
    page.evaluate("""() => {
        const script = document.createElement("script");
        script.textContent = "window.ran = true";
        document.body.append(script);
    }""")
    assert page.evaluate("window.ran") is None
    assert blocked
    context.close()


def test_the_keyboard_reaches_content_and_menu(page: Page) -> None:
    page.goto("/en/capacity")
    expect(page.locator("main h1")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("main h1")).to_have_text("Visit plan November 2026")


def test_what_takes_long_says_that_it_is_at_work(page: Page) -> None:
    page.goto("/en/capacity")
    expect(page.locator("main h1")).to_have_text("Capacity November 2026")
    page.evaluate("""() => {
        const screen = document.getElementById("screen");
        window.bars = [];
        setInterval(() => window.bars.push(
            screen.dataset.dashIsLoading === "true" ? Number(getComputedStyle(screen, "::before").opacity) : -1
        ), 20);
    }""")
    page.route("**/_dash-update-component*", lambda route: (page.wait_for_timeout(1_500), route.continue_()))
    page.get_by_role("link", name="Visit plan", exact=True).click()
    expect(page.locator("main h1")).to_have_text("Visit plan November 2026")
    bars = page.evaluate("window.bars")
    awaited = [bar for bar in bars if bar >= 0]
    assert (bars[0], awaited[0], max(awaited)) == (-1, 0, 1)  # nothing at rest, at first no bar yet, then the bar


def test_data_appear_without_a_restart(browser: Browser, tmp_path: Path) -> None:
    with serving(tmp_path, "--language", "en") as server:
        context = signed_in_context(browser, server)
        with strict_page(context, server.address) as page:
            page.goto("/")
            expect(page.locator("#missing-snapshot")).to_contain_text("kompas run")
            folder = publish_all(tmp_path, visits=3)
            page.reload()
            expect(page.locator("#plan-count")).to_have_text("3 employers")
            publish_plan(folder, visits=1, plan_id="2026-12")
            page.reload()
            expect(page.locator("#plan-count")).to_have_text("1 employer")
            expect(page.locator("main")).to_contain_text("selected under plan 2026-12")
        context.close()
