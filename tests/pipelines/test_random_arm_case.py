"""A case with a random arm beside what was chosen: what counts, what was published, and what is refused."""

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from data_contracts.errors import KompasError
from pipelines.cases.loading import load_any_case, load_case, load_random_arm
from pipelines.cases.random_arm.explained import how_far
from pipelines.cases.random_arm.run import run_random_arm
from pipelines.cases.random_arm.shares import exact_share
from pipelines.reporting.document import report_document, write_json
from pipelines.reporting.html import write_html
from pipelines.reporting.report import Report
from tests.support.random_arm import make_definition, write_files, write_random_arm


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    folder = tmp_path_factory.mktemp("boats")
    write_files(folder)
    case = load_random_arm(write_random_arm(folder, make_definition()))
    return run_random_arm(case, folder, rounds=200)


@pytest.fixture(scope="module")
def document(report: Report) -> dict[str, Any]:
    return report_document(report)


def _row(rows: list[dict[str, Any]], **where: object) -> dict[str, Any]:
    (found,) = [row for row in rows if all(row.get(name) == value for name, value in where.items())]
    return found


def test_the_error_rate_of_everybody_is_that_of_the_random_arm(document: dict[str, Any]) -> None:
    # 25 defects among 99 boats that lot drew and somebody looked at; one was left unseen. Chosen by score: 90 of 200.
    assert _row(document["everybody"], measure="base_rate")["value"] == pytest.approx(25 / 99)
    assert _row(document["everybody"], measure="hit_rate")["value"] == pytest.approx(90 / 200)


def test_what_is_found_in_each_group_of_each_arm(document: dict[str, Any]) -> None:
    rows = document["what_is_found"]
    assert _row(rows, group="women", measure="base_rate")["value"] == pytest.approx(10 / 40)
    assert _row(rows, group="mixed", measure="base_rate")["value"] == pytest.approx(15 / 57)
    assert _row(rows, group="women", measure="hit_rate")["value"] == pytest.approx(50 / 120)
    assert _row(rows, group=">=10", measure="hit_rate")["value"] == pytest.approx(40 / 80)


def test_error_rates_of_the_model_are_not_estimable_without_scores_of_whom_lot_drew(document: dict[str, Any]) -> None:
    for measure in ("false_negative_rate", "false_positive_rate", "calibration"):
        row = _row(document["what_is_found"], group="women", measure=measure)
        # Nor are there bounds: of nobody whom lot drew is it known that the score passed it over.
        assert (row["value"], row["low"], row["high"], row["status"]) == (None, None, None, "not_estimable")
        assert (row["positives"], row["negatives"]) == (0, 0)


def test_how_many_times_as_often_and_whether_findings_account_for_it(document: dict[str, Any], report: Report) -> None:
    # Women: 120 chosen and 40 drawn. The others, of known crew: 80 chosen and 58 drawn.
    row = _row(document["who_is_chosen"], dimension="crew", group="women", among="everybody")
    assert row["odds_ratio"] == pytest.approx(120 * 58 / (40 * 80))
    found = _row(document["who_is_chosen"], dimension="crew", group="women", among="with_finding")
    assert found["odds_ratio"] == pytest.approx(50 * 15 / (10 * 40))
    (chosen,) = [extra for extra in report.extras if extra.name == "who_is_chosen"]
    assert chosen.lines[0]["en"].startswith("crew: women: chosen 2.17 (")  # 2.175, less a hair
    assert chosen.lines[0]["en"].endswith("accounts for next to nothing of it.")


def test_only_a_protected_group_has_a_verdict(document: dict[str, Any]) -> None:
    rows = [row for row in document["who_is_chosen"] if row["among"] == "equal_finding"]
    assert {row["verdict"] for row in rows if row["dimension"] == "crew"} == {"accused"}
    assert {row["verdict"] for row in rows if row["dimension"] == "size"} == {None}


def test_the_same_score_in_each_group(document: dict[str, Any]) -> None:
    # At score 0.5 everything chosen had a defect, so there is nothing to compare; bounds are not a figure.
    row = _row(document["score_by_group"], dimension="crew x score", group="women x 0.5")
    assert (row["positives"], row["negatives"], row["value"]) == (50, 0, None)


def test_scores_may_be_taken_together_in_bands(tmp_path: Path) -> None:
    write_files(tmp_path)
    definition = make_definition()
    definition["columns"]["score_bands"] = [0.4]
    case = load_random_arm(write_random_arm(tmp_path, definition))
    (told,) = [extra for extra in run_random_arm(case, tmp_path, rounds=100).extras if extra.name == "score_by_group"]
    assert told.tables["en"].head[1:3] == ["Score less than 0.40", "Score 0.40 or more"]
    assert _row(told.data, dimension="crew x score", group="women x <0.4")["units"] == 70


def test_published_figures_by_their_definitions_and_by_ours(document: dict[str, Any]) -> None:
    rows = document["published_beside_ours"]
    everybody = _row(rows, measure="found_random")
    # The paper counts the boat that was left as one with a defect: 26 of 100.
    assert everybody["by_its_definitions"]["value"] == pytest.approx(0.26)
    assert everybody["reproduced"] and everybody["ours_minus_published"] == pytest.approx(25 / 99 - 0.26)
    # With the 20 that were checked again, 132 of 220 chosen had women on board; without, 120 of 200.
    part = _row(rows, measure="part_of_chosen")
    assert part["by_its_definitions"]["value"] == pytest.approx(132 / 220) and part["reproduced"]
    # An unknown crew counts as mixed for the paper (40 of 100), and as none for us (40 of 98).
    drawn = _row(rows, measure="part_of_random")
    assert (drawn["by_its_definitions"]["value"], drawn["ours"]["value"]) == pytest.approx((0.4, 40 / 98))
    # 62 of 132, and not the half that the paper says.
    assert not _row(rows, measure="found_chosen")["reproduced"]


def test_the_report_is_written_in_both_languages_and_says_what_cannot_be_said(report: Report, tmp_path: Path) -> None:
    write_json(report, tmp_path / "report.json")
    assert json.loads((tmp_path / "report.json").read_text())["models"] == {}
    dutch, english = (path.read_text(encoding="utf-8") for path in write_html(report, tmp_path))
    assert "Op wie het valt" in dutch and "De zee zegt niets." in dutch and "niet te schatten" in dutch
    assert "On whom it falls" in english and "It counts boats that were checked again." in english
    assert "20 cases are in neither" in english
    assert "Score 0,5" in dutch and "Score 0.5" in english


def test_how_far_findings_account_for_a_ratio() -> None:
    # ln 1.9 / ln 2 = 0.926: a fourteenth of it goes away; ln 1.5 / ln 2 = 0.585; and an interval that holds 1.
    assert how_far({"odds_ratio": 2.0}, {"odds_ratio": 1.9, "low": 1.5}) == "hardly"
    assert how_far({"odds_ratio": 2.0}, {"odds_ratio": 1.5, "low": 1.1}) == "part"
    assert how_far({"odds_ratio": 2.0}, {"odds_ratio": 1.2, "low": 0.9}) == "all"


def test_an_exact_share_by_hand() -> None:
    none = exact_share(pl.Series([False] * 10))
    assert (none.value, none.low) == (0.0, 0.0) and none.high == pytest.approx(1 - 0.025**0.1)
    half = exact_share(pl.Series([True] * 5 + [False] * 5))
    assert (half.low, half.high) == pytest.approx((0.1871, 0.8129), abs=1e-4)  # Clopper and Pearson's table


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"definitions": {"arms": {"random": ["tombola"], "chosen": ["score"]}}}, "Lot drew no row"),
        ({"definitions": {"arms": {"random": ["lot"], "chosen": ["model"]}}}, "No row was chosen"),
        ({"definitions": {"arms": {"random": ["lot"], "chosen": ["lot"]}}}, "cannot be both"),
        ({"columns": {"selection": "why", "result": "whta"}}, "did you mean 'what'"),
    ],
)
def test_what_does_not_fit_is_refused(tmp_path: Path, change: dict[str, Any], said: str) -> None:
    write_files(tmp_path)
    definition = make_definition()
    for part, fields in change.items():
        definition[part] = definition[part] | fields if part == "definitions" else fields
    with pytest.raises(KompasError, match=said):
        run_random_arm(load_random_arm(write_random_arm(tmp_path, definition)), tmp_path, rounds=100)


def test_a_group_without_a_file_and_a_figure_of_an_unknown_group_are_refused(tmp_path: Path) -> None:
    definition = make_definition()
    del definition["fairness"]["groups"][1]["file"]
    with pytest.raises(KompasError, match="name no file: size"):
        load_any_case(write_random_arm(tmp_path, definition))
    definition = make_definition()
    definition["published"]["figures"][1]["dimension"] = "flag"
    with pytest.raises(KompasError, match="'flag' of a published figure is no fairness group"):
        load_any_case(write_random_arm(tmp_path, definition))


def test_a_case_with_a_random_arm_is_nothing_to_rank(tmp_path: Path) -> None:
    with pytest.raises(KompasError, match="has nothing to rank"):
        load_case(write_random_arm(tmp_path, make_definition()))
    with pytest.raises(KompasError, match="has no random arm"):
        load_random_arm("chicago_food")
