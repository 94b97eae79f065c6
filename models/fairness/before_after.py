"""Two choices beside each other: how every group fares under each, and where a difference turned round or grew.

A repair of one dimension moves all others. When Amsterdam took the bias against one group out of its model, in the
trial the bias went the other way, and to groups that nobody had repaired for (Lighthouse Reports, MIT Technology Review
and Trouw, 2025). So no repair is told by the dimension that was repaired alone.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy.special import ndtr

from models.arrays import Floats
from models.evaluation.bootstrap import percentile_interval
from models.fairness.comparisons import with_notable
from models.fairness.figures import ESTIMATED, FIGURE_SCHEMA, Choice, Sample, labelled, partitions, seed_of
from models.fairness.groups import Partition
from models.fairness.intervals import figure_of
from models.fairness.measures import Measure, chosen_measures, rounds
from models.fairness.resampling import resampled_sums

SIDES = ("before", "after")
TURNED, GREW = "turned", "grew"
OF_A_CHOICE = ("selection_rate", "precision", "false_positive_rate", "false_negative_rate", "visits_per_worker")
"""Measures that are known of a choice that nobody has carried out yet; a hit rate is not."""
_TWICE = (
    "value", "low", "high", "status", "positives", "negatives", "others_value", "difference", "difference_low",
    "difference_high",
)  # fmt: skip
_KEYS = ["dimension", "group", "measure"]
_TURNED = pl.col("difference_before") * pl.col("difference_after") < 0
COMPARED_SCHEMA = {
    **{name: FIGURE_SCHEMA[name] for name in ("law", "step", *_KEYS, "units")},
    **{f"{name}_{side}": FIGURE_SCHEMA[name] for side in SIDES for name in _TWICE},
    "growth": pl.Float64,
    "growth_low": pl.Float64,
    "growth_high": pl.Float64,
    "p_value": pl.Float64,
    "p_adjusted": pl.Float64,
    "notable": pl.Boolean,
    "flag": pl.String,
    "sure": pl.Boolean,
}


@dataclass(frozen=True)
class Drawing:
    """Number of resamples, None for that of ``measures.yaml``, and their seed."""

    resamples: int | None = None
    seed: int = 1


def before_and_after(
    units: pl.DataFrame,
    groups: pl.DataFrame,
    choice: Choice,
    *,
    measures: Collection[str] | None = None,
    pairs: bool = True,
    drawing: Drawing | None = None,
) -> pl.DataFrame:
    """Return every measure of every group and intersection under two choices from the same units.

    Args:
        units: As ``models.fairness.figures.group_figures``, with ``before`` and ``after`` (Boolean) in place of
            ``chosen``. Who is chosen gets one visit.
        groups: ``unit, dimension, group``, of all dimensions, not only of the repaired one.
        choice: What is chosen from.
        measures: Which; None for those of ``OF_A_CHOICE`` that the columns allow.
        pairs: Whether to tell intersections of two dimensions too.
        drawing: The resamples.

    Returns:
        ``COMPARED_SCHEMA``: the figures of ``group_figures`` for each choice, and ``growth``: by how much further from
        0 the group's difference with all others is after than before, with a 95% interval in which both choices are
        made from the same resamples. ``flag`` is ``turned`` where the difference changed sign, else ``grew`` where it
        lies further from 0, else null. ``p_value`` is of what the flag says: that the growth is chance, or where the
        difference turned the larger of that before and after (both must lie on their side: Berger, Technometrics 24,
        1982). ``sure``: notable over all comparisons here. Nulls where either choice has no figure.

    Raises:
        KompasError: See ``group_figures``.
    """
    drawn = drawing or Drawing()
    sides = [_chosen_by(units, side) for side in SIDES]
    known = [one.name for one in chosen_measures(None, sides[0].columns) if one.name in OF_A_CHOICE]
    samples = [Sample.of(side, known if measures is None else measures) for side in sides]
    frames = list(_told(samples, partitions(units, groups, pairs=pairs), drawn.resamples or rounds(), drawn.seed))
    schema = {name: kind for name, kind in COMPARED_SCHEMA.items() if name not in ("flag", "sure")}
    told = pl.concat([pl.DataFrame(schema=schema), *(labelled(frame, choice, schema) for frame in frames)])
    return _flagged(with_notable(told))


def _chosen_by(units: pl.DataFrame, side: str) -> pl.DataFrame:
    return units.drop("chosen", "visits", strict=False).with_columns(
        chosen=pl.col(side), visits=pl.col(side).fill_null(value=False).cast(pl.Int64)
    )


def _told(samples: list[Sample], parts: Iterable[Partition], resamples: int, seed: int) -> Iterable[pl.DataFrame]:
    twice = (*_TWICE, "p_value")
    for part in parts:
        before, after = (sample.told(part, resamples, seed).select(*_KEYS, "units", *twice) for sample in samples)
        both = before.rename({name: f"{name}_before" for name in twice}).join(
            after.drop("units").rename({name: f"{name}_after" for name in twice}), on=_KEYS, maintain_order="left"
        )
        growths = pl.concat(_growth(samples, measure, part, resamples, seed) for measure in samples[0].measures)
        known = pl.all_horizontal(pl.col(f"status_{side}") == ESTIMATED for side in SIDES)
        clear = pl.max_horizontal(*(f"p_value_{side}" for side in SIDES))
        p_value = pl.when(known & _TURNED).then(clear).when(known).then("p_value").alias("p_value")
        told = [pl.when(known).then(pl.col(name)) for name in ("growth", "growth_low", "growth_high")]
        yield both.join(growths, on=_KEYS, maintain_order="left").with_columns(*told, p_value)


def _growth(samples: list[Sample], measure: Measure, part: Partition, resamples: int, seed: int) -> pl.DataFrame:
    """Return by how much differences grow; both choices are resampled together, so that what they share cancels."""
    codes, size = part.codes.to_numpy(), len(part.labels)
    amounts = np.array([sample.amounts[name].to_numpy() for sample in samples for name in measure.sums])
    generator = np.random.default_rng(seed_of(seed, measure.name, part.dimension, GREW))
    draws = resampled_sums(samples[0].clusters, codes, amounts, size, resamples, generator).draws.transpose(1, 0, 2)
    sums = np.concatenate([sample.sums(measure.sums, codes, size) for sample in samples])[..., None]
    gaps = [_gaps(measure, one) for one in np.split(np.concatenate([sums, draws], axis=2), 2)]
    signs = [np.sign(gap[:, :1]) for gap in gaps]
    growth = signs[1] * gaps[1] - signs[0] * gaps[0]
    value, spread = growth[:, 0], growth[:, 1:]
    bounds = np.array([percentile_interval(row) for row in spread]).reshape(-1, 2)
    names = {"dimension": part.dimension, "group": part.labels, "measure": measure.name}
    return pl.DataFrame(
        names
        | {"growth": value, "growth_low": np.fmin(bounds[:, 0], value), "growth_high": np.fmax(bounds[:, 1], value)}
        | {"p_value": _p_values(value, spread)}
    )


def _gaps(measure: Measure, sums: Floats) -> Floats:
    """Return the group's figure less that of all others, ``(groups, rounds)``, from ``(amounts, groups, rounds)``."""
    others = sums.sum(axis=1, keepdims=True) - sums
    return np.asarray(figure_of(measure.kind, sums) - figure_of(measure.kind, others))


def _p_values(value: Floats, spread: Floats) -> Floats:
    """Return two-sided p-values against no growth; what never moves is certain."""
    error = spread.std(axis=1)
    distance = np.divide(np.abs(value), error, out=np.full_like(value, np.inf), where=error > 0)
    return np.where(np.isfinite(value), np.where(value == 0, 1.0, 2 * ndtr(-distance)), np.nan)


def _flagged(told: pl.DataFrame) -> pl.DataFrame:
    flag = pl.when(_TURNED).then(pl.lit(TURNED)).when(pl.col("growth") > 0).then(pl.lit(GREW))
    sure = flag.is_not_null() & pl.col("notable")
    return told.with_columns(flag=flag, sure=sure.fill_null(value=False)).select(COMPARED_SCHEMA.keys())
