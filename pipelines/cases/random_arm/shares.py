"""Plain shares of rows, with exact intervals."""

import numpy as np
import polars as pl

from models.selection.shares import Mean, Share, bounds_without_contrast, share_interval


def exact_share(outcomes: pl.Series) -> Share:
    """Return the share of yes with its exact 95% interval (Clopper and Pearson, 1934); NaN without rows.

    Args:
        outcomes: One boolean a row, each row by itself.
    """
    rows = len(outcomes)
    if not rows:
        return Share(float("nan"), 0.0, 1.0)
    share = int(outcomes.sum()) / rows
    if share in {0.0, 1.0}:
        bounds = bounds_without_contrast(np.array([share]), np.ones(rows))
        return Share(share, bounds.low, bounds.high)
    return share_interval(Mean(share, share * (1 - share) / (rows - 1)))
