"""Groups of employers: a long table of which unit is in which group, by one open column or by two together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import polars as pl

from data_contracts.errors import KompasError
from data_contracts.yaml_files import read_yaml
from models.small_cells import together
from models.wording import Texts

YES, NO = "yes", "no"
BETWEEN = " x "
"""Between the two names of an intersection, of its dimension and of its groups."""
GROUP_SCHEMA = {"unit": pl.String, "dimension": pl.String, "group": pl.String}


@dataclass(frozen=True)
class Dimension:
    """One row of ``dimensions.yaml``: a way of grouping, and whether a difference is for policy or may accuse."""

    name: str
    labels: Texts
    policy: bool
    protected: bool


@cache
def dimensions() -> dict[str, Dimension]:
    """Return the open dimensions by name, in the order in which they are told."""
    fields = ("labels", "policy", "protected")
    return {name: Dimension(name, **{field: row[field] for field in fields}) for name, row in _rows().items()}


def open_groups(employers: pl.DataFrame) -> pl.DataFrame:
    """Return the groups of each unit by the open dimensions.

    Args:
        employers: ``unit, as_of`` and the columns of ``dimensions.yaml``: ``sector, size_class, region, legal_form,
            start_date``. A dimension whose column is not there is left out.

    Returns:
        ``unit, dimension, group``; a unit without a value in a dimension has no row there.
    """
    parts = [
        employers.select("unit", dimension=pl.lit(name), group=_group(row))
        for name, row in _rows().items()
        if row["column"] in employers.columns
    ]
    return pl.concat([pl.DataFrame(schema=GROUP_SCHEMA), *parts]).drop_nulls("group")


def intersections(groups: pl.DataFrame, pairs: Iterable[Sequence[str]] | None = None) -> pl.DataFrame:
    """Return the groups by two dimensions together, as ``sector x region``.

    Args:
        groups: ``unit, dimension, group``.
        pairs: Which two; None for all pairs that can hold something.

    Returns:
        ``unit, dimension, group``; units that lack one of the two have no row.
    """
    names = groups["dimension"].unique(maintain_order=True).to_list()
    chosen = telling_pairs(names) if pairs is None else pairs
    parts = [_crossed(groups, first, second) for first, second in chosen]
    return pl.concat([pl.DataFrame(schema=GROUP_SCHEMA), *parts])


def telling_pairs(names: Iterable[str]) -> list[tuple[str, str]]:
    """Return all pairs of dimensions but those of one column, of which the one only repeats the other."""
    column = {name: row["column"] for name, row in _rows().items()}
    pairs = combinations(names, 2)
    return [pair for pair in pairs if column.get(pair[0], pair[0]) != column.get(pair[1], pair[1])]


@dataclass(frozen=True)
class Partition:
    """Units divided by one dimension. ``codes`` holds each unit's place in ``labels``, -1 without a group, (units,)."""

    dimension: str
    labels: list[str]
    codes: pl.Series

    def crossed(self, other: "Partition") -> "Partition":
        """Return the division by both, with those combinations that exist; names are joined by ``BETWEEN``."""
        width = len(other.labels)
        known = (self.codes >= 0) & (other.codes >= 0)
        both = pl.select(pl.when(known).then(self.codes.cast(pl.Int64) * width + other.codes)).to_series()
        present = both.drop_nulls().unique().sort()
        labels = [BETWEEN.join((self.labels[code // width], other.labels[code % width])) for code in present]
        places = both.replace_strict(present, pl.int_range(len(present), eager=True), default=-1, return_dtype=pl.Int64)
        return Partition(BETWEEN.join((self.dimension, other.dimension)), labels, places.fill_null(-1))


def partition(units: pl.DataFrame, groups: pl.DataFrame, dimension: str) -> Partition:
    """Return how a dimension divides the units, labels in order of their names.

    Args:
        units: With ``unit``, each once.
        groups: ``unit, dimension, group``.
        dimension: Which.

    Raises:
        KompasError: A unit stands in two groups of the dimension, so that a group and all others would overlap.
    """
    inside = groups.filter(pl.col("dimension") == dimension).select("unit", "group").unique()
    if len(twice := inside.filter(pl.col("unit").is_duplicated())):
        raise KompasError(
            f"Some units are in two groups of '{dimension}'.",
            where=str(twice["unit"][0]),
            remedy="Give each unit one group a dimension; make a dimension of its own for what overlaps.",
        )
    labels = inside["group"].unique().sort()
    placed = inside.with_columns(code=pl.col("group").replace_strict(labels, range(len(labels)), return_dtype=pl.Int64))
    joined = units.select("unit").join(placed, on="unit", how="left", maintain_order="left")
    return Partition(dimension, labels.to_list(), joined["code"].fill_null(-1))


def large_enough(sizes: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of groups that have employers enough to be told, and are not what would tell of the others.

    Args:
        sizes: ``dimension, group, employers``, all groups of each dimension (``models.small_cells.together``).
    """
    parts = []
    for rows in sizes.partition_by("dimension", maintain_order=True):
        shown = together(dict(rows.select("group", "employers").iter_rows()))
        parts.append(rows.filter(pl.col("group").is_in([name for name, shown_as in shown.items() if name == shown_as])))
    return pl.concat([sizes.clear(), *parts])


def _group(row: dict[str, Any]) -> pl.Expr:
    column = pl.col(row["column"])
    if "value" in row:
        return pl.when(column == row["value"]).then(pl.lit(YES)).when(column.is_not_null()).then(pl.lit(NO))
    return _band(row["bands"], _whole_years(column)) if "bands" in row else column.cast(pl.String)


def _whole_years(start: pl.Expr) -> pl.Expr:
    as_of = pl.col("as_of")
    day = [(moment.dt.month().cast(pl.Int32) * 100 + moment.dt.day()) for moment in (as_of, start)]
    return as_of.dt.year() - start.dt.year() - (day[0] < day[1]).cast(pl.Int32)


def _band(starts: Sequence[int], years: pl.Expr) -> pl.Expr:
    """Return ``0-1``, ``2-4``, ..., ``20+``; what begins after the as-of date has no band."""
    group: Any = pl.when(years >= starts[-1]).then(pl.lit(f"{starts[-1]}+"))
    for start, following in pairwise(starts):
        group = group.when(years.is_between(start, following - 1)).then(pl.lit(f"{start}-{following - 1}"))
    banded: pl.Expr = group.otherwise(None)
    return banded


def _crossed(groups: pl.DataFrame, first: str, second: str) -> pl.DataFrame:
    one, other = (groups.filter(pl.col("dimension") == name).select("unit", "group") for name in (first, second))
    return one.join(other, on="unit", suffix="_other").select(
        "unit",
        dimension=pl.lit(BETWEEN.join((first, second))),
        group=pl.concat_str("group", "group_other", separator=BETWEEN),
    )


@cache
def _rows() -> dict[str, dict[str, Any]]:
    content: dict[str, dict[str, dict[str, Any]]] = read_yaml(Path(__file__).with_name("dimensions.yaml"))
    return content["dimensions"]
