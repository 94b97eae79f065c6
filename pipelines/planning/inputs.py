"""What a plan is made from: the frame, the teams' hours, the links, and what the settings choose."""

from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from data_contracts.errors import KompasError
from data_contracts.settings import KompasSettings
from data_contracts.snapshots import Snapshot
from models.planning.choices import PlanChoices
from pipelines.planning.frame import plan_frame
from pipelines.planning.registers import Registers


@dataclass(frozen=True)
class PlanSources:
    """The snapshots that a plan is made from, and their as-of date."""

    features: Snapshot
    warehouse: Snapshot
    scores: Snapshot
    as_of: date


@dataclass(frozen=True, eq=False)
class PlanInputs:
    """The arguments of ``models.planning.plan.make_plan``."""

    frame: pl.DataFrame
    capacity: pl.DataFrame
    links: pl.DataFrame
    choices: PlanChoices


def plan_inputs(sources: PlanSources, settings: KompasSettings) -> PlanInputs:
    """Return what a plan is made from.

    Args:
        sources: The snapshots.
        settings: What the plan must keep to, and the seed.

    Raises:
        KompasError: No hours are known for any month of the plan.
    """
    choices = plan_choices(settings, sources.as_of)
    registers = Registers(sources.warehouse, sources.as_of)
    capacity = period_capacity(registers, choices.months)
    salt = f"{settings.seed}/{'/'.join(month.isoformat() for month in choices.months)}"
    frame, links = plan_frame(sources.features, sources.scores, registers, settings.plan, salt)
    return PlanInputs(frame, capacity, links, choices)


def plan_choices(settings: KompasSettings, as_of: date) -> PlanChoices:
    """Return what the settings choose for the plan of the period after the as-of date."""
    plan = settings.plan
    return PlanChoices(
        months=months_after(as_of, plan.months),
        objective=plan.objective,
        mix={str(name): weight for name, weight in plan.mix.items()},
        random_share=plan.random_share,
        reserve_share=plan.reserve_share,
        comparison_share=plan.comparison_share,
        cover=plan.cover,
        min_shares=dict(plan.min_shares),
        max_shares=dict(plan.max_shares),
        bundle_size=plan.bundle_size,
        assumed_responses=plan.assumed_responses,
        replays=plan.replays,
        gap=plan.gap,
        seed=settings.seed,
    )


def months_after(as_of: date, count: int) -> tuple[date, ...]:
    """Return the first days of the months after the as-of date's."""
    months = [as_of.replace(day=1)]
    for _ in range(count):
        months.append((months[-1] + timedelta(days=32)).replace(day=1))
    return tuple(months[1:])


def period_capacity(registers: Registers, months: tuple[date, ...]) -> pl.DataFrame:
    """Return ``team, region, month, available_minutes, skills`` of the months of which hours are known.

    Raises:
        KompasError: No hours are known for any of the months.
    """
    capacity = registers.rows(
        "SELECT team, region, month, available_minutes, skills FROM ({capacity}) "
        "WHERE month IN (SELECT unnest($months)) AND available_minutes > 0 ORDER BY team, month",
        ["capacity"],
        {"months": list(months)},
    )
    if capacity.is_empty():
        raise KompasError(
            f"No team has hours from {months[0]:%Y-%m} to {months[-1]:%Y-%m}, as known on {registers.as_of}, "
            "so nothing can be planned.",
            "the register table capacity",
            "Deliver the teams' hours for those months, or set another as_of.",
        )
    return capacity
