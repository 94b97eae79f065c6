"""A plan: lot first, hours kept, neighbours not warned, and nothing in the list that gives the random arm away."""

from dataclasses import replace
from datetime import date

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from data_contracts.errors import KompasError
from models.planning.chances import DIMENSIONS
from models.planning.choices import Plan, PlanChoices
from models.planning.hours import HOURS_WITHOUT_HISTORY, SHRINKAGE_CASES, expected_hours
from models.planning.plan import make_plan
from models.planning.solving import InfeasiblePlanError
from tests.support.planning import ALL, MONTHS, NO_LINKS, TEAMS, capacity_of, frame_of

CHOICES = PlanChoices(MONTHS, replays=0, seed=7)
CAPACITY = capacity_of(*TEAMS)
TABLES = ("items", "teams", "inclusion", "chances", "prices")


def plan_of(size: int = 300, links: pl.DataFrame = NO_LINKS, **changes: object) -> Plan:
    return make_plan(frame_of(size), CAPACITY, links, replace(CHOICES, **changes))


@pytest.fixture(scope="module")
def plan() -> Plan:
    return plan_of()


def chain(*pairs: tuple[int, int]) -> pl.DataFrame:
    rows = [(f"E{lender:05d}", f"E{hirer:05d}", 5) for lender, hirer in pairs]
    return pl.DataFrame(rows, schema=NO_LINKS.schema, orient="row")


def test_every_team_keeps_to_the_hours_of_its_months_with_the_reserve_left(plan: Plan) -> None:
    used = plan.items.group_by("team", "month").agg(used=pl.col("expected_hours").sum())
    for row in plan.teams.join(used, on=["team", "month"], how="left").iter_rows(named=True):
        parts = row["hours_random"] + row["hours_comparison"] + row["hours_targeted"]
        assert row["used"] == pytest.approx(parts)
        assert row["hours_reserved"] == pytest.approx(0.2 * row["hours_available"])
        assert parts <= row["hours_available"] - row["hours_reserved"] + 1e-6
    assert plan.teams["items"].sum() == len(plan.items)
    assert plan.uncovered == 0
    assert plan.months == MONTHS


def test_nobody_is_in_the_plan_twice_and_all_are_looked_at_by_a_team_of_their_region(plan: Plan) -> None:
    assert plan.items["employer_id"].is_unique().all()
    own = plan.items.join(frame_of(300).select("employer_id", seat="region"), on="employer_id")
    assert (own["region"] == own["seat"]).all()
    assert own["team"].str.starts_with("Noord").to_list() == (own["region"] == "Noord").to_list()


def test_who_was_seen_lately_can_be_drawn_and_is_not_targeted() -> None:
    frame = frame_of(300).with_columns(eligible=pl.lit(value=False))
    items = make_plan(frame, CAPACITY, NO_LINKS, CHOICES).items
    assert items["selection_ground"].unique().to_list() == ["random"]
    assert len(items) >= 4


def test_only_visits_are_drawn_and_what_was_drawn_is_written_down(plan: Plan) -> None:
    random = plan.items.filter(selection_ground="random")
    assert random["instrument"].unique().to_list() == ["visit"]
    assert not random["comparison"].any()
    assert sorted(random["employer_id"]) == sorted(plan.inclusion.filter("drawn")["employer_id"])
    # A tenth of the team's 400 hours after the reserve, over its mean hours.
    zuid = frame_of(300).filter(region="Zuid")
    expected = 0.1 * 400 / zuid["expected_hours"].mean() / len(zuid)
    probability = plan.inclusion.filter(region="Zuid")["random_probability"].unique()
    assert probability.to_list() == [pytest.approx(expected)]


def test_the_whole_frame_has_its_probabilities(plan: Plan) -> None:
    assert plan.inclusion["employer_id"].to_list() == frame_of(300)["employer_id"].to_list()
    told = plan.inclusion.join(plan.items, on="employer_id", how="left", suffix="_of_item")
    assert (told["inclusion_probability"] >= told["random_probability"]).all()
    assert (told["inclusion_probability"] <= 1).all()
    chosen = told.filter(pl.col("selection_ground") == "model")
    assert (chosen["inclusion_probability"] + chosen["letter_probability"] > chosen["random_probability"]).all()
    assert (chosen["inclusion_probability"] == chosen["inclusion_probability_of_item"]).all()
    # Without replays the plan itself is the one draw that there is.
    left = told.filter(pl.col("selection_ground").is_null())
    assert (left["inclusion_probability"] == left["random_probability"]).all()


def test_the_list_is_in_an_order_that_gives_nothing_away(plan: Plan) -> None:
    assert plan.items.equals(plan.items.sort("team", "month", "trade_name", "employer_id"))
    assert plan.items["position"].to_list() == list(range(1, len(plan.items) + 1))


@pytest.mark.slow
def test_neither_month_nor_team_tells_how_much_is_expected() -> None:
    """The solver has an order of its own; over many plans months and teams must not go with the yield."""
    differences = []
    for seed in range(8):
        items = plan_of(seed=seed, comparison_share=0.0).items.filter(
            (pl.col("selection_ground") == "model") & (pl.col("instrument") == "visit") & (pl.col("region") == "Noord")
        )
        means = items.group_by("month").agg(pl.col("expected_yield").mean()).sort("month")["expected_yield"]
        differences.append(means[0] - means[1])
    spread = np.std(differences, ddof=1) / np.sqrt(len(differences))
    assert abs(np.mean(differences)) < 4 * spread


def test_letters_are_for_topics_of_which_something_is_known(plan: Plan) -> None:
    letters = plan.items.filter((pl.col("instrument") == "letter") & ~pl.col("comparison"))
    assert letters["topic"].unique().to_list() == ["hours"]
    own = letters.row(0, named=True)
    assert own["expected_hours"] == 1.0
    assert own["expected_yield"] == pytest.approx(0.175 * own["p_WML"])
    assert plan.solution["assumed_share"] == 0
    assumed = plan_of(assumed_responses=True)
    assert set(assumed.items.filter(~pl.col("comparison"))["topic"]) == {"hours", "pay"}
    assert 0 < assumed.solution["assumed_share"] < 1
    parts = assumed.solution["value_by_instrument"]
    assert sum(parts.values()) == pytest.approx(assumed.solution["value"])
    assert parts["letter"] > plan.solution["value_by_instrument"]["letter"] > 0
    assert assumed.solution["value"] > plan.solution["value"]


def test_in_the_comparison_lot_decides_and_what_is_not_known_is_empty(plan: Plan) -> None:
    compared = plan.items.filter("comparison")
    assert compared["instrument_probability"].unique().to_list() == [pytest.approx(1 / 3)]
    assert plan.items.filter(~pl.col("comparison"))["instrument_probability"].unique().to_list() == [1.0]
    unknown = compared.filter((pl.col("instrument") == "letter") & (pl.col("topic") == "pay"))
    assert unknown["expected_yield"].null_count() == len(unknown)
    assert plan_of(comparison_share=0.0).items["comparison"].sum() == 0


def test_neighbours_of_whom_lot_takes_are_left_alone() -> None:
    links = chain(*((lender, lender + 1) for lender in range(299)))
    for seed in range(4):
        items = plan_of(links=links, seed=seed, bundle_size=1).items
        number = items["employer_id"].str.slice(1).cast(pl.Int64)
        looked_at = number.filter(items["instrument"] != "letter").to_list()
        random = set(number.filter(items["selection_ground"] == "random"))
        warned = [place for place in looked_at if place not in random and {place - 1, place + 1} & set(looked_at)]
        assert warned == []


def test_a_chain_is_visited_jointly_in_one_month() -> None:
    worth = pl.col("employer_id").is_in(["E00001", "E00002", "E00004"])
    frame = frame_of(120).with_columns(
        *(pl.when(worth).then(0.99).otherwise(0.02).alias(f"p_{law}") for law in ("WML", "Wav", "Waadi"))
    )
    choices = replace(CHOICES, random_share=0.0, comparison_share=0.0)
    items = make_plan(frame, CAPACITY, chain((1, 2), (1, 4)), choices).items
    joint = items.filter(instrument="joint_visit")
    assert joint["employer_id"].sort().to_list() == ["E00001", "E00002", "E00004"]
    assert joint["bundle_id"].to_list() == ["B0001"] * 3
    assert joint["month"].n_unique() == 1
    alone = make_plan(frame, CAPACITY, chain((1, 2), (1, 4)), replace(choices, bundle_size=1)).items
    assert alone.filter(instrument="joint_visit").is_empty()
    assert set(alone["employer_id"]) & {"E00001", "E00002", "E00004"} in ({"E00001"}, {"E00002", "E00004"})


def test_a_region_that_nobody_draws_in_is_said_and_keeps_its_place_in_the_frame() -> None:
    teams = (TEAMS[0], ("Zuid-1", "Zuid", (300, 200), "WML"))
    plan = make_plan(frame_of(300), capacity_of(*teams), NO_LINKS, CHOICES)
    assert plan.uncovered == 100
    zuid = plan.inclusion.filter(region="Zuid")
    assert zuid["random_probability"].to_list() == [0.0] * 100
    # The team can still be sent where its one law is expected to be broken, by the solver and never by lot.
    items = plan.items.filter(region="Zuid")
    assert len(items) > 0
    assert items["selection_ground"].unique().to_list() == ["model"]
    assert not items["comparison"].any()


def test_months_without_hours_are_left_out_and_said() -> None:
    plan = plan_of(months=(*MONTHS, date(2027, 1, 1)))
    assert plan.months == MONTHS
    assert plan.solution["months_without_hours"] == ["2027-01-01"]
    with pytest.raises(KompasError, match="No team has hours in the months from 2027-01"):
        plan_of(months=(date(2027, 1, 1),))


def test_a_law_that_does_not_hold_yet_yields_nothing_before_it_does() -> None:
    only = frame_of(300).with_columns(p_WML=pl.lit(0.0), p_Wav=pl.lit(0.0))
    choices = replace(CHOICES, law_from={"Waadi": MONTHS[1]}, comparison_share=0.0)
    chosen = make_plan(only, CAPACITY, NO_LINKS, choices).items.filter(selection_ground="model")
    assert chosen["month"].unique().to_list() == [MONTHS[1]]


def test_shares_are_kept_and_clashes_are_said() -> None:
    plan = plan_of(min_shares={"sector:A": 0.5}, max_shares={"size_class:1": 0.1})
    hours = plan.items["expected_hours"].sum()
    budget = (plan.teams["hours_available"] - plan.teams["hours_reserved"]).sum()
    assert plan.items.filter(sector="A")["expected_hours"].sum() >= 0.5 * budget - 1e-6
    assert plan.items.filter(size_class="1")["expected_hours"].sum() <= 0.1 * budget + 1e-6
    assert hours <= budget
    with pytest.raises(InfeasiblePlanError) as caught:
        plan_of(min_shares={"sector:A": 0.7, "sector:F": 0.7})
    assert caught.value.clash


def test_prices_say_what_a_point_less_would_bring(plan: Plan) -> None:
    gains = dict(plan.prices.select("constraint", "gain").iter_rows())
    # A hundredth of the hours chosen at random finds less than when it is aimed.
    assert gains["random_share"] > 0
    assert gains["reserve_share"] > gains["random_share"]
    assert set(plan.prices["constraint"]) >= {f"hours:{team}" for team, *_ in TEAMS}
    assert plan.prices["base_yield"].to_list() == pytest.approx([plan.solution["bound"]] * len(plan.prices), rel=1e-3)
    without = plan_of(random_share=0.0, comparison_share=0.0)
    assert not {"random_share", "comparison_share"} & set(without.prices["constraint"])


def test_chances_by_group_add_up_to_the_inclusion_probabilities(plan: Plan) -> None:
    total = plan.inclusion["inclusion_probability"].sum()
    everybody = plan.chances.filter(dimension="all").row(0, named=True)
    assert (everybody["period"], everybody["months"], everybody["employers"]) == ("plan", 2, 300)
    assert everybody["looked_at"] == pytest.approx(total)
    assert everybody["chance"] == pytest.approx(total / 300)
    for dimension in DIMENSIONS:
        own = plan.chances.filter(dimension=dimension)
        assert own["looked_at"].sum() == pytest.approx(total)
        assert own["employers"].sum() == 300


@pytest.mark.slow
def test_the_same_arguments_give_the_same_plan_whatever_the_order_of_the_rows() -> None:
    links = chain(*((lender, lender + 7) for lender in range(0, 200, 5)))
    first = make_plan(frame_of(300), CAPACITY, links, replace(CHOICES, replays=2))
    shuffled = (table.sample(fraction=1.0, shuffle=True, seed=4) for table in (frame_of(300), CAPACITY, links))
    again = make_plan(*shuffled, replace(CHOICES, replays=2))
    for name in TABLES:
        assert_frame_equal(getattr(first, name), getattr(again, name), check_exact=True)


@pytest.mark.parametrize("objective", ["hits", "workers", "underpaid", "severity", "mix"])
def test_every_objective_makes_a_plan_in_its_own_unit(objective: str) -> None:
    plan = plan_of(objective=objective, mix={"hits": 1.0, "underpaid": 2.0})
    assert plan.solution["objective"] == objective
    assert plan.solution["value"] <= plan.solution["bound"] * (1 + 1e-9)
    assert plan.solution["gap"] <= CHOICES.gap
    assert plan.solution["objective_unit"]


def test_another_objective_does_not_move_the_random_arm() -> None:
    hits, euros = plan_of(), plan_of(objective="underpaid")
    columns = ["employer_id", "team", "month"]
    assert_frame_equal(*(p.items.filter(selection_ground="random").select(columns) for p in (hits, euros)))


@settings(max_examples=6, deadline=None)
@given(
    st.integers(40, 90),
    st.floats(0, 0.4),
    st.floats(0, 0.3),
    st.floats(0, 0.5),
    st.lists(st.tuples(st.integers(0, 39), st.integers(0, 39)), max_size=20),
    st.integers(0, 1000),
)
def test_no_plan_breaks_a_constraint(
    size: int, random: float, comparison: float, reserve: float, pairs: list[tuple[int, int]], seed: int
) -> None:
    links = chain(*((a, b) for a, b in pairs if a != b))
    choices = replace(
        CHOICES, random_share=random, comparison_share=comparison, reserve_share=reserve, seed=seed, bundle_size=3
    )
    frame = frame_of(size, seed)
    plan = make_plan(frame, CAPACITY, links, choices)
    budget = plan.teams["hours_available"] - plan.teams["hours_reserved"]
    used = plan.teams["hours_random"] + plan.teams["hours_comparison"] + plan.teams["hours_targeted"]
    assert (used <= budget + 1e-6).all()
    assert plan.items["employer_id"].is_unique().all()
    barred = set(frame.filter(~pl.col("eligible"))["employer_id"])
    chosen = plan.items.filter(selection_ground="model")
    assert not barred & set(chosen["employer_id"])
    looked_at = chosen.filter(pl.col("instrument") != "letter")
    bundle_of = dict(looked_at.select("employer_id", "bundle_id").iter_rows())
    for lender, hirer, _ in links.iter_rows():
        if lender in bundle_of and hirer in bundle_of:
            assert bundle_of[lender] is not None
            assert bundle_of[lender] == bundle_of[hirer]


def test_replays_say_who_is_near_the_cut() -> None:
    plan = plan_of(replays=60, random_share=0.3)
    told = plan.inclusion.join(frame_of(300).select("employer_id", "eligible"), on="employer_id")
    between = told.filter(
        (pl.col("inclusion_probability") > pl.col("random_probability") + 0.02)
        & (pl.col("inclusion_probability") < 0.98)
    )
    assert len(between) > 5
    never = told.filter(~pl.col("eligible"))
    assert (never["inclusion_probability"] == never["random_probability"]).all()


@pytest.mark.slow
def test_the_chances_of_being_looked_at_match_the_plans_of_many_seeds() -> None:
    rounds, size = 24, 120
    capacity = capacity_of(("Noord-1", "Noord", (120, 80), ALL), ("Zuid-1", "Zuid", (100, 60), ALL))
    counts = np.zeros(size)
    for seed in range(rounds):
        items = make_plan(frame_of(size), capacity, NO_LINKS, replace(CHOICES, random_share=0.3, seed=seed)).items
        looked = items.filter(pl.col("instrument") != "letter")["employer_id"].str.slice(1).cast(pl.Int64)
        counts[looked.to_numpy()] += 1
    chances = (
        make_plan(frame_of(size), capacity, NO_LINKS, replace(CHOICES, random_share=0.3, replays=60, seed=99))
        .inclusion["inclusion_probability"]
        .to_numpy()
    )
    assert counts.sum() / rounds == pytest.approx(chances.sum(), rel=0.1)
    assert np.abs(counts / rounds - chances).max() < 0.45
    assert np.corrcoef(counts, chances)[0, 1] > 0.95


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


def test_the_draw_stays_the_same_whatever_a_model_makes_of_hours_and_chances() -> None:
    by_model = frame_of(200)
    by_rules = by_model.with_columns(
        expected_hours=pl.lit(17.5), **{f"p_{law}": pl.lit(0.05) for law in ("WML", "Wav", "Waadi")}
    )
    once = replace(CHOICES, replays=0)
    plans = [make_plan(frame, CAPACITY, NO_LINKS, once) for frame in (by_model, by_rules)]
    lot = ["employer_id", "drawn", "random_probability"]
    assert plans[0].inclusion["drawn"].sum() > 0
    assert plans[0].inclusion.select(lot).equals(plans[1].inclusion.select(lot))
    assert plans[0].items["employer_id"].to_list() != plans[1].items["employer_id"].to_list()
