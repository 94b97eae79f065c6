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
        least: Minimum of chosen and of passed over, in the group and among the others.

    Returns:
        ``units, in_group, chosen, chosen_in_group``; ``raw_odds_ratio``; and ``raw_difference`` in the share chosen
        (group less others) with ``raw_low, raw_high`` (95%, for employers that occur more than once). The last four
        are null where the counts are below the minimum.
    """
    size, chosen_inside, total = int(inside.sum()), int((chosen & inside).sum()), int(chosen.sum())
    counts = {"units": len(chosen), "in_group": size, "chosen": total, "chosen_in_group": chosen_inside}
    cells = (chosen_inside, size - chosen_inside, total - chosen_inside, len(chosen) - size - total + chosen_inside)
    if min(cells) < least:
        return counts | dict.fromkeys(("raw_odds_ratio", "raw_difference", "raw_low", "raw_high"))
    difference, error = _difference(chosen.astype(np.float64), inside, clusters)
    return counts | {
        "raw_odds_ratio": cells[0] * cells[3] / (cells[1] * cells[2]),
        "raw_difference": difference,
        "raw_low": difference - Z_95 * error,
        "raw_high": difference + Z_95 * error,
    }


def _difference(chosen: Floats, inside: Booleans, clusters: Integers) -> tuple[float, float]:
    """Return the difference of two shares and its error, from what each employer adds to it."""
    within, without = chosen[inside].mean(), chosen[~inside].mean()
    pull = np.where(inside, (chosen - within) / inside.sum(), (without - chosen) / (~inside).sum())
    return float(within - without), float(np.sqrt((np.bincount(clusters, weights=pull) ** 2).sum()))
