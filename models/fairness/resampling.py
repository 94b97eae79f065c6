"""Resampled sums by group, for any number of units: the Poisson bootstrap over employers.

In each resample every employer counts a number of times that is drawn from Poisson(1), all its units together (Hanley
and MacGibbon, Computer Methods and Programs in Biomedicine 83, 2006; Chamandy and others, Estimating uncertainty for
massive data streams, 2012). For figures of sums this is the bootstrap of ``models.evaluation.bootstrap``, which draws
as many employers as there are. It is chosen because employers then count independently of each other: of ``k``
employers that add the very same, the number of times together is one draw from Poisson(k), exactly. There are few
different additions (chosen or not, found or not) however many employers there are, so 450,000 cost about as much as a
thousand. Multinomial counts would have to be drawn over all employers at once.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy import sparse

from models.arrays import Floats, Integers

DRAWS_AT_A_TIME = 4_000_000
"""How many draws are held at once: 32 MB, and as much again while they are turned into floats."""


@dataclass(frozen=True)
class ResampledSums:
    """Sums by group in each resample, shape ``(groups, amounts, rounds)``.

    ``apart`` tells that no employer has units in two groups, so that groups are independent of each other.
    """

    draws: Floats
    apart: bool


def resampled_sums(
    clusters: Integers, codes: Integers, amounts: Floats, groups: int, rounds: int, generator: np.random.Generator
) -> ResampledSums:
    """Return the sums of amounts by group, resampled by employer.

    Args:
        clusters: The employer of each unit, ``(units,)``.
        codes: The group of each unit, -1 for none, ``(units,)``.
        amounts: What each unit adds, ``(amounts, units)``.
        groups: Number of groups.
        rounds: Number of resamples.
        generator: The draws.
    """
    adds = (codes >= 0) & (amounts != 0).any(axis=0)
    names = [f"amount_{place}" for place in range(len(amounts))]
    columns = dict(zip(names, amounts[:, adds], strict=True))
    rows = pl.DataFrame({"cluster": clusters[adds], "code": codes[adds], **columns})
    if rows["cluster"].is_duplicated().any():
        rows = rows.group_by("cluster", "code", maintain_order=True).agg(pl.col(names).sum())
    astride = rows["cluster"].is_duplicated()
    alike = rows.filter(~astride).group_by("code", *names, maintain_order=True).agg(times=pl.len())
    alone = rows.filter(astride).with_columns(place=pl.col("cluster").rank("dense").cast(pl.Int64) - 1)
    single = int(alone["place"].n_unique())
    times = np.concatenate([alike["times"].to_numpy(), np.ones(single)]).astype(np.float64)
    parts = alike.with_row_index("place").select(pl.col("place").cast(pl.Int64), "code", *names)
    entries = pl.concat([parts, alone.select(pl.col("place") + len(alike), "code", *names)])
    sums = _sums_of(entries, names, (groups, len(times)))
    return ResampledSums(_drawn(times, sums, rounds, generator).reshape(groups, len(names), rounds), not single)


def _sums_of(entries: pl.DataFrame, names: list[str], shape: tuple[int, int]) -> sparse.csr_array:
    """Return the matrix that turns how often each kind of employer counts into sums, ``(groups x amounts, kinds)``."""
    groups, kinds = shape
    rows = (entries["code"].to_numpy()[:, None] * len(names) + np.arange(len(names))).ravel()
    columns = np.repeat(entries["place"].to_numpy(), len(names))
    values = entries.select(names).to_numpy().ravel()
    return sparse.csr_array((values, (rows, columns)), shape=(groups * len(names), kinds))


def _drawn(times: Floats, sums: sparse.csr_array, rounds: int, generator: np.random.Generator) -> Floats:
    result = np.zeros((sums.shape[0], rounds))
    step = max(1, DRAWS_AT_A_TIME // max(1, len(times)))
    for first in range(0, rounds, step):
        last = min(first + step, rounds)
        counts = generator.poisson(times[:, None], (len(times), last - first)).astype(np.float64)
        result[:, first:last] = sums @ counts
    return result
