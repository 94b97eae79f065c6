"""``kompas backtest``: how the ranking does on cases that it has not seen, beside the plain ones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, partial
from pathlib import Path

import polars as pl

from data_contracts.errors import KompasError
from data_contracts.settings import ModelSettings
from data_contracts.snapshots import Snapshot
from features.catalogue import load_catalogue
from models.backtest import ARM_CUTS, BacktestRules, LawBacktest, backtest_law, folds_of
from models.backtest_segments import segment_table
from models.backtest_tables import curve_table, hit_rates, metric_table
from models.inputs import ModelInput, input_names
from models.labels import LAWS, labelled_cases, open_cases, undecided_cases
from models.labels.cases import selected_cases, weights_on
from models.labels.maturity import closed_within
from models.labels.rules import label_rules
from models.law_training import weighted_cases
from models.learning.ranking_model import RankingModel, load_model
from models.learning.training import Cases, TooFewCasesError
from models.planning.hours import HOURS_WITHOUT_HISTORY
from models.register_cases import law_frame
from pipelines.planning.inputs import months_after, period_capacity
from pipelines.planning.registers import Registers
from pipelines.registry.evidence import PLAN_CUT, same_recipe
from pipelines.reporting.backtest import BacktestFacts, backtest_report, over_time
from pipelines.reporting.document import write_json
from pipelines.reporting.html import write_html
from pipelines.reporting.words import figure_of, number, percent
from pipelines.steps.activation import active_models
from pipelines.steps.context import StepContext, StepResult, publish_step, register_tables
from pipelines.steps.modelling import catalogue_inputs, input_pair, known_labels, model_recipe, training_plan
from pipelines.steps.selection import WINDOW_MONTHS, write_selection


@dataclass(frozen=True)
class Periods:
    """The test periods: the first day of each, and the day after the last."""

    cut_offs: tuple[date, ...]
    until: date


def backtest_step(context: StepContext) -> StepResult:
    """Backtest every law at several dates in the past and write the report."""
    features, warehouse, as_of = input_pair(context)
    settings = context.settings
    refuse_weights_of_today(settings.model.selection_power)
    active = other_recipes(context, features)
    configuration = {"model": settings.model.model_dump(), "reserve_share": settings.plan.reserve_share}
    used = (features, warehouse, *{models.path: models for models in active.values()}.values())
    recipe = model_recipe("backtest", used, as_of, configuration, settings.seed)
    periods = periods_of(as_of, settings.model)
    remarks: list[str] = []

    def fill(side: Path) -> dict[str, float]:
        labels = known_labels(warehouse, as_of)
        cut = plan_cut(features, warehouse, labels, as_of, settings.plan.reserve_share)
        rules = BacktestRules(
            cut, load_catalogue().memory, settings.model.bootstrap_rounds, settings.model.tuning_trials
        )
        tests = _backtests(context, labels, rules, periods, _loaded(active), remarks)
        metric_table(tests).write_parquet(side / "metrics.parquet")
        curve_table(tests).write_parquet(side / "curves.parquet")
        segment_table(tests, (cut, *ARM_CUTS)).write_parquet(side / "segments.parquet")
        hit_rates(labels).write_parquet(side / "hit_rates.parquet")
        window = first_test_day(as_of, WINDOW_MONTHS)
        remarks.extend(write_selection(side, labels, features, since=window, seed=settings.seed))
        facts = _facts(warehouse, labels, rules, periods, as_of)
        report = backtest_report(
            tests, facts, source=str(recipe.notes["source"]), synthetic=recipe.synthetic, seed=settings.seed
        )
        write_json(report, side / "report.json")
        write_html(report, side)
        return {PLAN_CUT: cut}

    return publish_step(context, recipe, fill, remarks)


def other_recipes(context: StepContext, features: Snapshot) -> dict[str, Snapshot]:
    """Return the models in use that were not made the way models are made now, by law.

    One that was made the same way would, trained again at a cut-off, be the very model that is tested.
    """
    try:
        active = active_models(context, features)
        newest = context.folder.latest("models")
    except KompasError:  # no model is in use, or it cannot score these features: there is nothing to compare with
        return {}
    return {law: models for law, models in active.items() if not same_recipe(models.manifest, newest.manifest)}


def first_test_day(as_of: date, months: int) -> date:
    """Return the first day of the last so many months, the as-of date's among them."""
    index = as_of.year * 12 + as_of.month - months
    return date(index // 12, index % 12 + 1, 1)


def periods_of(as_of: date, settings: ModelSettings) -> Periods:
    """Return the test periods: so many of so many months, the last one some months before the as-of date."""
    behind = range(settings.backtest_cut_offs, -1, -1)
    starts = [
        first_test_day(as_of, settings.backtest_settle_months + settings.backtest_months * periods)
        for periods in behind
    ]
    return Periods(tuple(starts[:-1]), starts[-1])


def plan_cut(features: Snapshot, warehouse: Snapshot, labels: pl.DataFrame, as_of: date, reserve_share: float) -> float:
    """Return the share of employers that next month's hours can visit, to three decimals."""
    capacity = period_capacity(Registers(warehouse, as_of), months_after(as_of, 1))
    minutes = float(capacity["available_minutes"].sum())
    spent = labels.unique("case_id")["spent_minutes"].mean()
    per_case = float(spent) if isinstance(spent, float) else 60 * HOURS_WITHOUT_HISTORY
    employers = pl.read_parquet(features.table("current"), columns=["employer_id"]).height
    return max(0.001, round((1 - reserve_share) * minutes / per_case / employers, 3))


def refuse_weights_of_today(selection_power: float) -> None:
    """Refuse to backtest models that weigh their cases by selection.

    The weights compare the inspected with everybody of today, which nobody knew at a cut-off in the past.

    Raises:
        KompasError: Cases are weighed by selection.
    """
    if selection_power > 0:
        raise KompasError(
            "Models whose cases are weighed by selection cannot be backtested: the weights look at the employers of "
            "today, which were not known at the cut-offs.",
            "[model] selection_power",
            "Set it to 0. A model trained with it can be looked at, and does not pass the gates.",
        )


def _backtests(
    context: StepContext,
    labels: pl.DataFrame,
    rules: BacktestRules,
    periods: Periods,
    active: Mapping[str, RankingModel],
    remarks: list[str],
) -> list[LawBacktest]:
    """Backtest every law; say of each what came of it."""
    features, warehouse, as_of = input_pair(context)
    matrix, population = (pl.read_parquet(features.table(name)) for name in ("training", "current"))
    tables, inputs, plan = register_tables(warehouse), catalogue_inputs(), training_plan(context)
    tested = _tested(labels, selected_cases(tables, as_of), periods, as_of)

    @cache
    def known_before(cut_off: date) -> pl.DataFrame:
        return labelled_cases(tables, date.fromordinal(cut_off.toordinal() - 1))

    def learnt(law: str, cut_off: date) -> pl.DataFrame:
        return law_frame(known_before(cut_off), matrix, law)

    def make_cases(frame: pl.DataFrame, some: Sequence[ModelInput]) -> Cases:
        return weighted_cases(frame, population, some, plan.seed, 0.0)[0]

    tests = []
    for law in LAWS:
        folds = folds_of(
            periods.cut_offs,
            periods.until,
            partial(learnt, law),
            law_frame(tested, matrix, law),
        )
        try:
            test = backtest_law(law, folds, rules, inputs, plan, make_cases=make_cases, active=active.get(law))
        except TooFewCasesError as error:
            remarks.append(f"{law}: not estimable. {error.what}")
        else:
            tests.append(test)
            remarks.append(_remark(test, rules.plan_cut))
        context.say(remarks[-1])
    return tests


def _tested(labels: pl.DataFrame, selected: pl.DataFrame, periods: Periods, as_of: date) -> pl.DataFrame:
    """Return the labels of the test periods, weighted for the cases of those periods that are still open."""
    inside = pl.col("selected_on").is_between(periods.cut_offs[0], periods.until, closed="left")
    own = labels.filter(inside)
    return own.with_columns(weight=pl.Series("weight", weights_on(own, selected.filter(inside), as_of)))


def _loaded(active: Mapping[str, Snapshot]) -> dict[str, RankingModel]:
    names = input_names(catalogue_inputs())
    return {law: load_model(models.path, law, names) for law, models in active.items()}


def _facts(
    warehouse: Snapshot, labels: pl.DataFrame, rules: BacktestRules, periods: Periods, as_of: date
) -> BacktestFacts:
    tables = register_tables(warehouse)
    selected = selected_cases(tables, as_of)
    ended = pl.col("closed_on").fill_null(as_of)
    days = selected.select((ended - pl.col("selected_on")).dt.total_days().cast(pl.Float64)).to_series()
    horizon = max(rules.horizon_days for rules in label_rules().laws.values())
    still_open = open_cases(tables, periods.cut_offs[0], as_of) - open_cases(tables, periods.until, as_of)
    return BacktestFacts(
        rules.plan_cut,
        periods.cut_offs,
        periods.until,
        still_open,
        horizon,
        closed_within(days.to_numpy(), selected["closed_on"].is_not_null().to_numpy(), horizon),
        undecided_cases(tables, as_of),
        int(labels["report_only"].sum()),
        rules.rounds,
    )


def _remark(test: LawBacktest, cut: float) -> str:
    figures = test.contest.figures
    lifts = {
        name: figure.estimate
        for name in ("model", "heuristic", "logistic", "without_memory", "active")
        if (figure := figure_of(figures, name, "lift", cut)) is not None
    }
    model = lifts["model"]
    others = ", ".join(f"{name} {number(item.value, 'en', 2)}" for name, item in lifts.items() if name != "model")
    warning = "" if model.value > lifts["heuristic"].value else " The plain heuristic does at least as well here."
    best = over_time(test).best_by_regret(cut)
    return (
        f"{test.law}: on {len(test.test):,} later inspected cases after {len(test.folds)} cut-off dates, lift at the "
        f"plan's cut ({percent(cut, 'en')}) {number(model.value, 'en', 2)} ({number(model.low, 'en', 2)} – "
        f"{number(model.high, 'en', 2)}); {others}; random 1."
        + (f" Least regret over time: {best}." if best else "")
        + warning
    )
