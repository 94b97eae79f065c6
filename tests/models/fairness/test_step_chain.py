"""The chain of steps: who is accused over all tests together, and where a gap arises and grows."""

import math

import polars as pl
import pytest

from models.fairness.adjusted import Step
from models.fairness.many_tests import holm
from models.fairness.steps import growth, step_rules, step_tests
from models.fairness.unseen_cause import unseen_cause, unseen_cause_of_limit


def step(name: str, cells: dict[str, tuple[int, int]], law: str | None = None, part: str | None = None) -> Step:
    rows = [
        {"unit": f"{group}{place}", "employer_id": f"{group}{place}", "chosen": place < chosen}
        for group, (chosen, size) in cells.items()
        for place in range(size)
    ]
    return Step(name, pl.DataFrame(rows), law=law, part=part)


GROUPS = pl.DataFrame(
    [{"unit": f"{group}{place}", "dimension": "owner", "group": group} for group in "ab" for place in range(400)]
)
ALIKE = {"a": (200, 400), "b": (100, 200)}
CHAIN = [
    step("objection", {"a": (15, 20), "b": (5, 9)}, "WML"),
    # Odds 1/3 and 1.
    step("hand_selection", {"a": (100, 400), "b": (100, 200)}),
    step("plan", ALIKE),
    step("hand_selection", ALIKE, part="signal"),
    # Odds 1 and 3, and of few.
    step("finding", {"a": (20, 40), "b": (30, 40)}, "WML"),
    step("finding", {"a": (20, 40), "b": (20, 40)}, "Wav"),
]


def test_holm_by_hand() -> None:
    assert holm([0.01, 0.04, 0.03, None, 0.005]) == pytest.approx([0.03, 0.06, 0.06, None, 0.02])
    assert holm([0.6, 0.7]) == [1.0, 1.0]
    assert holm([]) == []


def test_the_strength_of_an_unseen_cause_as_published() -> None:
    # VanderWeele and Ding (2017): a ratio of 3.9 with the interval 1.8 to 8.7 gives 7.26 and 3.0.
    assert unseen_cause(3.9, 0.01) == pytest.approx(7.26, abs=0.005)
    assert unseen_cause_of_limit(1.8, 8.7, 0.01) == pytest.approx(3.0, abs=0.005)
    assert unseen_cause(1 / 3.9, 0.01) == pytest.approx(7.26, abs=0.005)
    assert unseen_cause_of_limit(0.3, 0.5, 0.01) == pytest.approx(2 + math.sqrt(2))
    assert unseen_cause_of_limit(0.9, 2.0, 0.01) == 1.0
    assert unseen_cause(4.0, 0.5) == pytest.approx(2 + math.sqrt(2))


def test_only_the_step_where_the_gap_is_proven_is_accused() -> None:
    tests = step_tests(CHAIN, GROUPS, ["owner"], least=10)
    told = {(row["step"], row["law"], row["part"]): row for row in tests.iter_rows(named=True)}
    assert [key for key, row in told.items() if row["verdict"] == "accused"] == [("hand_selection", None, None)]
    assert told["objection", "WML", None]["verdict"] == "not_estimable"
    assert told["objection", "WML", None]["p_adjusted"] is None
    finding = told["finding", "WML", None]
    # An odds ratio of 3 with p = 0.02 by itself; of five tests that could be made, the second smallest.
    assert finding["odds_ratio"] == pytest.approx(3.0)
    assert 0.01 < finding["p_value"] < 0.05
    assert finding["p_adjusted"] == pytest.approx(4 * finding["p_value"])
    assert finding["verdict"] == "not_accused"
    assert tests["step"].to_list() == ["plan", "hand_selection", "hand_selection", "finding", "finding", "objection"]


def test_where_the_gap_arises_and_grows_most_by_hand() -> None:
    grown = growth(step_tests(CHAIN, GROUPS, ["owner"], least=10))
    chain = grown.filter(pl.col("law") == "WML")
    assert chain["step"].to_list() == ["plan", "hand_selection", "finding", "objection"]
    # Shares chosen: 1/2 to 1/2, then 1/2 to 1/4, then 3/4 to 1/2; the last is too few.
    assert chain["ratio"].to_list() == pytest.approx([1.0, 2.0, 1.5, None])
    assert chain["cumulative"].to_list() == pytest.approx([1.0, 2.0, 3.0, 3.0])
    # Odds ratios of 3 at both, to within rounding: the chain of the other law has no doubt.
    other = grown.filter(pl.col("law") == "Wav")
    assert other["step"].to_list() == ["plan", "hand_selection", "finding"]
    assert other.filter("largest")["step"].to_list() == ["hand_selection"]
    assert other.filter("arises")["step"].to_list() == ["hand_selection"]
    assert chain.filter("arises")["step"].to_list() == ["hand_selection"]


def test_the_steps_stand_in_order_with_texts_in_both_languages() -> None:
    rules = step_rules()
    assert list(rules.steps) == [
        "register", "score", "plan", "hand_selection", "visit", "finding", "sanction", "objection"
    ]  # fmt: skip
    assert rules.family_wise == 0.01
    assert all(set(text.label) == set(text.chosen) == {"nl", "en"} for text in rules.steps.values())


def test_without_steps_there_is_nothing_to_accuse() -> None:
    assert step_tests([], GROUPS, ["owner"], least=10).is_empty()
