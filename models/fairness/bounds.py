"""A trait that nobody holds of an employer: what tables of its share by cell still say for sure of a group.

Of a cell (a municipality, a sector) it is known how many employers there are, how many were chosen and which share is
in the group; not which of the chosen are. Then the chosen of the group are at least the chosen less all others and at
most the smaller of chosen and group (Fréchet, 1951; for tables: Duncan and Davis, American Sociological Review 18,
1953). Summed over cells that gives bounds which nothing beyond the tables can narrow.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from scipy.special import ndtr

from data_contracts.errors import KompasError
from models.arrays import Floats
from models.evaluation.bootstrap import Z_95
from models.fairness.ecological import Told, ecological, told_by_assumption
from models.fairness.figures import ESTIMATED, NOT_ESTIMABLE
from models.fairness.measures import measures

REACH = 2.0
"""A cell that lies within so many standard errors of a bend may lie on either side of it."""
OF = ("group", "others", "difference")
BOUND_SCHEMA = {
    "measure": pl.String,
    "of": pl.String,
    "status": pl.String,
    "low": pl.Float64,
    "high": pl.Float64,
    "limit_low": pl.Float64,
    "limit_high": pl.Float64,
    "assumption": pl.String,
    "assumed_value": pl.Float64,
    "assumed_low": pl.Float64,
    "assumed_high": pl.Float64,
    "refuted": pl.Boolean,
    "assumed_even": pl.Float64,
    "cells": pl.Int64,
    "units": pl.Int64,
    "in_group": pl.Float64,
    "positives": pl.Int64,
    "negatives": pl.Int64,
}


@dataclass(frozen=True)
class Bent:
    """A bound as a bent line in each cell's count: ``base`` times it, and from each kink ``h`` on ``k`` times more.

    ``kinks`` are pairs of ``k`` and ``h`` of shape ``(cells,)``. All bounds here are of this shape, so that what chance
    does to a count is followed through to the bound.
    """

    value: float
    base: float
    kinks: tuple[tuple[float, Floats], ...]

    def __sub__(self, other: "Bent") -> "Bent":
        turned = tuple((-k, h) for k, h in other.kinks)
        return Bent(self.value - other.value, self.base - other.base, self.kinks + turned)


@dataclass(frozen=True)
class Counts:
    """Cells as arrays: units, those in the group and the others, chosen, and found among the chosen (if known)."""

    units: Floats
    inside: Floats
    outside: Floats
    chosen: Floats
    found: Floats | None


def aggregate_bounds(cells: pl.DataFrame) -> pl.DataFrame:
    """Return what aggregates say of how a group fares: the share chosen and, where known, the hit rate of the chosen.

    Args:
        cells: One row a cell: ``cell, units, chosen, share_in_group`` (0 to 1) and, for the hit rate, ``found`` (at how
            many of the chosen; they then have to be those that were visited and examined).

    Returns:
        ``BOUND_SCHEMA``: for each measure the group, all others, and group less others. ``low, high`` hold of the
        choice as it was made, whatever happened inside the cells. ``limit_low, limit_high`` hold (95%) of the chance
        by which such choices are made: each cell's count is then a draw, and since a bound takes the worst of every
        cell, what chance adds to it is taken off. ``assumed_*`` rest on an assumption about what nobody saw, named in
        ``assumption`` (see ``models.fairness.ecological``) and are no finding; ``refuted`` tells that the bounds rule
        it out. The status is ``not_estimable`` below the measure's minimum of positives and negatives.

    Raises:
        KompasError: A cell is there twice, or its figures cannot be true.
    """
    _check(cells)
    counts = _counts(cells)
    rows = _rows("selection_rate", counts, _selection_bounds(counts), ecological(counts.chosen, counts.units, counts))
    if counts.found is not None:
        assumed = ecological(counts.found, counts.chosen, counts)
        rows += _rows("hit_rate", counts, _hit_bounds(counts, counts.found), assumed)
    return pl.DataFrame(rows, schema=BOUND_SCHEMA)


def bounds_by_level(cells: pl.DataFrame, levels: list[str]) -> pl.DataFrame:
    """Return the bounds by ever narrower cells: what each level of detail brings.

    Args:
        cells: As ``aggregate_bounds``, with a column a level that is coarser than ``cell`` (``province`` beside a
            municipality).
        levels: These columns, the coarsest first.

    Returns:
        ``level`` and ``BOUND_SCHEMA``, with ``width`` (high less low) and ``narrowed`` (which share of the width of the
        level before is gone). The last level is ``cell``.
    """
    summed = [pl.col("units", "chosen").sum(), *([pl.col("found").sum()] if "found" in cells.columns else [])]
    share = (pl.col("share_in_group") * pl.col("units")).sum() / pl.col("units").sum()
    parts = [
        cells.group_by(pl.col(level).alias("cell")).agg(*summed, share_in_group=share.fill_nan(0.0)) for level in levels
    ]
    tables = [
        aggregate_bounds(part).with_columns(level=pl.lit(level))
        for level, part in zip([*levels, "cell"], [*parts, cells], strict=True)
    ]
    width = pl.col("high") - pl.col("low")
    before = pl.col("width").shift(1).over("measure", "of")
    told = pl.concat(tables).with_columns(width=width).with_columns(narrowed=1 - pl.col("width") / before)
    return told.select("level", *BOUND_SCHEMA, "width", pl.col("narrowed").fill_nan(None))


def widest_cells(cells: pl.DataFrame) -> pl.DataFrame:
    """Return which cells leave the most open of the group's share chosen, the widest first.

    Args:
        cells: As ``aggregate_bounds``.

    Returns:
        ``cell, units, share_in_group, chosen``, ``least, most`` (how many of the chosen can be in the group) and
        ``brings``: by how much (on the scale of the group's share chosen) the bounds would narrow at most if this cell
        were split until nothing in it is open. A cell with everybody or nobody in the group brings 0.
    """
    _check(cells)
    inside, units = pl.col("share_in_group") * pl.col("units"), pl.col("units")
    least = pl.max_horizontal(0.0, pl.col("chosen") - (units - inside))
    most = pl.min_horizontal(pl.col("chosen"), inside)
    told = cells.select("cell", "units", "share_in_group", "chosen", least=least, most=most)
    return told.with_columns(brings=(pl.col("most") - pl.col("least")) / inside.sum()).sort(
        "brings", "cell", descending=[True, False]
    )


def _check(cells: pl.DataFrame) -> None:
    found = [pl.col("found") > pl.col("chosen"), pl.col("found") < 0] if "found" in cells.columns else []
    impossible = pl.any_horizontal(
        pl.col("chosen") > pl.col("units"), pl.col("chosen") < 0, ~pl.col("share_in_group").is_between(0, 1), *found
    ).fill_null(value=True)
    wrong = cells.filter(pl.col("cell").is_duplicated() | impossible)
    if len(wrong):
        raise KompasError(
            "Some cells have figures that cannot be true, or stand there twice.",
            where=str(wrong["cell"][0]),
            remedy="Give each cell once, with chosen at most units, found at most chosen, and a share between 0 and 1.",
        )


def _counts(cells: pl.DataFrame) -> Counts:
    names = [name for name in ("units", "share_in_group", "chosen", "found") if name in cells.columns]
    columns = {name: cells[name].cast(pl.Float64).to_numpy() for name in names}
    inside = columns["units"] * columns["share_in_group"]
    return Counts(columns["units"], inside, columns["units"] - inside, columns["chosen"], columns.get("found"))


def _rows(
    measure: str, counts: Counts, bounds: dict[str, tuple[Bent, Bent]] | None, assumed: Told | None
) -> list[dict[str, Any]]:
    hits = counts.found if measure == "hit_rate" else None
    positive, among = (counts.chosen, counts.units) if hits is None else (hits, counts.chosen)
    totals = {"cells": len(counts.units), "units": int(counts.units.sum()), "in_group": float(counts.inside.sum())}
    totals |= {"positives": int(positive.sum()), "negatives": int((among - positive).sum())}
    minimum = measures()[measure].minimum
    enough = totals["positives"] >= minimum.positives and totals["negatives"] >= minimum.negatives
    rows: list[dict[str, Any]] = []
    for name in OF:
        row = {"measure": measure, "of": name, "status": NOT_ESTIMABLE, **totals}
        if bounds is not None and enough:
            low, high = bounds[name]
            row |= _figures(low, high, positive, _spread(positive, among), least=-1.0 if name == OF[2] else 0.0)
            row |= told_by_assumption(assumed, name, low.value, high.value) | {"status": ESTIMATED}
        rows.append(row)
    return rows


def _figures(low: Bent, high: Bent, counted: Floats, spread: Floats, *, least: float) -> dict[str, float]:
    below, above = (_limit(bent, counted, spread, side) for bent, side in ((low, -1), (high, 1)))
    return {
        "low": low.value,
        "high": high.value,
        "limit_low": max(least, min(below, low.value)),
        "limit_high": min(1.0, max(above, high.value)),
    }


def _selection_bounds(counts: Counts) -> dict[str, tuple[Bent, Bent]] | None:
    """Return the bounds of the shares chosen: all that can be pushed into the group, or kept out of it."""
    if counts.inside.sum() <= 0 or counts.outside.sum() <= 0:
        return None
    group, others = (
        (_least(counts.chosen, rest, own), _most(counts.chosen, own))
        for own, rest in ((counts.inside, counts.outside), (counts.outside, counts.inside))
    )
    return dict(zip(OF, (group, others, (group[0] - others[1], group[1] - others[0])), strict=True))


def _least(chosen: Floats, rest: Floats, own: Floats) -> Bent:
    size = float(own.sum())
    return Bent(float(np.maximum(0.0, chosen - rest).sum()) / size, 0.0, ((1 / size, rest),))


def _most(chosen: Floats, own: Floats) -> Bent:
    size = float(own.sum())
    return Bent(float(np.minimum(chosen, own).sum()) / size, 1 / size, ((-1 / size, own),))


def _hit_bounds(counts: Counts, found: Floats) -> dict[str, tuple[Bent, Bent]] | None:
    """Return the bounds of the hit rates.

    Who of the group was visited is open too. The group's rate is least when it was visited wherever nothing was found
    and, of what is left, as little as can be; and most the other way round. Both are found cell by cell: a visit with a
    finding more raises a rate and one without lowers it, whatever happens elsewhere. What is least for the group is
    most for the others, so that the bounds of the difference can be met as well.
    """
    visits = counts.chosen
    fewest, most = (np.maximum(0.0, visits - counts.outside), np.minimum(visits, counts.inside))
    group = _rate_bounds(visits, found, fewest, most)
    others = _rate_bounds(visits, found, visits - most, visits - fewest)
    if group is None or others is None:
        return None
    return dict(zip(OF, (group, others, (group[0] - others[1], group[1] - others[0])), strict=True))


def _rate_bounds(visits: Floats, found: Floats, fewest: Floats, most: Floats) -> tuple[Bent, Bent] | None:
    """Return the least and the greatest rate of findings among ``fewest`` to ``most`` of a cell's visits."""
    for_nothing, with_finding = (np.clip(some, fewest, most) for some in (visits - found, found))
    if for_nothing.sum() <= 0 or with_finding.sum() <= 0:
        return None
    size, low = float(for_nothing.sum()), float(np.maximum(0.0, found - visits + for_nothing).sum() / for_nothing.sum())
    least = Bent(low, 0.0, ((low / size, visits - most), ((1 - low) / size, visits - fewest)))
    size, high = float(with_finding.sum()), float(np.minimum(found, with_finding).sum() / with_finding.sum())
    return least, Bent(high, 1 / size, ((-high / size, fewest), ((high - 1) / size, most)))


def _spread(positive: Floats, among: Floats) -> Floats:
    """Return the standard error of each cell's count; a count of none or all is not held to be sure."""
    share = (positive + 1) / (among + 2)
    return np.sqrt(among * share * (1 - share))


def _limit(bent: Bent, counted: Floats, spread: Floats, side: int) -> float:
    """Return how far a bound may lie outwards by chance.

    A maximum of noisy figures lies too high and a minimum too low (Chernozhukov, Lee and Rosen, Econometrica 81, 2013):
    at each bend by its slope times what a normal error passes it on average. That is given back, and the error added.
    """
    there = spread > 0
    counted, spread = counted[there], spread[there]
    kinks = [(k, h[there]) for k, h in bent.kinks]
    lean = sum(abs(k) * float((spread * _passed(np.abs(counted - h) / spread)).sum()) for k, h in kinks)
    slopes = [
        bent.base + sum((k * (counted + reach * spread > h) for k, h in kinks), np.zeros(len(counted)))
        for reach in (-REACH, REACH)
    ]
    steepest = np.abs(slopes).max(axis=0)
    return bent.value + side * (lean + Z_95 * float(np.sqrt(((steepest * spread) ** 2).sum())))


def _passed(distance: Floats) -> Floats:
    """Return by how much a normal error passes a point so many standard errors away, on average."""
    density = np.exp(-(distance**2) / 2) / np.sqrt(2 * np.pi)
    return np.asarray(density - distance * ndtr(-distance))
