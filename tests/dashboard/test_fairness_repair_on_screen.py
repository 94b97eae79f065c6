"""Repairs, other objectives and bounds on the fairness page: in words, by hand, and nothing of groups of few."""

import json
from pathlib import Path
from typing import Any

import pytest

from dashboard.components.sheets import EVERYTHING, file_of
from dashboard.context import Context
from dashboard.pages.fairness import FOLDER
from dashboard.pages.fairness.differing import MOST_SHOWN
from dashboard.pages.fairness.layout import PARTS, render, taken
from dashboard.routing import parse_address
from dashboard.texts import words_of
from tests.dashboard.conftest import context_over
from tests.support import repair_tables
from tests.support.fairness_tables import publish_audit
from tests.support.model_tables import publish_model_run
from tests.support.published import publish_all, publish_plan
from tests.support.screens import component, ids_on, words_on


@pytest.fixture(scope="module")
def calculated(tmp_path_factory: pytest.TempPathFactory) -> Context:
    folder = tmp_path_factory.mktemp("calculated")
    published = publish_model_run(publish_all(folder, visits=60))
    publish_audit(published)
    repair_tables.publish_repair(published)
    repair_tables.publish_objectives(published)
    repair_tables.publish_bounds(published)
    return context_over(folder)


def _page(context: Context, search: str = "", language: str = "en") -> Any:
    address, lineage = parse_address(f"/{language}/fairness", search, "nl", "plan"), context.published.lineage()
    assert lineage is not None
    return render(context, lineage, address, words_of(FOLDER, "nl" if language == "nl" else "en"))


def _said(context: Context, part: str, search: str = "", language: str = "en") -> str:
    return words_on(component(_page(context, search, language), part))


def _tables(context: Context, name: str = EVERYTHING) -> dict[str, Any]:
    address = parse_address("/en/fairness", "", "nl", "plan")
    content: dict[str, Any] = json.loads(file_of(context, FOLDER, name, address, taken)[0]["content"])
    return {table: told["rows"] for table, told in content["tables"].items()}


def test_of_what_a_repair_is_and_that_nothing_was_changed(calculated: Context) -> None:
    said = _said(calculated, "repair")
    assert "nothing of the plan, the models and the settings was changed" in said
    assert "may never decide who is chosen" in said
    assert "Calculated: plan 2026-11, with less difference by sector, through an upper limit on the hours" in said
    assert "At strength 100%, 40 employers come in or drop out. It costs 10% of the expected findings." in said
    assert "100%\n40\n200\n180\n10.0\n20.0\n8.0\n1\n1" in said
    assert "Synthetic data" in said
    assert "switched on nowhere" not in said
    assert "plan 2026-11, met minder verschil naar sector, door een bovengrens" in _said(
        calculated, "repair", language="nl"
    )


def test_the_curve_runs_from_no_repair_to_all_of_it(calculated: Context) -> None:
    (line,) = component(_page(calculated), "repair-plot").figure["data"]
    assert line["y"] == pytest.approx([1.0, 0.96, 0.9])
    assert line["x"] == pytest.approx([20.0, 8.0, 8.0])
    assert line["text"] == ["strength 0%", "strength 50%", "strength 100%"]
    assert "text" in line["mode"]


def test_what_would_tell_of_few_is_in_no_table(calculated: Context) -> None:
    half, whole = _tables(calculated)["repair_points"]
    assert (half["moved"], whole["moved"]) == ("not shown", 40)
    for name in ("repair_groups", "objective_groups"):
        groups = [row["group"] for row in _tables(calculated)[name]]
        assert groups
        assert not [group for group in groups if group.startswith("Sector: ")]
    few = _tables(calculated)["objective_overlap"][1]
    assert {few[name] for name in ("both", "first_only", "second_only", "shared")} == {"not shown"}


def test_groups_that_surely_differ_stand_on_the_screen_and_all_others_in_the_file(calculated: Context) -> None:
    said = _said(calculated, "repair")
    assert "Sector and region: Construction, North\nSelection rate\ngrows\n5.0 (2.0\u00a0to\u00a08.0)\n9.0 (6.0" in said
    assert "Size: 1 worker\nVisits per worker\nturns round\n−0.2" in said
    assert "Region: Oost" not in said
    rows = _tables(calculated)["repair_groups"]
    assert len(rows) == 6
    assert [row["strength"] for row in rows] == [1.0] * 3 + [0.5] * 3
    assert [row["sure"] for row in rows[:3]] == ["yes", "yes", "no"]
    assert [row["what"] for row in rows[:3]] == ["turns round", "grows", "grows"]  # however little the one grew
    assert (rows[0]["growth"], rows[0]["unit"]) == (pytest.approx(0.1), "per 100")
    assert rows[1]["growth_interval"] == {"low": pytest.approx(1.0), "high": pytest.approx(7.0)}


def test_of_many_groups_the_largest_stand_on_the_screen(tmp_path: Path) -> None:
    folder = publish_all(tmp_path, visits=60)
    many = [repair_tables.GREW | {"objective": "workers", "growth": 0.01 * place} for place in range(30)]
    repair_tables.publish_objectives(folder, many)
    context = context_over(tmp_path)
    said = _said(context, "objectives")
    assert f"for which this is sure: 30. Here are {MOST_SHOWN}: first what turns round" in said
    assert said.count("Sector and region: Construction, North") == MOST_SHOWN
    assert len(_tables(context)["objective_groups"]) == len(many)


def test_a_repair_by_a_trait_is_to_be_seen_only(tmp_path: Path) -> None:
    folder = publish_model_run(publish_all(tmp_path, visits=60))
    publish_audit(folder)
    of_trait = {
        "dimension": "origin",
        "how": "reweighing",
        "may_steer": False,
        "widest_before": None,
        "widest_after": None,
    }
    points = [row | of_trait for row in repair_tables.POINTS]
    repair_tables.publish_repair(folder, points, law="WML", inputs=[folder.latest("features")])
    said = _said(context_over(tmp_path), "repair")
    assert "It may steer no selection, so this repair can be switched on nowhere." in said
    assert "the list of the WML, with less difference by origin, through a model that learns anew" in said
    assert "Selection rate" in said
    (line,) = component(_page(context_over(tmp_path)), "repair-plot").figure["data"]
    assert line["x"] == [0.0, 0.5, 1.0]  # no gap of this division may be shown, so it stands by strength


def test_a_repair_that_no_plan_can_be_made_with(tmp_path: Path) -> None:
    folder = publish_all(tmp_path, visits=60)
    clash = repair_tables.POINT | {"strength": 1.0, "status": "infeasible"}
    repair_tables.publish_repair(folder, [clash])
    said = _said(context_over(tmp_path), "repair")
    assert "At no strength can a plan be made like this" in said
    assert "100%\nnot possible" in said
    some = [repair_tables.POINTS[0], clash]
    repair_tables.publish_repair(folder, some)
    assert "At strength 50%, fewer than 5 employers come in or drop out. It costs 4.0%" in _said(
        context_over(tmp_path), "repair"
    )


def test_what_is_of_another_plan_or_of_other_data_says_so(tmp_path: Path) -> None:
    folder = publish_model_run(publish_all(tmp_path, visits=60))
    publish_audit(folder)
    repair_tables.publish_repair(folder)
    assert "Note:" not in _said(context_over(tmp_path), "repair")
    publish_plan(folder, visits=60, plan_id="2026-12")
    said = _said(context_over(tmp_path), "repair")
    assert "Note: this is about plan 2026-11, not about plan 2026-12, which is in use now." in said
    publish_all(tmp_path, visits=50)
    publish_model_run(folder)
    publish_audit(folder)
    assert "calculated with other data or models than the rest of this page" in _said(context_over(tmp_path), "repair")


def test_yields_overlap_and_groups_under_the_chosen_objective(calculated: Context) -> None:
    said = _said(calculated, "objectives")
    assert "Plan 2026-11 was made again" in said
    assert "Findings\n100%\n80%\n100%\nnot estimable" in said
    assert "Findings\nWorkers\n60\n20\n20\n60%" in said
    assert "Workers instead of findings: groups whose difference surely turns round: 1; surely grows: 1." in said
    assert _tables(calculated)["objective_yields"][1]["expected_hits"] == pytest.approx(75.0)
    assert [row["objective"] for row in _tables(calculated)["objective_groups"]] == ["Workers"] * 3


def test_bounds_for_sure_by_chance_and_apart_what_is_assumed(calculated: Context) -> None:
    said = _said(calculated, "bounds")
    assert "a table that tells by region" in said
    assert "Selection rate of the group, in %\n17.0\n83.0\n10.0\n90.0\n34%" in said
    assert "Hit rate of visits of the group, in %\nnot estimable" in said
    assert "Most is left open by: North; West." in said
    assert "This is no finding, and it accuses nobody." in said
    assert "Selection rate of the group, in %\n40.0 (30.0\u00a0to\u00a050.0)\n25.0" in said
    assert "difference, in percentage points\nnot possible: outside the bounds\n25.0" in said
    rows = _tables(calculated)["bounds"]
    assert len(rows) == 3  # what national totals alone say is not repeated
    assert (rows[2]["positives"], rows[2]["negatives"]) == ("not shown", 0)


def test_without_an_assumption_nothing_is_assumed(tmp_path: Path) -> None:
    folder = publish_all(tmp_path, visits=60)
    repair_tables.publish_bounds(folder, assumed=False)
    context = context_over(tmp_path)
    assert "assume" not in _said(context, "bounds")
    assert "bounds_assumed" not in _tables(context)


def test_what_nobody_calculated_says_which_command_does(context: Context) -> None:
    for part, command in (("repair", "mitigate"), ("objectives", "objectives"), ("bounds", "bounds")):
        assert f"kompas fairness {command}" in _said(context, part)


def test_the_contents_name_every_part_in_its_order(calculated: Context) -> None:
    page = _page(calculated)
    assert [item.id for item in page.children if getattr(item, "id", None)] == list(PARTS)
    assert set(PARTS) <= ids_on(_page(calculated, language="nl"))
