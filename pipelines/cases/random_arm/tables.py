"""The tables of a case with a random arm: who is chosen, what is found, what a score is worth, and what it takes."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import polars as pl

from models.fairness.beside_random import AMONG, EQUAL_FINDING
from models.fairness.groups import BETWEEN
from models.fairness.measures import measures, notable_level, power_rule
from models.fairness.steps import ACCUSED, step_rules
from models.inputs import LANGUAGES, Language
from pipelines.cases.on_whom.cells import (
    Row,
    difference_cell,
    figure_cell,
    in_languages,
    named_groups,
    ratio_cell,
    shown_group,
)
from pipelines.cases.on_whom.grouping import group_label
from pipelines.cases.on_whom.ranked import protected_line
from pipelines.cases.random_arm.definition import SCORE, RandomArmCase
from pipelines.cases.random_arm.explained import explained
from pipelines.cases.random_arm.figures import FOUND_CHOSEN, FOUND_RANDOM, RandomArmFigures
from pipelines.cases.random_arm.words import in_both, interval, words
from pipelines.reporting.report import Extra
from pipelines.reporting.words import number, percent

NOT_FROM_THESE = ("false_positive_rate", "false_negative_rate")
Named = tuple[str, str]
"""A dimension and one of its groups."""
Cells = Callable[[Named, Language], list[str]]


def opening_extra(case: RandomArmCase, figures: RandomArmFigures) -> Extra:
    """Return what holds for all together: how many were drawn and chosen, and the estimate for everybody."""
    arms = figures.parts.group_by("dimension").agg(pl.col("drawn", "chosen").sum())[["drawn", "chosen"]].max().row(0)
    shares = [figures.everybody[name] for name in (FOUND_RANDOM, FOUND_CHOSEN)]

    def values(language: Language) -> dict[str, object]:
        counts = [number(count, language, 0) for count in arms]
        found = [interval(one.value, one.low, one.high, language) for one in shares]
        return dict(zip(("drawn", "chosen", "rate", "hits"), counts + found, strict=True))

    apart = in_both("apart", lambda language: {"count": number(figures.apart, language, 0)})
    lines = ([apart] if figures.apart else []) + [protected_line(case.fairness.groups)]
    data = [{"measure": name, **vars(share)} for name, share in figures.everybody.items()]
    return Extra("everybody", in_both("title"), in_both("note", values), {}, data, tuple(lines))


def chosen_extra(case: RandomArmCase, figures: RandomArmFigures) -> Extra:
    """Return who is chosen: shares of both arms, and how many times as often."""
    parts = _by_group(figures.parts)
    odds = {(row["dimension"], row["group"], row["among"]): row for row in figures.odds.to_dicts()}

    def cells(named: Named, language: Language) -> list[str]:
        row = parts[named]
        shares = [
            interval(row[name], row[f"{name}_low"], row[f"{name}_high"], language)
            for name in ("part_random", "part_chosen")
        ]
        ratios = [ratio_cell(odds.get((*named, among)), language) for among in AMONG]
        return [_verdict(odds.get((*named, EQUAL_FINDING)), language), *shares, *ratios]

    def values(language: Language) -> dict[str, object]:
        return {
            "comparisons": number(figures.comparisons, language, 0),
            "level": percent(notable_level(), language),
            "family": percent(step_rules().family_wise, language),
        }

    head = ("verdict", "part_random", "part_chosen", *AMONG)
    tables = _tables(case, figures, head, cells)
    note, data = in_both("ratio_note", values), figures.odds.to_dicts()
    return Extra("who_is_chosen", in_both("chosen_title"), note, tables, data, explained(case, figures))


def found_extra(case: RandomArmCase, figures: RandomArmFigures) -> Extra:
    """Return what is found in both arms, and what of that cannot be estimated."""
    held = {(row["dimension"], row["group"], row["measure"]): row for row in figures.groups.to_dicts()}

    def cells(named: Named, language: Language) -> list[str]:
        found = [held[(*named, name)] for name in (FOUND_RANDOM, FOUND_CHOSEN)]
        told = [cell(row, language) for row in found for cell in (figure_cell, difference_cell)]
        return told + [figure_cell(held[(*named, name)], language) for name in NOT_FROM_THESE]

    head = ("found_random", "found_random_gap", "found_chosen", "found_chosen_gap", *NOT_FROM_THESE)
    data = figures.groups.drop("law", "step", "cut").to_dicts()
    return Extra(
        "what_is_found", in_both("found_title"), in_both("found_note"), _tables(case, figures, head, cells), data
    )


def score_extra(case: RandomArmCase, figures: RandomArmFigures) -> Extra:
    """Return what each score is worth in each group."""
    crossed = {(row["dimension"], row["group"]): row for row in figures.scores.to_dicts()}
    within = _by_group(figures.within)
    scores = sorted({str(row["group"]).rsplit(BETWEEN, 1)[1] for row in crossed.values()})

    def cells(named: Named, language: Language) -> list[str]:
        dimension, group = named
        own = [crossed.get((BETWEEN.join((dimension, SCORE)), BETWEEN.join((group, score)))) for score in scores]
        return [*(_plain(row, language) for row in own), difference_cell(within.get(named), language)]

    def head(language: Language) -> list[str]:
        shown = [words("at_score", language, score=_score(case, score, language)) for score in scores]
        return [*shown, words("within", language)]

    tables = in_languages(
        {language: [words("group", language), *head(language)] for language in LANGUAGES}, _rows(case, figures, cells)
    )
    data = [
        *figures.scores.drop("law", "step", "cut").to_dicts(),
        *figures.within.drop("law", "step", "cut").to_dicts(),
    ]
    return Extra("score_by_group", in_both("score_title"), in_both("score_note"), tables, data)


def power_extra(case: RandomArmCase, figures: RandomArmFigures) -> Extra:
    """Return the power line: how many random cases show a gap."""
    held = _by_group(figures.power)

    def cells(named: Named, language: Language) -> list[str]:
        row = held.get(named)
        if row is None:
            return [words("not_estimable", language)] * 3
        counts = (number(row[name], language, 0) for name in ("visits_needed", "visits_made"))
        return [percent(row["rate"], language), *counts]

    def values(language: Language) -> dict[str, object]:
        rule = power_rule()
        return {"gap": number(100 * rule.gap, language, 0), "power": percent(rule.power, language)}

    tables = _tables(case, figures, ("rate", "needed", "made"), cells)
    data = figures.power.drop("law", "step", "cut").to_dicts()
    return Extra("random_cases_needed", in_both("power_title"), in_both("power_note", values), tables, data)


def not_sayable_extra(case: RandomArmCase) -> Extra:
    """Return what these data cannot say."""
    lines = tuple(item.model_dump() for item in case.not_sayable)
    return Extra("not_sayable", in_both("not_sayable_title"), {}, {}, [dict(line) for line in lines], lines)


def _score(case: RandomArmCase, score: str, language: Language) -> str:
    """Name a band of scores, or write a score with as many decimals as the file has."""
    if case.scores is not None and case.columns.score_bands:
        return group_label(case.scores, score)[language]
    return number(float(score), language, len(score.partition(".")[2]))


def _verdict(row: Row | None, language: Language) -> str:
    if row is None or row["verdict"] is None:
        return words("policy", language)
    if row["verdict"] != ACCUSED:
        return words(row["verdict"], language)
    return words("accused_more" if row["odds_ratio"] > 1 else "accused_less", language)


def _plain(row: Row | None, language: Language) -> str:
    """Write a figure without a star: what it would be compared with is other scores too."""
    return figure_cell(None if row is None else {**row, "notable": False}, language)


def _tables(case: RandomArmCase, figures: RandomArmFigures, head: Sequence[str], cells: Cells) -> Any:
    heads = {language: [words("group", language), *(_title(key, language) for key in head)] for language in LANGUAGES}
    return in_languages(heads, _rows(case, figures, cells))


def _title(key: str, language: Language) -> str:
    return measures()[key].labels[language] if key in measures() else words(key, language)


def _rows(case: RandomArmCase, figures: RandomArmFigures, cells: Cells) -> dict[Language, list[list[str]]]:
    dimensions = case.dimensions
    named = named_groups(figures.groups, dimensions)
    return {
        language: [[shown_group(dimensions, *one, language), *cells(one, language)] for one in named]
        for language in LANGUAGES
    }


def _by_group(frame: pl.DataFrame) -> Mapping[Named, Row]:
    return {(row["dimension"], row["group"]): row for row in frame.to_dicts()}
