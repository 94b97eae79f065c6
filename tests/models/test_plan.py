"""A month's plan over all teams."""

from datetime import date

import polars as pl
import pytest

from models.planning.hours import HOURS_WITHOUT_HISTORY, SHRINKAGE_CASES, expected_hours
from models.planning.plan import PlanRules, deal_to_teams, make_plan

RULES = PlanRules(date(2026, 11, 1), random_share=0.2, reserve_share=0.25, seed=11)
CAPACITY = pl.DataFrame(
    {
        "team": ["Noord-1", "Noord-2", "Zuid-1"],
        "region": ["Noord", "Noord", "Zuid"],
        "available_minutes": [60 * 400, 60 * 300, 60 * 200],
    }
)


def make_frame(size: int = 300) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "employer_id": [f"E{number:04d}" for number in range(size)],
            "trade_name": [f"Bedrijf {number % 50:02d}" for number in range(size)],
            "sector": ["I"] * size,
            "size_class": ["5-9"] * size,
            "province": ["GR" if number % 3 else "NB" for number in range(size)],
            "region": ["Noord" if number % 3 else "Zuid" for number in range(size)],
            "expected_hours": [20.0] * size,
            "expected_yield": [number / size for number in range(size)],
            "eligible": [True] * size,
            "p_WML": [0.1] * size,
            "p_Wav": [0.1] * size,
            "p_Waadi": [0.1] * size,
        }
    )


def test_every_team_keeps_to_its_hours_with_the_reserve_left() -> None:
    plan = make_plan(make_frame(), CAPACITY, RULES)
    for row in plan.teams.iter_rows(named=True):
        used = plan.items.filter(pl.col("team") == row["team"])["expected_hours"].sum()
        assert used == pytest.approx(row["hours_random"] + row["hours_targeted"])
        assert used <= row["hours_available"] - row["hours_reserved"]
        assert row["hours_reserved"] == pytest.approx(0.25 * row["hours_available"])
    # 400 hours less a quarter is 300: fifteen visits of 20 hours, of which a fifth (three) at random.
    noord = plan.items.filter(pl.col("team") == "Noord-1")
    assert len(noord) == 15
    assert (noord["selection_ground"] == "random").sum() == 3
    assert plan.uncovered == 0


def test_a_region_without_hours_is_said_and_keeps_its_place_in_the_frame() -> None:
    plan = make_plan(make_frame(), CAPACITY.filter(pl.col("region") != "Zuid"), RULES)
    assert plan.uncovered == 100
    zuid = plan.inclusion.filter(pl.col("region") == "Zuid")
    assert zuid["random_probability"].to_list() == [0.0] * 100
    assert set(plan.teams["team"]) == {"Noord-1", "Noord-2"}


def test_a_team_without_hours_leaves_its_employers_to_the_others() -> None:
    plan = make_plan(make_frame(), CAPACITY.filter(pl.col("team") != "Noord-2"), RULES)
    assert plan.uncovered == 0
    assert (plan.inclusion["random_probability"] > 0).all()


def test_probabilities_are_written_down_for_the_whole_frame() -> None:
    frame = make_frame()
    plan = make_plan(frame, CAPACITY, RULES)
    assert sorted(plan.inclusion["employer_id"]) == sorted(frame["employer_id"])
    drawn = plan.items.filter(pl.col("selection_ground") == "random")
    assert sorted(drawn["employer_id"]) == sorted(plan.inclusion.filter("drawn")["employer_id"])
    # Noord-1: a fifth of 300 hours over 20 hours a visit is three, out of the half of 200 employers that it was dealt.
    own = drawn.filter(pl.col("team") == "Noord-1")
    assert own["random_probability"].unique().to_list() == [pytest.approx(3 / 100)]
    # Zuid-1: a fifth of 150 hours is one and a half visit, out of 100 employers.
    zuid = plan.inclusion.filter(pl.col("region") == "Zuid")
    assert zuid["random_probability"].unique().to_list() == [pytest.approx(1.5 / 100)]


def test_the_order_of_the_list_does_not_give_the_random_arm_away() -> None:
    items = make_plan(make_frame(), CAPACITY, RULES).items
    assert items.equals(items.sort("team", "trade_name", "employer_id"))


def test_dealing_does_not_look_at_the_score() -> None:
    frame = make_frame()
    other = frame.with_columns(expected_yield=1 - pl.col("expected_yield"))
    teams = deal_to_teams(frame, CAPACITY).select("employer_id", "team")
    assert teams.equals(deal_to_teams(other, CAPACITY).select("employer_id", "team"))
    sizes = teams.filter(pl.col("team").str.starts_with("Noord")).group_by("team").len()["len"]
    assert sizes.max() - sizes.min() <= 1


def test_the_same_rules_give_the_same_plan() -> None:
    first, again = make_plan(make_frame(), CAPACITY, RULES), make_plan(make_frame(), CAPACITY, RULES)
    assert first.items.equals(again.items)
    assert first.inclusion.equals(again.inclusion)


def test_expected_hours_are_drawn_towards_the_mean() -> None:
    closed = pl.DataFrame({"size_class": ["1"] * 3 + ["100+"], "spent_minutes": [600, 600, 600, 6000]})
    frame = pl.DataFrame({"employer_id": ["a", "b", "c"], "size_class": ["1", "100+", "2"]})
    hours = dict(expected_hours(frame, closed).iter_rows())
    overall = (10 + 10 + 10 + 100) / 4
    assert hours["a"] == pytest.approx((30 + SHRINKAGE_CASES * overall) / (3 + SHRINKAGE_CASES))
    assert hours["b"] == pytest.approx((100 + SHRINKAGE_CASES * overall) / (1 + SHRINKAGE_CASES))
    assert hours["c"] == pytest.approx(overall)


def test_without_any_case_the_published_mean_holds() -> None:
    closed = pl.DataFrame(schema={"size_class": pl.String, "spent_minutes": pl.Int64})
    frame = pl.DataFrame({"employer_id": ["a"], "size_class": ["1"]})
    assert expected_hours(frame, closed)["expected_hours"].to_list() == [HOURS_WITHOUT_HISTORY]
