"""The tables of a plan, with the columns of docs/interfaces.md."""

from collections.abc import Sequence

import numpy as np
import polars as pl

from models.arrays import Booleans, Integers
from models.labels import LAWS
from models.planning.comparison import comparison_rules
from models.planning.inclusion import Inclusion
from models.planning.lots import Lots
from models.planning.problem import INSTRUMENTS, JOINT_VISIT
from models.planning.setting import Setting
from models.planning.solving import Solution

EMPLOYER_COLUMNS = ("employer_id", "trade_name", "sector", "size_class", "province", "legal_form", "kind")
SITE_COLUMNS = {
    "establishment_id": pl.String,
    "municipality_code": pl.String,
    "postcode": pl.String,
    "last_seen_active": pl.Date,
    "site_doubtful": pl.Boolean,
    "site_rule": pl.String,
    "site_probability": pl.Float64,
}
RANDOM, MODEL = "random", "model"


def item_table(setting: Setting, lots: Lots, solution: Solution, cells: tuple[Integers, Integers]) -> pl.DataFrame:
    """Return the items of a plan, sorted by team, month and trade name, without their probabilities.

    Args:
        setting: What the plan was chosen from.
        lots: What lot gave out.
        solution: What the solver chose.
        cells: Team and month of each of the solver's items.
    """
    random, compared = lots.random.fitted, lots.comparison.fitted
    bundles = np.concatenate([np.full(len(random.employer) + len(compared.employer), -1), solution.bundle])
    grounds = np.repeat([RANDOM, MODEL], [len(random.employer), len(compared.employer) + len(solution)])
    comparison = np.repeat([False, True, False], [len(random.employer), len(compared.employer), len(solution)])
    placed = [
        np.concatenate(parts)
        for parts in zip(
            (random.employer, random.instrument, random.team, random.month),
            (compared.employer, compared.instrument, compared.team, compared.month),
            (solution.employer, solution.instrument, *cells),
            strict=True,
        )
    ]
    items = _rows(setting, (placed[0], placed[1], placed[2], placed[3]), comparison, bundles)
    ordered = items.with_columns(pl.Series("selection_ground", grounds, dtype=pl.String)).sort(
        "team", "month", "trade_name", "employer_id"
    )
    return _named_bundles(ordered).select(
        pl.int_range(1, pl.len() + 1, dtype=pl.Int64).alias("position"), *_item_columns()
    )


def _item_columns() -> list[str]:
    chances = [f"p_{law}" for law in LAWS]
    return [
        *("month", "team", "region", *EMPLOYER_COLUMNS, *SITE_COLUMNS, "instrument", "bundle_id", "topic"),
        *("capacity_to_comply", "main_law", "expected_hours", "expected_yield", *chances, "selection_ground"),
        *("comparison", "instrument_probability"),
    ]


def _rows(
    setting: Setting, placed: tuple[Integers, Integers, Integers, Integers], comparison: Booleans, bundles: Integers
) -> pl.DataFrame:
    employer, instrument, team, month = placed
    teams, months = setting.hours.teams, setting.hours.months
    by_lot = np.array(comparison_rules().chances)[instrument]
    names = [INSTRUMENTS[place] for place in instrument.tolist()]
    return with_site(setting.table)[employer].with_columns(
        pl.Series("team", [teams[place].name for place in team.tolist()], dtype=pl.String),
        # The region is the team's: an employer is looked at by a team of its own.
        pl.Series("region", [teams[place].region for place in team.tolist()], dtype=pl.String),
        pl.Series("month", [months[place] for place in month.tolist()], dtype=pl.Date),
        pl.Series("instrument", names, dtype=pl.String),
        pl.Series("bundle", bundles, dtype=pl.Int64),
        pl.Series("expected_hours", setting.item_hours[employer, instrument]),
        pl.Series("expected_yield", _yield(setting, employer, instrument)),
        pl.Series("comparison", comparison, dtype=pl.Boolean),
        pl.Series("instrument_probability", np.where(comparison, by_lot, 1.0)),
    )


def with_site(table: pl.DataFrame) -> pl.DataFrame:
    """Add the columns of the site that a frame lacks: empty, and doubtful, since none is known."""
    lacking = [name for name in SITE_COLUMNS if name not in table.columns]
    return table.with_columns(
        (pl.lit(True) if name == "site_doubtful" else pl.lit(None, SITE_COLUMNS[name])).alias(name) for name in lacking
    )


def _yield(setting: Setting, employer: Integers, instrument: Integers) -> list[float | None]:
    """Return what each item is expected to yield; ``None`` where that is not estimable."""
    share = setting.effects.usable(assumed=setting.choices.assumed_responses)[employer, instrument]
    supported = setting.table["supported"].to_numpy().astype(np.bool_)[employer]
    value = setting.value[employer, instrument].sum(axis=1)
    told: list[float | None] = np.where(supported & ~np.isnan(share), value, np.nan).tolist()
    return [None if amount is None or np.isnan(amount) else amount for amount in told]


def _named_bundles(items: pl.DataFrame) -> pl.DataFrame:
    """Give joint visits their name, numbered in the order of the list."""
    together = pl.col("bundle") >= 0
    number = pl.col("bundle").filter(together).unique(maintain_order=True)
    names = items.select(number).with_columns(
        bundle_id=pl.format("B{}", pl.int_range(1, pl.len() + 1).cast(pl.String).str.zfill(4))
    )
    return items.join(names, on="bundle", how="left", maintain_order="left").with_columns(
        instrument=pl.when(pl.col("bundle_id").is_not_null()).then(pl.lit(JOINT_VISIT)).otherwise("instrument")
    )


def inclusion_table(setting: Setting, lots: Lots, chances: Inclusion) -> pl.DataFrame:
    """Return everybody's probabilities, in order of ``employer_id``."""
    drawn = np.zeros(len(setting.table), dtype=bool)
    drawn[lots.random.employer] = True
    return setting.table.select(
        "employer_id",
        "region",
        "stratum",
        pl.Series("random_probability", chances.random),
        pl.Series("inclusion_probability", chances.looked_at),
        pl.Series("letter_probability", chances.letter),
        pl.Series("drawn", drawn),
    )


def team_table(setting: Setting, lots: Lots, items: pl.DataFrame) -> pl.DataFrame:
    """Return the hours of each team and month; what was drawn and did not fit stands in the team's first month."""
    hours, shape = setting.hours, setting.hours.budget.shape
    unfitted = np.bincount(lots.random.team[lots.random.month < 0], minlength=shape[0])
    grid = pl.DataFrame(
        {
            "team": np.repeat([team.name for team in hours.teams], shape[1]),
            "region": np.repeat([team.region for team in hours.teams], shape[1]),
            "month": list(hours.months) * shape[0],
            "hours_available": hours.available.ravel(),
            "hours_reserved": (hours.available - hours.budget).ravel(),
            "hours_random": lots.random.hours(setting.item_hours, (shape[0], shape[1])).ravel(),
            "hours_comparison": lots.comparison.hours(setting.item_hours, (shape[0], shape[1])).ravel(),
            "drawn_not_fitted": _in_first_month(unfitted, hours.available > 0).ravel(),
        },
        schema_overrides={"team": pl.String, "region": pl.String, "month": pl.Date, "drawn_not_fitted": pl.Int64},
    ).filter(pl.col("hours_available") > 0)
    chosen = (pl.col("selection_ground") == MODEL) & ~pl.col("comparison")
    planned = items.group_by("team", "month").agg(
        hours_targeted=pl.col("expected_hours").filter(chosen).sum(), items=pl.len().cast(pl.Int64)
    )
    return (
        grid.join(planned, on=["team", "month"], how="left", maintain_order="left")
        .with_columns(pl.col("hours_targeted", "items").fill_null(0))
        .select(TEAM_COLUMNS)
    )


TEAM_COLUMNS: Sequence[str] = (
    *("team", "region", "month", "hours_available", "hours_reserved", "hours_random", "hours_comparison"),
    *("hours_targeted", "items", "drawn_not_fitted"),
)


def _in_first_month(unfitted: Integers, has_hours: Booleans) -> Integers:
    """Return a count for each team and month: all of it in the team's first month with hours."""
    grid = np.zeros(has_hours.shape, dtype=np.int64)
    if len(unfitted):
        grid[np.arange(len(unfitted)), has_hours.argmax(axis=1)] = unfitted
    return grid
