"""Accessibility by the rules of axe: WCAG 2.2 A and AA on every page, and contrast in the dark too."""

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from dashboard.pages.registry import PAGES
from tests.support.tables import RICH

LEVELS = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
CONTRAST = {"type": "rule", "values": ["color-contrast"]}
SERIOUS = {"serious", "critical"}
ALWAYS = ("plan", "capacity", "model")
OTHERS = [page.name for page in PAGES if page.in_menu and page.name not in ALWAYS]
LISTS = ("/nl/plan", "/nl/employers", "/nl/log")
VIEWS = [
    *(f"/nl/{name}" for name in ALWAYS),
    f"/nl/employer/{RICH}?purpose=planned",
    *(pytest.param(f"/nl/{name}", marks=pytest.mark.slow) for name in (*OTHERS, "nowhere")),
]


def _found(page: Page, rules: dict[str, Any]) -> Iterator[str]:
    """Return what axe finds that is serious: the rule, and where."""
    answer = Axe().run(page, options={"resultTypes": ["violations"], "runOnly": rules})
    for violation in answer.response["violations"]:
        if violation["impact"] in SERIOUS:
            yield from (f"{violation['id']}: {node['html'][:200]}" for node in violation["nodes"])


@pytest.mark.parametrize("path", VIEWS)
def test_axe_finds_nothing_serious(page: Page, path: str) -> None:
    page.goto(path)
    expect(page.locator("main h1")).to_be_visible()
    page.wait_for_load_state("networkidle")
    if path in LISTS:  # which are drawn a moment after they came: their rows of headings are empty until then
        expect(page.locator(".ag-header-cell").first).to_be_visible()
        expect(page.locator(".ag-center-cols-container .ag-row").first).to_be_visible()
    expect(page.locator("main [data-dash-is-loading=true]")).to_have_count(0)
    assert list(_found(page, LEVELS)) == []
    page.evaluate("document.documentElement.setAttribute('data-mantine-color-scheme', 'dark')")
    assert list(_found(page, CONTRAST)) == []


def test_axe_finds_what_is_wrong(page: Page) -> None:
    page.goto("/nl/about")
    expect(page.locator("main h1")).to_be_visible()
    page.evaluate("document.querySelector('main h1').style.color = '#eeeeee'")
    assert [found for found in _found(page, CONTRAST) if "<h1" in found]
