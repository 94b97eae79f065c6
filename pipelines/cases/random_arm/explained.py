"""Whether a group is chosen more often because there is more to find: a sentence a group."""

from math import log

import polars as pl

from models.fairness.beside_random import EQUAL_FINDING, EVERYBODY
from models.inputs import Language
from pipelines.cases.on_whom.cells import Row, difference_cell, named_groups, ratio_cell, shown_group
from pipelines.cases.random_arm.definition import RandomArmCase
from pipelines.cases.random_arm.figures import FOUND_RANDOM, RandomArmFigures
from pipelines.cases.random_arm.words import in_both, words
from pipelines.reporting.report import Texts

HARDLY = 0.10
"""Up to this part of a ratio (in logarithms) that goes away at equal outcome, errors account for hardly any of it."""


def explained(case: RandomArmCase, figures: RandomArmFigures) -> tuple[Texts, ...]:
    """Return a sentence for each group that is notably chosen more often: what is left of it at equal outcome."""
    odds = {(row["dimension"], row["group"], row["among"]): row for row in figures.odds.to_dicts()}
    rates = figures.groups.filter(pl.col("measure") == FOUND_RANDOM).to_dicts()
    found = {(row["dimension"], row["group"]): row for row in rates}
    sentences = []
    for named in named_groups(figures.groups, case.dimensions):
        raw, equal = (odds.get((*named, among)) for among in (EVERYBODY, EQUAL_FINDING))
        if raw and equal and raw["notable"] and raw["odds_ratio"] > 1 and equal["odds_ratio"] is not None:
            sentences.append(_sentence(case, named, (raw, equal), found[named]))
    return tuple(sentences)


def how_far(raw: Row, equal: Row) -> str:
    """Return how far a difference in findings accounts for a ratio above 1: ``all``, ``part`` or ``hardly``.

    Args:
        raw: The ratio as it is: ``odds_ratio``.
        equal: The ratio at equal outcome, with ``low``: where the interval holds 1, all of it may be accounted for.
    """
    if equal["low"] <= 1:
        return "all"
    gone = 1 - log(equal["odds_ratio"]) / log(raw["odds_ratio"])
    return "hardly" if gone <= HARDLY else "part"


def _sentence(case: RandomArmCase, named: tuple[str, str], ratios: tuple[Row, Row], found: Row) -> Texts:
    raw, equal = ({**row, "notable": False} for row in ratios)

    def values(language: Language) -> dict[str, object]:
        return {
            "group": shown_group(case.dimensions, *named, language),
            "ratio": ratio_cell(raw, language),
            "gap": difference_cell({**found, "notable": False}, language),
            "equal": ratio_cell(equal, language),
            "far": words(f"explained_{how_far(raw, equal)}", language),
        }

    return in_both("explained", values)
