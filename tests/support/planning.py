"""Small frames, links and teams' hours to plan from."""

from collections.abc import Sequence
from datetime import date

import numpy as np
import polars as pl

from models.planning.choices import PlanChoices
from models.planning.teams import TeamHours, team_hours

MONTHS = (date(2026, 11, 1), date(2026, 12, 1))
ALL = "WML|Wav|Waadi"
SECTORS = ("A", "F", "I", "N")
SIZES = ("1", "5-9", "50-99")
NO_LINKS = pl.DataFrame(schema={"lender_id": pl.String, "hirer_id": pl.String, "workers": pl.Int64})

TeamRow = tuple[str, str, Sequence[float], str]
TEAMS: tuple[TeamRow, ...] = (
    ("Noord-1", "Noord", (400, 300), ALL),
    ("Noord-2", "Noord", (200, 300), ALL),
    ("Zuid-1", "Zuid", (300, 200), ALL),
)


def capacity_of(*teams: TeamRow) -> pl.DataFrame:
    """Return the capacity table of teams: name, region, hours of each month and what they can examine."""
    rows = [
        (team, region, month, round(60 * hours_of_month), skills)
        for team, region, hours, skills in teams
        for month, hours_of_month in zip(MONTHS, hours, strict=True)
    ]
    return pl.DataFrame(rows, schema=["team", "region", "month", "available_minutes", "skills"], orient="row")


def hours_of(*teams: TeamRow, reserve: float = 0.0) -> TeamHours:
    """Return the hours of teams as the lots read them."""
    return team_hours(capacity_of(*teams), PlanChoices(MONTHS, reserve_share=reserve))


def frame_of(size: int, seed: int = 1) -> pl.DataFrame:
    """Return a frame: two thirds in the north, chances by lot, every tenth not eligible, every fifth on hours."""
    lots = np.random.default_rng(seed)
    chance = lots.beta(2, 10, (size, 3)).round(6)
    numbers = np.arange(size)
    return pl.DataFrame(
        {
            "employer_id": [f"E{number:05d}" for number in numbers],
            "trade_name": [f"Bedrijf {number % 50:02d}" for number in numbers],
            "sector": [SECTORS[number % 4] for number in numbers],
            "size_class": [SIZES[number % 3] for number in numbers],
            "province": ["GR" if number % 3 else "NB" for number in numbers],
            "region": ["Noord" if number % 3 else "Zuid" for number in numbers],
            "legal_form": ["bv" if number % 2 else "eenmanszaak" for number in numbers],
            "kind": ["neither"] * size,
            "establishment_id": [f"{number:012d}" for number in numbers],
            "municipality_code": ["GM0014"] * size,
            "postcode": ["9711AB"] * size,
            "last_seen_active": [date(2026, 8, 1)] * size,
            "site_doubtful": [False] * size,
            "site_rule": ["lot"] * size,
            "site_probability": [1.0] * size,
            "expected_hours": lots.uniform(10, 30, size).round(2),
            "eligible": [number % 10 != 0 for number in numbers],
            "supported": [True] * size,
            "topic": ["hours" if number % 5 == 0 else "pay" for number in numbers],
            "capacity_to_comply": ["low" if number % 3 < 2 else "ordinary" for number in numbers],
            **{f"p_{law}": chance[:, place] for place, law in enumerate(("WML", "Wav", "Waadi"))},
            **{f"workers_{law}": 3 * chance[:, place] for place, law in enumerate(("WML", "Wav", "Waadi"))},
            "underpaid_WML": 1500 * chance[:, 0],
            "underpaid_Wav": [None] * size,
            "underpaid_Waadi": [None] * size,
        },
        schema_overrides={"underpaid_Wav": pl.Float64, "underpaid_Waadi": pl.Float64},
    ).with_columns(mean_hours=pl.col("expected_hours"))
