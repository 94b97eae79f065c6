"""Whom the models put above the plan's cut, and whom the plan chose."""

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl

from data_contracts.snapshots import Snapshot
from data_contracts.store.item_state import ItemState
from models.inputs import ModelInput, input_matrix, input_names
from models.learning.ranking_model import load_model

AT_ONCE = 50_000
"""Employers whose features are held as a matrix at once."""


def ranked(
    employers: pl.DataFrame, law: str, models: Snapshot, inputs: Sequence[ModelInput], cut: float
) -> pl.DataFrame:
    """Return all employers as a law's model ranks them: ``unit, employer_id, score, chosen`` (above the cut).

    Args:
        employers: The feature matrix with ``unit``.
        law: The law.
        models: The snapshot of its model.
        inputs: The model's inputs.
        cut: The share of the list that is chosen.
    """
    model = load_model(models.path, law, input_names(inputs))
    parts = [model.probability(input_matrix(part, inputs)) for part in employers.iter_slices(AT_ONCE)]
    score = pl.Series("score", np.concatenate([np.zeros(0), *parts]), dtype=pl.Float64)
    place = score.rank("ordinal", descending=True)
    return employers.select("unit", "employer_id").with_columns(
        score, (place <= round(cut * len(employers))).alias("chosen")
    )


def planned(plan: Snapshot) -> pl.DataFrame:
    """Return everybody whom the plan could choose: ``unit, employer_id, region, chosen?``.

    ``chosen`` is null for whom lot drew, since nobody knows whether it would have been chosen without the lot.
    """
    items = pl.read_parquet(plan.table("items"), columns=["employer_id"])["employer_id"]
    frame = pl.read_parquet(plan.table("inclusion"), columns=["employer_id", "region", "drawn"])
    inside = pl.col("employer_id").is_in(items.implode())
    return frame.with_columns(unit="employer_id", chosen=pl.when(~pl.col("drawn")).then(inside)).drop("drawn")


def decided(plan: Snapshot, states: Mapping[str, ItemState]) -> pl.DataFrame:
    """Return the items of a plan on which a person decided: ``unit, employer_id, region, chosen`` (it stayed).

    Args:
        plan: The plan.
        states: How its items stand, by employer.
    """
    taken_out = ("dropped", "swapped", "drop_asked")
    rows = [(name, state.state not in taken_out) for name, state in states.items() if state.version]
    stays = pl.DataFrame(rows, schema={"employer_id": pl.String, "chosen": pl.Boolean}, orient="row")
    items = pl.read_parquet(plan.table("items"), columns=["employer_id", "region"])
    return items.join(stays, on="employer_id", how="inner", maintain_order="left").with_columns(unit="employer_id")
