"""What is said of all employers beside the backtest: an interval, bounds, or why there is nothing to say."""

from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from data_contracts.settings import load_settings
from pipelines.snapshots.writer import Recipe, publish
from pipelines.steps.context import StepContext
from pipelines.steps.modelling import catalogue_inputs
from pipelines.steps.selection import write_selection

CASES = {"WML": 300, "Wav": 100, "Waadi": 12}


def written(folder: Path, ground: str = "random") -> list[str]:
    """Cases by lot: of the WML every tenth finds something, of the Wav none does, and of the Waadi there are few."""
    generator = np.random.default_rng(1)
    names = [item.name for item in catalogue_inputs()]
    population = pl.DataFrame(generator.normal(size=(500, len(names))), schema=names).with_columns(
        employer_id=pl.format("E{}", pl.int_range(500)), sector=pl.lit("F")
    )
    labels = pl.concat(
        pl.DataFrame({"number": range(count)}).select(
            pl.format(f"{law}-{{}}", "number").alias("case_id"),
            pl.lit(law).alias("law"),
            pl.lit(ground).alias("selection_ground"),
            pl.lit(0.05).alias("selection_probability"),
            pl.lit(date(2026, 3, 1)).alias("selected_on"),
            ((pl.col("number") % 10 == 0) & (law == "WML")).alias("violation"),
            pl.lit(1.0).alias("weight"),
            pl.lit(value=True).alias("comparable"),
        )
        for law, count in CASES.items()
    )
    rows = np.concatenate([np.arange(count) for count in CASES.values()])
    training = population[rows].with_columns(labels["case_id"])
    tables = {"training": training, "current": population}

    def fill(side: Path) -> None:
        for name, table in tables.items():
            table.write_parquet(side / f"{name}.parquet")

    context = StepContext.of(load_settings(data_dir=folder), lambda line: None)
    features = publish(context.folder, Recipe("features", "code", as_of=date(2026, 10, 31), synthetic=True), fill)
    return write_selection(folder, labels, features, since=date(2026, 1, 1), seed=1)


def test_each_law_says_what_it_can(tmp_path: Path) -> None:
    """30 of 300 found; none of 100 leaves at most 1 - 0.025^(1/100) = 3.6%; 12 are too few."""
    wml, wav, waadi = written(tmp_path)
    assert wml.startswith("WML: a visit would find something at ")
    assert wml.endswith("; 300 by lot).")
    assert wav == "Wav: among all employers not estimable, but between 0% and 3.6% (100 by lot)."
    assert waadi == "Waadi: among all employers not estimable, as only 12 cases were drawn by lot."
    estimates = pl.read_parquet(tmp_path / "estimates.parquet")
    plain = estimates.filter((pl.col("law") == "WML") & (pl.col("method") == "random_arm") & pl.col("sector").is_null())
    assert plain["estimate"].to_list() == pytest.approx([0.1])
    assert estimates["sector"].unique().to_list() in ([None, "F"], ["F", None])
    assert pl.read_parquet(tmp_path / "overlap.parquet")["random_cases"].to_list() == [300, 100, 12]


def test_without_a_lot_it_says_so(tmp_path: Path) -> None:
    assert written(tmp_path, "project") == [
        f"{law}: among all employers not estimable, as no case was drawn by lot." for law in CASES
    ]
