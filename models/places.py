"""Places in a ranking, with what rows share."""

import numpy as np

from models.arrays import Floats, Integers


def places(scores: Floats) -> tuple[Integers, Integers]:
    """Return each row's place, ties sharing the best one, and how many rows share it (itself among them).

    Not by ``scipy.stats``, which takes longer to load than the rest of the library together.

    Args:
        scores: The highest has place 1; shape ``(rows,)``, without missing ones.
    """
    if not len(scores):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    order = np.argsort(-scores, kind="stable")
    ordered = scores[order]
    is_first = np.concatenate([[True], ordered[1:] != ordered[:-1]])
    starts = np.flatnonzero(is_first)
    step = np.cumsum(is_first) - 1
    best, tied = np.empty(len(scores), dtype=np.int64), np.empty(len(scores), dtype=np.int64)
    best[order] = starts[step] + 1
    tied[order] = np.diff(starts, append=len(scores))[step]
    return best, tied
