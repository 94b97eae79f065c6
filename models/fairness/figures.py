"""Figures of fairness by group, at one choice: each beside all others, with intervals, or with why there is none."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any
from zlib import crc32

import numpy as np
import polars as pl

from data_contracts.errors import KompasError
from models.arrays import Booleans, Floats, Integers
from models.fairness.amounts import amounts_of
from models.fairness.comparisons import with_notable
from models.fairness.groups import Partition, partition, telling_pairs
from models.fairness.intervals import Figures, correlations, differences, figure_of, figures_with_intervals
from models.fairness.measures import Measure, chosen_measures, rounds
from models.fairness.resampling import resampled_sums
from models.selection.shares import bounds_without_contrast
from models.small_cells import together

ESTIMATED, NOT_ESTIMABLE, NO_RANDOM_SAMPLE = "estimated", "not_estimable", "no_random_sample"
FIGURE_SCHEMA = {
    "law": pl.String,
    "step": pl.String,
    "cut": pl.Float64,
    "dimension": pl.String,
    "group": pl.String,
    "measure": pl.String,
    "value": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "status": pl.String,
    "positives": pl.Int64,
    "negatives": pl.Int64,
    "units": pl.Int64,
    "others_value": pl.Float64,
    "difference": pl.Float64,
    "difference_low": pl.Float64,
    "difference_high": pl.Float64,
    "p_value": pl.Float64,
    "p_adjusted": pl.Float64,
    "notable": pl.Boolean,
}


@dataclass(frozen=True)
class Choice:
    """What the figures speak of: a law (None: all), a step of the process, and a cut (a share of the list) if any."""

    step: str
    law: str | None = None
    cut: float | None = None


@dataclass(frozen=True)
class Compared:
    """Figures of the groups and of all others with how they differ; ``enough`` tells which groups have enough units."""

    figures: Figures
    others: Figures
    difference: Floats
    low: Floats
    high: Floats
    p_value: Floats
    enough: Booleans


def group_figures(
    units: pl.DataFrame,
    groups: pl.DataFrame,
    choice: Choice,
    *,
    measures: Collection[str] | None = None,
    pairs: bool = False,
    resamples: int | None = None,
    seed: int = 1,
) -> pl.DataFrame:
    """Return every measure of every group, beside that of all others in its dimension.

    Args:
        units: One row a unit: ``unit, employer_id`` and what the measures need of ``chosen?, score?, outcome?,
            drawn, probability?, workers, visits`` and ``weight`` (1 where not given). Whom lot drew is ``chosen`` only
            if it would have been without the lot, else nobody was ever missed; null where that is not known.
        groups: ``unit, dimension, group``; in a dimension a unit has one group or none, and without one it is not among
            the others either.
        choice: What the figures speak of.
        measures: Which; None for all that the columns of ``units`` allow.
        pairs: Whether to tell intersections of two dimensions too.
        resamples: Number of resamples; None for that of ``measures.yaml``.
        seed: Seed of the draws.

    Returns:
        ``FIGURE_SCHEMA``, one row a dimension, group and measure. ``status`` is ``no_random_sample`` where the measure
        needs a random arm and there is none, ``not_estimable`` with fewer positives or negatives than the measure's
        minimum. A share of which all or none count has no value either, since chance alone may do that, but has exact
        bounds. Groups of few employers have no row, nor has what would tell of them by subtraction
        (``models.small_cells``). Adjusted for all comparisons in the result (``with_notable``).

    Raises:
        KompasError: A unit is there twice or in two groups of a dimension; a measure or a probability is not known.
    """
    return figures_by(units, partitions(units, groups, pairs=pairs), choice, measures, (resamples, seed))


def figures_by(
    units: pl.DataFrame,
    parts: Iterable[Partition],
    choice: Choice,
    measures: Collection[str] | None,
    drawing: tuple[int | None, int],
) -> pl.DataFrame:
    """Return what ``group_figures`` does, of units that have been divided before.

    Args:
        units: See there.
        parts: How dimensions divide the units, in the order of ``units``.
        choice: What the figures speak of.
        measures: Which; None for all that the columns allow.
        drawing: Number of resamples (None for that of ``measures.yaml``) and their seed.

    Raises:
        KompasError: See there.
    """
    sample = Sample.of(units, measures)
    resamples, seed = drawing
    frames = [
        labelled(sample.told(part, resamples or rounds(), seed), choice, FIGURE_SCHEMA)
        for part in parts
        if sample.measures
    ]
    return with_notable(pl.concat([pl.DataFrame(schema=FIGURE_SCHEMA), *frames]))


@dataclass(frozen=True)
class Sample:
    """Units as arrays: employers as integers, and the amounts of the measures as columns."""

    measures: list[Measure]
    clusters: Integers
    amounts: pl.DataFrame
    has_random_arm: bool

    @classmethod
    def of(cls, units: pl.DataFrame, names: Collection[str] | None) -> "Sample":
        """Return the sample; ``names`` are the measures, None for all that the columns allow.

        Raises:
            KompasError: See ``group_figures``.
        """
        if len(twice := units.filter(pl.col("unit").is_duplicated())):
            raise KompasError(
                "Some units are there more than once.",
                where=str(twice["unit"][0]),
                remedy="Give each unit one row; several units of one employer share its employer_id.",
            )
        chosen = chosen_measures(names, units.columns)
        amounts = amounts_of(units, chain.from_iterable((*one.sums, *one.counted) for one in chosen))
        clusters = units["employer_id"].rank("dense").cast(pl.Int64).to_numpy()
        drawn = "drawn" in units.columns and bool((units["drawn"] & units["outcome"].is_not_null()).any())
        return cls(chosen, clusters, amounts, drawn)

    def told(self, part: Partition, resamples: int, seed: int) -> pl.DataFrame:
        """Return all measures by the groups of one dimension that are large enough."""
        labels = self.large_enough(part.labels, part.codes.to_numpy())
        frames = [self.figures(measure, part, resamples, seed) for measure in self.measures]
        return pl.concat(frames).filter(pl.col("group").is_in(labels))

    def figures(self, measure: Measure, part: Partition, resamples: int, seed: int) -> pl.DataFrame:
        """Return a measure by the groups of one dimension: ``FIGURE_SCHEMA`` without what it speaks of."""
        codes, size = part.codes.to_numpy(), len(part.labels)
        counted = self.sums(measure.counted, codes, size)
        if measure.random_arm and not self.has_random_arm:
            compared, bounds, reason = nothing(size), np.full((2, size), np.nan), NO_RANDOM_SAMPLE
        else:
            compared = self._compared(measure, part, counted, resamples, seed)
            bounds, reason = self._bounds(measure, codes, compared), NOT_ESTIMABLE
        units = np.bincount(codes[codes >= 0], minlength=size)
        columns = figure_columns(compared, counted, units, reason)
        columns["low"], columns["high"] = (
            np.where(np.isfinite(columns[side]), columns[side], bound)
            for side, bound in zip(("low", "high"), bounds, strict=True)
        )
        return pl.DataFrame({"dimension": part.dimension, "group": part.labels, "measure": measure.name} | columns)

    def sums(self, names: Collection[str], codes: Integers, size: int) -> Floats:
        """Return the sums of amounts by group, shape ``(names, size)``."""
        inside = codes >= 0
        weights = (self.amounts[name].to_numpy()[inside] for name in names)
        return np.array([np.bincount(codes[inside], weight, size) for weight in weights])

    def draws(
        self, measure: Measure, codes: Integers, size: int, resamples: int, seed: Integers
    ) -> tuple[Floats, bool]:
        """Return resampled sums of a measure, ``(amounts, size, resamples)``, and whether groups are independent."""
        amounts = np.array([self.amounts[name].to_numpy() for name in measure.sums])
        drawn = resampled_sums(self.clusters, codes, amounts, size, resamples, np.random.default_rng(seed))
        return drawn.draws.transpose(1, 0, 2), drawn.apart

    def large_enough(self, labels: Sequence[str], codes: Integers) -> list[str]:
        """Return the groups that have employers enough to be told, and are not what would tell of the others."""
        inside = pl.DataFrame({"code": codes, "cluster": self.clusters}).filter(pl.col("code") >= 0)
        employers = inside.group_by("code").agg(pl.col("cluster").n_unique()).sort("code")
        shown = together({labels[code]: count for code, count in employers.iter_rows()})
        return [name for name, shown_as in shown.items() if name == shown_as]

    def _compared(self, measure: Measure, part: Partition, counted: Floats, resamples: int, seed: int) -> Compared:
        codes, size = part.codes.to_numpy(), len(part.labels)
        enough, enough_others = (enough_of(measure, one) for one in (counted, counted.sum(1, keepdims=True) - counted))
        sums = self.sums(measure.sums, codes, size)
        draws, apart = self.draws(measure, codes, size, resamples, seed_of(seed, measure.name, part.dimension))
        drawn = figure_of(measure.kind, draws)
        drawn_others = figure_of(measure.kind, draws.sum(1, keepdims=True) - draws)
        values, values_others = (figure_of(measure.kind, one) for one in (sums, sums.sum(1, keepdims=True) - sums))
        together = np.zeros(size) if apart else correlations(drawn, drawn_others, enough & enough_others)
        return compare(measure, (values, drawn, enough), (values_others, drawn_others, enough_others), together)

    def _bounds(self, measure: Measure, codes: Integers, compared: Compared) -> Floats:
        """Return exact bounds of the shares of which all or none count, ``(2, groups)``; NaN for the others."""
        bounds = np.full((2, len(compared.enough)), np.nan)
        if measure.kind != "share":
            return bounds
        share = figure_of(measure.kind, self.sums(measure.sums, codes, len(compared.enough)))
        below = self.amounts[measure.sums[1]].to_numpy()
        for place in np.flatnonzero(compared.enough & np.isin(share, (0.0, 1.0))):
            inside = codes == place
            weights = np.bincount(self.clusters[inside], below[inside]).astype(np.float64)
            told = bounds_without_contrast(share[[place]], weights[weights > 0])
            bounds[:, place] = told.low, told.high
        return bounds


def compare(
    measure: Measure,
    group: tuple[Floats, Floats, Booleans],
    others: tuple[Floats, Floats, Booleans],
    together: Floats,
) -> Compared:
    """Put figures of groups beside those of their others.

    Args:
        measure: The measure.
        group: Values ``(groups,)``, their resamples ``(groups, rounds)``, and which have enough units.
        others: The same of all others.
        together: How both move together, ``(groups,)``.
    """
    figures, beside = (
        figures_with_intervals(measure.kind, np.where(enough, values, np.nan), drawn)
        for values, drawn, enough in (group, others)
    )
    gap = differences(figures, beside, together)
    return Compared(figures, beside, gap.value, gap.low, gap.high, gap.p_value, group[2])


def figure_columns(compared: Compared, counted: Floats, units: Integers, reason: str) -> dict[str, Any]:
    """Return the columns of a result that hold figures.

    Args:
        compared: The figures of the groups and of their others.
        counted: Positive and negative units, ``(2, groups)``.
        units: All units of each group.
        reason: Status of a group without a figure.
    """
    figures = compared.figures
    return {
        "value": figures.value,
        "low": figures.low,
        "high": figures.high,
        "status": np.where(np.isfinite(figures.value), ESTIMATED, reason),
        "positives": counted[0],
        "negatives": counted[1],
        "units": units,
        "others_value": compared.others.value,
        "difference": compared.difference,
        "difference_low": compared.low,
        "difference_high": compared.high,
        "p_value": compared.p_value,
    }


def enough_of(measure: Measure, counted: Floats) -> Booleans:
    """Return where there are enough of both outcomes, from counts of positives and negatives ``(2, groups)``."""
    minimum = measure.minimum
    return np.asarray((counted[0] >= minimum.positives) & (counted[1] >= minimum.negatives))


def partitions(units: pl.DataFrame, groups: pl.DataFrame, *, pairs: bool) -> Iterator[Partition]:
    """Return how each dimension divides the units, and after these each telling pair of dimensions.

    Raises:
        KompasError: A unit is in two groups of a dimension.
    """
    names = groups["dimension"].unique(maintain_order=True).to_list()
    singles = {name: partition(units, groups, name) for name in names}
    yield from singles.values()
    if pairs:
        yield from (singles[first].crossed(singles[second]) for first, second in telling_pairs(names))


def seed_of(seed: int, *names: str) -> Integers:
    """Return a seed of its own for each figure, the same whatever other figures are asked for."""
    return np.array([seed, *(crc32(name.encode()) for name in names)], dtype=np.int64)


def nothing(size: int) -> Compared:
    """Return no figures for so many groups."""
    unknown = np.full(size, np.nan)
    figures = Figures(unknown, unknown, unknown)
    return Compared(figures, figures, unknown, unknown, unknown, unknown, np.zeros(size, dtype=bool))


def labelled(frame: pl.DataFrame, choice: Choice, schema: Mapping[str, type[pl.DataType]]) -> pl.DataFrame:
    """Return figures with what they speak of, in a schema's order and types; NaN becomes null."""
    spoken = frame.with_columns(
        law=pl.lit(choice.law), step=pl.lit(choice.step), cut=pl.lit(choice.cut), p_adjusted=None, notable=False
    )
    known = spoken.with_columns(pl.col(pl.Float64).fill_nan(None))
    return known.select(pl.col(name).cast(kind) for name, kind in schema.items())
