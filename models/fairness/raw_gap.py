"""The gap as it meets the eye: who was chosen more often, before any question of risk."""

from typing import Any

import numpy as np

from models.arrays import Booleans, Floats, Integers
from models.evaluation.bootstrap import Z_95


def raw_gap(chosen: Booleans, inside: Booleans, clusters: Integers, least: int) -> dict[str, Any]:
    """Return how often a group is chosen beside all others.

    Args:
        chosen: Who was chosen, shape ``(units,)``.
        inside: Who belongs to the group, shape ``(units,)``.
        clusters: Number of each unit's employer, shape ``(units,)``.
        least: Minimum of employers chosen and passed over, in the group and among the others.

    Returns:
        ``units, in_group, chosen, chosen_in_group``; how few employers these are about: ``fewest_of_side``, of the
        group and of the others, and ``fewest_of_cell``, of those chosen and passed over on either side, if there are
        any; ``raw_odds_ratio``; and ``raw_difference`` in the share chosen (group less others) with ``raw_low,
        raw_high`` (95%, for employers that occur more than once). The last four are null below the minimum.
    """
    cells = [side & choice for side in (inside, ~inside) for choice in (chosen, ~chosen)]
    employers = [_employers(cell, clusters) for cell in cells]
    counts = {
        "units": len(chosen),
        "in_group": int(inside.sum()),
        "chosen": int(chosen.sum()),
        "chosen_in_group": int(cells[0].sum()),
        "fewest_of_side": min(_employers(side, clusters) for side in (inside, ~inside)),
        "fewest_of_cell": min(filter(None, employers), default=0),
    }
    if min(employers) < least:
        return counts | dict.fromkeys(("raw_odds_ratio", "raw_difference", "raw_low", "raw_high"))
    with_choice, without, others_with, others_without = (int(cell.sum()) for cell in cells)
    difference, error = _difference(chosen.astype(np.float64), inside, clusters)
    return counts | {
        "raw_odds_ratio": with_choice * others_without / (without * others_with),
        "raw_difference": difference,
        "raw_low": difference - Z_95 * error,
        "raw_high": difference + Z_95 * error,
    }


def _employers(units: Booleans, clusters: Integers) -> int:
    return len(np.unique(clusters[units]))


def _difference(chosen: Floats, inside: Booleans, clusters: Integers) -> tuple[float, float]:
    """Return the difference of two shares and its error, from what each employer adds to it."""
    within, without = chosen[inside].mean(), chosen[~inside].mean()
    pull = np.where(inside, (chosen - within) / inside.sum(), (without - chosen) / (~inside).sum())
    return float(within - without), float(np.sqrt((np.bincount(clusters, weights=pull) ** 2).sum()))
