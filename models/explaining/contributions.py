"""Exact contributions of every input to the log-odds of every row, and log-odds, at the pace of a national register.

The contributions are those of path-dependent TreeSHAP (Lundberg and others, Nature Machine Intelligence 2, 2020) as
LightGBM computes it, looked up in tables by pattern of split decisions (``models.explaining.pattern_tables``). Trees
that tables do not hold (with categorical splits or linear leaves) go through LightGBM's own, slower computation.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from models.arrays import Floats, Integers
from models.explaining.look_up import LookUp
from models.explaining.pattern_tables import LeafPath, PatternTable, grouped, tables_of
from models.explaining.trees import OtherTreesError, read_trees

if TYPE_CHECKING:
    from lightgbm import Booster

ROWS_AT_ONCE = 8_192
"""Rows of one portion: few enough for its columns to stay in the processor's cache."""
MANY_ROWS = 20_000
"""From so many rows on, making the tables takes less time than they save in predicting."""


def tree_contributions(
    trees: str, matrix: Floats, groups: Integers | None = None, n_groups: int | None = None
) -> Floats:
    """Return each row's contributions to the uncalibrated log-odds, which they add up to.

    Args:
        trees: A LightGBM model as text.
        matrix: Inputs, shape ``(rows, inputs)``, NaN where a value is missing.
        groups: For each input the position of the group that its contribution is added to; each input by itself when
            not given.
        n_groups: The number of groups; the highest position and one when not given.

    Returns:
        Shape ``(rows, inputs or groups + 1)``; the last column is the base value, the same for every row.
    """
    return TreeTables(trees).contributions(matrix, groups, n_groups)


def tree_log_odds(trees: str, matrix: Floats) -> Floats:
    """Return each row's uncalibrated log-odds, shape ``(rows,)``: bit for bit those of LightGBM, in a part of its time.

    Args:
        trees: A LightGBM model as text.
        matrix: Inputs, shape ``(rows, inputs)``, NaN where a value is missing.
    """
    return TreeTables(trees).log_odds(matrix)


@dataclass(frozen=True)
class TreeTables:
    """One model's trees as tables, which are made once for as many rows as there are."""

    trees: str

    @cached_property
    def _tables(self) -> tuple[tuple[PatternTable | LeafPath, ...], float] | None:
        """The tables and the base value; nothing when the trees are of a kind that tables do not hold."""
        try:
            trees = read_trees(self.trees)
            tables = tuple(table for tree in trees for table in tables_of(tree))
        except OtherTreesError:
            return None
        return tables, sum(tree.mean for tree in trees)

    @cached_property
    def _booster(self) -> "Booster":
        from lightgbm import Booster  # takes a second to load, and tables hold most trees

        return Booster(model_str=self.trees)

    @property
    def by_tables(self) -> bool:
        """Whether tables hold the trees; otherwise LightGBM works the contributions out, row by row."""
        return self._tables is not None

    def contributions(self, matrix: Floats, groups: Integers | None = None, n_groups: int | None = None) -> Floats:
        """Return the contributions of rows; see ``tree_contributions``."""
        own = np.arange(matrix.shape[1]) if groups is None else np.asarray(groups)
        count = int(own.max(initial=-1)) + 1 if n_groups is None else n_groups
        if self._tables is None:
            return _by_lightgbm(self._booster, matrix, own, count)
        tables, base = self._tables
        ready = [grouped(table, own) if isinstance(table, PatternTable) else table for table in tables]
        values = np.empty((len(matrix), count + 1))
        values[:, -1] = base
        for rows in _portions(len(matrix)):
            values[rows, :-1] = _contributions(ready, LookUp(matrix[rows]), own, count).T
        return values

    def log_odds(self, matrix: Floats) -> Floats:
        """Return the log-odds of rows; see ``tree_log_odds``."""
        if len(matrix) < MANY_ROWS or self._tables is None:
            return np.asarray(self._booster.predict(matrix, raw_score=True), dtype=np.float64)
        values = np.empty(len(matrix))
        for rows in _portions(len(matrix)):
            values[rows] = _log_odds(self._tables[0], LookUp(matrix[rows]))
        return values


def _portions(rows: int) -> Iterator[slice]:
    return (slice(start, start + ROWS_AT_ONCE) for start in range(0, rows, ROWS_AT_ONCE))


def _by_lightgbm(booster: "Booster", matrix: Floats, groups: Integers, count: int) -> Floats:
    single = np.asarray(booster.predict(matrix, pred_contrib=True), dtype=np.float64)
    membership = np.zeros((len(groups) + 1, count + 1))
    membership[np.arange(len(groups)), groups] = 1.0
    membership[-1, -1] = 1.0
    return np.asarray(single @ membership)


def _contributions(tables: Sequence[PatternTable | LeafPath], rows: LookUp, groups: Integers, count: int) -> Floats:
    """Return the contributions of a portion of rows, shape ``(groups, rows)``: a group's values lie side by side."""
    total = np.zeros((count, rows.count))
    for table in tables:
        if isinstance(table, PatternTable):
            patterns = rows.patterns(table.comparisons)
            for slot, values in zip(table.features, table.values, strict=True):
                total[slot] += rows.values(values, patterns)
        else:
            contributed = table.contributions(rows.outcomes(table.comparisons))
            for feature, values in zip(table.features, contributed, strict=True):
                total[groups[feature]] += values
    return total


def _log_odds(tables: Sequence[PatternTable | LeafPath], rows: LookUp) -> Floats:
    """Return the sum over the trees in their order, as LightGBM adds them up."""
    total = np.zeros(rows.count)
    for table in tables:
        if isinstance(table, PatternTable):
            total += rows.values(table.scores, rows.patterns(table.comparisons))
        else:
            total += table.scores(rows.outcomes(table.comparisons))
    return total
