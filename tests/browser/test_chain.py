"""The chain page as a planner uses it: search, walk by mouse and by keyboard, and record a joint visit."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import serving, sign_in, strict_page
from tests.support.accounts import make_account
from tests.support.chain_tables import LENDER, NOWHERE, NOWHERE_NAME, RELENDER
from tests.support.published import publish_all
from tests.support.tables import NAMES

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TURNED_DARK = """() => {
  const drawn = document.getElementById('chain-graph')._cyreg.cy;
  const before = drawn.nodes()[0].style('color');
  document.documentElement.setAttribute('data-mantine-color-scheme', 'dark');
  return new Promise(done => setTimeout(() => done([before, drawn.nodes()[0].style('color')]), 200));
}"""

TAKEN_AWAY_AT_ONCE = """
const look = setInterval(() => {
  const picture = document.querySelector('.kompas-chain');
  if (picture && picture._cyreg && picture._cyreg.cy) {
    clearInterval(look);
    picture._cyreg.cy.destroy();
    setTimeout(() => document.documentElement.setAttribute('data-taken-away', ''), 400);
  }
}, 1);
"""


@pytest.fixture
def planner(tmp_path: Path, browser: Browser) -> Iterator[Page]:
    """A planner's page over a plan of sixteen employers in which this test alone decides."""
    publish_all(tmp_path, visits=16)
    make_account(tmp_path, "keten", ("planner",))
    with serving(tmp_path) as server:
        context = browser.new_context(base_url=server.address, viewport={"width": 1440, "height": 900})
        with strict_page(context, server.address) as page:
            page.goto("/sign-in?next=/nl/chain", timeout=120_000)  # a busy machine starts slowly
            sign_in(page, "keten")
            yield page
        context.close()


def _middle_of(page: Page, party: str) -> tuple[float, float]:
    """Return where a party stands on the screen."""
    place = page.evaluate(
        "party => document.getElementById('chain-graph')._cyreg.cy.getElementById(party).renderedPosition()", party
    )
    frame = page.locator("#chain-graph").bounding_box()
    assert frame
    return frame["x"] + place["x"], frame["y"] + place["y"]


def test_a_planner_searches_walks_and_plans_a_joint_visit(planner: Page) -> None:
    page = planner
    expect(page.locator("#chain-start")).to_be_visible()
    page.locator("#chain-search").click()
    page.keyboard.type("celik")
    page.get_by_role("option", name=re.compile(f"{NOWHERE_NAME}.*geen register")).click()
    expect(page).to_have_url(re.compile(f"/nl/chain/{NOWHERE}$"))
    expect(page.locator("#chain-head")).to_contain_text("staat in geen register")

    # By mouse: a press on a party of the picture leads to it.
    expect(page.locator("#chain-graph canvas").first).to_be_visible()
    page.mouse.click(*_middle_of(page, RELENDER))
    expect(page).to_have_url(re.compile(f"/nl/chain/{RELENDER}$"))
    expect(page.locator("#chain-head h2")).to_have_text(NAMES[4])

    # By keyboard: the same chain as a table, whose names lead on.
    page.locator(".kompas-fold summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.locator(".kompas-fold").get_by_role("link", name=NAMES[3]).first.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"/nl/chain/{LENDER}$"))
    expect(page.locator("#chain-hirers tbody tr")).to_have_count(4)

    light, dark = page.evaluate(TURNED_DARK)
    assert light != dark

    page.get_by_label("Eenmanszaak Zonder Plan samen bezoeken").check()
    page.get_by_label(f"Ook {NAMES[3]} zelf").check()
    page.locator("#chain-ground").click()
    page.get_by_role("option", name="Project").click()
    page.locator("#chain-show").click()
    confirm = page.locator("#chain-confirm")
    expect(confirm).to_contain_text("wordt toegevoegd in november 2026 bij")
    expect(confirm).to_contain_text("staat al in het plan")
    with page.expect_download() as download:
        page.locator("#chain-export").click()
    assert download.value.suggested_filename == f"gezamenlijk-bezoek-{LENDER}.csv"
    page.locator("#chain-record").click()
    expect(confirm).to_contain_text("1 bezoek is toegevoegd aan het plan.")
    page.reload()
    expect(page.locator("#chain-hirers")).to_contain_text("zelf toegevoegd, november 2026")


def test_a_picture_that_is_taken_away_while_it_is_made_is_no_error(planner: Page) -> None:
    # Cytoscape tells its listeners a tenth of a second later which size a picture has, also when it is gone by then.
    planner.add_init_script(TAKEN_AWAY_AT_ONCE)
    planner.goto(f"/nl/chain/{LENDER}")
    expect(planner.locator("[data-taken-away]")).to_have_count(1)
    expect(planner.locator("#chain-head h2")).to_have_text(NAMES[3])
