"""``kompas backtest``: how the ranking does on cases that it has not seen, beside the plain ones."""

from datetime import date
from pathlib import Path

import polars as pl

from data_contracts.snapshots import Snapshot
from features.catalogue import load_catalogue
from models.backtest import LawBacktest, backtest_law, hit_rates, metric_rows
from models.inputs import LANGUAGES
from models.labels import LAWS, open_cases
from models.planning.hours import HOURS_WITHOUT_HISTORY
from models.register_cases import law_frame
from pipelines.reporting.document import write_json
from pipelines.reporting.html import write_html
from pipelines.reporting.report import Report, Section, Texts
from pipelines.reporting.sections import contest_section
from pipelines.reporting.sentences import reason_lines
from pipelines.reporting.words import figure_of, in_both, number, percent, with_interval, words
from pipelines.steps.context import StepContext, StepResult, publish_step, register_tables
from pipelines.steps.modelling import catalogue_inputs, input_pair, known_labels, model_recipe, training_plan
from pipelines.steps.plan import month_after, month_capacity


def backtest_step(context: StepContext) -> StepResult:
    """Backtest every law on the last months' cases and write the report."""
    features, warehouse, as_of = input_pair(context)
    settings = context.settings
    configuration = {"model": settings.model.model_dump(), "reserve_share": settings.plan.reserve_share}
    recipe = model_recipe(
        "backtest",
        (features, warehouse),
        as_of,
        configuration,
        settings.seed,
        ("data_contracts", "features", "models", "pipelines.reporting"),
    )
    remarks: list[str] = []

    def fill(side: Path) -> None:
        labels, inputs = known_labels(warehouse, as_of), catalogue_inputs()
        matrix = pl.read_parquet(features.table("training"))
        since = first_test_day(as_of, settings.model.backtest_months)
        cut = plan_cut(features, warehouse, labels, as_of, settings.plan.reserve_share)
        tests = []
        for law in LAWS:
            test = backtest_law(
                law_frame(labels, matrix, law),
                law,
                since,
                inputs,
                training_plan(context),
                plan_cut=cut,
                rounds=settings.model.bootstrap_rounds,
            )
            tests.append(test)
            remarks.append(_remark(test, cut))
            context.say(remarks[-1])
        still_open = open_cases(register_tables(warehouse), since, as_of)
        report = backtest_report(tests, since, still_open, cut, context, recipe.synthetic, str(recipe.notes["source"]))
        pl.concat(metric_rows(test) for test in tests).write_parquet(side / "metrics.parquet")
        hit_rates(labels).write_parquet(side / "hit_rates.parquet")
        write_json(report, side / "report.json")
        write_html(report, side)

    return publish_step(context, recipe, fill, remarks)


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


def backtest_report(
    tests: list[LawBacktest],
    since: date,
    still_open: int,
    cut: float,
    context: StepContext,
    synthetic: bool,
    source: str,
) -> Report:
    """Return the report of a backtest: a section a law."""
    selected = in_both("backtest_selected", since=since.isoformat(), open=still_open)
    cuts: Texts = {language: words("backtest_cut", language, cut=percent(cut, language)) for language in LANGUAGES}
    return Report(
        name="backtest",
        title=in_both("backtest_name"),
        source=source,
        outcome=in_both("backtest_outcome"),
        sections=tuple(_section(test) for test in tests),
        notes=(selected, cuts, *(_random_arm(test) for test in tests)),
        not_applicable=dict.fromkeys(("first_half_capture", "days_earlier"), in_both("no_visit_order")),
        synthetic=synthetic,
        rounds=context.settings.model.bootstrap_rounds,
        seed=context.settings.seed,
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
        for name in ("model", "heuristic", "logistic")
        if (figure := figure_of(figures, name, "lift", cut)) is not None
    }
    model = lifts["model"]
    others = ", ".join(f"{name} {number(item.value, 'en', 2)}" for name, item in lifts.items() if name != "model")
    return (
        f"{test.law}: lift at the plan's cut ({percent(cut, 'en')}) {number(model.value, 'en', 2)} "
        f"({number(model.low, 'en', 2)} – {number(model.high, 'en', 2)}); {others}; random 1."
    )
