"""The audit of fairness on the fairness page: the verdict in words, figures by hand, and everything as data."""

import json
from pathlib import Path
from typing import Any

import pytest

from dashboard.components.data_export import Column, shown
from dashboard.components.sheets import EVERYTHING, file_of
from dashboard.context import Context
from dashboard.pages.fairness import FOLDER, PAGE
from dashboard.pages.fairness.group_words import group_word
from dashboard.pages.fairness.layout import render, taken
from dashboard.pages.fairness.view import View
from dashboard.routing import parse_address
from dashboard.signing_in.account import all_roles, rights_of
from dashboard.texts import words_of
from tests.dashboard.conftest import context_over
from tests.support.fairness_tables import publish_audit
from tests.support.model_tables import publish_model_run
from tests.support.published import publish_all
from tests.support.screens import component, words_on


@pytest.fixture(scope="module")
def audited(tmp_path_factory: pytest.TempPathFactory) -> Context:
    folder = tmp_path_factory.mktemp("audited")
    publish_audit(publish_model_run(publish_all(folder, visits=60)))
    return context_over(folder)


def _page(context: Context, search: str = "", language: str = "en") -> Any:
    address, lineage = parse_address(f"/{language}/fairness", search, "nl", "plan"), context.published.lineage()
    assert lineage is not None
    return render(context, lineage, address, words_of(FOLDER, "nl" if language == "nl" else "en"))


def _tables(context: Context, search: str = "") -> dict[str, Any]:
    address = parse_address("/en/fairness", search, "nl", "plan")
    content: dict[str, Any] = json.loads(file_of(context, FOLDER, EVERYTHING, address, taken)[0]["content"])
    return {name: table["rows"] for name, table in content["tables"].items()}


def test_what_is_not_known_stands_first_then_who_is_accused(audited: Context) -> None:
    page = _page(audited)
    assert [item.id for item in page.children if hasattr(item, "id")][:2] == ["unknown", "steps"]
    unknown = words_on(component(page, "unknown"))
    assert "What was tested of the plan is about plan 2026-10, which there was when the audit was made." in unknown
    assert "Synthetic data: no employer, worker or case is real." in unknown
    steps = words_on(component(page, "steps"))
    assert "Accused: Selection by hand, group b (Origin), odds ratio 2.00." in steps
    assert "3 tests: 1 accused, 1 not accused, 1 not estimable." in steps
    axis = component(page, "steps-plot").figure["layout"]["xaxis"]
    assert axis["type"] == "log"  # twice as often and half as often lie equally far from no difference
    assert {0.5, 1, 2} <= set(axis["tickvals"])
    assert "Beschuldigd: Keuze met de hand, groep b (Herkomst)" in words_on(
        component(_page(audited, language="nl"), "steps")
    )


def test_figures_of_a_group_and_what_is_withheld(audited: Context) -> None:
    rows = _tables(audited)["audit_figures"]
    assert [row["group"] for row in rows] == ["Agriculture and fishing", "Construction", "Hotels and restaurants"]
    assert rows[0]["value"] == 0.25
    assert rows[0]["interval"] == {"low": 0.19, "high": 0.31}
    assert (rows[1]["value"], rows[1]["positives"]) == ("not shown", "not shown")
    assert (rows[2]["value"], rows[2]["positives"]) == (None, 0)
    told = words_on(component(_page(audited), "groups"))
    assert "not shown, for a small count would follow from it" in told
    assert "too few cases" in told


def test_a_difference_of_shares_is_told_in_points_on_the_screen_and_in_files(audited: Context) -> None:
    assert _tables(audited)["audit_figures"][0]["difference"] == pytest.approx(5.0)  # 0.25 less 0.20
    assert "Difference, in percentage points" in words_on(component(_page(audited), "groups"))


def test_a_difference_in_points_has_one_decimal_and_an_interval_off_zero_stays_off_it(audited: Context) -> None:
    words = words_of(FOLDER, "nl")
    points, interval = Column("a", "a", "points"), Column("b", "b", "points", interval=True)
    assert [shown(value, points, words) for value in (10.0, -0.098, 0.044, 0.0)] == ["10,0", "−0,1", "0,04", "0,0"]
    assert shown((0.727, 3.31), interval, words) == "0,7 tot 3,3"
    assert shown((-0.15, -0.044), interval, words) == "−0,15 tot −0,04"
    assert "25% (19%\u00a0to\u00a031%)\n20%\n5.0\nyes" in words_on(component(_page(audited), "groups"))


def test_of_what_cannot_be_estimated_is_not_said_that_it_is_not_notable(audited: Context) -> None:
    assert [row["notable"] for row in _tables(audited)["audit_figures"]] == ["yes", None, None]


def test_two_divisions_read_as_a_sentence(audited: Context) -> None:
    groups = component(_page(audited, "?divided=origin&beside=sector"), "groups")
    assert "Selection rate by sector and origin" in words_on(groups)
    lineage = audited.published.lineage()
    assert lineage is not None
    view = View(audited, lineage, parse_address("/en/fairness", "", "nl", "plan"), words_of(FOLDER, "en"))
    assert group_word("sector x sole_trader", "F x no", view) == "Construction, not a sole trader"
    assert group_word("sole_trader", "no", view) == "No"


def test_what_the_search_found_is_named_in_words(audited: Context) -> None:
    (row,) = _tables(audited)["audit_subgroups"]
    assert (row["law"], row["value"], row["difference"]) == ("Waadi", 0.9, pytest.approx(10.0))
    told = words_on(component(_page(audited), "subgroups"))
    assert "Sector: Construction, Sole trader: Yes\nWaadi\n90%\n80%\n10.0 (5.0\u00a0to\u00a015.0)\n400" in told
    assert "names even one group wrongly is at most 5%" in told


def test_two_dimensions_together(audited: Context) -> None:
    (row,) = _tables(audited, "?divided=origin&beside=sector")["audit_figures"]
    assert (row["group"], row["value"]) == ("Agriculture and fishing, group b", 0.25)


def test_what_it_takes_to_know_more_and_what_features_tell(audited: Context) -> None:
    page = _page(audited)
    assert "51,000 visits drawn by lot for the WML. So far 803 were made" in words_on(component(page, "power"))
    assert "goes with them as expected: 1" in words_on(component(page, "indicators"))
    tables = _tables(audited)
    assert tables["audit_proxies"][0]["auc"] == 0.64
    assert len(tables["all_group_figures"]) == 4
    assert tables["audit_steps"][0]["unseen_cause"] == 2.37


def test_an_audit_of_other_registers_is_said_to_be_one(tmp_path: Path) -> None:
    folder = publish_model_run(publish_all(tmp_path, visits=60))
    publish_audit(folder)
    publish_all(tmp_path, visits=60)
    publish_model_run(folder)
    assert "others than those of the plan on this screen" in words_on(
        component(_page(context_over(tmp_path)), "unknown")
    )


def test_without_an_audit_it_says_what_to_run(context: Context) -> None:
    page = _page(context)
    assert "kompas fairness" in words_on(component(page, "unknown"))
    assert "kompas fairness" in words_on(component(page, "groups"))


def test_only_analysts_and_auditors_see_results_by_trait() -> None:
    assert [role for role in all_roles() if PAGE.right in rights_of(role)] == ["analyst", "auditor"]
