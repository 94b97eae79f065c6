"""How sure a place in the ranking is: the same model learnt again from other draws of the same employers."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from models.arrays import Floats, Integers
from models.explaining.contributions import tree_log_odds
from models.places import places

LEVEL = 0.95


def rank_interval(members: Floats, rank: Integers, tied: Integers) -> tuple[Integers, Integers]:
    """Return the 95% interval of each row's place.

    Every member of the ensemble ranks all rows; the interval holds the middle 95% of a row's places over the members
    (percentile bootstrap: Efron, Bootstrap methods, 1979; ranks: Goldstein and Spiegelhalter, League tables and their
    limitations, JRSS A 1996), rounded outwards, and is widened where needed to hold the model's own places. Rows that a
    member cannot tell apart could stand on any of their shared places, so the best and the worst of these count.

    What it does not say: the interval shows how a place depends on *which cases* happened to be learnt from, not what
    is wrong with the model, its features or the choice of whom to inspect. The top of a ranking is partly luck, and
    members know less than the model, so intervals of high places reach down further than up. With 20 members the ends
    are little more than the second lowest and second highest; no coverage is promised.

    Args:
        members: Each member's log-odds, shape ``(members, rows)``.
        rank: The model's place of each row, ties sharing the best one; shape ``(rows,)``.
        tied: How many rows share that place; shape ``(rows,)``.
    """
    if not len(members):
        empty = np.zeros(0, dtype=np.int64)
        return empty, empty
    best, shared = (np.stack(found) for found in zip(*map(places, members), strict=True))
    tail = (1 - LEVEL) / 2
    low = np.floor(np.quantile(best, tail, axis=0)).astype(np.int64)
    high = np.ceil(np.quantile(best + shared - 1, 1 - tail, axis=0)).astype(np.int64)
    return np.minimum(low, rank), np.maximum(high, rank + tied - 1)


def member_log_odds(members: Sequence[str], matrix: Floats) -> Floats:
    """Return every member's log-odds, shape ``(members, rows)``."""
    predicted = [tree_log_odds(trees, matrix) for trees in members]
    return np.array(predicted, dtype=np.float64).reshape(len(members), len(matrix))


def save_members(members: Sequence[str], folder: Path, name: str) -> None:
    """Write each member as ``<name>.member_NN.lgb.txt``."""
    for number, trees in enumerate(members, start=1):
        (folder / f"{name}.member_{number:02d}.lgb.txt").write_text(trees, encoding="utf-8")


def load_members(folder: Path, name: str) -> tuple[str, ...]:
    """Read the members of a model, in their order."""
    return tuple(path.read_text(encoding="utf-8") for path in sorted(folder.glob(f"{name}.member_*.lgb.txt")))
