"""``kompas backtest``: how the ranking does on cases that it has not seen, beside the plain ones."""

from datetime import date
from pathlib import Path

import polars as pl

from data_contracts.snapshots import Snapshot
from features.catalogue import load_catalogue
from models.backtest import NO_METRICS, BacktestRules, LawBacktest, backtest_law, hit_rates, metric_rows
from models.inputs import LANGUAGES
from models.labels import LAWS, open_cases
from models.learning.training import TooFewCasesError
from models.planning.hours import HOURS_WITHOUT_HISTORY
from models.register_cases import law_frame
from pipelines.reporting.document import write_json
from pipelines.reporting.html import write_html
from pipelines.reporting.report import Report, Section, Texts
from pipelines.reporting.sections import contest_section
from pipelines.reporting.sentences import reason_lines
from pipelines.reporting.words import figure_of, in_both, number, percent, with_interval, words
from pipelines.snapshots.writer import Recipe
from pipelines.steps.context import StepContext, StepResult, publish_step, register_tables
from pipelines.steps.modelling import catalogue_inputs, input_pair, known_labels, model_recipe, training_plan
from pipelines.steps.plan import month_after, month_capacity


def backtest_step(context: StepContext) -> StepResult:
    """Backtest every law on the last months' cases and write the report."""
    features, warehouse, as_of = input_pair(context)
    settings = context.settings
    configuration = {"model": settings.model.model_dump(), "reserve_share": settings.plan.reserve_share}
    recipe = model_recipe("backtest", (features, warehouse), as_of, configuration, settings.seed)
    remarks: list[str] = []

    def fill(side: Path) -> None:
        labels = known_labels(warehouse, as_of)
        matrix = pl.read_parquet(features.table("training"))
        rules = BacktestRules(
            test_from=first_test_day(as_of, settings.model.backtest_months),
            plan_cut=plan_cut(features, warehouse, labels, as_of, settings.plan.reserve_share),
            memory=load_catalogue().memory,
            rounds=settings.model.bootstrap_rounds,
        )
        tests = []
        for law in LAWS:
            try:
                test = backtest_law(
                    law_frame(labels, matrix, law), law, rules, catalogue_inputs(), training_plan(context)
                )
            except TooFewCasesError as error:
                remarks.append(f"{law}: not estimable. {error.what}")
            else:
                tests.append(test)
                remarks.append(_remark(test, rules.plan_cut))
            context.say(remarks[-1])
        _write(side, tests, labels, rules, open_cases(register_tables(warehouse), rules.test_from, as_of), recipe)

    return publish_step(context, recipe, fill, remarks)


def _write(
    side: Path, tests: list[LawBacktest], labels: pl.DataFrame, rules: BacktestRules, still_open: int, recipe: Recipe
) -> None:
    rows = [metric_rows(test) for test in tests]
    (pl.concat(rows) if rows else NO_METRICS).write_parquet(side / "metrics.parquet")
    hit_rates(labels).write_parquet(side / "hit_rates.parquet")
    report = backtest_report(tests, rules, still_open, recipe)
    write_json(report, side / "report.json")
    write_html(report, side)


def first_test_day(as_of: date, months: int) -> date:
    """Return the first day of the test period: that many months up to and including the as-of date's."""
    index = as_of.year * 12 + as_of.month - months
    return date(index // 12, index % 12 + 1, 1)


def plan_cut(features: Snapshot, warehouse: Snapshot, labels: pl.DataFrame, as_of: date, reserve_share: float) -> float:
    """Return the share of employers that next month's hours can visit, to three decimals."""
    minutes = float(month_capacity(warehouse, month_after(as_of), as_of)["available_minutes"].sum())
    spent = labels.unique("case_id")["spent_minutes"].mean()
    per_case = float(spent) if isinstance(spent, float) else 60 * HOURS_WITHOUT_HISTORY
    employers = pl.read_parquet(features.table("current"), columns=["employer_id"]).height
    return max(0.001, round((1 - reserve_share) * minutes / per_case / employers, 3))


def backtest_report(tests: list[LawBacktest], rules: BacktestRules, still_open: int, recipe: Recipe) -> Report:
    """Return the report of a backtest: a section a law that could be tested."""
    selected = in_both("backtest_selected", since=rules.test_from.isoformat(), open=still_open)
    cuts: Texts = {
        language: words("backtest_cut", language, cut=percent(rules.plan_cut, language)) for language in LANGUAGES
    }
    untested = [law for law in LAWS if law not in {test.law for test in tests}]
    missing = [in_both("backtest_not_estimable", law=law) for law in untested]
    return Report(
        name="backtest",
        title=in_both("backtest_name"),
        source=str(recipe.notes["source"]),
        outcome=in_both("backtest_outcome"),
        sections=tuple(_section(test) for test in tests),
        notes=(selected, cuts, in_both("backtest_memory"), *missing, *(_random_arm(test) for test in tests)),
        not_applicable=dict.fromkeys(("first_half_capture", "days_earlier"), in_both("no_visit_order")),
        synthetic=recipe.synthetic,
        rounds=rules.rounds,
        seed=recipe.seeds["seed"],
    )


def _section(test: LawBacktest) -> Section:
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
    )


def _random_arm(test: LawBacktest) -> Texts:
    counted = {"law": test.law, "cases": test.random_cases, "positives": test.random_positives}
    figure = figure_of(test.random_arm, "model", "auc", None)
    if figure is None:
        return in_both("backtest_random_few", **counted)
    return {
        language: words("backtest_random", language, auc=with_interval("auc", figure.estimate, language), **counted)
        for language in LANGUAGES
    }


def _remark(test: LawBacktest, cut: float) -> str:
    figures = test.contest.figures
    lifts = {
        name: figure.estimate
        for name in ("model", "heuristic", "logistic", "without_memory")
        if (figure := figure_of(figures, name, "lift", cut)) is not None
    }
    model = lifts["model"]
    others = ", ".join(f"{name} {number(item.value, 'en', 2)}" for name, item in lifts.items() if name != "model")
    warning = "" if model.value > lifts["heuristic"].value else " The plain heuristic does at least as well here."
    return (
        f"{test.law}: on {len(test.test):,} later inspected cases, lift at the plan's cut ({percent(cut, 'en')}) "
        f"{number(model.value, 'en', 2)} ({number(model.low, 'en', 2)} – {number(model.high, 'en', 2)}); "
        f"{others}; random 1.{warning}"
    )
