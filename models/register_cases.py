"""From labels and features to the cases that a law's model learns from."""

from collections.abc import Sequence

import polars as pl

from models.inputs import ModelInput, input_matrix
from models.learning.training import Cases

LABEL_COLUMNS = ("law", "selection_ground", "selected_on", "known_on", "violation", "spent_minutes")


def law_frame(labels: pl.DataFrame, features: pl.DataFrame, law: str) -> pl.DataFrame:
    """Return one row a closed case that examined the law, with the features known when it was selected.

    Args:
        labels: As ``models.labels.labelled_cases`` gives them.
        features: The training matrix: one row a case.
        law: WML, Wav or Waadi.
    """
    chosen = labels.filter(pl.col("law") == law).select("case_id", *LABEL_COLUMNS)
    return chosen.join(features, on="case_id", how="inner").sort("selected_on", "case_id")


def cases_of(frame: pl.DataFrame, inputs: Sequence[ModelInput]) -> Cases:
    """Return a law's rows as arrays for training."""
    return Cases(
        input_matrix(frame, inputs),
        frame["violation"].cast(pl.Float64).to_numpy(),
        frame["selected_on"].to_numpy().astype("datetime64[D]"),
        frame["known_on"].to_numpy().astype("datetime64[D]"),
    )
