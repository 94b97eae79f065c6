"""``kompas plan``: the month's visits."""

from datetime import date, timedelta
from pathlib import Path

import polars as pl

from data_contracts.as_known import as_known_sql
from data_contracts.contract import load_contract
from data_contracts.errors import KompasError
from data_contracts.query import query_frame
from data_contracts.reference_data import region_of_province
from data_contracts.settings import PlanSettings
from data_contracts.snapshots import Snapshot
from models.labels import LAWS
from models.planning.hours import expected_hours
from models.planning.plan import PlanRules, make_plan
from models.scoring import wide_probabilities
from models.yields import employer_yields
from pipelines.steps.activation import active_models, refuse_other_models
from pipelines.steps.below_the_cut import below_the_cut
from pipelines.steps.context import StepContext, StepResult, publish_step
from pipelines.steps.modelling import catalogue_inputs, input_pair, made_from, model_recipe


def plan_step(context: StepContext) -> StepResult:
    """Plan the month after the as-of date."""
    settings = context.settings
    features, warehouse, as_of = input_pair(context)
    scores = made_from(context, "scores", features)
    refuse_other_models(context, scores, features)
    configuration = settings.plan.model_dump()
    recipe = model_recipe("plan", (scores, features, warehouse), as_of, configuration, settings.seed)
    month = month_after(as_of)
    rules = PlanRules(month, settings.plan.random_share, settings.plan.reserve_share, settings.seed)
    plan_id = f"{month:%Y-%m}-{recipe.fingerprint[:8]}"
    remarks: list[str] = []

    def fill(side: Path) -> dict[str, str]:
        capacity = month_capacity(warehouse, month, as_of)
        frame = visit_frame(features, warehouse, scores, as_of, settings.plan)
        plan = make_plan(frame, capacity, rules)
        plan.items.with_columns(plan_id=pl.lit(plan_id)).write_parquet(side / "items.parquet")
        plan.teams.write_parquet(side / "teams.parquet")
        plan.inclusion.write_parquet(side / "inclusion.parquet")
        matrix, models = pl.read_parquet(features.table("current")), active_models(context, features)
        told = below_the_cut(matrix, plan.items["employer_id"], models, catalogue_inputs())
        told.write_parquet(side / "below_the_cut.parquet")
        random = int((plan.items["selection_ground"] == "random").sum())
        hours = float(plan.items["expected_hours"].sum())
        remarks.append(
            f"Plan {plan_id}: {len(plan.items):,} visits ({random:,} drawn at random) "
            f"in {hours:,.0f} of {float(plan.teams['hours_available'].sum()):,.0f} hours."
        )
        if plan.uncovered:
            remarks.append(
                f"{plan.uncovered:,} employers lie in regions where no team has hours; they could not be drawn, so the "
                "random arm says nothing about them."
            )
        unlike = int((~frame["supported"]).sum())
        if unlike:
            remarks.append(
                f"{unlike:,} employers resemble nothing that was inspected, so no chance can be estimated: they are "
                "not targeted, and can be drawn at random like all others."
            )
        unfitted = int(plan.teams["drawn_not_fitted"].sum())
        if unfitted:
            remarks.append(f"{unfitted} drawn visits did not fit the hours and count as non-response.")
        return {"plan_id": plan_id, "month": month.isoformat(), "objective": settings.plan.objective}

    return publish_step(context, recipe, fill, remarks)


def month_after(as_of: date) -> date:
    """Return the first day of the month after the as-of date's: the month that is planned."""
    return (as_of.replace(day=1) + timedelta(days=32)).replace(day=1)


def month_capacity(warehouse: Snapshot, month: date, as_of: date) -> pl.DataFrame:
    """Return ``team, region, available_minutes`` of a month as known on the as-of date.

    Raises:
        KompasError: No hours are known for the month.
    """
    known = as_known_sql("read_parquet($capacity)", load_contract("capacity").as_known_key)
    capacity = query_frame(
        f"SELECT team, region, available_minutes FROM ({known}) "  # noqa: S608 -- names of our own contract
        "WHERE month = $month AND available_minutes > 0 ORDER BY team",
        {"capacity": warehouse.table("capacity"), "month": month, "as_of": as_of},
    )
    if capacity.is_empty():
        raise KompasError(
            f"No team has hours in {month:%Y-%m}, as known on {as_of}, so no visit can be planned.",
            "the register table capacity",
            "Deliver the teams' hours for that month, or set another as_of.",
        )
    return capacity


def visit_frame(
    features: Snapshot, warehouse: Snapshot, scores: Snapshot, as_of: date, rules: PlanSettings
) -> pl.DataFrame:
    """Return every employer that could be visited, with what the plan weighs (see ``make_plan``).

    An employer that resembles nothing inspected is not ``supported`` and so not ``eligible``, and its chances are null;
    it stays in the frame of the random arm. Without any model everyone is as eligible as before.
    """
    matrix = pl.read_parquet(features.table("current"), columns=["employer_id", "sector", "size_class", "province"])
    cases = _cases(warehouse, as_of)
    closed = cases.filter(pl.col("spent_minutes").is_not_null()).join(matrix, on="employer_id")
    scored = pl.read_parquet(scores.table("scores"))
    estimable = scored.filter(pl.col("supported").fill_null(value=True))
    return (
        wide_probabilities(matrix, estimable, LAWS)
        .join(_names(warehouse, as_of), on="employer_id", how="left")
        .join(_hours(matrix, closed, scored), on="employer_id")
        .join(_recent(cases, as_of, rules.cool_off_months), on="employer_id", how="left")
        .join(employer_yields(scored, rules.objective), on="employer_id", how="left")
        .with_columns(
            pl.col("expected_yield").fill_null(0.0),
            pl.col("supported").fill_null(value=True),
            region=pl.col("province").replace_strict(region_of_province(), default=None),
        )
        .with_columns(eligible=pl.col("recent").is_null() & pl.col("supported"))
        .drop("recent")
    )


def _hours(matrix: pl.DataFrame, closed: pl.DataFrame, scored: pl.DataFrame) -> pl.DataFrame:
    """Return ``employer_id, expected_hours``: the models' estimate, or its size class's mean where there is none."""
    modelled = scored.group_by("employer_id").agg(pl.col("expected_hours").mean().alias("modelled"))
    return (
        expected_hours(matrix, closed)
        .join(modelled, on="employer_id", how="left", maintain_order="left")
        .select("employer_id", pl.coalesce("modelled", "expected_hours").alias("expected_hours"))
    )


def _cases(warehouse: Snapshot, as_of: date) -> pl.DataFrame:
    known = as_known_sql("read_parquet($inspections)", load_contract("inspections").as_known_key)
    return query_frame(
        f"SELECT employer_id, selected_on, spent_minutes FROM ({known})",  # noqa: S608
        {"inspections": warehouse.table("inspections"), "as_of": as_of},
    )


def _names(warehouse: Snapshot, as_of: date) -> pl.DataFrame:
    known = as_known_sql("read_parquet($employers)", load_contract("employers").as_known_key)
    return query_frame(
        f"SELECT employer_id, arg_max(trade_name, valid_from) AS trade_name FROM ({known}) "  # noqa: S608
        "WHERE valid_from <= $as_of GROUP BY employer_id",
        {"employers": warehouse.table("employers"), "as_of": as_of},
    )


def _recent(cases: pl.DataFrame, as_of: date, months: int) -> pl.DataFrame:
    since = pl.lit(as_of).dt.offset_by(f"-{months}mo")
    return cases.filter(pl.col("selected_on") > since).select("employer_id", recent=pl.lit(value=True)).unique()
