"""Least and largest shares of the hours: their names, and the limits that they come to."""

from collections.abc import Mapping

import numpy as np
import polars as pl

from data_contracts.errors import KompasError
from models.arrays import Booleans, Floats
from models.labels import LAWS
from models.planning.choices import PlanChoices
from models.planning.problem import GroupLimit

COLUMN_OF_GROUP = {
    "law": "main_law",
    "sector": "sector",
    "region": "region",
    "size_class": "size_class",
    "legal_form": "legal_form",
}


def group_limits(frame: pl.DataFrame, choices: PlanChoices, budget: float, given_out: Floats) -> tuple[GroupLimit, ...]:
    """Return the limits of a plan in hours, what lot has given out already taken off.

    A share is one of all hours after the reserve, the random arm and the comparison among them.

    Args:
        frame: ``main_law, sector, region, size_class, legal_form``, n rows.
        choices: The shares.
        budget: All hours after the reserve.
        given_out: Hours that lot has given to each employer, (n,).

    Raises:
        KompasError: A name is not one of a group of employers, or a share is not between 0 and 1.
    """
    limits = []
    for shares, at_least in ((choices.min_shares, True), (choices.max_shares, False)):
        for name, share in sorted(shares.items()):
            members = group_members(frame, name, shares)
            left = max(0.0, share * budget - float(given_out[members].sum()))
            limits.append(GroupLimit(name, at_least, left, members))
    return tuple(limits)


def group_members(frame: pl.DataFrame, name: str, shares: Mapping[str, float]) -> Booleans:
    """Return who is in a group, (n,).

    Raises:
        KompasError: There is no such group, or its share is not between 0 and 1.
    """
    dimension, _, group = name.partition(":")
    column = COLUMN_OF_GROUP.get(dimension)
    known = _groups(frame, column) if column else ()
    if column is None or group not in known:
        raise KompasError(
            f"There is no group of employers {name}.",
            "plan.min_shares or plan.max_shares in the settings",
            f"Write {', '.join(f'{key}:...' for key in COLUMN_OF_GROUP)}"
            + (f"; {dimension} is one of {', '.join(known)}." if known else "."),
        )
    if not 0 <= shares[name] <= 1:
        raise KompasError(
            f"The share of {name} is {shares[name]}, and a share lies between 0 and 1.",
            "plan.min_shares or plan.max_shares in the settings",
            "Write one tenth as 0.1.",
        )
    return np.asarray((frame[column] == group).fill_null(value=False).to_numpy(), dtype=np.bool_)


def _groups(frame: pl.DataFrame, column: str) -> tuple[str, ...]:
    if column == COLUMN_OF_GROUP["law"]:
        return LAWS
    return tuple(sorted(frame[column].drop_nulls().unique()))
