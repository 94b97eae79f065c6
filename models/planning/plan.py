"""A month's plan for all teams."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import duckdb
import numpy as np
import polars as pl

from models.planning.team_plan import TeamChoice, TeamFrame, choose_visits

ITEM_COLUMNS = ("employer_id", "trade_name", "sector", "size_class", "province", "expected_hours", "expected_yield")


@dataclass(frozen=True)
class PlanRules:
    """What a plan keeps to: its month, the random arm's share of the hours, the reserve, and the draw's seed."""

    month: date
    random_share: float
    reserve_share: float
    seed: int


@dataclass(frozen=True)
class Plan:
    """A plan: its items, the teams' hours, and every employer's probability of being in it.

    ``uncovered`` counts the employers of regions in which no team has hours: they cannot be drawn.
    """

    items: pl.DataFrame
    teams: pl.DataFrame
    inclusion: pl.DataFrame
    uncovered: int


def make_plan(frame: pl.DataFrame, capacity: pl.DataFrame, rules: PlanRules) -> Plan:
    """Choose the visits of a month.

    An employer belongs to one team of its region, by a rule that does not look at its score: the employers of a
    region, in order of a hash of their identifier, are dealt out to the region's teams in turn.

    Args:
        frame: Every employer that could be visited: ``employer_id, trade_name, sector, size_class, province, region,
            expected_hours, expected_yield, eligible`` and ``p_<law>`` for each law.
        capacity: ``team, region, available_minutes`` of the teams that have hours in the month; at least one.
        rules: What the plan keeps to.

    Returns:
        The plan, with columns as docs/interfaces.md gives them (``plan_id`` left out).
    """
    dealt = deal_to_teams(frame, capacity)
    chosen, team_rows, probabilities = [], [], []
    for row in capacity.sort("team").iter_rows(named=True):
        own = dealt.filter(pl.col("team") == row["team"])
        available = row["available_minutes"] / 60
        reserved = rules.reserve_share * available
        choice = choose_visits(
            _team_frame(row["team"], own), available - reserved, rules.random_share, _seed(rules, row)
        )
        items = _items(own, choice)
        chosen.append(items)
        probabilities.append(_probabilities(own, choice))
        team_rows.append(_team_row(row, rules, items, (available, reserved, len(choice.unfitted))))
    items = pl.concat(chosen).sort("team", "trade_name", "employer_id").with_row_index("position", offset=1)
    return Plan(
        items.with_columns(pl.col("position").cast(pl.Int64), month=pl.lit(rules.month)),
        pl.DataFrame(team_rows),
        _whole_frame(frame, pl.concat(probabilities)),
        len(frame) - len(dealt),
    )


def deal_to_teams(frame: pl.DataFrame, capacity: pl.DataFrame) -> pl.DataFrame:
    """Add each employer's team; employers of a region without a team are left out."""
    teams = capacity.sort("team").group_by("region", maintain_order=True).agg(pl.col("team").alias("teams"))
    return (
        frame.join(teams, on="region", how="inner")
        .join(_in_hash_order(frame), on="employer_id")
        .with_columns(team=pl.col("teams").list.get((pl.col("place") - 1) % pl.col("teams").list.len()))
        .drop("teams", "place")
        .sort("employer_id")
    )


def _in_hash_order(frame: pl.DataFrame) -> pl.DataFrame:
    """Return ``employer_id`` and ``place``, its place in the order of MD5 hashes within its region."""
    # MD5 is the same in every version of every library, so that a plan can be replayed; it guards nothing here.
    query = "SELECT employer_id, row_number() OVER (PARTITION BY region ORDER BY md5(employer_id)) AS place FROM frame"
    with duckdb.connect() as connection:
        connection.register("frame", frame.select("employer_id", "region").to_arrow())
        return pl.DataFrame(connection.sql(query).to_arrow_table())


def _team_frame(team: str, own: pl.DataFrame) -> TeamFrame:
    return TeamFrame(
        team,
        own["expected_hours"].to_numpy(),
        own["expected_yield"].to_numpy(),
        own["eligible"].to_numpy(),
    )


def _seed(rules: PlanRules, row: Mapping[str, object]) -> int:
    text = f"{rules.seed}/{rules.month.isoformat()}/{row['team']}"
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")


def _items(own: pl.DataFrame, choice: TeamChoice) -> pl.DataFrame:
    inclusion = pl.Series("inclusion_probability", choice.inclusion_probability)
    with_chances = own.with_columns(inclusion, random_probability=pl.lit(choice.random_probability))
    parts = [(choice.drawn, "random"), (choice.targeted, "model")]
    columns = [*ITEM_COLUMNS, *(name for name in own.columns if name.startswith("p_"))]
    return pl.concat(
        with_chances[positions].select(
            "team",
            "region",
            *columns,
            pl.lit(ground).alias("selection_ground"),
            "random_probability",
            "inclusion_probability",
        )
        for positions, ground in parts
    )


def _probabilities(own: pl.DataFrame, choice: TeamChoice) -> pl.DataFrame:
    positions = pl.int_range(pl.len())
    return own.select(
        "employer_id",
        pl.lit(choice.random_probability).alias("random_probability"),
        pl.Series("inclusion_probability", choice.inclusion_probability),
        positions.is_in(np.concatenate([choice.drawn, choice.unfitted]).tolist()).alias("drawn"),
    )


def _whole_frame(frame: pl.DataFrame, probabilities: pl.DataFrame) -> pl.DataFrame:
    """Return every employer with its probabilities; where no team has hours they are zero."""
    return (
        frame.select("employer_id", "region")
        .join(probabilities, on="employer_id", how="left")
        .with_columns(
            pl.col("random_probability", "inclusion_probability").fill_null(0.0), pl.col("drawn").fill_null(value=False)
        )
        .sort("employer_id")
    )


def _team_row(
    row: Mapping[str, object], rules: PlanRules, items: pl.DataFrame, counted: tuple[float, float, int]
) -> dict[str, object]:
    available, reserved, unfitted = counted
    hours = {
        ground: float(items.filter(pl.col("selection_ground") == ground)["expected_hours"].sum())
        for ground in ("random", "model")
    }
    return {
        "team": row["team"],
        "region": row["region"],
        "month": rules.month,
        "hours_available": available,
        "hours_reserved": reserved,
        "hours_random": hours["random"],
        "hours_targeted": hours["model"],
        "items": len(items),
        "drawn_not_fitted": unfitted,
    }
