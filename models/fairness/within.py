"""Simpson's guard: a group beside others of the same sectors, and whether that turns a difference round.

A group that is chosen more often may only stand in sectors that are chosen more often, and a gap may hide where sectors
pull the other way. So each difference is told twice: over everybody, and with the others put together as the group is,
sector by sector (direct standardisation: Yule, Journal of the Royal Statistical Society 97, 1934; Simpson, the same B
13, 1951; Bickel, Hammel and O'Connell, Science 187, 1975).
"""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import polars as pl

from models.arrays import Booleans, Floats, Integers
from models.fairness.comparisons import with_notable
from models.fairness.figures import (
    FIGURE_SCHEMA,
    NO_RANDOM_SAMPLE,
    NOT_ESTIMABLE,
    Choice,
    Compared,
    Sample,
    compare,
    enough_of,
    figure_columns,
    labelled,
    nothing,
    seed_of,
)
from models.fairness.groups import BETWEEN, Partition, partition
from models.fairness.intervals import correlations, figure_of
from models.fairness.measures import Measure, rounds

WITHIN_SCHEMA = FIGURE_SCHEMA | {
    "within": pl.String,
    "compared": pl.Float64,
    "mix_distance": pl.Float64,
    "crude_difference": pl.Float64,
    "reversed": pl.Boolean,
}


@dataclass(frozen=True)
class _Crossed:
    """Units by group and by stratum: ``codes`` is the group's place times ``strata`` plus that of the stratum."""

    dimension: str
    labels: list[str]
    strata: int
    codes: Integers

    @classmethod
    def of(cls, part: Partition, stratum: Partition) -> "_Crossed":
        group, layer, strata = part.codes.to_numpy(), stratum.codes.to_numpy(), len(stratum.labels)
        codes = np.where((group >= 0) & (layer >= 0), group * strata + layer, -1)
        return cls(part.dimension, part.labels, strata, codes)

    @property
    def groups(self) -> Integers:
        """The group of each unit, -1 for none."""
        return np.where(self.codes >= 0, self.codes // self.strata, -1)

    def spread(self, cells: Floats) -> Floats:
        """Return figures by cell, ``(amounts, cells, ...)``, as ``(amounts, groups, strata, ...)``."""
        return cells.reshape(len(cells), len(self.labels), self.strata, *cells.shape[2:])


def figures_within(
    units: pl.DataFrame,
    groups: pl.DataFrame,
    choice: Choice,
    *,
    by: str = "sector",
    measures: Collection[str] | None = None,
    resamples: int | None = None,
    seed: int = 1,
) -> pl.DataFrame:
    """Return every share and ratio of every group beside that of others in the same sectors.

    The others of each sector count as the group's own units do, so the group's figure stays what it is and that of the
    others is what they would have with the group's sectors. Sectors in which only one of the two occurs are left out.

    Args:
        units: As ``models.fairness.figures.group_figures`` asks for.
        groups: ``unit, dimension, group``, the dimension ``by`` among them.
        choice: What the figures speak of.
        by: The dimension that is held equal.
        measures: Which; None for all that the columns allow. A slope cannot be told this way and is left out.
        resamples: Number of resamples; None for that of ``measures.yaml``.
        seed: Seed of the draws.

    Returns:
        The columns of ``group_figures`` and ``within`` (``by``), ``compared?`` (which share of the group's sum could be
        compared), ``mix_distance`` (how far its sectors differ from those of the others: 0 the same, 1 none in common),
        ``crude_difference`` (over everybody) and ``reversed`` (the two differences point to opposite sides).

    Raises:
        KompasError: See ``group_figures``.
    """
    told = Sample.of(units, measures)
    stratum = partition(units, groups, by)
    names = [name for name in groups["dimension"].unique(maintain_order=True) if name != by]
    parts = [_Crossed.of(partition(units, groups, name), stratum) for name in names]
    chosen = [measure for measure in told.measures if measure.kind != "slope"]
    frames = [
        _told(told, measure, part, resamples or rounds(), seed)
        .filter(pl.col("group").is_in(told.large_enough(part.labels, part.groups)))
        .with_columns(within=pl.lit(by))
        for part in parts
        for measure in chosen
    ]
    shown = [labelled(frame, choice, WITHIN_SCHEMA) for frame in frames]
    return with_notable(pl.concat([pl.DataFrame(schema=WITHIN_SCHEMA), *shown]))


def _told(sample: Sample, measure: Measure, part: _Crossed, resamples: int, seed: int) -> pl.DataFrame:
    cells = len(part.labels) * part.strata
    sums = part.spread(sample.sums(measure.sums, part.codes, cells))
    counted = part.spread(sample.sums(measure.counted, part.codes, cells))
    comparable = (sums[1] > 0) & (_others(sums)[1] > 0)
    whole = figure_of(measure.kind, sums.sum(axis=2))
    crude = whole - figure_of(measure.kind, _others(sums).sum(axis=2))
    here = (counted * comparable).sum(axis=2)
    if measure.random_arm and not sample.has_random_arm:
        compared, reason = nothing(len(part.labels)), NO_RANDOM_SAMPLE
    else:
        compared, reason = _compared(sample, measure, part, comparable, (resamples, seed)), NOT_ESTIMABLE
    size = np.bincount(part.groups[part.groups >= 0], minlength=len(part.labels))
    crude = np.where(np.isfinite(compared.difference), crude, np.nan)
    columns = figure_columns(compared, here, size, reason) | {
        "compared": figure_of("share", np.array([(sums[1] * comparable).sum(axis=1), sums[1].sum(axis=1)])),
        "mix_distance": _mix_distance(part),
        "crude_difference": crude,
        "reversed": crude * compared.difference < 0,
    }
    return pl.DataFrame({"dimension": part.dimension, "group": part.labels, "measure": measure.name} | columns)


def _compared(
    sample: Sample, measure: Measure, part: _Crossed, comparable: Booleans, drawing: tuple[int, int]
) -> Compared:
    resamples, seed = drawing
    cells = comparable.size
    sums = part.spread(sample.sums(measure.sums, part.codes, cells))
    counted = part.spread(sample.sums(measure.counted, part.codes, cells))
    name = BETWEEN.join((part.dimension, "within"))
    draws, _ = sample.draws(measure, part.codes, cells, resamples, seed_of(seed, measure.name, name))
    values, beside = _standardised(sums, comparable)
    drawn, drawn_beside = _standardised(part.spread(draws), comparable[..., None])
    enough, enough_beside = (enough_of(measure, (one * comparable).sum(axis=2)) for one in (counted, _others(counted)))
    together = correlations(drawn, drawn_beside, enough & enough_beside)
    return compare(measure, (values, drawn, enough), (beside, drawn_beside, enough_beside), together)


def _standardised(sums: Floats, comparable: Booleans) -> tuple[Floats, Floats]:
    """Return the figure of each group over comparable strata, and that of others with the group's own weights.

    Args:
        sums: What is told and over what, ``(2, groups, strata, ...)``.
        comparable: Which strata, to be spread over ``(groups, strata, ...)``.
    """
    own, others = sums * comparable, _others(sums)
    there = others[1] > 0
    rates = np.divide(others[0], others[1], out=np.zeros_like(others[0]), where=there)
    weights = own[1] * there
    above = np.array([own[0].sum(axis=1), (weights * rates).sum(axis=1)])
    below = np.array([own[1].sum(axis=1), weights.sum(axis=1)])
    figures = np.divide(above, below, out=np.full_like(above, np.nan), where=below > 0)
    return figures[0], figures[1]


def _others(sums: Floats) -> Floats:
    """Return the sums of all other groups of the same stratum, same shape; a speck left by subtraction is nothing."""
    whole = sums.sum(axis=1, keepdims=True)
    return np.where(whole - sums > 1e-9 * whole, whole - sums, 0.0)


def _mix_distance(part: _Crossed) -> Floats:
    cells = np.bincount(part.codes[part.codes >= 0], minlength=len(part.labels) * part.strata).astype(np.float64)
    own = cells.reshape(1, len(part.labels), part.strata)
    shares = [
        np.divide(one, one.sum(1, keepdims=True), out=np.zeros_like(one), where=one.sum(1, keepdims=True) > 0)
        for one in (own[0], _others(own)[0])
    ]
    return np.asarray(np.abs(shares[0] - shares[1]).sum(axis=1) / 2)
