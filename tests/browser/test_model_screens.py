"""The model and fairness pages in a real browser: plots drawn, tables one click away, and files taken along."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import serving, signed_in_context, strict_page
from tests.support.model_tables import FREE, publish_model_run
from tests.support.published import publish_all

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PLOTS = (
    "rankings",
    "time-lift",
    "time-capture",
    "capture",
    "lift",
    "calibration",
    "segments",
    "come-true",
    "drift",
    "reasons",
    "families",
    "dependence",
)


@pytest.fixture(scope="module")
def modelled(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    folder = tmp_path_factory.mktemp("modelled")
    publish_model_run(publish_all(folder, visits=60))
    with serving(folder) as server:
        context = signed_in_context(browser, server, viewport={"width": 1024, "height": 768})
        with strict_page(context, server.address) as page:
            yield page
        context.close()


def test_the_model_page(modelled: Page, tmp_path: Path) -> None:
    page = modelled
    page.goto("/en/model?law=WML")
    expect(page.locator("main h1")).to_have_text("Model")
    for name in PLOTS:
        plot = page.locator(f"#{name}-plot")
        expect(plot.locator(".main-svg").first).to_be_attached()
        assert plot.locator("xpath=ancestor::*[@role='img']").get_attribute("aria-label")
    expect(page.locator("#rankings-plot .scatterlayer .point")).to_have_count(3)
    expect(page.locator("#rankings-plot .errorbar")).to_have_count(3)
    assert page.evaluate("document.documentElement.scrollWidth") <= 1024

    fold = page.locator("#model-rankings-table")
    expect(fold.locator("table")).to_be_hidden()
    fold.locator("summary").click()
    expect(fold.locator("tbody tr").first).to_contain_text("60% (54% to 66%)")
    with page.expect_download() as taken:
        fold.get_by_role("button", name="Take along as CSV: Rankings").click()
    assert taken.value.suggested_filename == "model-WML-rankings.csv"
    taken.value.save_as(tmp_path / "taken.csv")
    assert (tmp_path / "taken.csv").read_text(encoding="utf-8-sig").splitlines()[1].startswith('"model",0.6,0.54,0.66,')

    page.locator("#model-feature").get_by_role("link", name="Mean pay relative to the minimum", exact=True).click()
    expect(page.locator("#dependence h3")).to_have_text("Mean pay relative to the minimum")
    assert page.url.endswith(f"/en/model?law=WML&feature={FREE}")
    page.locator("#model-law").get_by_role("link", name="Wav").click()
    expect(page.locator("#quality")).to_contain_text("Nothing was tested for this law")


def test_the_fairness_page(modelled: Page, tmp_path: Path) -> None:
    page = modelled
    page.goto("/nl/fairness?law=WML")
    expect(page.locator("main h1")).to_have_text("Eerlijkheid")
    for name in ("selection", "errors", "needs"):
        expect(page.locator(f"#{name}-plot .main-svg").first).to_be_attached()
    page.locator("#fairness-by").get_by_role("link", name="rechtsvorm").click()
    expect(page.locator("#selection tbody tr").nth(1)).to_contain_text("besloten vennootschap (bv)")
    assert page.evaluate("document.documentElement.scrollWidth") <= 1024
    with page.expect_download() as taken:
        page.get_by_role("button", name="Alles op deze pagina meenemen").click()
    taken.value.save_as(tmp_path / "taken.json")
    document = json.loads((tmp_path / "taken.json").read_text(encoding="utf-8"))
    assert document["synthetic"] is True
    assert document["tables"]["selection_legal_form"]["rows"][1]["chosen"] == 60
