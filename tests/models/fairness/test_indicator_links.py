"""The link of a feature with findings among cases drawn by lot: figures by hand, verdicts, and what is left out."""

from math import atanh, comb, exp, log, sqrt

import numpy as np
import polars as pl
import pytest

from features.indicators import load_indicators
from models.fairness.concordance import gamma
from models.fairness.indicator_links import LINK_SCHEMA, expectations, indicator_links

SIDES = 1.959963984540054


def cells(hit_with: int, hit_without: int, miss_with: int, miss_without: int) -> tuple[list[float], list[bool]]:
    """Return a yes or no, and whether something was found, of so many cases in each of the four cells."""
    marks = [1.0] * hit_with + [0.0] * hit_without + [1.0] * miss_with + [0.0] * miss_without
    return marks, [True] * (hit_with + hit_without) + [False] * (miss_with + miss_without)


def cases(outcome: list[bool], law: str = "WML", **given: object) -> pl.DataFrame:
    """Return cases drawn with a chance of one in ten, with what a test gives in place of that."""
    size = len(outcome)
    columns = {
        "law": [law] * size,
        "unit": [f"{law}{place}" for place in range(size)],
        "employer_id": [f"e{place}" for place in range(size)],
        "drawn": [True] * size,
        "probability": [0.1] * size,
        "outcome": outcome,
        "weight": [1.0] * size,
    }
    return pl.DataFrame(columns | given)


def link(units: pl.DataFrame, values: list[float | None], expected: str = "higher") -> dict[str, object]:
    """Return the one link of a feature with these values."""
    features = pl.DataFrame({"unit": units["unit"], "trial": values})
    wanted = pl.DataFrame({"law": ["WML"], "feature": ["trial"], "expected": [expected]})
    return indicator_links(units, features, wanted).row(0, named=True)


def yules_q(odds_ratio: float) -> float:
    return (odds_ratio - 1) / (odds_ratio + 1)


def test_of_a_yes_or_no_it_is_yules_q_with_woolfs_interval_and_half_a_case_in_each_cell() -> None:
    marks, outcome = cells(12, 18, 20, 150)
    found = link(cases(outcome), marks)
    # Odds ratio (12.5 x 150.5) / (18.5 x 20.5) = 4.9604; its log has error sqrt(1/12.5 + 1/18.5 + 1/20.5 + 1/150.5).
    ratio, error = 12.5 * 150.5 / (18.5 * 20.5), sqrt(1 / 12.5 + 1 / 18.5 + 1 / 20.5 + 1 / 150.5)
    assert found["value"] == pytest.approx(yules_q(ratio)) == pytest.approx(0.66445, abs=1e-5)
    assert found["low"] == pytest.approx(yules_q(exp(log(ratio) - SIDES * error)))
    assert found["high"] == pytest.approx(yules_q(exp(log(ratio) + SIDES * error)))
    assert (found["status"], found["verdict"], found["needed"]) == ("estimated", "holds", None)
    assert (found["cases"], found["positives"], found["negatives"], found["without_value"]) == (200, 30, 170, 0)


def test_without_ties_it_is_twice_the_area_under_the_curve_less_one() -> None:
    # 200 hits at 1, 3, 5, ... and 200 misses at 0, 2, 4, ...: hit number k is above k of 200 misses, so of 40,000 pairs
    # 1 + 2 + ... + 200 = 20,100 go up: area 0.5025, and 0.005 on this scale but for the halves at both ends.
    values = np.arange(400.0)
    found = gamma(values, np.arange(400) % 2 == 1, np.ones(400), np.arange(400))
    assert found.value == pytest.approx(0.005, abs=0.0001)
    assert found.low < 0 < found.high


def test_an_empty_cell_gives_a_wide_interval_and_no_verdict() -> None:
    marks, outcome = cells(0, 30, 12, 158)
    found = link(cases(outcome), marks)
    # (0.5 x 158.5) / (30.5 x 12.5) = 0.2079: minus 0.656; a chance result of that size is no link the other way.
    assert found["value"] == pytest.approx(yules_q(0.5 * 158.5 / (30.5 * 12.5)))
    assert found["low"] < -0.9 and found["high"] > 0.3
    assert found["verdict"] == "undecided"


@pytest.mark.parametrize(("expected", "verdict"), [("higher", "holds"), ("either", "holds"), ("lower", "contrary")])
def test_a_link_holds_or_is_contrary_by_what_was_expected(expected: str, verdict: str) -> None:
    marks, outcome = cells(60, 40, 100, 300)
    assert link(cases(outcome), marks, expected)["verdict"] == verdict


def test_many_cases_without_a_link_are_none_and_few_are_undecided() -> None:
    marks, outcome = cells(2000, 2000, 4000, 4000)
    many = link(cases(outcome), marks)
    assert (many["value"], many["verdict"], many["needed"]) == (pytest.approx(0, abs=1e-9), "none", None)
    marks, outcome = cells(20, 20, 40, 40)
    few = link(cases(outcome), marks)
    assert few["verdict"] == "undecided"
    # On this scale the error is half that of the log odds ratio: sqrt(2/20.5 + 2/40.5)/2 = 0.19169. Equivalence in four
    # of five times asks that practical zero is 1.95996 + 1.28155 errors away.
    times = (sqrt(2 / 20.5 + 2 / 40.5) / 2 * (SIDES + 1.2815515655446004) / atanh(0.1)) ** 2
    assert few["needed"] == np.ceil(120 * times) == 4602


def test_a_link_that_is_sure_but_practically_zero_is_none() -> None:
    # Odds ratio 1.0833 of 200,000 cases: 0.04, with an interval from 0.03 to 0.05.
    marks, outcome = cells(26000, 24000, 75000, 75000)
    found = link(cases(outcome), marks)
    assert 0 < found["low"] < found["high"] < 0.1
    assert (found["p_value"] < 1e-9, found["verdict"]) == (True, "none")


def test_only_the_random_arm_is_asked() -> None:
    marks, outcome = cells(20, 20, 40, 40)
    chosen_marks, chosen_outcome = cells(90, 0, 0, 90)
    units = cases(
        outcome + chosen_outcome,
        drawn=[True] * 120 + [False] * 180,
        probability=[0.1] * 120 + [None] * 180,
    )
    found = link(units, marks + chosen_marks)
    assert (found["cases"], found["value"]) == (120, pytest.approx(0, abs=1e-12))
    nobody = link(units.with_columns(drawn=pl.lit(value=False)), marks + chosen_marks)
    assert (nobody["status"], nobody["verdict"], nobody["value"]) == ("no_random_sample", "undecided", None)


def test_a_case_stands_for_as_many_as_its_chance_and_weight_say() -> None:
    marks, outcome = cells(40, 40, 40, 80)
    plain = link(cases(outcome), marks)
    # The 40 findings with the mark were drawn with half the chance, or stand for open cases too: an odds ratio of 2
    # is one of 4 then.
    rarely = link(cases(outcome, probability=[0.05] * 40 + [0.1] * 160), marks)
    open_too = link(cases(outcome, weight=[2.0] * 40 + [1.0] * 160), marks)
    assert plain["value"] == pytest.approx(yules_q(2), abs=0.01)
    assert rarely["value"] == pytest.approx(yules_q(4), abs=0.01)
    assert open_too["value"] == pytest.approx(rarely["value"])
    # A chance that goes by the mark alone leaves an odds ratio as it is, but for the halves that are added.
    by_mark = link(cases(outcome, probability=[0.4 if mark else 0.1 for mark in marks]), marks)
    assert by_mark["value"] == pytest.approx(plain["value"], abs=0.01)


def test_cases_of_one_employer_are_no_independent_ones() -> None:
    marks, outcome = cells(30, 20, 60, 120)
    apart = link(cases(outcome), marks)
    quadruple = cases(outcome * 4, employer_id=[f"e{place}" for place in range(230)] * 4)
    together = link(quadruple, marks * 4)
    assert together["high"] - together["low"] == pytest.approx(apart["high"] - apart["low"], rel=0.05)
    loose = link(cases(outcome * 4), marks * 4)
    assert loose["high"] - loose["low"] == pytest.approx((apart["high"] - apart["low"]) / 2, rel=0.1)


@pytest.mark.parametrize(
    "counts",
    [(5, 4, 50, 50), (50, 50, 5, 4), (5, 45, 4, 90), (0, 50, 0, 90)],
    ids=["nine findings", "nine without", "nine with the mark", "all the same"],
)
def test_below_the_minimum_nothing_is_estimable(counts: tuple[int, int, int, int]) -> None:
    marks, outcome = cells(*counts)
    found = link(cases(outcome), marks)
    assert (found["status"], found["verdict"]) == ("not_estimable", "undecided")
    assert (found["value"], found["low"], found["p_value"], found["needed"]) == (None, None, None, None)
    assert found["cases"] == sum(counts)


def test_a_rare_mark_must_be_sure_by_an_exact_test_too() -> None:
    # Of 10 cases with the mark 3 have one of the 12 findings; of 800 cases 0.15 of them would by chance. Three or more
    # would happen in sum over k of C(12, k) C(788, 10 - k) / C(800, 10): 0.00030; Woolf's error says 0.0000002.
    marks, outcome = cells(3, 9, 7, 781)
    found = link(cases(outcome), marks)
    chance = sum(comb(12, k) * comb(788, 10 - k) for k in range(3, 11)) / comb(800, 10)
    assert found["p_value"] == pytest.approx(chance)
    assert gamma(np.array(marks), np.array(outcome), np.ones(800), np.arange(800)).p_value < chance / 100


def test_a_case_without_a_value_does_not_count() -> None:
    marks, outcome = cells(12, 18, 20, 150)
    found = link(cases([*outcome, True, False]), [*marks, None, None])
    assert (found["cases"], found["without_value"]) == (200, 2)
    assert found["value"] == pytest.approx(0.66445, abs=1e-5)


def test_a_chance_hit_among_many_features_is_not_called_a_link() -> None:
    generator = np.random.default_rng(12)
    outcome = [True] * 60 + [False] * 240
    units = cases(outcome)
    names = [f"noise{place}" for place in range(150)]
    noise = {name: generator.normal(size=300) for name in names}
    real = {"real": np.where(outcome, 0.9, 0.0) + generator.normal(size=300)}
    wanted = pl.DataFrame({"law": "WML", "feature": [*names, "real"], "expected": "either"})
    found = indicator_links(units, pl.DataFrame({"unit": units["unit"]} | noise | real), wanted)
    assert found.schema == pl.Schema(LINK_SCHEMA)
    assert (found["p_value"] < 0.05).sum() > 2
    assert found.filter(pl.col("verdict") == "holds")["feature"].to_list() == ["real"]


def test_the_interval_covers_what_is_true_19_times_in_20() -> None:
    generator, size = np.random.default_rng(3), 200
    # Of normal values half a standard deviation apart the positive is higher with chance 0.63816: 0.27633.
    positive = np.arange(size) < 30
    covered = 0
    for _ in range(400):
        found = gamma(generator.normal(size=size) + 0.5 * positive, positive, np.ones(size), np.arange(size))
        covered += found.low <= 0.27633 <= found.high
    assert 370 <= covered <= 394


def test_each_act_is_asked_apart_with_its_own_expectation() -> None:
    wanted = expectations(load_indicators(), ["signals_on_wav", "without_a_file"], ["WML", "Wav"])
    assert wanted.rows() == [
        ("WML", "signals_on_wav", "either"),
        ("WML", "without_a_file", "either"),
        ("Wav", "signals_on_wav", "higher"),
        ("Wav", "without_a_file", "either"),
    ]
    marks, outcome = cells(60, 40, 100, 300)
    other_marks, other_outcome = cells(40, 60, 300, 100)
    units = pl.concat([cases(outcome), cases(other_outcome, "Wav")])
    features = pl.DataFrame({"unit": units["unit"], "signals_on_wav": marks + other_marks})
    found = indicator_links(units, features, wanted.filter(pl.col("feature") == "signals_on_wav"))
    assert found.select("law", "verdict").rows() == [("WML", "holds"), ("Wav", "contrary")]
    # Odds ratios of 4.47 and its inverse: (60.5 x 300.5) / (40.5 x 100.5) and (40.5 x 100.5) / (60.5 x 300.5).
    assert found["value"][0] == pytest.approx(-found["value"][1])
