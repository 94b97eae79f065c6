"""Reasons: what raises or lowers an estimate, and by how much."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from models.arrays import Floats, Integers
from models.inputs import ModelInput
from models.learning.calibration import Calibration
from models.learning.ranking_model import RankingModel

REASONS_EACH_WAY = 3
NEGLIGIBLE = 0.01
"""Contributions to the log-odds below this are not worth a sentence; they stay in the sum."""


@dataclass(frozen=True)
class RowReasons:
    """Contributions of groups of inputs to the log-odds of some rows.

    ``values`` has shape ``(rows, groups)``; with ``base`` they add up to each row's log-odds.
    """

    values: Floats
    groups: tuple[str, ...]
    base: float

    def calibrated(self, calibration: Calibration) -> "RowReasons":
        """Return the contributions to the *calibrated* log-odds, so that they lead to the probability that is shown."""
        stretch = calibration.stretch(self.base + self.values.sum(axis=1), self.base)
        base = float(calibration.log_odds(np.array([self.base]))[0])
        return RowReasons(stretch[:, None] * self.values, self.groups, base)

    def regrouped(self, larger: Mapping[str, str]) -> "RowReasons":
        """Return the contributions of larger groups, each the sum of those that ``larger`` puts in it."""
        names = tuple(dict.fromkeys(larger[group] for group in self.groups))
        membership = np.zeros((len(self.groups), len(names)))
        membership[np.arange(len(self.groups)), [names.index(larger[group]) for group in self.groups]] = 1.0
        return RowReasons(self.values @ membership, names, self.base)

    def importance(self) -> dict[str, float]:
        """Return the mean absolute contribution of each group, the largest first."""
        means = np.abs(self.values).mean(axis=0) if len(self.values) else np.zeros(len(self.groups))
        order = np.argsort(-means, kind="stable")
        return {self.groups[position]: float(means[position]) for position in order}


def reasons_of(model: RankingModel, matrix: Floats, inputs: Sequence[ModelInput]) -> RowReasons:
    """Return the reasons of each row, the contributions of a group's inputs added up."""
    groups = tuple(dict.fromkeys(item.reason_group for item in inputs))
    positions = np.array([groups.index(item.reason_group) for item in inputs], dtype=np.int64)
    values = model.contributions(matrix, positions, len(groups))
    return RowReasons(values[:, :-1], groups, float(values[0, -1]) if len(values) else 0.0)


def strongest_reasons(reasons: RowReasons, rows: pl.Series, each_way: int = REASONS_EACH_WAY) -> pl.DataFrame:
    """Return the strongest reasons of every row, up and down.

    Args:
        reasons: Contributions by group.
        rows: The rows' identifiers, in the order of ``reasons``.
        each_way: How many reasons that raise, and how many that lower.

    Returns:
        ``row, direction`` (up, down), ``position`` (1 = strongest), ``feature, contribution`` (log-odds).
    """
    names = pl.Series(list(reasons.groups), dtype=pl.String)
    parts = []
    for direction, found in strongest_positions(reasons.values, each_way):
        parts.append(
            pl.DataFrame(
                {
                    "row": rows.gather(found.rows),
                    "direction": pl.repeat(direction, len(found.rows), eager=True),
                    "position": found.places,
                    "feature": names.gather(found.groups),
                    "contribution": reasons.values[found.rows, found.groups],
                }
            )
        )
    return pl.concat(parts)


@dataclass(frozen=True)
class Strongest:
    """The strongest reasons of rows in one direction: for each its row, its group and its place (1 = strongest)."""

    rows: Integers
    groups: Integers
    places: Integers


def strongest_positions(values: Floats, each_way: int = REASONS_EACH_WAY) -> Iterator[tuple[str, Strongest]]:
    """Yield ``"up"`` and ``"down"`` with the strongest contributions of each row that are worth a sentence.

    Args:
        values: Contributions, shape ``(rows, groups)``. Of equal ones the first group comes first.
        each_way: How many in either direction at most.
    """
    for direction, sign in (("up", 1.0), ("down", -1.0)):
        left, every = sign * values, np.arange(len(values))
        groups = np.zeros((len(values), min(each_way, values.shape[1])), dtype=np.int64)
        # A few times the largest is quicker than sorting all of a row, and of equal values it takes the first.
        for place in range(groups.shape[1]):
            groups[:, place] = left.argmax(axis=1)
            left[every, groups[:, place]] = -np.inf
        rows, places = np.nonzero(sign * np.take_along_axis(values, groups, axis=1) > NEGLIGIBLE)
        yield direction, Strongest(rows, groups[rows, places], places + 1)
