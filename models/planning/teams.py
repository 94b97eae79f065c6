"""The teams' hours in the period, and which team an employer belongs to when lot decides."""

import hashlib
from dataclasses import dataclass
from datetime import date

import duckdb
import numpy as np
import polars as pl

from models.arrays import Floats, Integers
from models.labels import LAWS
from models.planning.choices import PlanChoices
from models.planning.problem import Team

NO_TEAM = -1


@dataclass(frozen=True, eq=False)
class TeamHours:
    """Teams (T), months (M), and their hours, (T, M): all there are, and what is left after the reserve."""

    teams: tuple[Team, ...]
    months: tuple[date, ...]
    available: Floats
    budget: Floats

    @property
    def drawing(self) -> Integers:
        """The teams that examine all laws: only they take part in the random arm and in the comparison."""
        return np.flatnonzero([team.laws >= set(LAWS) for team in self.teams]).astype(np.int64)


def team_hours(capacity: pl.DataFrame, choices: PlanChoices) -> TeamHours:
    """Return the hours of the teams in the months of a plan; months without any are left out.

    A team examines in the whole period what it can examine in each month of it.

    Args:
        capacity: ``team, region, month, available_minutes, skills`` (``WML|Wav|Waadi``).
        choices: The months and the share that is reserved.
    """
    known = capacity.filter(pl.col("month").is_in(choices.months) & (pl.col("available_minutes") > 0))
    months = tuple(sorted(known["month"].unique()))
    teams = known.group_by("team").agg(pl.col("region").first(), "skills").sort("team")
    rows = known.group_by("team", "month").agg(pl.col("available_minutes").sum())
    names = {name: place for place, name in enumerate(teams["team"])}
    available = np.zeros((len(teams), len(months)))
    at = (
        (
            rows["team"].replace_strict(names, return_dtype=pl.Int64).to_numpy(),
            rows["month"].replace_strict({m: i for i, m in enumerate(months)}, return_dtype=pl.Int64).to_numpy(),
        )
        if len(rows)
        else (np.empty(0, np.int64), np.empty(0, np.int64))
    )
    available[at] = rows["available_minutes"].to_numpy() / 60
    made = tuple(Team(name, region, _in_each(skills)) for name, region, skills in teams.iter_rows())
    return TeamHours(made, months, available, available * (1 - choices.reserve_share))


def deal_to_teams(frame: pl.DataFrame, hours: TeamHours, salt: str) -> Integers:
    """Return each employer's team for what lot decides, (n,); ``NO_TEAM`` where none of its region may draw.

    The employers of a region, in the order of a hash that looks at nothing else, are dealt out to its teams in turn.

    Args:
        frame: ``employer_id`` and ``region``, n rows.
        hours: The teams.
        salt: Goes into the hash, so that nobody can tell from an identifier which team it will be.
    """
    drawing = pl.DataFrame(
        {"region": [hours.teams[team].region for team in hours.drawing], "team": hours.drawing},
        schema={"region": pl.String, "team": pl.Int64},
    )
    teams = drawing.group_by("region", maintain_order=True).agg(pl.col("team").alias("teams"))
    count = pl.col("teams").list.len()
    dealt = (
        frame.select("employer_id", "region")
        .join(_in_hash_order(frame, salt), on="employer_id", how="left", maintain_order="left")
        .join(teams, on="region", how="left", maintain_order="left")
        .select(pl.col("teams").list.get((pl.col("place") - 1) % count).fill_null(NO_TEAM))
    )
    return dealt.to_series().to_numpy().astype(np.int64)


def lot_seed(*parts: object) -> int:
    """Return a seed made from its parts, the same on every machine."""
    text = "/".join(map(str, parts))
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")


def _in_each(skills: list[str]) -> frozenset[str]:
    return frozenset.intersection(*(frozenset(text.split("|")) for text in skills))


def _in_hash_order(frame: pl.DataFrame, salt: str) -> pl.DataFrame:
    """Return ``employer_id`` and ``place``, its place in the order of MD5 hashes within its region."""
    # MD5 is the same in every version of every library, so that a plan can be replayed; it guards nothing here.
    query = (
        "SELECT employer_id, row_number() OVER (PARTITION BY region ORDER BY md5($salt || employer_id)) AS place "
        "FROM frame"
    )
    with duckdb.connect() as connection:
        connection.register("frame", frame.select("employer_id", "region").to_arrow())
        return pl.DataFrame(connection.sql(query, params={"salt": salt}).to_arrow_table())
