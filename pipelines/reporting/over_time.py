"""How rankings do from cut-off to cut-off, and by how much each lay behind the best: tables for registers and cases."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from models.arrays import JsonObject
from models.evaluation.evaluate import Figure
from models.inputs import LANGUAGES, Language
from pipelines.reporting.report import Extra, Texts, TextTable
from pipelines.reporting.words import figure_of, in_both, metric_name, number, percent, with_interval, words


@dataclass(frozen=True)
class TestedPeriod:
    """One test period: its first day, the day after it, and how many cases were learnt from and tested on."""

    cut_off: date
    until: date
    learnt_from: int
    cases: int
    positives: int


@dataclass(frozen=True)
class OverTime:
    """What was measured over several test periods: figures by period and over all, by ranking."""

    figures: tuple[Figure, ...]
    labels: dict[str, Texts]
    periods: tuple[TestedPeriod, ...]

    def best_by_regret(self, cut: float) -> str | None:
        """Return the ranking with the smallest regret at a cut; ``None`` with one period only."""
        regrets = [figure for figure in self.figures if (figure.metric, figure.cut) == ("regret", cut)]
        return min(regrets, key=lambda figure: figure.estimate.value).ranking if regrets else None

    def figure(self, ranking: str, metric: str, cut: float, period: int | None) -> Figure | None:
        """Return one figure of a period, or over all; with one period only both are the same."""
        wanted = (ranking, metric, cut, period if len(self.periods) > 1 else None)
        own = (item for item in self.figures if (item.ranking, item.metric, item.cut, item.period) == wanted)
        return next(own, None)


def over_time_tables(measured: OverTime, cut: float) -> tuple[Extra, ...]:
    """Return the table by cut-off and, with several of them, that of the regret.

    Args:
        measured: What was measured.
        cut: The share of the list at which precision is told.
    """
    return (_cut_offs(measured, cut), *([_regret(measured, cut)] if measured.best_by_regret(cut) else []))


def shown(figure: Figure | None, language: Language) -> str:
    """Write a figure with its interval; *not estimable* where there is none."""
    if figure is None or not math.isfinite(figure.estimate.value):
        return words("not_estimable", language)
    return with_interval(figure.metric, figure.estimate, language)


def as_data(figure: Figure) -> JsonObject:
    """Return a figure as JSON can hold it."""
    value = figure.estimate
    figures = {"value": value.value, "low": value.low, "high": value.high}
    return {"ranking": figure.ranking, "metric": figure.metric, "cut": figure.cut, **figures}


def _cut_offs(measured: OverTime, cut: float) -> Extra:
    def head(language: Language) -> list[str]:
        counted = [words(key, language) for key in ("cut_off", "learnt_from", "tested_on", "with_finding")]
        return [*counted, *(label[language] for label in measured.labels.values())]

    def rows(language: Language) -> list[list[str]]:
        each = [_period_row(measured, cut, period, language) for period in range(len(measured.periods))]
        return [*each, _total_row(measured, cut, language)]

    return Extra(
        "cut_offs",
        in_both("cut_offs_title"),
        {language: words("cut_offs_note", language, cut=percent(cut, language)) for language in LANGUAGES},
        {language: TextTable(head(language), rows(language)) for language in LANGUAGES},
        [_period_data(measured, position) for position in range(len(measured.periods))],
    )


def _period_row(measured: OverTime, cut: float, position: int, language: Language) -> list[str]:
    period = measured.periods[position]
    counted = (number(count, language, 0) for count in (period.learnt_from, period.cases, period.positives))
    figures = (measured.figure(name, "precision", cut, position) for name in measured.labels)
    return [period.cut_off.isoformat(), *counted, *(shown(figure, language) for figure in figures)]


def _total_row(measured: OverTime, cut: float, language: Language) -> list[str]:
    totals = (sum(period.cases for period in measured.periods), sum(period.positives for period in measured.periods))
    figures = (measured.figure(name, "precision", cut, None) for name in measured.labels)
    counted = (number(total, language, 0) for total in totals)
    return [words("over_all", language), "", *counted, *(shown(figure, language) for figure in figures)]


def _period_data(measured: OverTime, position: int) -> JsonObject:
    period = measured.periods[position]
    wanted = position if len(measured.periods) > 1 else None
    return {
        "cut_off": period.cut_off.isoformat(),
        "until": period.until.isoformat(),
        "learnt_from": period.learnt_from,
        "cases": period.cases,
        "positives": period.positives,
        "figures": [as_data(figure) for figure in measured.figures if figure.period == wanted],
    }


def _regret(measured: OverTime, cut: float) -> Extra:
    regrets = tuple(figure for figure in measured.figures if figure.metric == "regret")
    cuts: Sequence[float | None] = list(dict.fromkeys(figure.cut for figure in regrets))
    cases = sum(period.cases for period in measured.periods) / len(measured.periods)

    def note(language: Language) -> str:
        return words(
            "regret_note",
            language,
            cut=percent(cut, language),
            count=len(measured.periods),
            visits=number(max(1.0, cut * cases), language, 0),
            best=measured.labels[str(measured.best_by_regret(cut))][language],
        )

    def table(language: Language) -> TextTable:
        rows = [
            [
                metric_name("regret", at, language),
                *(shown(figure_of(regrets, name, "regret", at), language) for name in measured.labels),
            ]
            for at in cuts
        ]
        return TextTable([words("measure", language), *(label[language] for label in measured.labels.values())], rows)

    return Extra(
        "regret",
        in_both("regret_title"),
        {language: note(language) for language in LANGUAGES},
        {language: table(language) for language in LANGUAGES},
        [as_data(figure) for figure in regrets],
    )
