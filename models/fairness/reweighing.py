"""Reweighing: the model learns anew from cases so weighted that group and outcome hang together no more.

Kamiran and Calders, Data preprocessing techniques for classification without discrimination, Knowledge and Information
Systems 33, 2012: each case of group ``g`` with outcome ``y`` weighs ``P(g) P(y) / P(g, y)``.
"""

from collections.abc import Callable, Sequence

import numpy as np
import polars as pl

from models.fairness.cuts import list_places
from models.fairness.mitigation import REWEIGHING, Chosen, Repair, expected_of
from models.inputs import ModelInput, input_matrix
from models.selection.folds import fit_trees

Refit = Callable[[pl.DataFrame], pl.DataFrame]
"""From weights (``unit, weight``) to the scores of a model that learnt with them (``unit, score``)."""


def reweighing_weights(labelled: pl.DataFrame, groups: pl.DataFrame, dimension: str, strength: float) -> pl.DataFrame:
    """Return what each labelled case weighs: ``unit, weight``, in the order of the cases.

    At strength 1 the weights are those of Kamiran and Calders and the groups' weighted shares of findings are equal; at
    0 every case weighs what it did. A case without a group keeps its weight.

    Args:
        labelled: ``unit, outcome`` (Boolean, known) and ``weight`` (1 where not given), which the new one multiplies.
        groups: ``unit, dimension, group``.
        dimension: The dimension that is repaired.
        strength: From 0 to 1.
    """
    own = groups.filter(pl.col("dimension") == dimension).select("unit", "group")
    base = labelled if "weight" in labelled.columns else labelled.with_columns(weight=pl.lit(1.0))
    cases = base.join(own, on="unit", how="left", maintain_order="left")
    known = pl.col("group").is_not_null()
    total = pl.col("weight").filter(known).sum()
    of_both = pl.col("weight").sum().over("group", "outcome")
    as_if_apart = pl.col("weight").sum().over("group") * pl.col("weight").filter(known).sum().over("outcome") / total
    factor = pl.when(known).then(1 + strength * (as_if_apart / of_both - 1)).otherwise(1.0)
    return cases.select("unit", weight=pl.col("weight") * factor)


def refit_trees(labelled: pl.DataFrame, units: pl.DataFrame, inputs: Sequence[ModelInput], seed: int) -> Refit:
    """Return how to learn anew: boosted trees, monotone as the inputs say.

    Args:
        labelled: ``unit, outcome`` and the inputs, one row a case.
        units: ``unit`` and the inputs, of whom to score.
        inputs: The inputs. The repaired dimension is not among them: who learns never sees an audit trait.
        seed: Seed of the trees.
    """
    learnt, scored = input_matrix(labelled, inputs), input_matrix(units, inputs)
    outcomes = labelled["outcome"].cast(pl.Float64).to_numpy()

    def refit(weights: pl.DataFrame) -> pl.DataFrame:
        joined = labelled.select("unit").join(weights, on="unit", maintain_order="left")
        trees = fit_trees(learnt, outcomes, joined["weight"].to_numpy(), seed, inputs)
        return units.select("unit", score=pl.Series(np.asarray(trees.predict(scored), dtype=np.float64)))

    return refit


def by_reweighing(
    units: pl.DataFrame,
    labelled: pl.DataFrame,
    groups: pl.DataFrame,
    dimension: str,
    refit: Refit,
    capacity: int,
    *,
    seed: int = 1,
) -> Repair:
    """Return the repair that learns from reweighted cases and chooses as many from the top of the new list.

    Strength 0 is a model that learnt the same way from cases as they were: the curve tells of the weights alone.
    What is expected of a choice is counted by the chances of ``units``: those of a reweighted model are off on purpose.

    Args:
        units: ``unit, score?`` (a calibrated chance, of the model in use).
        labelled: ``unit, outcome`` and ``weight?``: what is learnt from.
        groups: ``unit, dimension, group``, of units and of labelled cases.
        dimension: The dimension that is repaired. A protected one is computed for the audit only: ``may_steer``.
        refit: How to learn anew.
        capacity: How many are chosen.
        seed: Seed of the lot among equal scores.
    """

    def choose(strength: float) -> Chosen:
        scores = refit(reweighing_weights(labelled, groups, dimension, strength))
        again = units.select("unit").join(scores, on="unit", how="left", maintain_order="left")
        chosen = (list_places(again, seed) < capacity).alias("chosen")
        return Chosen(chosen, expected_of(units, chosen))

    return Repair(REWEIGHING, dimension, choose)
