"""Two plans side by side, worked out by hand."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl
import pytest

from models.planning.choices import PlanChoices
from models.planning.compare import Side, compare_plans, expected_yield
from models.planning.setting import Setting, arrange
from models.planning.what_ifs import inspector_hours, measures, named_what_ifs, what_if_named

NOV, DEC = date(2026, 11, 1), date(2026, 12, 1)
CHOICES = PlanChoices(months=(NOV, DEC), seed=1)
NO_PRICES = pl.DataFrame(schema={"constraint": pl.String, "gain": pl.Float64})
Item = tuple[str, str, date, str]


def setting(choices: PlanChoices = CHOICES) -> Setting:
    """Employers E0 to E19 in two sectors; a team with all laws, and one with the WML only, of 100 hours a month."""
    names = [f"E{number:02d}" for number in range(20)]
    frame = pl.DataFrame(
        {
            "employer_id": names, "trade_name": [f"Firm {name}" for name in names],
            "sector": ["A"] * 8 + ["B"] * 12, "size_class": ["5-9"] * 20, "region": ["Noord"] * 20,
            "kind": ["lender"] * 2 + ["neither"] * 18, "expected_hours": [20.0] * 20, "mean_hours": [20.0] * 20,
            "eligible": [True] * 20, "topic": ["hours"] * 20, "capacity_to_comply": ["low"] * 20,
            **{f"p_{law}": [chance] * 20 for law, chance in (("WML", 0.5), ("Wav", 0.2), ("Waadi", 0.1))},
            **{f"workers_{law}": [workers] * 20 for law, workers in (("WML", 4.0), ("Wav", 1.0), ("Waadi", None))},
            **{f"underpaid_{law}": [euros] * 20 for law, euros in (("WML", 900.0), ("Wav", None), ("Waadi", None))},
        }
    )  # fmt: skip
    capacity = pl.DataFrame(
        [(team, "Noord", month, 6_000, skills) for team, skills in (("N-1", "WML|Wav|Waadi"), ("N-2", "WML"))
         for month in (NOV, DEC)],
        schema=["team", "region", "month", "available_minutes", "skills"], orient="row",
    )  # fmt: skip
    links = pl.DataFrame(schema={"lender_id": pl.String, "hirer_id": pl.String})
    return arrange(frame, capacity, links, choices)


def side(items: Sequence[Item], of: Setting | None = None) -> Side:
    """A plan of these items, in which everybody's chance is the number of items over twenty."""
    own = of or setting()
    rows = pl.DataFrame(
        items, schema={"employer_id": pl.String, "team": pl.String, "month": pl.Date, "instrument": pl.String},
        orient="row",
    )  # fmt: skip
    table = rows.join(own.table.select("employer_id", "trade_name", "sector", "region", "size_class"), on="employer_id")
    chance = len(items) / 20
    groups = [("all", "all", 20), ("sector", "A", 8), ("sector", "B", 12), ("region", "Noord", 20)]
    groups += [("size_class", "5-9", 20), ("kind", "lender", 2), ("kind", "neither", 18)]
    chances = pl.DataFrame(
        [(period, *group, found) for period, found in (("plan", chance), ("2025", 0.9)) for group in groups],
        schema=["period", "dimension", "group", "employers", "chance"], orient="row",
    )  # fmt: skip
    hours = pl.DataFrame(
        {f"hours_{name}": [10.0] for name in ("available", "reserved", "random", "comparison", "targeted")}
    )
    return Side(table.with_columns(expected_hours=pl.lit(20.0)), hours, chances, NO_PRICES, own)


def visits(first: int, last: int, month: date = NOV) -> list[Item]:
    return [(f"E{number:02d}", "N-1", month, "visit") for number in range(first, last)]


def row(table: pl.DataFrame, **where: Any) -> dict[str, Any]:
    return table.row(by_predicate=pl.all_horizontal(pl.col(name) == value for name, value in where.items()), named=True)


@pytest.mark.parametrize(
    ("item", "hits", "workers", "underpaid"),
    [
        (("E00", "N-1", NOV, "visit"), 0.8, 5.0, 900.0),  # 0.5 + 0.2 + 0.1; 4 + 1; what is not estimable adds nothing
        (("E00", "N-1", NOV, "joint_visit"), 0.8, 5.0, 900.0),
        (("E00", "N-2", NOV, "visit"), 0.5, 4.0, 900.0),  # the team examines the WML only
        (("E00", "N-1", NOV, "letter"), 0.0875, 0.7, 157.5),  # 17.5% of the law of its topic (hours: the WML)
        (("E00", "N-1", NOV, "desk_check"), 0.125, 1.0, 225.0),  # assumed: 25% of the same
    ],
)
def test_an_item_yields_by_team_law_and_instrument(item: Item, hits: float, workers: float, underpaid: float) -> None:
    plan = side([item])
    found = [expected_yield(plan.items, plan.setting, name) for name in ("hits", "workers", "underpaid")]
    assert found == pytest.approx([hits, workers, underpaid])


def test_a_law_that_holds_no_more_yields_nothing_in_that_month() -> None:
    until = setting(replace(CHOICES, law_until={"Waadi": date(2026, 11, 30)}))
    plan = side(visits(0, 1) + visits(1, 2, DEC), until)
    assert expected_yield(plan.items, plan.setting, "hits") == pytest.approx(0.8 + 0.7)


def test_an_empty_plan_yields_nothing() -> None:
    assert expected_yield(side([]).items, setting(), "hits") == 0.0


def test_two_plans_side_by_side() -> None:
    # E00 goes out, E06 and E07 come in, E01 gets a letter in another month, E02 another month, the others stay.
    base = side(visits(0, 6))
    variant = side([("E01", "N-1", DEC, "letter"), *visits(2, 3, DEC), *visits(3, 8)])
    found = compare_plans(base, variant, same_lots=True)
    moved = {name: row(found.measures, measure=f"items_{name}")["variant"] for name in
             ("in", "out", "other_instrument", "other_month")}  # fmt: skip
    assert moved == {"in": 2.0, "out": 1.0, "other_instrument": 1.0, "other_month": 1.0}
    hits = row(found.measures, measure="yield_hits")
    assert (hits["base"], hits["variant"]) == pytest.approx((6 * 0.8, 6 * 0.8 + 0.0875))
    assert (hits["expected"], hits["unit"]) == (True, "findings")
    assert row(found.measures, measure="items")["expected"] is False
    assert row(found.measures, measure="hours_letter")["variant"] == 20.0
    assert row(found.measures, measure="chance_all")["base"] == pytest.approx(0.3)
    assert found.changes["employer_id"].to_list() == ["E06", "E07"]
    assert found.changes["change"].unique().to_list() == ["in"]


def test_nobody_is_listed_when_the_lots_differ() -> None:
    found = compare_plans(side(visits(0, 6)), side(visits(2, 9)), same_lots=False)
    assert found.changes.is_empty()
    assert row(found.measures, measure="items_in")["variant"] == 3.0


def test_who_goes_out_or_stays_is_in_no_table() -> None:
    base, variant = side(visits(0, 6)), side([("E01", "N-1", NOV, "letter"), *visits(2, 9)])
    found = compare_plans(base, variant, same_lots=True)
    planned = set(base.items["employer_id"])
    for table in (found.measures, found.groups, found.changes, found.prices):
        texts = {value for name in table.columns if table[name].dtype == pl.String for value in table[name].to_list()}
        assert not texts & planned
        assert not {"selection_ground", "comparison", "inclusion_probability"} & set(table.columns)


def test_of_a_small_group_only_the_chance_is_told() -> None:
    # Seven of sector A become two: who knows the seven could tell which two lot chose. B (ten and ten) goes with it,
    # since it would follow from the total; the only region and size have enough.
    found = compare_plans(side(visits(0, 7) + visits(8, 18)), side(visits(0, 2) + visits(8, 18)), same_lots=True).groups
    for group in ("A", "B"):
        told = row(found, dimension="sector", group=group)
        assert [told[name] for name in ("base_items", "variant_items", "base_hours", "variant_hours")] == [None] * 4
        assert told["base_chance"] == pytest.approx(17 / 20)
    assert found.select("dimension", "group").is_duplicated().sum() == 0
    region = row(found, dimension="region", group="Noord")
    assert (region["base_items"], region["variant_items"], region["base_hours"]) == (17, 12, 340.0)
    # A visit of N-1 is expected to reach 4 workers under the WML and 1 under the Wav.
    assert (region["base_workers"], region["variant_workers"]) == pytest.approx((85.0, 60.0))
    # Two of the employers are lenders: that kind, and with it the other, is told nowhere.
    for kind in ("lender", "neither"):
        told = row(found, dimension="kind", group=kind)
        assert [told[f"base_{name}"] for name in ("items", "hours", "workers")] == [None] * 3


def test_a_group_that_empties_is_hidden_too() -> None:
    # All seven of sector A go out, so that none of them was chosen by lot: to be told of neither side.
    found = compare_plans(side(visits(0, 7) + visits(8, 18)), side(visits(8, 19)), same_lots=True).groups
    assert [row(found, dimension="sector", group=name)["base_items"] for name in ("A", "B")] == [None, None]


def test_of_few_expected_workers_nothing_is_told_though_the_items_are_enough() -> None:
    # Letters yield 17.5% of the four workers under the WML, so five letters 3.5 workers; ten visits yield 50.
    letters = [(f"E{number:02d}", "N-1", NOV, "letter") for number in range(5)]
    plan = side(letters + visits(8, 18))
    told = {
        name: row(compare_plans(plan, plan, same_lots=True).groups, dimension="sector", group=name) for name in "AB"
    }
    assert [(told[name]["base_items"], told[name]["base_workers"]) for name in "AB"] == [(5, None), (10, None)]


def test_a_plan_that_cannot_be_has_no_figures() -> None:
    found = compare_plans(side(visits(0, 6)), None, same_lots=True)
    assert found.measures["variant"].null_count() == len(found.measures)
    assert row(found.measures, measure="items")["base"] == 6.0
    assert found.groups["variant_chance"].null_count() == len(found.groups)
    assert found.changes.is_empty()


def test_what_ifs_and_measures_are_told_in_both_languages() -> None:
    texts = [text for item in named_what_ifs() for text in (item.title, item.about)]
    texts += [option.title for item in named_what_ifs() for option in item.options] + [
        item.label for item in measures()
    ]
    assert all(text["nl"] and text["en"] for text in texts)
    assert what_if_named("extra-inspectors").options[1].default == 10
    # 36 hours in 52 weeks less 240 hours is 1,632 a year.
    assert inspector_hours().hours_a_month == pytest.approx((36 * 52 - 240) / 12)
    assert inspector_hours().certainty == "assumed"
