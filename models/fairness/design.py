"""The columns by which a step is adjusted: what was known, lawful and told before the choice."""

from collections.abc import Sequence

import numpy as np
import polars as pl

from models.arrays import Booleans, Floats, Integers
from models.selection.folds import fit_trees

FARTHEST = 4.0
"""Standardised numbers are cut off here, so that no giant decides a slope."""
NARROWEST, WIDEST = 0.002, 0.998
"""Chances are kept inside these before their log-odds are taken."""
KNOTS = (0.05, 0.35, 0.65, 0.95)
"""Quantiles at which a curve may bend (Harrell, Regression Modeling Strategies, 2015, par. 2.4.6)."""


def number_columns(units: pl.DataFrame, names: Sequence[str]) -> Floats:
    """Return numbers standardised and cut off, a missing one at the mean; shape ``(units, names)``."""
    values = units.select(pl.col(name).cast(pl.Float64) for name in names)
    steps = values.select(
        ((pl.col(name) - pl.col(name).mean()) / pl.when(pl.col(name).std() > 0).then(pl.col(name).std()).otherwise(1))
        .clip(-FARTHEST, FARTHEST)
        .fill_null(0.0)
        for name in names
    )
    return np.asarray(steps.to_numpy(), dtype=np.float64).reshape(len(units), len(names))


def level_columns(units: pl.DataFrame, names: Sequence[str], least: int) -> Floats:
    """Return a column of 0 and 1 for each level with enough rows of both outcomes; the others, and one more, have none.

    Whether a number is missing is a level too, as is every value of a stratum.

    Args:
        units: ``chosen`` and the named columns.
        names: Columns of kinds, or of numbers of which only being missing counts.
        least: Rows that a level needs with and without being chosen.
    """
    columns = []
    for name in names:
        kind = pl.col(name).is_null() if units.schema[name].is_numeric() else pl.col(name).cast(pl.String)
        counted = units.group_by(kind.alias("level")).agg(
            chosen=pl.col("chosen").sum(), passed=(~pl.col("chosen")).sum(), units=pl.len()
        )
        large = counted.filter((pl.col("chosen") >= least) & (pl.col("passed") >= least)).drop_nulls("level")
        # Without the largest, the levels and the intercept would say the same thing twice.
        levels = large.sort("units", "level", descending=[True, False])["level"].to_list()
        kept = levels[1:] if len(levels) == len(counted) else levels
        values = units.select(kind.alias("level"))["level"]
        columns += [(values == level).fill_null(value=False).cast(pl.Float64).to_numpy() for level in kept]
    return np.column_stack(columns) if columns else np.empty((len(units), 0))


def curve(chances: Floats) -> Floats:
    """Return a restricted cubic spline in the log-odds of chances, shape ``(rows, columns)``; one column when flat."""
    log_odds = np.log(np.clip(chances, NARROWEST, WIDEST) / (1 - np.clip(chances, NARROWEST, WIDEST)))
    knots = np.unique(np.quantile(log_odds, KNOTS))
    straight = (log_odds - log_odds.mean())[:, None]
    if len(knots) < len(KNOTS):
        return np.asarray(straight, dtype=np.float64)
    last, before = knots[-1], knots[-2]
    bent = [
        _cube(log_odds - knot)
        - _cube(log_odds - before) * (last - knot) / (last - before)
        + _cube(log_odds - last) * (before - knot) / (last - before)
        for knot in knots[:-2]
    ]
    return np.column_stack([straight, *(part / (last - knots[0]) ** 2 for part in bent)])


def unseen_chances(matrix: Floats, outcomes: Booleans, folds: Integers, seed: int) -> Floats:
    """Return the chance of each row by trees that did not see its employer, shape ``(rows,)``.

    Args:
        matrix: What the trees may see, shape ``(rows, inputs)``.
        outcomes: Shape ``(rows,)``.
        folds: Number of each row's part, by employer.
        seed: Seed of the trees.
    """
    chances = np.zeros(len(outcomes))
    for fold in np.unique(folds):
        unseen = folds == fold
        model = fit_trees(matrix[~unseen], outcomes[~unseen].astype(np.float64), None, seed)
        chances[unseen] = model.predict(matrix[unseen])
    return chances


def _cube(values: Floats) -> Floats:
    return np.asarray(np.maximum(values, 0.0) ** 3, dtype=np.float64)
