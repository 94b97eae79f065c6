"""The tables of a small published plan, with the columns of docs/interfaces.md."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl

from tests.support.tables import (
    LAWS,
    MONTH,
    PROVINCES,
    RICH,
    SECTIONS,
    SIZES,
    TEAMS,
    UNPLANNED,
    employer_ids,
    name_of,
    probability,
)

JOINT_VISIT = (14, 15)
"""The numbers of the employers that are visited jointly."""


def instrument_of(number: int) -> str:
    """Return what is planned at an employer: of the model's choices some letters, desk checks and one joint visit."""
    if number % 10 == 0:
        return "visit"
    if number in JOINT_VISIT:
        return "joint_visit"
    return "letter" if number % 11 == 7 else "desk_check" if number % 11 == 3 else "visit"


def items(count: int, plan_id: str = "2026-11", months: Sequence[date] = (MONTH,)) -> pl.DataFrame:
    """The plan: one item an employer, dealt over the months; every tenth at random."""
    if not count:
        return items(1, plan_id, months).clear()
    numbers = range(1, count + 1)
    return pl.DataFrame(
        {
            "plan_id": [plan_id] * count,
            "position": list(numbers),
            "month": [months[number % len(months)] for number in numbers],
            "team": [TEAMS[number % 4][0] for number in numbers],
            "region": [TEAMS[number % 4][1] for number in numbers],
            "employer_id": employer_ids(count),
            "trade_name": [name_of(number) for number in numbers],
            "sector": [SECTIONS[number % 5] for number in numbers],
            "size_class": [SIZES[number % 8] for number in numbers],
            "province": [PROVINCES[number % 4] for number in numbers],
            "legal_form": ["bv" if number % 3 else "eenmanszaak" for number in numbers],
            "kind": [("neither", "lender", "hirer", "both")[number % 4] for number in numbers],
            **_sites(numbers),
            **_instruments(numbers),
            "main_law": [max(LAWS, key=lambda law: probability(number, law)) for number in numbers],
            "expected_hours": [8.0 + number % 5 for number in numbers],
            "expected_yield": [sum(probability(number, law) for law in LAWS) for number in numbers],
            **{f"p_{law}": [probability(number, law) for number in numbers] for law in LAWS},
            "selection_ground": ["random" if number % 10 == 0 else "model" for number in numbers],
            "comparison": [number % 13 == 5 and number % 10 != 0 for number in numbers],
            "instrument_probability": [1 / 3 if number % 13 == 5 and number % 10 else 1.0 for number in numbers],
            "random_probability": [0.01] * count,
            "inclusion_probability": [0.01 if number % 10 == 0 else 1.0 for number in numbers],
        },
        schema_overrides={
            "month": pl.Date,
            "plan_id": pl.String,
            "position": pl.Int64,
            "last_seen_active": pl.Date,
            "bundle_id": pl.String,
        },
    )


def _sites(numbers: Sequence[int]) -> dict[str, list[Any]]:
    """Sites: every seventeenth employer has none that is known, every ninth was last seen long ago."""
    known = [number % 17 != 0 for number in numbers]
    seen = [date(2020, 6, 1) if number % 9 == 0 else date(2026, 8, 14) for number in numbers]
    rule = [
        "none_known" if not is_known else "last_seen" if n % 9 == 0 else "lot"
        for n, is_known in zip(numbers, known, strict=True)
    ]
    places = [
        (("9711AB", "GM0014"), ("1011AB", "GM0363"), ("3011AB", "GM0599"), ("5611AB", "GM0772"))[n % 4] for n in numbers
    ]
    return {
        "establishment_id": [f"{number:012d}" if there else None for number, there in zip(numbers, known, strict=True)],
        "municipality_code": [place[1] if there else None for place, there in zip(places, known, strict=True)],
        "postcode": [place[0] if there else None for place, there in zip(places, known, strict=True)],
        "last_seen_active": [day if there else None for day, there in zip(seen, known, strict=True)],
        "site_doubtful": [code != "lot" for code in rule],
        "site_rule": rule,
        "site_probability": [1.0 if there else None for there in known],
    }


def _instruments(numbers: Sequence[int]) -> dict[str, list[Any]]:
    return {
        "instrument": [instrument_of(number) for number in numbers],
        "bundle_id": ["B001" if instrument_of(number) == "joint_visit" else None for number in numbers],
        "topic": [(None, "pay", "hours", "permits", "registration")[number % 5] for number in numbers],
    }


def teams(plan_items: pl.DataFrame, months: Sequence[date] = (MONTH,)) -> pl.DataFrame:
    """The teams' hours: 1,000 each a month, a fifth held back; one team has no visits at all."""
    named = pl.DataFrame({"team": [*[team for team, _ in TEAMS], "Oost-1"], "region": [*[r for _, r in TEAMS], "Oost"]})
    random = pl.col("selection_ground") == "random"
    hours = pl.col("expected_hours")
    planned = plan_items.group_by("team", "month").agg(
        hours_random=hours.filter(random).sum(),
        hours_comparison=hours.filter(pl.col("comparison")).sum(),
        hours_targeted=hours.filter(~random & ~pl.col("comparison")).sum(),
        items=pl.len().cast(pl.Int64),
    )
    counted = ("hours_random", "hours_comparison", "hours_targeted", "items")
    return (
        named.join(pl.DataFrame({"month": list(months)}, schema={"month": pl.Date}), how="cross")
        .join(planned, on=("team", "month"), how="left")
        .with_columns(
            pl.col(counted).fill_null(0),
            hours_available=pl.lit(1000.0),
            hours_reserved=pl.lit(200.0),
            drawn_not_fitted=pl.lit(0, pl.Int64),
        )
    )


def inclusion(plan_items: pl.DataFrame) -> pl.DataFrame:
    """Everybody's probabilities, the employer without a plan among them."""
    planned = plan_items.select(
        "employer_id",
        "region",
        pl.format("{}|{}", "size_class", "sector").alias("stratum"),
        "random_probability",
        "inclusion_probability",
        pl.when(pl.col("instrument") == "letter").then(0.5).otherwise(0.0).alias("letter_probability"),
        (pl.col("selection_ground") == "random").alias("drawn"),
    )
    left = {"employer_id": UNPLANNED, "region": "West", "stratum": "1|A", "random_probability": 0.01}
    rest = left | {"inclusion_probability": 0.01, "letter_probability": 0.0, "drawn": False}
    return pl.concat([planned, pl.DataFrame([rest], schema=planned.schema)])


def chances() -> pl.DataFrame:
    """Chances of being looked at: the plan and two years, of everybody and by kind and region."""
    rows = [
        ("plan", 3, "all", "all", 1000, 60.0, 0.06, 0.01),
        ("plan", 3, "kind", "lender", 100, 12.0, 0.12, 0.01),
        ("plan", 3, "kind", "neither", 900, 48.0, 0.0533, 0.01),
        ("plan", 3, "region", "Noord", 250, 20.0, 0.08, 0.012),
        ("2025", 12, "all", "all", 980, 190.0, 0.1939, None),
        ("2025", 12, "kind", "lender", 90, 40.0, 0.4444, None),
        ("2024", 12, "all", "all", 950, 170.0, 0.1789, None),
    ]
    names = ["period", "months", "dimension", "group", "employers", "looked_at", "chance", "chance_random"]
    return pl.DataFrame(rows, schema=names, orient="row")


def prices() -> pl.DataFrame:
    """What a little more or less of each constraint would bring."""
    rows = [
        ("hours:West-1", "hours", 1.0, "hour", 0.021, 40.0),
        ("random_share", "point_less", 8.0, "point", 0.43, 40.0),
        ("region:Noord at least", "at_least_step", 8.0, "hours", 0.3, 40.0),
        ("region:Noord at least", "at_least_dropped", 80.0, "limit", 1.2, 40.0),
    ]
    names = ["constraint", "change", "hours", "unit", "gain", "base_yield"]
    return pl.DataFrame(rows, schema=names, orient="row")


def below_the_cut() -> pl.DataFrame:
    """What would bring the first employer below the cut for one law."""
    return pl.DataFrame(
        {
            "employer_id": [RICH],
            "law": ["WML"],
            "steps": [1],
            "sentence_nl": ["Met één verandering onder de grens."],
            "sentence_en": ["Below the cut with one change."],
        }
    )
