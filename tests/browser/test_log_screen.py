"""The log in a real browser: choose, find an employer, read a line, check the chain, take it along."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from data_contracts.store import AuditLog, sqlite_url
from tests.browser.conftest import Server, serving, signed_in_context, strict_page
from tests.support.published import publish_all

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Server]:
    """A server over a log in which dossiers of two employers were opened."""
    publish_all(tmp_path, visits=3)
    log = AuditLog(sqlite_url(tmp_path))
    for employer in ("E1", "E2", "E1"):
        log.record("jan", "open_dossier", log.reference("employer", employer), {"view": "open"})
    with serving(tmp_path) as server:
        yield server


def test_an_auditor_finds_an_employer_reads_a_line_checks_the_chain_and_takes_it_along(
    browser: Browser, own: Server
) -> None:
    context = signed_in_context(browser, own, viewport={"width": 1440, "height": 900})
    with strict_page(context, own.address) as page:
        page.goto("/nl/log")
        rows = page.locator("#log-grid .ag-center-cols-container .ag-row")
        expect(rows.filter(has_text="Dossier geopend")).to_have_count(3)

        page.fill("#log-employer", "E9")
        page.click("#log-find")
        expect(page.locator("#log-found")).to_contain_text("niets over deze werkgever")
        page.fill("#log-employer", "E1")
        page.click("#log-find")
        page.wait_for_url(re.compile(r"about=employer"))
        expect(rows.filter(has_text="Dossier geopend")).to_have_count(2)
        assert "E1" not in page.url

        page.fill("#log-actor", "jan")
        page.keyboard.press("Tab")
        page.wait_for_url(re.compile(r"by=jan"))
        expect(page.locator("#log-lines")).to_contain_text("2 regels")
        expect(rows).to_have_count(2)
        rows.first.click()
        expect(page.locator("#log-line")).to_contain_text("open_dossier")

        with page.expect_download() as download:
            page.click("#log-export")
        assert Path(download.value.path()).read_text(encoding="utf-8-sig").count("Dossier geopend") == 2

        page.click("#log-check")
        expect(page.locator("#log-checked")).to_contain_text("De keten klopt")
    context.close()
    actions = [line.action for line in AuditLog(sqlite_url(own.folder)).lines()]
    assert actions.count("export_log") == actions.count("check_audit_log") == 1
    assert actions.count("list_audit_log") == 4  # three views, and the search that found nothing


@pytest.mark.parametrize(
    ("language", "monday", "month", "day"),
    [("nl", "ma", "augustus 2026", "5 augustus 2026"), ("en", "mo", "august 2026", "5 August 2026")],
)
def test_the_calendar_speaks_the_language_of_the_screen_and_not_of_the_browser(
    browser: Browser, own: Server, language: str, monday: str, month: str, day: str
) -> None:
    """A browser set to French; the day comes by the keyboard, from a day that the address names."""
    context = signed_in_context(browser, own, viewport={"width": 1024, "height": 768}, locale="fr-FR")
    with strict_page(context, own.address) as page:
        page.goto(f"/{language}/log?from=2026-08-04")
        field = page.locator("#log-since")
        expect(field).to_have_text(re.compile("^4"))
        field.click()
        calendar = page.locator("[data-dates-dropdown]")
        expect(calendar).to_contain_text(re.compile(month, re.IGNORECASE))
        expect(calendar.locator("th").first).to_have_text(re.compile(f"^{monday}$", re.IGNORECASE))
        page.get_by_role("button", name="4 ", exact=False).and_(page.locator("[data-selected]")).focus()
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile(r"from=2026-08-05"))
        expect(page.locator("#log-since")).to_have_text(day)
    context.close()
