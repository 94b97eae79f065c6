"""From labels and features to the cases that a law's model learns from."""

from collections.abc import Sequence

import polars as pl

from models.inputs import ModelInput, input_matrix
from models.learning.training import Cases

LABEL_COLUMNS = (
    "law",
    "selection_ground",
    "selection_probability",
    "selected_on",
    "known_on",
    "first_known_on",
    "violation",
    "workers_affected",
    "underpaid_cents",
    "spent_minutes",
    "team",
    "regime",
    "matured",
    "weight",
)


def law_frame(labels: pl.DataFrame, features: pl.DataFrame, law: str) -> pl.DataFrame:
    """Return one row a closed case that examined the law, with the features known when it was selected.

    Outcomes of a label regime that says nothing about the present one are left out.

    Args:
        labels: As ``models.labels.labelled_cases`` gives them.
        features: The training matrix: one row a case.
        law: WML, Wav or Waadi.
    """
    chosen = labels.filter((pl.col("law") == law) & pl.col("comparable")).select("case_id", *LABEL_COLUMNS)
    return chosen.join(features, on="case_id", how="inner").sort("selected_on", "case_id")


def cases_of(frame: pl.DataFrame, inputs: Sequence[ModelInput]) -> Cases:
    """Return a law's rows as arrays for training, each weighted by the number of selected cases that it stands for."""
    return Cases(
        input_matrix(frame, inputs),
        frame["violation"].cast(pl.Float64).to_numpy(),
        frame["selected_on"].to_numpy().astype("datetime64[D]"),
        frame["known_on"].to_numpy().astype("datetime64[D]"),
        weights=frame["weight"].to_numpy(),
    )
