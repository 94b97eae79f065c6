"""What holds for any routes: windows, hours, everybody once, joint visits on one day, nothing told by the order."""

from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from data_contracts.reference_data import municipalities, region_of_province
from models.planning.routes.parameters import load_parameters
from models.planning.routes.routing import make_routes
from models.planning.routes.tables import Routes

PARAMETERS = replace(load_parameters(), search_rounds=20)
MONTHS = (date(2026, 11, 1), date(2026, 12, 1))
TEAMS = ("West-1", "Noord-1", "Zuid-2")
PLACES = {
    region: [place.code for place in municipalities() if region_of_province()[place.province] == region]
    for region in ("West", "Noord", "Zuid")
}


@st.composite
def visits(draw: st.DrawFn) -> pl.DataFrame:
    """Up to thirty visits of three teams, some of them joint, doubtful, without a place or dropped."""
    rows: list[dict[str, Any]] = []
    month_of: dict[str, date] = {}
    for number in range(draw(st.integers(1, 30))):
        team = draw(st.sampled_from(TEAMS))
        region = team.split("-")[0]
        bundle = draw(st.sampled_from((None, None, None, "B1", "B2")))
        month = draw(st.sampled_from(MONTHS))
        rows.append(
            {
                "employer_id": f"E{number:03d}",
                "trade_name": f"Firma {number}",
                "team": team,
                "region": region,
                "month": month_of.setdefault(bundle, month) if bundle else month,
                "establishment_id": f"{number:012d}",
                "municipality_code": draw(st.sampled_from([*PLACES[region][:12], None])),
                "sector": draw(st.sampled_from(("A", "C", "F", "I", None))),
                "size_class": draw(st.sampled_from(("1", "20-49", "100+", None))),
                "last_seen_active": None,
                "site_doubtful": draw(st.integers(0, 9)) == 0,
                "instrument": "joint_visit" if bundle else "visit",
                "bundle_id": bundle,
                "withheld": draw(st.sampled_from((None, None, None, None, None, "dropped"))),
            }
        )
    kinds = dict.fromkeys(("municipality_code", "sector", "size_class", "bundle_id", "withheld"), pl.String)
    return pl.DataFrame(rows, schema_overrides={**kinds, "last_seen_active": pl.Date})


HOURS = st.lists(st.sampled_from((100.0, 440.0, 900.0)), min_size=6, max_size=6)


def routes(frame: pl.DataFrame, hours: list[float]) -> Routes:
    teams = [(team, month) for team in TEAMS for month in MONTHS]
    rows = [(*key, given_hours) for key, given_hours in zip(teams, hours, strict=True)]
    capacity = pl.DataFrame(rows, ["team", "month", "hours"], orient="row")
    return make_routes(frame, capacity, PARAMETERS, "P", seed=3)


@settings(max_examples=40, deadline=None)
@given(visits(), HOURS)
def test_routes_keep_to_all_that_is_promised(frame: pl.DataFrame, hours: list[float]) -> None:
    made = routes(frame, hours)
    everyone_once(made, frame)
    within_windows(made, frame)
    days_hold(made)
    joint_visits_hold(made)


def everyone_once(made: Routes, frame: pl.DataFrame) -> None:
    placed = [*made.stops["employer_id"], *made.unrouted["employer_id"]]
    assert sorted(placed) == frame["employer_id"].to_list()
    assert made.unrouted["reason"].null_count() == 0


def within_windows(made: Routes, frame: pl.DataFrame) -> None:
    of = {row["employer_id"]: row for row in frame.iter_rows(named=True)}
    for stop in made.stops.iter_rows(named=True):
        item = of[stop["employer_id"]]
        window = PARAMETERS.window(item["sector"])
        assert window.opens <= stop["arrive"] < stop["leave"] <= window.closes
        assert stop["leave"] - stop["arrive"] == PARAMETERS.minutes_on_site(item["size_class"])
        assert stop["day"].month == item["month"].month
        assert PARAMETERS.works_on(stop["day"])
        assert not item["site_doubtful"]
        assert item["withheld"] is None


def days_hold(made: Routes) -> None:
    assert all(hours <= PARAMETERS.day_limit / 60 for hours in made.days["hours"])
    assert made.days["stops"].sum() == made.stops.height
    for (team, day, crew), group in made.stops.group_by("team", "day", "crew"):
        own = made.days.row(
            by_predicate=(pl.col("team") == team) & (pl.col("day") == day) & (pl.col("crew") == crew), named=True
        )
        stops = group.sort("position").to_dicts()
        clock = own["start"]
        for stop in stops:
            assert stop["arrive"] >= clock + stop["travel_minutes"]
            clock = stop["leave"]
        assert own["finish"] >= clock
        assert own["km"] >= sum(stop["travel_km"] for stop in stops) - 1e-6


def joint_visits_hold(made: Routes) -> None:
    joint = made.stops.drop_nulls("bundle_id")
    assert all(count == 1 for count in joint.group_by("bundle_id").agg(pl.col("day").n_unique())["day"])
    waiting = made.unrouted.filter(pl.col("reason") == "bundle_waits")["employer_id"]
    assert not set(waiting) & set(joint["employer_id"])


@settings(max_examples=15, deadline=None)
@given(visits(), HOURS, st.randoms(use_true_random=False))
def test_neither_the_order_of_the_rows_nor_the_ground_matters(
    frame: pl.DataFrame, hours: list[float], lots: Any
) -> None:
    order = list(range(frame.height))
    lots.shuffle(order)
    grounds = pl.Series("selection_ground", [lots.choice(("random", "model")) for _ in order])
    made, other = routes(frame, hours), routes(frame[order].with_columns(grounds), hours)
    assert made.stops.equals(other.stops)
    assert made.unrouted.equals(other.unrouted)
