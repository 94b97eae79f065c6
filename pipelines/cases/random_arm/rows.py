"""From the files of a case with a random arm to units: who was drawn, who was chosen, and what came of it."""

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from data_contracts.errors import KompasError
from models.fairness.groups import GROUP_SCHEMA
from pipelines.cases import values
from pipelines.cases.definition import Table
from pipelines.cases.on_whom.grouping import rows_in_groups
from pipelines.cases.on_whom.parts import AuditGroup
from pipelines.cases.random_arm.definition import Definitions, RandomArmCase
from pipelines.cases.reading import read_columns

UNIT_SCHEMA = {
    "unit": pl.String,
    "employer_id": pl.String,
    "drawn": pl.Boolean,
    "chosen": pl.Boolean,
    "outcome": pl.Boolean,
    "score": pl.Float64,
    "probability": pl.Float64,
}


@dataclass(frozen=True)
class Told:
    """What one file tells: units of both arms, their groups, and how many rows are in neither arm.

    ``units`` has ``UNIT_SCHEMA``: whom lot drew has no ``chosen``, for nobody knows if it would have been. All were
    drawn alike, so ``probability`` is 1. ``groups`` is ``unit, dimension, group``; so is ``scores``, of who has one.
    """

    units: pl.DataFrame
    groups: pl.DataFrame
    scores: pl.DataFrame
    apart: int


def read_file(case: RandomArmCase, folder: Path, group: AuditGroup) -> pl.DataFrame:
    """Return the rows of the file of one attribute, columns under ``values.source``, and ``line``.

    Raises:
        KompasError: The file is missing, cannot be read, or lacks a column.
    """
    needed = {case.columns.selection: "columns.selection", case.columns.result: "columns.result"}
    if case.columns.score:
        needed[case.columns.score] = "columns.score"
    needed[group.column] = f"fairness group {group.name}"
    lines = read_columns(case.case, folder, Table(file=str(group.file)), needed)
    return lines.rename(values.source).with_row_index("line", offset=1)


def told(case: RandomArmCase, rows: pl.DataFrame, definitions: Definitions, group: AuditGroup) -> Told:
    """Return units and groups by some definitions.

    Raises:
        KompasError: Lot drew no row, or none was chosen: the definitions do not fit the file.
    """
    unit = pl.format("{}:{}", pl.lit(group.file), "line")
    selection = values.identifiers(rows, case.columns.selection).str.strip_chars()
    result = values.identifiers(rows, case.columns.result).str.strip_chars()
    named = rows.select(
        unit=unit,
        employer_id=unit,
        drawn=selection.is_in(definitions.arms.random),
        chosen=selection.is_in(definitions.arms.chosen),
        outcome=_found(result, definitions),
        score=_scores(case, rows),
        probability=pl.lit(1.0),
    )
    in_an_arm = (named["drawn"] | named["chosen"]).fill_null(value=False)
    units = named.filter(in_an_arm).with_columns(chosen=pl.when(~pl.col("drawn")).then(pl.lit(value=True)))
    _check_arms(units, str(group.file))
    groups, scores = (
        pl.DataFrame(schema=GROUP_SCHEMA)
        if way is None
        else rows_in_groups(way, rows, named["unit"]).join(units, on="unit", how="semi", maintain_order="left")
        for way in (group, case.scores)
    )
    typed = units.select(pl.col(name).cast(kind) for name, kind in UNIT_SCHEMA.items())
    return Told(typed, groups, scores, int((~in_an_arm).sum()))


def _found(result: pl.Series, definitions: Definitions) -> pl.Series:
    held = dict.fromkeys(definitions.results.found, True) | dict.fromkeys(definitions.results.not_found, False)
    return result.replace_strict(held, default=None, return_dtype=pl.Boolean)


def _scores(case: RandomArmCase, rows: pl.DataFrame) -> pl.Series:
    if case.columns.score is None:
        return pl.repeat(None, len(rows), dtype=pl.Float64, eager=True)
    return values.numbers(rows, case.columns.score, "columns.score")


def _check_arms(units: pl.DataFrame, file: str) -> None:
    drawn = int(units["drawn"].sum())
    if drawn and drawn < len(units):
        return
    raise KompasError(
        f"{'No row was chosen' if drawn else 'Lot drew no row'} by what the case says of its arms.",
        file,
        "Write the values of definitions.arms as the file has them.",
    )
