"""What is usual among comparable employers: the same sector and size, or more when those are too few."""

from collections.abc import Sequence

import polars as pl

FEWEST_PEERS = 20
GROUPINGS = (["sector", "size_class"], ["sector"])


def peer_values(matrix: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
    """Return the median of each feature among the peers of each employer, the employer itself included.

    Peers have the same sector and size class; when fewer than ``FEWEST_PEERS`` of them have a value, the same
    sector; when those are too few as well, all employers.

    Args:
        matrix: ``current.parquet``, or any frame with ``employer_id``, ``sector``, ``size_class`` and the features.
        names: The features.

    Returns:
        ``employer_id`` and one column a feature, in the order of ``matrix``; null where nobody has a value.
    """
    return matrix.select("employer_id", *(_peer_value(name) for name in names))


def _peer_value(name: str) -> pl.Expr:
    value = pl.col(name)
    levels = [
        pl.when(value.count().over(group) >= FEWEST_PEERS).then(value.median().over(group)) for group in GROUPINGS
    ]
    return pl.coalesce(*levels, value.median()).alias(name)
