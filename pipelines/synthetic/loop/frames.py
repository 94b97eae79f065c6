"""From the workbench to the frames that the estimators read: sectors by name, branches as inputs of their own."""

from collections.abc import Sequence

import polars as pl

from data_contracts.reference_data import section_of_division
from models.inputs import ModelInput
from pipelines.synthetic.parameters import read_parameters

SEEN = (
    "size",
    "agency",
    "natural_person",
    "flag",
    "reports",
    "reports_of_authorities",
    "in_chain",
    "years_old",
    "earlier_visits",
    "earlier_finding",
)


def with_branches(frame: pl.DataFrame) -> pl.DataFrame:
    """Add a column ``branch_<name>`` of 0 and 1 for each branch."""
    return frame.with_columns(
        (pl.col("branch") == name).cast(pl.Float64).alias(f"branch_{name}") for name in read_parameters("branches")
    )


def with_sectors(frame: pl.DataFrame) -> pl.DataFrame:
    """Add ``sector``, the SBI section of ``division``."""
    sections = section_of_division()
    return frame.with_columns(sector=pl.col("division").replace_strict(sections, return_dtype=pl.String))


def inputs_of(seen: Sequence[str]) -> list[ModelInput]:
    """Return the named columns and the branches as model inputs."""
    return [ModelInput(name) for name in (*seen, *(f"branch_{name}" for name in read_parameters("branches")))]
