"""Looking a portion of rows up in tables of patterns."""

from collections.abc import Iterable

import numpy as np

from models.arrays import Booleans, Floats, Integers
from models.explaining.pattern_tables import Comparison

ZERO_THRESHOLD = float(np.float32(1e-35))
"""What LightGBM takes for zero where zero means missing."""


class LookUp:
    """A portion of rows by column, and the arrays that every table uses again: making new ones takes longer."""

    def __init__(self, rows: Floats) -> None:
        """Turn the rows into columns.

        Args:
            rows: Inputs, shape ``(rows, inputs)``.
        """
        self.count = len(rows)
        self.columns = np.ascontiguousarray(rows.T)
        self.zero_missing: dict[int, Floats] = {}
        self.holds = np.empty(len(rows), dtype=np.bool_)
        self.patterns_of = {size: np.empty(len(rows), dtype=size) for size in (np.uint8, np.uint16)}
        self.positions = np.empty(len(rows), dtype=np.intp)
        self.found = np.empty(len(rows))

    def patterns(self, comparisons: tuple[Comparison, ...]) -> Integers:
        """Return each row's pattern, one binary digit a comparison."""
        # Eight digits fit a byte, with which the processor does four times as many rows at once as with wider numbers.
        patterns = self.patterns_of[np.uint8 if len(comparisons) <= 8 else np.uint16]
        patterns.fill(0)
        for comparison in comparisons:
            np.add(patterns, patterns, out=patterns)
            np.bitwise_or(patterns, self.outcome(comparison).view(np.uint8), out=patterns)
        self.positions[:] = patterns
        return self.positions

    def values(self, table: Floats, patterns: Integers) -> Floats:
        """Return the value of each row's pattern."""
        # "clip" writes straight into the result; the default checks the positions first and copies.
        table.take(patterns, out=self.found, mode="clip")
        return self.found

    def outcomes(self, comparisons: Iterable[Comparison]) -> dict[Comparison, Booleans]:
        """Return each comparison's outcome for each row."""
        return {comparison: self.outcome(comparison).copy() for comparison in comparisons}

    def outcome(self, comparison: Comparison) -> Booleans:
        """Return a comparison's outcome for each row, in an array that the next one uses again."""
        compare = np.greater if comparison.above else np.less_equal
        compare(self._column(comparison), comparison.threshold, out=self.holds)
        return self.holds

    def _column(self, comparison: Comparison) -> Floats:
        column: Floats = self.columns[comparison.feature]
        if not comparison.zero_missing:
            return column
        if comparison.feature not in self.zero_missing:
            near = np.abs(column) <= ZERO_THRESHOLD
            self.zero_missing[comparison.feature] = np.where(near, np.nan, column)
        return self.zero_missing[comparison.feature]
