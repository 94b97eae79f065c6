"""Outcomes since the model learnt, the gap between backtest and life, and the stop rule, by hand."""

from dataclasses import replace

import polars as pl
import pytest

from models.evaluation.bootstrap import Estimate, wilson_interval
from models.inputs import LANGUAGES
from models.monitoring.outcomes import LiveGap, calibration_by_ground, live_gap
from models.monitoring.rules import outcome_rules
from models.monitoring.stop_rule import RuleResult, advises_to_stop, hold_against, stop_rule_hash

RULES = outcome_rules()


def _cases(*parts: tuple[str, int, int, float]) -> pl.DataFrame:
    """Cases of each ground: how many, how many with a finding, and the chance that each was given."""
    rows = [
        {"selection_ground": ground, "violation": n < found, "chance": chance}
        for ground, cases, found, chance in parts
        for n in range(cases)
    ]
    return pl.DataFrame(rows, schema={"selection_ground": pl.String, "violation": pl.Boolean, "chance": pl.Float64})


def test_findings_are_held_against_what_was_expected_per_ground() -> None:
    cases = _cases(("model", 100, 30, 0.4), ("random", 60, 6, 0.1), ("signal", 10, 9, 0.5))
    rows = {row["selection_ground"]: row for row in calibration_by_ground("WML", cases, RULES).to_dicts()}
    assert list(rows) == ["all", "model", "random", "signal"]
    assert (rows["all"]["cases"], rows["all"]["found"]) == (170, 45)
    assert rows["all"]["expected"] == pytest.approx(51.0)
    assert rows["all"]["ratio"] == pytest.approx(45 / 51)
    low, high = wilson_interval(30, 100)
    assert rows["model"]["ratio"] == pytest.approx(0.75)
    assert (rows["model"]["low"], rows["model"]["high"]) == (pytest.approx(low / 0.4), pytest.approx(high / 0.4))
    assert rows["random"]["ratio"] == pytest.approx(1.0)
    assert (rows["signal"]["cases"], rows["signal"]["ratio"], rows["signal"]["low"]) == (10, None, None)


def test_without_cases_nothing_is_estimable_and_nothing_is_nought() -> None:
    (row,) = calibration_by_ground("WML", _cases(), RULES).to_dicts()
    assert (row["selection_ground"], row["cases"], row["ratio"]) == ("all", 0, None)


BACKTEST, LIFT = Estimate(0.5, 0.4, 0.6), Estimate(2.5, 2.0, 3.0)


def test_the_gap_between_backtest_and_life_by_hand() -> None:
    gap = live_gap("WML", _cases(("model", 100, 30, 0.5), ("random", 80, 8, 0.1)), 0.02, BACKTEST, LIFT, RULES)
    assert (gap.visits, gap.found, gap.drawn, gap.drawn_found) == (100, 30, 80, 8)
    assert gap.live is not None and gap.gap is not None and gap.lift is not None
    assert gap.live.value == pytest.approx(0.3)
    assert gap.gap.value == pytest.approx(0.2)
    # Wilson for 30 of 100 is 0.2189 to 0.3958; 0.2 - sqrt(0.1^2 + 0.0958^2) and 0.2 + sqrt(0.1^2 + 0.0811^2).
    assert gap.gap.low == pytest.approx(0.0615, abs=1e-3)
    assert gap.gap.high == pytest.approx(0.3288, abs=1e-3)
    assert gap.lift.value == pytest.approx(3.0)


@pytest.mark.parametrize("visits", [0, 29])
def test_few_visits_are_not_estimable(visits: int) -> None:
    gap = live_gap(
        "WML", _cases(("model", visits, visits // 3, 0.5), ("signal", 500, 400, 0.5)), 0.02, BACKTEST, LIFT, RULES
    )
    assert (gap.visits, gap.live, gap.gap, gap.random, gap.lift) == (visits, None, None, None, None)
    assert gap.backtest == BACKTEST


def test_without_a_backtest_there_is_no_gap() -> None:
    gap = live_gap("WML", _cases(("model", 100, 30, 0.5)), None, None, None, RULES)
    assert gap.live is not None
    assert gap.gap is None


def _gap(model: tuple[int, int], random: tuple[int, int]) -> LiveGap:
    return live_gap("WML", _cases(("model", *model, 0.5), ("random", *random, 0.1)), 0.02, BACKTEST, LIFT, RULES)


def _results(gap: LiveGap, ratio: Estimate | None = None) -> dict[str, RuleResult]:
    return {result.rule: result for result in hold_against(gap, 200, ratio)}


FINE = Estimate(1.0, 0.8, 1.2)


def test_a_model_that_does_as_promised_goes_on() -> None:
    results = _results(_gap((100, 48), (100, 20)), FINE)
    assert {result.status for result in results.values()} == {"not_met"}
    assert not advises_to_stop(tuple(results.values()))


@pytest.mark.parametrize(
    ("found", "drawn_found", "status"),
    [
        (10, 30, "met"),  # at most 17.4% against at least 21.9%
        (15, 30, "not_met"),  # at most 23.3%: the intervals touch
        (40, 30, "not_met"),
    ],
)
def test_a_model_stops_when_lots_are_shown_to_find_more(found: int, drawn_found: int, status: str) -> None:
    gap = replace(_gap((100, found), (100, drawn_found)), gap=None)
    results = _results(gap, FINE)
    assert results["no_better_than_random"].status == status
    assert advises_to_stop(tuple(results.values())) == (status == "met")


@pytest.mark.parametrize(
    ("ratio", "status"),
    [
        (Estimate(0.4, 0.3, 0.49), "met"),
        (Estimate(0.4, 0.3, 0.51), "not_met"),
        (Estimate(2.5, 2.01, 3.0), "met"),
        (Estimate(2.5, 1.99, 3.0), "not_met"),
        (None, "not_estimable"),
    ],
)
def test_a_model_stops_when_its_chances_lie_wholly_outside_the_band(ratio: Estimate | None, status: str) -> None:
    result = _results(_gap((100, 48), (100, 20)), ratio)["chances_do_not_come_true"]
    assert result.status == status


@pytest.mark.parametrize(
    ("gap", "status"),
    [(Estimate(0.3, 0.16, 0.4), "met"), (Estimate(0.3, 0.14, 0.4), "not_met"), (None, "not_estimable")],
)
def test_a_model_stops_when_life_falls_far_short_for_certain(gap: Estimate | None, status: str) -> None:
    results = _results(replace(_gap((100, 48), (100, 20)), gap=gap), FINE)
    assert results["falls_short_of_backtest"].status == status


def test_what_cannot_be_estimated_advises_nothing_and_says_so() -> None:
    results = hold_against(live_gap("WML", _cases(), 0.02, BACKTEST, LIFT, RULES), 3, None)
    assert {result.status for result in results} == {"not_estimable"}
    assert not advises_to_stop(results)
    assert all("iet te schatten" in result.sentence["nl"] for result in results)
    assert "(3)" in results[1].sentence["en"]


def test_every_sentence_is_there_in_both_languages_with_its_figures() -> None:
    for ratio, model in ((FINE, (100, 48)), (Estimate(0.2, 0.1, 0.3), (200, 4)), (None, (0, 0))):
        for result in _results(_gap(model, (100, 30)), ratio).values():
            assert all(result.sentence[language] and "{" not in result.sentence[language] for language in LANGUAGES)


def test_the_rule_has_a_hash_by_which_a_change_shows() -> None:
    assert len(stop_rule_hash()) == 64
