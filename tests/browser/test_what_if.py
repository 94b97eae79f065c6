"""Asking what if in a real browser, reading the answer, and walking through a week's routes."""

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from data_contracts.snapshots import SnapshotFolder
from data_contracts.store import AuditLog, sqlite_url
from data_contracts.store.jobs import Jobs
from tests.browser.conftest import Server, serving, signed_in_context, strict_page
from tests.support.planned import publish_quarter, publish_routes
from tests.support.published import publish_all
from tests.support.tables import NAMES
from tests.support.what_if_tables import publish_scenario, publish_what_if

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A dashboard over the quarter's plan with its routes; tests add what they ask."""
    path = tmp_path_factory.mktemp("planned")
    folder = publish_all(path, visits=30)
    publish_quarter(folder)
    publish_routes(folder)
    with serving(path) as server:
        yield server


@pytest.fixture
def view(browser: Browser, planned: Server) -> Iterator[Page]:
    context = signed_in_context(browser, planned, viewport={"width": 1440, "height": 900})
    with strict_page(context, planned.address) as page:
        yield page
    context.close()


def _jobs(server: Server) -> Jobs:
    return Jobs(sqlite_url(server.folder))


def _choose(page: Page, label: str, option: str) -> None:
    page.get_by_label(label, exact=True).first.click()
    page.get_by_role("option", name=option, exact=True).click()


def test_a_question_becomes_a_job_and_its_answer_opens(view: Page, planned: Server) -> None:
    view.goto("/en/what_if")
    view.get_by_role("button", name="Calculate").click()
    expect(view.get_by_role("alert")).to_have_text("Choose first: Team.")
    _choose(view, "Team", "Noord-1")
    view.get_by_role("button", name="Calculate").click()
    jobs = view.locator("#what-if-jobs")
    expect(jobs).to_contain_text("more inspectors in a team: Noord-1, 10")
    expect(jobs).to_contain_text("waiting")
    job = _jobs(planned).take(["what_if"], "worker")
    assert job
    assert job.argument == {"name": "extra-inspectors", "team": "Noord-1", "number": 10}
    expect(jobs).to_contain_text("being calculated")
    answer = publish_what_if(SnapshotFolder(planned.folder / "snapshots"), title="Ten more")
    assert _jobs(planned).finish(job, answer.manifest.snapshot_id)
    expect(view.locator("#measures")).to_contain_text("+1.5", timeout=10_000)
    expect(view).to_have_url(re.compile(f"first={answer.manifest.snapshot_id}$"))
    expect(view.locator("#groups-plot .bars .point")).to_have_count(4)


def test_an_infeasible_answer_tells_the_clash_in_words(view: Page, planned: Server) -> None:
    view.goto("/nl/what_if")
    _choose(view, "Wat als", "een minimum voor een regio")
    _choose(view, "Regio", "Noord")
    view.get_by_label("Deel van de uren").fill("40%")
    view.get_by_role("button", name="Berekenen").click()
    expect(view.locator("#what-if-jobs")).to_contain_text("een minimum voor een regio: Noord, 40%")
    job = _jobs(planned).take(["what_if"], "worker")
    assert job
    assert job.argument == {"name": "region-share", "region": "Noord", "share": 0.4}
    answer = publish_what_if(SnapshotFolder(planned.folder / "snapshots"), infeasible=True)
    _jobs(planned).finish(job, answer.manifest.snapshot_id)
    expect(view.locator(".kompas-clash")).to_contain_text("Team Noord-1 heeft 100 uur.", timeout=10_000)
    expect(view.locator("#measures")).to_have_count(0)


def test_a_job_that_failed_says_why(view: Page, planned: Server) -> None:
    view.goto("/en/what_if")
    _choose(view, "What if", "re-lending banned")
    view.get_by_role("button", name="Calculate").click()
    expect(view.locator("#what-if-jobs")).to_contain_text("re-lending banned")
    job = _jobs(planned).take(["scenario"], "worker")
    assert job
    _jobs(planned).fail(job, {"nl": "Er is geen plan.", "en": "There is no plan."})
    expect(view.locator("#what-if-jobs")).to_contain_text("failed: There is no plan.", timeout=10_000)


def test_two_answers_are_chosen_and_the_language_link_keeps_them(view: Page, planned: Server) -> None:
    folder = SnapshotFolder(planned.folder / "snapshots")
    publish_what_if(folder, title="Alpha")
    publish_scenario(folder, title="Omega")
    view.goto("/en/what_if")
    view.get_by_label("First answer").first.click()
    view.get_by_role("option", name=re.compile("^Alpha")).first.click()
    expect(view.locator("#measures")).to_be_visible()
    view.get_by_label("Second answer").first.click()
    view.get_by_role("option", name=re.compile("^Omega")).first.click()
    expect(view.locator("main")).to_contain_text("not predicted")
    expect(view).to_have_url(re.compile("first=.*&second="))
    view.get_by_role("link", name="Nederlands").click()
    expect(view.locator("#measures")).to_contain_text("Verwachte overtredingen")


@pytest.mark.parametrize("size", [(1440, 900), (1024, 768)])
def test_nothing_runs_off_the_side(view: Page, planned: Server, size: tuple[int, int]) -> None:
    folder = SnapshotFolder(planned.folder / "snapshots")
    one, two = publish_what_if(folder), publish_scenario(folder)
    both = f"first={one.manifest.snapshot_id}&second={two.manifest.snapshot_id}"
    view.set_viewport_size({"width": size[0], "height": size[1]})
    for path in (f"/nl/what_if?{both}", "/nl/routes?team=West-1", "/nl/capacity"):
        view.goto(path)
        expect(view.locator("main h1")).to_be_visible()
        assert view.evaluate("document.documentElement.scrollWidth") <= size[0]


def test_a_week_of_routes_is_drawn_without_an_outside_request(view: Page, planned: Server) -> None:
    view.goto("/nl/routes?team=West-1")
    expect(view.locator("#routes-map .scatterlayer .trace").first).to_be_visible()
    expect(view.locator("#routes-map")).to_contain_text("Rotterdam (begin en eind)")
    expect(view.locator("#routes-map")).to_contain_text("Den Haag")
    expect(view.get_by_role("img", name="Kaart van de bezoeken")).to_be_visible()
    expect(view.locator("#check-first")).to_contain_text("Werkgever 0009 bv")
    before = len(AuditLog(sqlite_url(planned.folder)).lines())
    _choose(view, "Dag", "dinsdag\u00a03\u00a0november")
    expect(view).to_have_url(re.compile("day=2026-11-03$"))
    expect(view.locator("#routes-list")).not_to_contain_text(NAMES[0])
    read = [line.action for line in AuditLog(sqlite_url(planned.folder)).lines()[before:]]
    assert read == ["read_routes"]


def test_another_team_opens_its_own_week(view: Page) -> None:
    view.goto("/en/routes?team=West-1&week=2026-11-02&day=2026-11-03")
    _choose(view, "Team", "Noord-1")
    expect(view.locator("main h1")).to_have_text("Routes of Noord-1, week of 9\u00a0November\u00a02026")


def test_a_week_is_taken_along_as_csv_and_as_calendar(view: Page, tmp_path: Path) -> None:
    view.goto("/nl/routes?team=West-1")
    with view.expect_download() as waiting:
        view.get_by_role("button", name="Week als CSV").click()
    assert waiting.value.suggested_filename == "routes-West-1-2026-11-02.csv"
    rows = list(csv.reader(waiting.value.path().read_text("utf-8-sig").splitlines(), delimiter=";"))
    assert len(rows) == 6
    assert rows[2][5] == f"'{NAMES[1]}"
    with view.expect_download() as waiting:
        view.get_by_role("button", name="Week als agenda").click()
    assert waiting.value.suggested_filename == "routes-West-1-2026-11-02.ics"
    assert waiting.value.path().read_text("utf-8").count("BEGIN:VEVENT") == 5


def test_the_chances_change_with_the_choice(view: Page) -> None:
    view.goto("/en/capacity")
    expect(view.locator("#chances-plot .bars .point")).to_have_count(3)
    view.locator("#chances-by").get_by_role("link", name="Lender or hirer").click()
    expect(view.locator("#chances")).to_contain_text("Neither")
    expect(view.locator("#chances-plot .bars .point")).to_have_count(2)
