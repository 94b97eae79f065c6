"""Choosing another objective in a real browser: asking, waiting, the new plan, and back at the earlier one."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from data_contracts.snapshots import SnapshotFolder
from data_contracts.store import sqlite_url
from data_contracts.store.decisions import PlanDecisions
from data_contracts.store.jobs import Jobs
from data_contracts.store.plan_decision import PlanDecision
from data_contracts.store.plan_roll import plan_roll
from tests.browser.conftest import Server, serving, signed_in_context, strict_page
from tests.support.published import publish_all, publish_plan
from tests.support.tables import RICH

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Server]:
    """A server over a plan of sixteen employers, about one of which something was decided."""
    folder = publish_all(tmp_path, visits=16)
    decision = PlanDecision("2026-11", RICH, "accept", "as_planned", "Piet Pieters")
    PlanDecisions(sqlite_url(tmp_path)).record(decision, "planner", plan_roll(folder.latest("plan")))
    with serving(tmp_path, "--language", "en") as server:
        yield server


@pytest.fixture
def view(browser: Browser, own: Server) -> Iterator[Page]:
    context = signed_in_context(browser, own, viewport={"width": 1440, "height": 900})
    with strict_page(context, own.address) as page:
        yield page
    context.close()


def _ask(page: Page) -> None:
    page.get_by_role("button", name="Make a new plan").click()
    page.get_by_role("radio", name="A mix").check()
    page.locator("#plan-anew-weight-workers").fill("2")
    page.get_by_label("Why this objective?").fill("More workers reached")
    page.get_by_role("button", name="Have the plan made").click()
    expect(page.locator("#plan-anew-problem")).to_contain_text("Something has been recorded")
    page.get_by_role("checkbox", name=re.compile("stays with that plan")).check()
    page.get_by_role("button", name="Have the plan made").click()


def test_another_objective_makes_a_plan_that_shows_without_a_restart(view: Page, own: Server) -> None:
    view.goto("/en/plan")
    expect(view.locator(".ag-row").first).to_be_visible()
    _ask(view)
    state, jobs = view.locator("#plan-anew-state"), Jobs(sqlite_url(own.folder))
    expect(state).to_contain_text("It waits to be calculated.")
    job = jobs.take(["plan"], "worker")
    assert job
    assert job.argument["mix"] == {"hits": 1, "workers": 2, "underpaid": 0, "severity": 0}
    expect(state).to_contain_text("It is being calculated.", timeout=10_000)
    made = publish_plan(SnapshotFolder(own.folder / "snapshots"), visits=4, plan_id="2026-11-new")
    jobs.finish(job, made.manifest.snapshot_id)
    expect(state).to_contain_text("It is ready and in use.", timeout=10_000)
    view.get_by_role("link", name="Look at the new plan").click()
    expect(view.locator("#plan-chosen-by")).to_contain_text("planner: More workers reached")
    expect(view.locator("#plan-count")).to_have_text("4 employers")
    view.locator("#plan-about summary").click()
    view.get_by_role("link", name="2026-11 (1)").click()
    expect(view.locator("#plan-is-earlier")).to_contain_text("plan 2026-11-new is in use")
    expect(view.locator("#plan-count")).to_have_text("1 employer")
    view.locator(f".ag-center-cols-container .ag-row[row-id='{RICH}'] [col-id='state']").click()
    expect(view.get_by_role("dialog")).to_contain_text("Piet Pieters")
    expect(view.get_by_role("button", name="Record", exact=True)).to_have_count(0)
