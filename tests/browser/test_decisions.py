"""Deciding in a real browser: accept, ask to drop, meet a second planner, answer as a second, tell an outcome."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from data_contracts.store import AuditLog, sqlite_url
from data_contracts.store.decisions import PlanDecisions
from data_contracts.store.outcomes import Outcomes
from tests.browser.conftest import Server, serving, sign_in, strict_page
from tests.support.accounts import make_account
from tests.support.published import publish_all
from tests.support.tables import UNPLANNED

pytestmark = pytest.mark.browser

PLAN_ID = "2026-11"
LAST = "E0000016"


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Server]:
    """A server over a plan of sixteen employers in which this test alone decides."""
    publish_all(tmp_path, visits=16)
    with serving(tmp_path, "--language", "en") as server:
        yield server


@contextmanager
def _planner(browser: Browser, server: Server, name: str = "jan") -> Iterator[Page]:
    """A page on which somebody of that name has signed in."""
    make_account(server.folder, name=name)
    context = browser.new_context(base_url=server.address, viewport={"width": 1440, "height": 900})
    with strict_page(context, server.address) as page:
        page.goto("/sign-in?next=/en/about")
        sign_in(page, name)
        yield page
    context.close()


def _row(page: Page, employer: str) -> Locator:
    return page.locator(f".ag-center-cols-container .ag-row[row-id='{employer}']")


def _open(page: Page, employer: str, path: str = "/en/plan") -> None:
    page.goto(path)
    _row(page, employer).locator("[col-id='state']").click()
    expect(page.get_by_role("dialog")).to_be_visible()


def _choose(page: Page, field: str, option: str) -> None:
    page.locator(f"#{field}").click()
    page.get_by_role("option", name=option).click()


def _state(page: Page, employer: str, text: str) -> None:
    expect(_row(page, employer).locator("[col-id='state']")).to_have_text(text)


def _record(page: Page, said: str) -> None:
    page.get_by_role("button", name="Record", exact=True).click()
    expect(page.locator("#plan-drawer-body [role='status']")).to_contain_text(said)


@pytest.mark.slow
def test_two_planners_on_one_item_lose_nothing(browser: Browser, own: Server) -> None:
    with _planner(browser, own) as first, _planner(browser, own, "piet") as second:
        _open(first, LAST)
        _open(second, LAST)
        _record(first, "has been recorded")
        first.keyboard.press("Escape")
        _state(first, LAST, "Accepted")

        second.get_by_text("Drop", exact=True).click()
        _choose(second, "decide-reason", "Too few hours in the team")
        second.locator("#decide-remark").fill("Two people are ill")
        second.get_by_role("button", name="Record", exact=True).click()
        told = second.locator("#decide-problem")
        expect(told).to_contain_text("jan")
        expect(told).to_contain_text("What you filled in is still there")
        expect(second.locator("#decide-remark")).to_have_value("Two people are ill")
        expect(second.locator("#decide-history")).to_contain_text("jan")
        _record(second, "Recorded as a question")
        second.keyboard.press("Escape")
        _state(second, LAST, "Waits for a second person")
    rows = PlanDecisions(sqlite_url(own.folder)).of_plan(PLAN_ID)
    assert [(row.kind, row.state, row.by, row.remark) for row in rows] == [
        ("accept", "done", "jan", None),
        ("drop", "asked", "piet", "Two people are ill"),
    ]
    assert AuditLog(sqlite_url(own.folder)).verify() is None


def test_who_asks_cannot_answer_and_another_account_can(browser: Browser, own: Server) -> None:
    with _planner(browser, own) as page, _planner(browser, own, "piet") as other:
        _open(page, LAST)
        page.get_by_text("Drop", exact=True).click()
        page.get_by_role("button", name="Record", exact=True).click()
        expect(page.get_by_role("dialog")).to_contain_text("Choose a reason.")
        _choose(page, "decide-reason", "Too few hours in the team")
        _record(page, "Recorded as a question")
        page.keyboard.press("Escape")
        expect(page.locator("#plan-approvals")).to_have_text("Waits for a second person (1)")
        page.locator("#plan-approvals").click()
        page.get_by_role("button", name="Leaves the plan").click()
        expect(page.get_by_role("dialog")).to_contain_text("another account must answer")
        other.goto("/en/plan")
        expect(other.locator("#plan-approvals")).to_have_text("Waits for a second person (1)")
        other.locator("#plan-approvals").click()
        other.get_by_role("button", name="Leaves the plan").click()
        expect(other.locator("#plan-drawer-body [role='status']")).to_contain_text("Leaves the plan.")
        page.goto("/en/plan")
        _state(page, LAST, "Dropped")
        expect(page.locator("#plan-approvals")).to_have_text("Waits for a second person (0)")
        _row(page, LAST).locator("[col-id='state']").click()
        page.get_by_role("button", name="Undo the decision").click()
        expect(page.locator("#plan-drawer-body [role='status']")).to_contain_text("has been recorded")
        page.keyboard.press("Escape")
        _state(page, LAST, "Accepted")


def test_a_row_opens_with_the_space_bar_and_blind_shows_no_chance_before_the_decision(
    browser: Browser, own: Server
) -> None:
    with _planner(browser, own) as page:
        page.goto("/en/plan?blind=1")
        _row(page, LAST).locator("[col-id='state']").focus()
        page.keyboard.press("Space")
        panel = page.get_by_role("dialog")
        expect(panel).to_contain_text("Hidden until a decision")
        expect(panel).not_to_contain_text("%")
        _record(page, "has been recorded")
        expect(panel).to_contain_text(re.compile(r"\d%"))
    (row,) = PlanDecisions(sqlite_url(own.folder)).of_plan(PLAN_ID)
    assert row.view == "blind"


@pytest.mark.slow
def test_an_employer_is_added_by_hand_and_its_outcome_is_told(browser: Browser, own: Server) -> None:
    with _planner(browser, own) as page:
        page.goto("/en/plan")
        expect(page.locator("#plan-count")).to_have_text("16 employers")
        page.locator(".kompas-fold-menu > summary", has_text="More").click()
        page.get_by_role("button", name="Add by hand").click()
        page.locator("#decide-other").fill("zonder plan")
        page.get_by_role("option", name="Eenmanszaak Zonder Plan").click()
        _choose(page, "decide-month", "November 2026")
        _choose(page, "decide-team", "West-2")
        _choose(page, "decide-ground", "Signal")
        _choose(page, "decide-reason", "Because of a report that came in")
        _record(page, "has been added")
        page.keyboard.press("Escape")
        expect(page.locator("#plan-count")).to_have_text("17 employers")
        _state(page, UNPLANNED, "Added by hand")
        _row(page, UNPLANNED).locator("[col-id='state']").click()
        page.get_by_role("link", name="Record an outcome").click()

        expect(page.locator("main h1")).to_have_text("Outcomes of plan 2026-11")
        _tell(page, "status", "Visited")
        page.get_by_role("button", name="Record the outcome").click()
        expect(page.locator("#outcome-problem")).to_contain_text("Not recorded yet")
        expect(page.locator("main")).to_contain_text("Fill in on which day this was.")
        today = f"{date.today():%d-%m-%Y}"
        page.get_by_label("Opened on").fill(today)
        page.get_by_label("Closed on").fill(today)
        page.get_by_label("Hours").fill("6.5")
        _tell(page, "wml_examined", "Yes")
        _tell(page, "wml_violation", "No")
        page.get_by_role("button", name="Record the outcome").click()
        expect(page.locator("#outcome-done")).to_have_text("The outcome has been recorded.")
        expect(page.locator("#told")).to_contain_text("Eenmanszaak Zonder Plan")
        expect(page.locator("#told tbody td").last).to_have_text("Signal")  # closed: the ground may be told
    (row,) = Outcomes(sqlite_url(own.folder)).of_plan(PLAN_ID)
    assert (row.outcome.employer_id, row.outcome.hours_minutes, row.outcome.by) == (UNPLANNED, 390, "jan")
    assert AuditLog(sqlite_url(own.folder)).verify() is None


def _tell(page: Page, field: str, option: str) -> None:
    page.locator(f"""[id='{{"name":"{field}","type":"outcome-field"}}']""").click()
    page.get_by_role("option", name=option, exact=True).click()
