"""What two plans would do in each group of employers, without the cells that are too small to tell."""

from collections.abc import Collection

import polars as pl

from models.small_cells import SMALL, pooled, small_in_any, together

SIDES = ("base", "variant")
FIGURES = ("items", "hours", "workers", "chance")
KEYS = ["dimension", "group"]
Groups = frozenset[tuple[str, str]]
"""Groups by dimension and name."""


def without_small_cells(table: pl.DataFrame) -> pl.DataFrame:
    """Return the groups of two plans without the figures that could tell whom lot chose, or single workers.

    A group's items and hours are left out where either plan has few items in it, and with them the next smallest; where
    one plan has items and the other has none, that counts as few: the visits that lot chose are in both. Its expected
    workers are left out then too, and where they are few. So one what-if never shows what another hides of the plan in
    use.

    Args:
        table: ``dimension, group, employers`` and ``base_`` and ``variant_`` of each of ``FIGURES``.

    Returns:
        The same without ``employers``.
    """
    few = _hidden(table, "items", frozenset())
    hidden = {"items": few, "hours": few, "workers": _hidden(table, "workers", few)}
    for figure, groups in hidden.items():
        names = [f"{side}_{figure}" for side in SIDES]
        flags = pl.DataFrame([(*group, True) for group in sorted(groups)], schema=_FLAGS, orient="row")
        shown = [pl.when(pl.col("hidden").is_null()).then(pl.col(name)).alias(name) for name in names]
        table = table.join(flags, on=KEYS, how="left").with_columns(shown).drop("hidden")
    return table.select(*KEYS, *(f"{side}_{figure}" for figure in FIGURES for side in SIDES)).sort(KEYS)


_FLAGS = {"dimension": pl.String, "group": pl.String, "hidden": pl.Boolean}


def _hidden(table: pl.DataFrame, figure: str, also: Groups) -> Groups:
    found: set[tuple[str, str]] = set(also)
    for (dimension,), rows in table.partition_by("dimension", as_dict=True).items():
        known = {group for of, group in also if of == dimension}
        found |= {(str(dimension), group) for group in _hidden_of(rows, figure, known)}
    return frozenset(found)


def _hidden_of(rows: pl.DataFrame, figure: str, also: Collection[str]) -> set[str]:
    """Return the groups of one dimension that are hidden; groups of few employers together count as one."""
    shown_as = together(dict(rows.select("group", "employers").iter_rows()))
    sides = [
        pooled(dict(rows.select("group", f"{side}_{figure}").fill_null(0).iter_rows()), shown_as) for side in SIDES
    ]
    base, variant = sides
    emptied = {name for name in base if (base[name] > 0) != (variant[name] > 0)} if any(variant.values()) else set()
    hidden = small_in_any(sides, {shown_as[name] for name in also} | emptied | {SMALL})
    return {name for name, shown in shown_as.items() if shown in hidden}
