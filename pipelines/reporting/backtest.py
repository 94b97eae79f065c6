"""The report of a backtest: the figures by cut-off and over all, capture, grounds of selection and regret."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from features.catalogue import load_catalogue
from models.backtest import LawBacktest
from models.inputs import LANGUAGES, Language
from models.labels import LAWS
from models.learning.training import MINIMUM_OF_EACH_OUTCOME
from pipelines.reporting.over_time import OverTime, TestedPeriod, as_data, over_time_tables, shown
from pipelines.reporting.report import Extra, Report, Section, Texts, TextTable
from pipelines.reporting.sections import contest_section
from pipelines.reporting.sentences import reason_lines
from pipelines.reporting.words import figure_of, in_both, number, percent, with_interval, words


@dataclass(frozen=True)
class BacktestFacts:
    """What a backtest's report says beside the figures.

    ``closed_share`` is the share of cases that is closed within ``horizon_days``; ``still_open`` counts the cases of
    the test periods that are not closed, ``undecided`` the violations that are no label.
    """

    plan_cut: float
    cut_offs: tuple[date, ...]
    until: date
    still_open: int
    horizon_days: int
    closed_share: float
    undecided: int
    report_only: int
    rounds: int


def backtest_report(
    tests: Sequence[LawBacktest], facts: BacktestFacts, *, source: str, synthetic: bool, seed: int
) -> Report:
    """Return the report of a backtest: a section a law that could be tested."""
    return Report(
        name="backtest",
        title=in_both("backtest_name"),
        source=source,
        outcome=in_both("backtest_outcome"),
        sections=tuple(_section(test, facts.plan_cut) for test in tests),
        notes=tuple(_notes(tests, facts)),
        not_applicable=dict.fromkeys(("first_half_capture", "days_earlier"), in_both("no_visit_order")),
        synthetic=synthetic,
        rounds=facts.rounds,
        seed=seed,
    )


def over_time(test: LawBacktest) -> OverTime:
    """Return what was measured of a law over the test periods."""
    periods = tuple(
        TestedPeriod(fold.cut_off, fold.until, len(fold.learn), len(fold.test), int(fold.test["violation"].sum()))
        for fold in test.folds
    )
    return OverTime(test.contest.figures, {name: in_both(name) for name in test.contest.rankings}, periods)


def _notes(tests: Sequence[LawBacktest], facts: BacktestFacts) -> list[Texts]:
    notes = [
        in_both(
            "backtest_selected",
            count=len(facts.cut_offs),
            since=facts.cut_offs[0].isoformat(),
            until=facts.until.isoformat(),
            open=facts.still_open,
        ),
        _in_both("backtest_closing", days=facts.horizon_days, share=facts.closed_share),
        _in_both("backtest_cut", cut=facts.plan_cut),
        in_both("backtest_memory"),
    ]
    counted = {"backtest_undecided": facts.undecided, "backtest_report_only": facts.report_only}
    notes += [in_both(key, count=count) for key, count in counted.items() if count]
    notes += [in_both("backtest_active")] if any("active" in test.contest.rankings for test in tests) else []
    untested = [law for law in LAWS if law not in {test.law for test in tests}]
    notes += [in_both("backtest_not_estimable", law=law) for law in untested]
    notes += [
        in_both("backtest_skipped", law=test.law, cut_off=cut_off.isoformat())
        for test in tests
        for cut_off in test.skipped
    ]
    return notes + [_random_arm(test) for test in tests]


def _in_both(key: str, *, share: float | None = None, cut: float | None = None, days: int = 0) -> Texts:
    def filled(language: Language) -> str:
        shares = {
            name: percent(value, language) for name, value in (("share", share), ("cut", cut)) if value is not None
        }
        return words(key, language, days=days, **shares)

    return {language: filled(language) for language in LANGUAGES}


def _section(test: LawBacktest, cut: float) -> Section:
    catalogue = load_catalogue()
    labels = {item.name: {"nl": item.label.nl, "en": item.label.en} for item in catalogue.features}
    shown = test.test.select(pl.col(name).cast(pl.Float64) for name in catalogue.names)
    return contest_section(
        test.contest,
        name=test.law,
        label=in_both("backtest_title", law=test.law),
        training=test.contest.model.card["training"],
        outcomes=test.test["violation"],
        identifiers=test.test["case_id"],
        ranking_labels={name: in_both(name) for name in test.contest.rankings},
        group_labels=labels,
        write_reasons=lambda reasons: reason_lines(
            reasons,
            shown,
            labels,
            lambda group, value, language: catalogue.feature(group).format_value(value, language),
        ),
        extras=(*over_time_tables(over_time(test), cut), _grounds(test)),
    )


def _grounds(test: LawBacktest) -> Extra:
    """Return the area under the curve of each ranking, by ground of selection."""

    def row(ground: str, language: Language) -> list[str]:
        arm = test.arm(ground)
        figures = [figure_of(arm.figures, ranking, "auc", None) for ranking in test.contest.rankings]
        counted = [number(count, language, 0) for count in (arm.cases, arm.positives)]
        return [words(f"ground_{ground}", language), *counted, *(shown(figure, language) for figure in figures)]

    head = ("ground", "tested_on", "with_finding", *test.contest.rankings)
    return Extra(
        "grounds",
        in_both("grounds_title"),
        in_both("grounds_note", few=MINIMUM_OF_EACH_OUTCOME),
        {
            language: TextTable(
                [words(key, language) for key in head], [row(arm.ground, language) for arm in test.arms]
            )
            for language in LANGUAGES
        },
        [
            {
                "ground": arm.ground,
                "cases": arm.cases,
                "positives": arm.positives,
                "figures": [as_data(figure) for figure in arm.figures] if arm.estimable else "not estimable",
            }
            for arm in test.arms
        ],
    )


def _random_arm(test: LawBacktest) -> Texts:
    arm = test.arm("random")
    counted = {"law": test.law, "cases": arm.cases, "positives": arm.positives}
    figure = figure_of(arm.figures, "model", "auc", None)
    if figure is None:
        return in_both("backtest_random_few", **counted)
    return {
        language: words("backtest_random", language, auc=with_interval("auc", figure.estimate, language), **counted)
        for language in LANGUAGES
    }
