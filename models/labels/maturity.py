"""Cases that are still open: the closed ones that took as long stand for them, so that none is left out in silence.

What a recent case will show is not known until it is closed, and cases with a finding tend to take longer. Who looks at
closed cases only sees too many quick ones. A case that took ``t`` days is seen only when it was selected at least ``t``
days ago; it gets the inverse of the share of cases that were (inverse probability of censoring weights: Robins and
Finkelstein, 2000, Biometrics 56; for prediction models: Vock and others, 2016, Journal of Biomedical Informatics 61).
"""

import numpy as np
import polars as pl

from models.arrays import Booleans, Floats

SELECTIONS = ("case_id", "selection_ground", "selected_on")


def follow_up_share(follow_up: Floats, days: Floats) -> Floats:
    """Return the share of cases followed for at least so many days: the chance that a case of that length is seen.

    Follow-up ends on the same day for all and is known for closed cases too; then the Kaplan-Meier estimate of the
    censoring times is the plain share.

    Args:
        follow_up: Days from selection to the as-of date of every case, open ones among them, shape ``(cases,)``.
        days: Days asked about, shape ``(rows,)``.
    """
    ordered = np.sort(follow_up)
    shorter = np.searchsorted(ordered, days, side="left")
    return np.asarray(1.0 - shorter / len(ordered), dtype=np.float64)


def maturity_weights(
    known_after: Floats,
    grounds: pl.Series,
    follow_up: pl.DataFrame,
    *,
    horizon_days: Floats | float,
    largest_weight: float,
    fewest_cases: int,
) -> Floats:
    """Return for how many selected cases each closed one stands, shape ``(rows,)``.

    Args:
        known_after: Days from selection until the outcome was first known, of each closed case.
        grounds: Their grounds of selection.
        follow_up: ``selection_ground, days`` of every selected case, open ones among them: days from selection to the
            as-of date.
        horizon_days: Beyond this a case's length no longer adds to its weight.
        largest_weight: No case stands for more.
        fewest_cases: A ground with fewer cases takes the follow-up of all.
    """
    days = np.minimum(known_after, horizon_days)
    everyone = follow_up["days"].cast(pl.Float64).to_numpy()
    shares = follow_up_share(everyone, days) if len(everyone) else np.ones(len(days))
    for ground in grounds.unique().to_list():
        own = follow_up.filter(pl.col("selection_ground") == ground)["days"].cast(pl.Float64).to_numpy()
        if len(own) >= fewest_cases:
            rows = (grounds == ground).to_numpy()
            shares[rows] = follow_up_share(own, days[rows])
    return np.minimum(1.0 / np.maximum(shares, 1.0 / largest_weight), largest_weight)


def closed_within(days: Floats, closed: Booleans, horizon: float) -> float:
    """Return the share of cases that is closed within a number of days, the open ones counted (Kaplan and Meier, 1958).

    Args:
        days: Days from selection to the closing, or to the as-of date while open, shape ``(cases,)``.
        closed: Whether the case was closed.
        horizon: The number of days asked about.
    """
    times, position = np.unique(days, return_inverse=True)
    closings = np.bincount(position, weights=closed.astype(np.float64), minlength=len(times))
    leaving = np.bincount(position, minlength=len(times))
    at_risk = len(days) - np.concatenate([[0], np.cumsum(leaving)[:-1]])
    still_open = np.prod((1.0 - closings / at_risk)[times <= horizon])
    return float(1.0 - still_open)
