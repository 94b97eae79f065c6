"""What the inspected cases allow to be said of everybody: two tables beside the backtest, and a remark a law."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from data_contracts.snapshots import Snapshot
from models.labels import LAWS
from models.selection.estimators import MAIN_METHOD
from models.selection.rows import BOUNDS_ONLY, ESTIMATED, NO_RANDOM_SAMPLE, selection_rows
from pipelines.reporting.words import percent
from pipelines.steps.modelling import catalogue_inputs

WINDOW_MONTHS = 12
"""Estimates speak of the cases selected in the last so many months."""


def write_selection(side: Path, labels: pl.DataFrame, features: Snapshot, *, since: date, seed: int) -> list[str]:
    """Write ``estimates.parquet`` and ``overlap.parquet``; return a remark a law, for people.

    Args:
        side: Where the snapshot is built.
        labels: The labels known on the as-of date.
        features: The features in use: the matrices of the cases and of all active employers.
        since: First day of the window.
        seed: Seed of folds and trees.
    """
    training, population = (pl.read_parquet(features.table(name)) for name in ("training", "current"))
    rows = selection_rows(labels, training, population, catalogue_inputs(), laws=LAWS, since=since, seed=seed)
    rows.estimates.write_parquet(side / "estimates.parquet")
    rows.overlap.write_parquet(side / "overlap.parquet")
    main = rows.estimates.filter((pl.col("method") == MAIN_METHOD) & pl.col("sector").is_null())
    return [_remark(row) for row in main.iter_rows(named=True)]


def _remark(row: Mapping[str, Any]) -> str:
    law, cases = row["law"], row["cases"]
    if row["status"] == ESTIMATED:
        share, low, high = (percent(row[name], "en") for name in ("estimate", "low", "high"))
        return f"{law}: a visit would find something at {share} of all employers ({low} – {high}; {cases:,} by lot)."
    if row["status"] == BOUNDS_ONLY:
        low, high = (percent(row[name], "en") for name in ("low", "high"))
        return f"{law}: among all employers not estimable, but between {low} and {high} ({cases:,} by lot)."
    why = "no case was drawn by lot" if row["status"] == NO_RANDOM_SAMPLE else f"only {cases:,} cases were drawn by lot"
    return f"{law}: among all employers not estimable, as {why}."
