"""A dossier as a planner reads it: the blocks that come later, the way through the page, single rows, and the chain."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from data_contracts.store import AuditLog, sqlite_url
from tests.browser.conftest import Server, serving, signed_in_context, strict_page
from tests.support.dossier import publish_dossiers
from tests.support.tables import NAMES, RICH

pytestmark = pytest.mark.browser

# Plots follow the width of the window a moment later.
SETTLED_WIDTH = "new Promise(done => setTimeout(() => done(document.documentElement.scrollWidth), 1500))"
SERIOUS = {"serious", "critical"}
WCAG = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


@pytest.fixture(scope="module")
def dossiers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    path = tmp_path_factory.mktemp("dossiers")
    publish_dossiers(path)
    with serving(path) as server:
        yield server


@pytest.fixture
def view(browser: Browser, dossiers: Server) -> Iterator[Page]:
    context = signed_in_context(browser, dossiers, viewport={"width": 1440, "height": 900})
    with strict_page(context, dossiers.address) as page:
        yield page
    context.close()


def _loaded(page: Page) -> None:
    expect(page.locator("#employer-page")).to_be_visible()
    expect(page.locator(".kompas-waiting")).to_have_count(0)


def _serious(page: Page) -> list[Any]:
    answer = Axe().run(page, options={"resultTypes": ["violations"], "runOnly": WCAG})
    return [(found["id"], found["nodes"][0]["html"][:150]) for found in answer.response["violations"]
            if found["impact"] in SERIOUS]  # fmt: skip


def test_a_dossier_is_opened_read_and_walked(view: Page, dossiers: Server) -> None:
    # Without a purpose nothing opens.
    view.goto(f"/nl/employer/{RICH}")
    expect(view.locator("#purpose-question")).to_be_visible()
    view.get_by_role("link", name=re.compile("melding over deze werkgever", re.IGNORECASE)).click()
    _loaded(view)

    # Plots of the wages, and the same as a table.
    expect(view.locator("#wages-spread-plot .boxlayer .trace")).to_have_count(1)
    expect(view.locator("#wages")).to_contain_text("minder dan 5")
    view.locator("#wages-table summary").click()
    expect(view.locator("#wages-table")).to_contain_text("augustus\u00a02026")
    expect(view.locator("#hours-agreed-plot .bars .point")).to_have_count(2)

    # The way through the page.
    view.get_by_role("navigation", name="Op deze pagina").get_by_role("link", name="Veranderingen").click()
    expect(view.locator("#history")).to_be_in_viewport()
    expect(view.locator("#history")).to_contain_text("Begin van surseance van betaling.")
    expect(view.locator("#signals .kompas-again")).to_have_text(["na juni\u00a02025"])
    assert _serious(view) == []

    # Single rows only when asked for, and then it is logged.
    expect(view.locator("#wages")).not_to_contain_text("pseudoniem")
    view.get_by_role("button", name="Loonregels openen").click()
    expect(view.locator("#wage-rows")).to_contain_text("pseudoniem (0001)")
    line = AuditLog(sqlite_url(dossiers.folder)).lines()[-1]
    assert (line.action, line.detail["rows"], line.detail["purpose"]) == ("open_wage_rows", 8, "signal")

    # Nothing runs off the side of a small screen; the language keeps the dossier and its purpose.
    view.set_viewport_size({"width": 1024, "height": 768})
    assert view.evaluate(SETTLED_WIDTH) <= 1024
    view.get_by_role("link", name="English", exact=True).click()
    _loaded(view)
    expect(view.locator("#wages")).to_contain_text("worker-months")

    # The chain leads on to another party.
    expect(view.locator("#employer-chain canvas").first).to_be_visible()
    view.locator("#chain summary").click()
    view.locator("#chain").get_by_role("link", name=NAMES[3]).first.click()
    expect(view).to_have_url(re.compile("/en/chain/P4"))
