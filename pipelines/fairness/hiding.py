"""What is not published: counts about few employers, and what would tell them by subtraction."""

from collections.abc import Collection, Iterator, Mapping, Sequence

import polars as pl

from models.fairness.groups import BETWEEN
from models.small_cells import FEW, small_cells

WITHHELD = "withheld"
"""The status of a figure that is known, and would tell how many there are in a group of few."""
COUNTS = ("positives", "negatives")
KEY = ("law", "step", "cut", "dimension", "measure")
FIGURES = (
    "value", "low", "high", "others_value", "difference", "difference_low", "difference_high", "p_value", "p_adjusted",
    "compared", "crude_difference", "reversed",
)  # fmt: skip


def hide_few(figures: pl.DataFrame) -> pl.DataFrame:
    """Return figures without counts of one to four, nor what they would follow from.

    Within a dimension the counts of all groups but one tell the last one, so another goes along
    (``models.small_cells``); of two dimensions together so does each line. Of a group whose one count is not told the
    other is not told either, for it is what is left of the units, nor is any figure: that of all others tells it too.

    Args:
        figures: As ``models.fairness.figures`` gives them, of one audit.
    """
    told = figures.with_row_index("row")
    parts = [part for _, part in told.group_by(*KEY)]
    gone = pl.col("row").is_in([row for part in parts for row in _hidden(part)])
    withheld = gone & pl.col("value").is_not_null()
    emptied = [name for name in (*COUNTS, *FIGURES) if name in told.columns]
    return told.with_columns(
        pl.when(withheld).then(pl.lit(WITHHELD)).otherwise(pl.col("status")).alias("status"),
        *(pl.when(~gone).then(pl.col(name)).alias(name) for name in emptied),
        pl.col("notable") & ~gone,
    ).drop("row")


def hide_few_chosen(tests: pl.DataFrame) -> pl.DataFrame:
    """Return tests of steps without counts about few employers, chosen or passed over, in the group or in all others.

    A group of few employers has no row, nor has one that leaves few others. How few there are is not published itself.
    """
    few = pl.col("fewest_of_cell") < FEW
    told = tests.filter(pl.col("fewest_of_side") >= FEW)
    counts = (pl.when(~few).then(pl.col(name)).alias(name) for name in ("chosen_in_group", "chosen"))
    return told.with_columns(*counts).drop("fewest_of_side", "fewest_of_cell")


def _hidden(part: pl.DataFrame) -> list[int]:
    """Return the rows of one dimension and measure whose counts are not published."""
    hide = _of_lines if BETWEEN in part["dimension"][0] else small_cells
    hidden: frozenset[str] = frozenset()
    before = None
    while hidden != before:  # what one count takes along, the other does too
        before = hidden
        for count in COUNTS:
            counts = {group: number or 0 for group, number in part.select("group", count).iter_rows()}
            hidden |= hide(counts, hidden)
    return part.filter(pl.col("group").is_in(list(hidden)))["row"].to_list()


def _of_lines(counts: Mapping[str, float], also: Collection[str] = ()) -> frozenset[str]:
    """Return the hidden cells of two dimensions together, line by line both ways until nothing more follows."""
    lines = [line for side in (0, 1) for line in _lines(list(counts), side)]
    hidden = frozenset(also)
    before = None
    while hidden != before:
        before = hidden
        for line in lines:
            inside = {group: counts[group] for group in line}
            hidden |= small_cells(inside, hidden & inside.keys())
    return hidden


def _lines(groups: Sequence[str], side: int) -> Iterator[list[str]]:
    lines: dict[str, list[str]] = {}
    for group in groups:
        lines.setdefault(group.split(BETWEEN)[side], []).append(group)
    yield from lines.values()


def few_counts(table: pl.DataFrame) -> pl.DataFrame:
    """Return a table of all employers or cases of the arm together, without small counts of either outcome."""
    few = pl.any_horizontal(pl.col(count).is_between(1, FEW - 1) for count in COUNTS)
    return table.with_columns(pl.when(~few).then(pl.col(count)).alias(count) for count in COUNTS)
