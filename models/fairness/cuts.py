"""Figures by group over all cuts: had the list been cut elsewhere, on whom would it have fallen."""

from collections.abc import Collection, Sequence
from dataclasses import replace

import numpy as np
import polars as pl

from models.fairness.comparisons import with_notable
from models.fairness.figures import Choice, figures_by, partitions
from models.fairness.measures import measures

CUTS = (0.01, 0.02, 0.05, 0.10, 0.15, 0.20, 0.30, 0.40, 0.50, 0.60, 0.70, 0.80, 0.90)


def figures_over_cuts(
    units: pl.DataFrame,
    groups: pl.DataFrame,
    choice: Choice,
    *,
    cuts: Sequence[float] = CUTS,
    names: Collection[str] | None = None,
    resamples: int | None = None,
    seed: int = 1,
) -> pl.DataFrame:
    """Return the measures that can be told at any cut, at several.

    The first so many of all units by score are taken; lot breaks ties, and units without a score come last. The
    resamples are the same at every cut, so that a curve does not jump by chance.

    Args:
        units: As ``group_figures`` asks for, with ``score?``; ``chosen`` is made here.
        groups: ``unit, dimension, group``.
        choice: The law and the step.
        cuts: Shares of the list.
        names: Which measures; None for all that can be told at any cut and that the columns allow.
        resamples: Number of resamples; None for that of ``measures.yaml``.
        seed: Seed of the draws.

    Returns:
        As ``group_figures``, with ``cut``; adjusted for all comparisons in the result.
    """
    places = list_places(units, seed)
    columns = {*units.columns, "chosen"}
    told = [one.name for one in measures().values() if one.by_cut and one.columns <= columns]
    parts = list(partitions(units, groups, pairs=False))
    frames = []
    for cut in cuts:
        inside = (places < round(cut * len(units))).alias("chosen")
        asked = told if names is None else names
        at_cut = replace(choice, cut=cut)
        frames.append(figures_by(units.with_columns(inside), parts, at_cut, asked, (resamples, seed)))
    return with_notable(pl.concat(frames))


def list_places(units: pl.DataFrame, seed: int) -> pl.Series:
    """Return the place of each unit in the list, from 0; the same in whatever order the units come."""
    named = units.select("unit", "score").with_row_index("row").sort("unit")
    lots = pl.Series("lot", np.random.default_rng(seed).permutation(len(units)))
    listed = named.with_columns(lots).sort("score", "lot", descending=[True, False], nulls_last=True)
    return listed.with_row_index("place").sort("row")["place"]
