"""The capacity page looks back, and objectives come side by side as they are calculated, in a real browser."""

import csv
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from data_contracts.snapshots import SnapshotFolder
from data_contracts.store import AuditLog, sqlite_url
from data_contracts.store.jobs import Jobs
from tests.browser.conftest import Server, serving, signed_in_context, strict_page
from tests.support.looking_back import publish_look_back
from tests.support.what_if_tables import publish_what_if

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def looked_back(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A dashboard over a run with closed cases, and wages before and after them."""
    path = tmp_path_factory.mktemp("look-back")
    publish_look_back(path)
    with serving(path) as server:
        yield server


@pytest.fixture
def view(browser: Browser, looked_back: Server) -> Iterator[Page]:
    context = signed_in_context(browser, looked_back, viewport={"width": 1024, "height": 768})
    with strict_page(context, looked_back.address) as page:
        yield page
    context.close()


def test_the_look_back_comes_in_fits_and_is_taken_along(view: Page, looked_back: Server) -> None:
    view.goto("/en/capacity")
    expect(view.locator("#wages")).to_contain_text("−5.00 percentage points", timeout=60_000)
    expect(view.locator("#grounds")).to_contain_text("2025 (incomplete: 1 month)")
    expect(view.locator("#curve-plot .scatterlayer .trace")).to_have_count(2)
    expect(view.get_by_role("img", name="Line of the expected findings")).to_be_visible()
    assert view.evaluate("document.documentElement.scrollWidth") <= 1024
    view.get_by_role("link", name="Wages after visits").click()
    expect(view.locator("#wages")).to_be_in_viewport()
    with view.expect_download() as waiting:
        view.get_by_role("button", name="Take along as CSV: Declared pay below the minimum").click()
    assert waiting.value.suggested_filename == "capacity-wages-2026-11.csv"
    rows = list(csv.reader(waiting.value.path().read_text("utf-8-sig").splitlines()))
    assert rows[1][:5] == ["With a finding under the WML", "12", "12", "10%", "5.0%"]
    (line,) = [line for line in AuditLog(sqlite_url(looked_back.folder)).lines() if line.action == "export_capacity"]
    assert line.detail == {"table": "wages", "rows": 3}
    view.get_by_role("link", name="Have a plan with other hours calculated in full").click()
    expect(view.locator("main h1")).to_have_text("What if")


def test_an_objective_that_is_asked_for_comes_in_by_itself(view: Page, looked_back: Server) -> None:
    view.goto("/nl/objective?by=sector")
    expect(view.locator("#objective-measures")).to_contain_text("nog geen plan met een ander doel")
    view.get_by_role(
        "button", name="Laat het plan berekenen met als doel: zoveel mogelijk benadeelde werknemers"
    ).click()
    missing = view.locator("#objective-missing")
    expect(missing).to_contain_text("wacht")
    jobs = Jobs(sqlite_url(looked_back.folder))
    job = jobs.take(["what_if"], "worker")
    assert job
    assert job.argument == {"name": "objective", "objective": "workers"}
    folder = SnapshotFolder(looked_back.folder / "snapshots")
    answer = publish_what_if(folder, "objective", title="Werknemers", asked={"objective": "workers"})
    jobs.finish(job, answer.manifest.snapshot_id)
    expect(view.locator("#objective-measures")).to_contain_text("14 (+1,5)", timeout=10_000)
    expect(view.locator("#objective-plot .bars")).to_have_count(2)
    view.locator("#objective-what").get_by_role("link", name="Pakkans").click()
    expect(view.locator("#objective-groups")).to_contain_text("Pakkans naar sector")
    assert view.evaluate("document.documentElement.scrollWidth") <= 1024
    with view.expect_download() as waiting:
        view.get_by_role("button", name="Meenemen als CSV: Elk plan als geheel").click()
    assert waiting.value.suggested_filename == "doelen-measures-2026-11.csv"
