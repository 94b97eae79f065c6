"""Scores that tell how likely a row has a trait, learnt on other employers than it is said of."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from models.arrays import Floats, Integers
from models.fairness.held_out import Trait
from models.fairness.link_rules import link_rules
from models.selection.folds import PARAMETERS

QUICK: Mapping[str, Any] = {**PARAMETERS, "learning_rate": 0.1, "max_bin": 31, "bin_construct_sample_cnt": 2_000}
"""As for other nuisance models, and coarser: some 80 models are learnt for each trait."""


def binned(values: Floats, bins: int) -> Integers:
    """Return the bin of each value, about as many in each; the last bin, ``bins``, is for rows without a value.

    Args:
        values: Shape ``(rows,)``, NaN where there is none.
        bins: The most bins; values that are the same are in one bin.
    """
    known = np.isfinite(values)
    code = np.full(len(values), bins, dtype=np.int64)
    if known.any():
        edges = np.unique(np.quantile(values[known], np.arange(1, bins) / bins))
        code[known] = np.searchsorted(edges, values[known], side="left")
    return code


def single_scores(values: Floats, trait: Trait) -> Floats:
    """Return the share with the trait among rows of the same bin in other parts, shape ``(rows,)``.

    Bins find a link of any shape, and that a value is missing may tell the trait too. A share is pulled to that of all
    by ``held_to_base`` rows.

    Args:
        values: Shape ``(rows,)``, NaN where there is none.
        trait: Who has the trait and how rows are held out.
    """
    rules = link_rules().proxies
    code, width = binned(values, rules.bins), rules.bins + 1
    cell = trait.part * width + code
    counted = np.bincount(cell, minlength=trait.parts * width).reshape(trait.parts, width)
    with_trait = np.bincount(cell, weights=trait.held, minlength=trait.parts * width).reshape(trait.parts, width)
    elsewhere, held_elsewhere = counted.sum(axis=0) - counted, with_trait.sum(axis=0) - with_trait
    base = held_elsewhere.sum(axis=1, keepdims=True) / elsewhere.sum(axis=1, keepdims=True)
    shares = (held_elsewhere + rules.held_to_base * base) / (elsewhere + rules.held_to_base)
    return np.asarray(shares[trait.part, code], dtype=np.float64)


def joint_scores(matrix: Floats, trait: Trait, seed: int) -> Floats:
    """Return the log-odds of boosted trees that were learnt in the other parts, shape ``(rows,)``; 0 without inputs.

    Args:
        matrix: Shape ``(rows, inputs)``, NaN where there is no value.
        trait: Who has the trait and how rows are held out.
        seed: Seed of the trees; one thread, so that the same rows give the same scores.
    """
    import lightgbm as lgb  # loads slowly, and who only reads figures needs none of it

    parameters = {**QUICK, "seed": seed}
    scores = np.zeros(len(matrix))
    for part in range(trait.parts if matrix.shape[1] else 0):
        unseen = trait.part == part
        data = lgb.Dataset(matrix[~unseen], trait.held[~unseen].astype(np.float64), params=dict(parameters))
        model = lgb.train(parameters, data, num_boost_round=link_rules().proxies.trees)
        scores[unseen] = model.predict(matrix[unseen], raw_score=True, num_threads=1)
    return scores
