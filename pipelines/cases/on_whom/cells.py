"""How figures by group are written in a table."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from models.fairness.figures import ESTIMATED
from models.fairness.measures import measures
from models.inputs import LANGUAGES, Language
from pipelines.cases.on_whom.grouping import group_label
from pipelines.cases.on_whom.parts import AuditGroup
from pipelines.cases.on_whom.words import words
from pipelines.reporting.report import TextTable
from pipelines.reporting.words import number, percent

STAR = " *"
Row = Mapping[str, Any]


def figure_cell(row: Row | None, language: Language) -> str:
    """Write a figure with its interval and, where the difference is notable, a star; or that there is none."""
    if row is None or row["status"] != ESTIMATED:
        return words("not_estimable", language)
    share = measures()[row["measure"]].kind == "share"
    parts = [
        percent(row[name], language) if share else number(row[name], language, 2) for name in ("value", "low", "high")
    ]
    return f"{parts[0]} ({parts[1]} – {parts[2]}){STAR if row['notable'] else ''}"


def difference_cell(row: Row | None, language: Language) -> str:
    """Write the difference of a share with that of all others in percentage points, with interval and star."""
    if row is None or row["difference"] is None:
        return words("not_estimable", language)
    value, low, high = (100 * row[name] for name in ("difference", "difference_low", "difference_high"))
    sign = "+" if value > 0 else ""
    shown = [number(part, language, 1) for part in (value, low, high)]
    return f"{sign}{shown[0]} ({shown[1]} – {shown[2]}){STAR if row['notable'] else ''}"


def ratio_cell(row: Row | None, language: Language) -> str:
    """Write a ratio of chances with its interval and star."""
    if row is None or row["odds_ratio"] is None:
        return words("not_estimable", language)
    shown = [number(row[name], language, 2) for name in ("odds_ratio", "low", "high")]
    return f"{shown[0]} ({shown[1]} – {shown[2]}){STAR if row['notable'] else ''}"


def named_groups(figures: pl.DataFrame, dimensions: Mapping[str, AuditGroup]) -> list[tuple[str, str]]:
    """Return the dimensions and groups that have figures: dimensions and levels in the case's order, else by size."""
    order = {name: place for place, name in enumerate(dimensions)}
    held = figures.group_by("dimension", "group").agg(pl.col("units").max())

    def place(row: tuple[str, str, int]) -> tuple[int, int, int]:
        dimension, group, units = row
        return order[dimension], _level(dimensions[dimension], group), -units

    return [(dimension, group) for dimension, group, _ in sorted(held.sort("group").iter_rows(), key=place)]


def shown_group(dimensions: Mapping[str, AuditGroup], dimension: str, group: str, language: Language) -> str:
    """Name a group together with what it is a group of."""
    held = dimensions[dimension]
    return f"{held.label.model_dump()[language]}: {group_label(held, group)[language]}"


def in_languages(head: Mapping[Language, list[str]], rows: Mapping[Language, list[list[str]]]) -> dict[str, TextTable]:
    """Return a table in each language."""
    return {language: TextTable(head[language], rows[language]) for language in LANGUAGES}


def _level(held: AuditGroup, group: str) -> int:
    names = [level.name for level in held.levels] or held.band_names
    return names.index(group) if group in names else len(names)
