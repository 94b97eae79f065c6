"""The audit of a case with a random arm: found in each arm by group, how often chosen, and what the scores say."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from models.fairness.beside_random import odds_beside_random
from models.fairness.comparisons import with_notable
from models.fairness.figures import FIGURE_SCHEMA, Choice, group_figures
from models.fairness.groups import intersections
from models.fairness.measures import measures
from models.fairness.power import power_lines
from models.fairness.within import WITHIN_SCHEMA, figures_within
from models.selection.shares import Share
from pipelines.cases.random_arm.definition import SCORE, RandomArmCase
from pipelines.cases.random_arm.rows import Told
from pipelines.cases.random_arm.shares import exact_share

FOUND_RANDOM, FOUND_CHOSEN = "base_rate", "hit_rate"
OF_GROUPS = (FOUND_RANDOM, FOUND_CHOSEN, "false_positive_rate", "false_negative_rate", "calibration")
CHOICE = Choice(SCORE)


@dataclass(frozen=True)
class RandomArmFigures:
    """What the audit found.

    ``parts``: of each ``dimension, group`` how many are in both arms (``drawn, chosen``), its share of them
    (``part_random, part_chosen``) and exact bounds (``_low, _high``). ``everybody``: the share found in the random arm
    and among the chosen, by measure. ``groups`` (``FIGURE_SCHEMA``): the same by group, and what is not estimable.
    ``odds``: as ``odds_beside_random`` tells, with ``notable``. ``scores`` (``FIGURE_SCHEMA``): found among the chosen
    by score and group. ``within`` (``WITHIN_SCHEMA``): found among the chosen, beside others of the same score.
    ``power``: as ``power_lines`` tells. ``comparisons``: over so many of ``groups``, ``odds`` and ``within`` together
    something is notable. ``apart``: rows in neither arm.
    """

    parts: pl.DataFrame
    everybody: dict[str, Share]
    groups: pl.DataFrame
    odds: pl.DataFrame
    scores: pl.DataFrame
    within: pl.DataFrame
    power: pl.DataFrame
    comparisons: int
    apart: int


def random_arm_figures(case: RandomArmCase, files: Sequence[Told], rounds: int) -> RandomArmFigures:
    """Return all figures.

    Args:
        case: The case.
        files: What each file tells, one a dimension.
        rounds: Bootstrap resamples.
    """
    drawing: dict[str, Any] = {"resamples": rounds, "seed": case.seed}
    scored = [one for one in files if len(one.scores)]
    alike = pl.concat([group_figures(one.units, one.groups, CHOICE, measures=OF_GROUPS, **drawing) for one in files])
    within = pl.concat([pl.DataFrame(schema=WITHIN_SCHEMA), *(_within(one, drawing) for one in scored)])
    alike, odds, within = _notable_together(alike, _odds(case, files), within)
    crossed = [_by_score(one, drawing) for one in scored]
    comparisons = sum(frame["p_value"].count() for frame in (alike, odds, within))
    return RandomArmFigures(
        parts=pl.concat(_parts(one) for one in files).join(alike, on=["dimension", "group"], how="semi"),
        everybody=_everybody(files[0].units),
        groups=alike,
        odds=odds,
        scores=pl.concat([pl.DataFrame(schema=FIGURE_SCHEMA), *crossed]),
        within=within,
        power=_power(files, comparisons),
        comparisons=comparisons,
        apart=files[0].apart,
    )


def _parts(told: Told) -> pl.DataFrame:
    named = told.units.join(told.groups, on="unit")
    return pl.DataFrame(
        {"dimension": named["dimension"][0], "group": group}
        | _part(named, group, drawn=True)
        | _part(named, group, drawn=False)
        for group in named["group"].unique().sort()
    )


def _part(named: pl.DataFrame, group: str, *, drawn: bool) -> dict[str, Any]:
    inside = named.filter(pl.col("drawn") == drawn)["group"] == group
    share, arm, part = exact_share(inside), *(("drawn", "part_random") if drawn else ("chosen", "part_chosen"))
    return {arm: int(inside.sum()), part: share.value, f"{part}_low": share.low, f"{part}_high": share.high}


def _everybody(units: pl.DataFrame) -> dict[str, Share]:
    arms = {FOUND_RANDOM: pl.col("drawn"), FOUND_CHOSEN: ~pl.col("drawn")}
    return {name: exact_share(units.filter(arm)["outcome"].drop_nulls()) for name, arm in arms.items()}


def _odds(case: RandomArmCase, files: Sequence[Told]) -> pl.DataFrame:
    units, groups = (pl.concat(parts) for parts in ([one.units for one in files], [one.groups for one in files]))
    protected = [name for name, group in case.dimensions.items() if group.protected]
    least = measures()[FOUND_RANDOM].minimum.positives
    return odds_beside_random(units, groups, protected, least=least, seed=case.seed)


def _by_score(told: Told, drawing: dict[str, Any]) -> pl.DataFrame:
    dimension = told.groups["dimension"][0]
    crossed = intersections(pl.concat([told.groups, told.scores]), [(dimension, SCORE)])
    return group_figures(told.units, crossed, CHOICE, measures=[FOUND_CHOSEN], **drawing)


def _within(told: Told, drawing: dict[str, Any]) -> pl.DataFrame:
    both = pl.concat([told.groups, told.scores])
    return figures_within(told.units, both, CHOICE, by=SCORE, measures=[FOUND_CHOSEN], **drawing)


def _notable_together(
    alike: pl.DataFrame, odds: pl.DataFrame, within: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Return the three with what is notable over all of them; the adjusted p-values of odds stay those of verdicts."""
    parts = (alike, odds, within)
    told = with_notable(pl.concat([frame.select("p_value") for frame in parts])).drop("p_value")
    first, second = len(alike), len(alike) + len(odds)
    return (
        alike.with_columns(told[:first]),
        odds.with_columns(told[first:second]["notable"]),
        within.with_columns(told[second:]),
    )


def _power(files: Sequence[Told], comparisons: int) -> pl.DataFrame:
    """Return how many random cases would show a gap; groups are as large as they are in the random arm."""
    lines = [power_lines(one.units.filter("drawn"), one.groups, CHOICE, comparisons=comparisons) for one in files]
    return pl.concat(lines).filter(pl.col("measure") == FOUND_RANDOM)
