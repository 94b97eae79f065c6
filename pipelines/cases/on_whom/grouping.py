"""From the rows of a case to groups: which row is in which, and what people call them."""

import polars as pl

from models.fairness.groups import GROUP_SCHEMA
from models.inputs import LANGUAGES, Language
from pipelines.cases import values
from pipelines.cases.on_whom.parts import AuditGroup
from pipelines.cases.on_whom.words import words
from pipelines.reporting.report import Texts
from pipelines.reporting.words import compact

OTHER = "(smaller)"
"""The groups that are too small to stand by themselves."""


def rows_in_groups(group: AuditGroup, rows: pl.DataFrame, units: pl.Series) -> pl.DataFrame:
    """Return which row is in which group.

    Args:
        group: The way of grouping.
        rows: With the column under ``values.source``, and ``line``.
        units: The name of each row.

    Returns:
        ``unit, dimension, group``; a row without a group is not there.

    Raises:
        KompasError: The column has bands and holds something else than numbers.
    """
    named = _banded(group, rows) if group.bands else _levelled(group, rows) if group.levels else _valued(group, rows)
    frame = pl.DataFrame([units.alias("unit"), named.alias("group")])
    told = frame.with_columns(dimension=pl.lit(group.name)).drop_nulls("group")
    return told.select(pl.col(name).cast(kind) for name, kind in GROUP_SCHEMA.items())


def group_label(group: AuditGroup, name: str) -> Texts:
    """Return what people call one of the groups; a value of the column calls itself so."""
    for level in group.levels:
        if level.name == name:
            return level.label.model_dump()
    if name == OTHER:
        return {language: words("smaller", language) for language in LANGUAGES}
    if name in group.band_names:
        return {language: _band_label(group, group.band_names.index(name), language) for language in LANGUAGES}
    return dict.fromkeys(LANGUAGES, name.replace("_", " "))


def _levelled(group: AuditGroup, rows: pl.DataFrame) -> pl.Series:
    held = {str(value): level.name for level in group.levels for value in level.one_of}
    otherwise = next((level.name for level in group.levels if level.or_else), None)
    return values.identifiers(rows, group.column).replace_strict(held, default=otherwise, return_dtype=pl.String)


def _banded(group: AuditGroup, rows: pl.DataFrame) -> pl.Series:
    numbers = values.numbers(rows, group.column, f"fairness group {group.name}")
    reached = pl.sum_horizontal((pl.col("value") >= bound).cast(pl.Int64) for bound in group.bands)
    named = reached.replace_strict(range(len(group.band_names)), group.band_names, return_dtype=pl.String)
    there = pl.col("value").is_not_null()
    return pl.DataFrame({"value": numbers}).select(group=pl.when(there).then(named))["group"]


def _valued(group: AuditGroup, rows: pl.DataFrame) -> pl.Series:
    """Return the values themselves; what differs only in capitals, as towns do that people type, is one."""
    text = values.identifiers(rows, group.column).str.strip_chars()
    text = text.set(text == "", None)
    text = text if group.characters is None else text.str.slice(0, group.characters)
    frame = pl.DataFrame({"value": text, "key": text.str.to_lowercase()})
    often = pl.len().over("key") >= group.minimum_rows
    spelling = pl.col("value").mode().sort().first().over("key")
    named = pl.when(pl.col("key").is_null()).then(None).when(often).then(spelling).otherwise(pl.lit(OTHER))
    return frame.select(group=named)["group"]


def _band_label(group: AuditGroup, place: int, language: Language) -> str:
    bounds = [compact(bound, language) for bound in group.bands]
    if place == 0:
        return words("below", language, bound=bounds[0])
    if place == len(bounds):
        return words("from", language, bound=bounds[-1])
    return words("between", language, low=bounds[place - 1], high=bounds[place])
