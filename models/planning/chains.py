"""Chains: who is whose neighbour, and which joint visits are worth offering to the solver."""

import numpy as np
import polars as pl

from models.arrays import Booleans, Floats, Integers


def link_positions(frame: pl.DataFrame, links: pl.DataFrame) -> Integers:
    """Return the links between employers of the frame as positions, lender first, (m, 2), sorted.

    Args:
        frame: ``employer_id``, n rows.
        links: ``lender_id, hirer_id``: identifiers of employers; a link to somebody else is left out.
    """
    place = frame.select("employer_id").with_row_index("place")
    found = (
        links.select("lender_id", "hirer_id")
        .unique()
        .join(place.rename({"employer_id": "lender_id", "place": "lender"}), on="lender_id")
        .join(place.rename({"employer_id": "hirer_id", "place": "hirer"}), on="hirer_id")
        .filter(pl.col("lender") != pl.col("hirer"))
        .select("lender", "hirer")
        .unique()
        .sort("lender", "hirer")
    )
    return found.to_numpy().astype(np.int64).reshape(-1, 2)


def neighbours(chosen: Booleans, links: Integers) -> Booleans:
    """Return who is chosen or a neighbour of somebody chosen, (n,)."""
    reached = chosen.copy()
    reached[links[chosen[links[:, 0]], 1]] = True
    reached[links[chosen[links[:, 1]], 0]] = True
    return reached


def chain_bundles(
    links: Integers, yields: Floats, visit_hours: Floats, free: Booleans, size: int
) -> tuple[tuple[int, ...], ...]:
    """Return the joint visits of each lender: itself with the one, two, three... hirers of most yield an hour.

    The solver takes one of a lender's joint visits at most: they share the lender. Smaller ones are offered too, for a
    hirer that is not worth its hours must not keep the lender and the better hirers out.

    Args:
        links: Positions of lender and hirer, (m, 2).
        yields: What a visit is expected to yield, (n,).
        visit_hours: Hours of a visit, (n,).
        free: Who may be targeted, (n,).
        size: How many employers a joint visit takes at most, the lender among them.

    Returns:
        The bundles, in order of the lender and of size; each starts with the lender. A lender without a hirer that is
        worth a visit, or that is worth none itself, has none.
    """
    worth = free & (yields > 0)
    own = links[worth[links].all(axis=1)]
    if size < 2 or not len(own):
        return ()
    ratio = yields / visit_hours
    own = own[np.lexsort((own[:, 1], -ratio[own[:, 1]], own[:, 0]))]
    lenders, starts, counts = np.unique(own[:, 0], return_index=True, return_counts=True)
    most = np.minimum(counts, size - 1)
    return tuple(
        (int(lender), *own[start : start + hirers, 1].tolist())
        for lender, start, largest in zip(lenders, starts, most, strict=True)
        for hirers in range(1, largest + 1)
    )
