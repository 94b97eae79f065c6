"""Parts of the employers: what is said of one part is learnt from the others only (cross-fitting)."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from models.arrays import Floats, Integers
from models.inputs import ModelInput

if TYPE_CHECKING:
    import lightgbm as lgb

FOLDS = 5
TREES = 120
PARAMETERS: Mapping[str, Any] = {
    "objective": "binary",
    "learning_rate": 0.05,
    "num_leaves": 7,
    "min_data_in_leaf": 30,
    "lambda_l2": 10.0,
    "feature_fraction": 0.5,
    "max_bin": 63,
    "num_threads": 1,
    "deterministic": True,
    "force_row_wise": True,
    "verbosity": -1,
}
"""Small trees, strongly held back: a nuisance model has to be steady more than sharp."""


def employer_folds(tables: Sequence[pl.DataFrame], seed: int, folds: int = FOLDS) -> list[Integers]:
    """Return the fold of each row of some tables; an employer has one fold in all of them.

    Args:
        tables: Frames with ``employer_id``.
        seed: Seed of the division.
        folds: Number of folds.
    """
    known = pl.concat([table.select("employer_id") for table in tables]).unique().sort("employer_id")
    order = np.random.default_rng(seed).permutation(len(known)) % folds
    fold_of = known.with_columns(pl.Series("fold", order, dtype=pl.Int64))
    return [
        table.select("employer_id")
        .join(fold_of, on="employer_id", how="left", maintain_order="left")["fold"]
        .to_numpy()
        for table in tables
    ]


def fit_trees(
    matrix: Floats, outcomes: Floats, weights: Floats | None, seed: int, inputs: Sequence[ModelInput] | None = None
) -> "lgb.Booster":
    """Return boosted trees of fixed number for outcomes of 0 or 1; monotone where inputs are given with directions."""
    import lightgbm as lgb  # loads slowly, and who only reads figures needs none of it

    directions = {"monotone_constraints": [item.direction for item in inputs]} if inputs else {}
    parameters = {**PARAMETERS, **directions, "seed": seed}
    data = lgb.Dataset(matrix, outcomes, weight=weights, params=parameters)
    return lgb.train(parameters, data, num_boost_round=TREES)
