"""What is usual among comparable employers: the same sector and size, or more when those are too few."""

from collections.abc import Sequence

import polars as pl

FEWEST_PEERS = 20
GROUPINGS = (["sector", "size_class"], ["sector"])


def peer_medians(matrix: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
    """Return the median of each feature among the peers of an employer of each sector and size class.

    Peers have the same sector and size class, the employer itself among them; when fewer than ``FEWEST_PEERS`` of them
    have a value, the same sector; when those are too few as well, all employers.

    Args:
        matrix: ``current.parquet``, or any frame with ``sector``, ``size_class`` and the features.
        names: The features.

    Returns:
        ``sector, size_class`` and one column a feature; null where nobody has a value.
    """
    keys, *_ = GROUPINGS
    medians = matrix.select(keys).unique(maintain_order=True)
    enough = [pl.when(pl.col(name).count() >= FEWEST_PEERS).then(pl.col(name).median()).alias(name) for name in names]
    levels = [_beside(medians, matrix.group_by(grouping).agg(enough), grouping, names) for grouping in GROUPINGS]
    everybody = matrix.select(pl.col(name).median() for name in names)
    chosen = [pl.coalesce(*(level[name] for level in levels), everybody[name]).alias(name) for name in names]
    return medians.with_columns(chosen)


def peers_of(rows: pl.DataFrame, medians: pl.DataFrame) -> pl.DataFrame:
    """Return the peers' medians of each row, in the order of the rows, without the columns that say who they are.

    Args:
        rows: Employers, with ``sector`` and ``size_class``.
        medians: As ``peer_medians`` gives them.
    """
    keys, *_ = GROUPINGS
    joined = rows.select(keys).join(medians, on=keys, how="left", nulls_equal=True, maintain_order="left")
    return joined.drop(keys)


def _beside(keys: pl.DataFrame, medians: pl.DataFrame, grouping: list[str], names: Sequence[str]) -> pl.DataFrame:
    joined = keys.join(medians, on=grouping, how="left", nulls_equal=True, maintain_order="left")
    return joined.select(names)
