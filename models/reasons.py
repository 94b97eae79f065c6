"""Reasons: what raises or lowers an estimate, and by how much."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from models.arrays import Floats
from models.inputs import ModelInput
from models.learning.calibration import Calibration
from models.learning.ranking_model import RankingModel

REASONS_EACH_WAY = 3
ROWS_AT_ONCE = 20_000
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
        base = calibration.slope * self.base + calibration.intercept
        return RowReasons(calibration.slope * self.values, self.groups, base)

    def importance(self) -> dict[str, float]:
        """Return the mean absolute contribution of each group, the largest first."""
        means = np.abs(self.values).mean(axis=0) if len(self.values) else np.zeros(len(self.groups))
        order = np.argsort(-means, kind="stable")
        return {self.groups[position]: float(means[position]) for position in order}


def reasons_of(model: RankingModel, matrix: Floats, inputs: Sequence[ModelInput]) -> RowReasons:
    """Return the reasons of each row, the contributions of a group's inputs added up.

    Rows are taken in portions, so that memory stays bounded at national scale.
    """
    groups = tuple(dict.fromkeys(item.reason_group for item in inputs))
    membership = np.zeros((len(inputs), len(groups)))
    for position, item in enumerate(inputs):
        membership[position, groups.index(item.reason_group)] = 1.0
    starts = range(0, len(matrix), ROWS_AT_ONCE)
    portions = [model.contributions(matrix[start : start + ROWS_AT_ONCE]) for start in starts]
    if not portions:
        return RowReasons(np.zeros((0, len(groups))), groups, 0.0)
    values = np.concatenate([portion[:, :-1] @ membership for portion in portions])
    return RowReasons(values, groups, float(portions[0][0, -1]))


def strongest_reasons(reasons: RowReasons, rows: pl.Series, each_way: int = REASONS_EACH_WAY) -> pl.DataFrame:
    """Return the strongest reasons of every row, up and down.

    Args:
        reasons: Contributions by group.
        rows: The rows' identifiers, in the order of ``reasons``.
        each_way: How many reasons that raise, and how many that lower.

    Returns:
        ``row, direction`` (up, down), ``position`` (1 = strongest), ``feature, contribution`` (log-odds).
    """
    return pl.concat([_strongest(reasons, rows, each_way, sign) for sign in (1.0, -1.0)])


def _strongest(reasons: RowReasons, rows: pl.Series, each_way: int, sign: float) -> pl.DataFrame:
    count = min(each_way, len(reasons.groups))
    order = np.argsort(-sign * reasons.values, axis=1, kind="stable")[:, :count]
    picked = np.take_along_axis(reasons.values, order, axis=1)
    frame = pl.DataFrame(
        {
            "row": rows.gather(np.repeat(np.arange(len(rows)), count)),
            "direction": pl.repeat("up" if sign > 0 else "down", picked.size, eager=True),
            "position": np.tile(np.arange(1, count + 1), len(rows)),
            "feature": pl.Series(list(reasons.groups), dtype=pl.String).gather(order.ravel()),
            "contribution": picked.ravel(),
        }
    )
    return frame.filter(pl.col("contribution") * sign > NEGLIGIBLE)
