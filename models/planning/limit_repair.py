"""Limits in the plan as a repair: largest shares of the hours that come down to each group's share of the work."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import polars as pl

from data_contracts.errors import KompasError
from models.fairness.mitigation import LIMITS, Chosen, Repair, demand_steering
from models.planning.choices import Plan, PlanChoices
from models.planning.compare import expected_yield
from models.planning.plan import make_plan
from models.planning.problem import INSTRUMENTS, LETTER
from models.planning.setting import Setting, arrange
from models.planning.shares import COLUMN_OF_GROUP
from models.planning.solving import InfeasiblePlanError
from models.yields import Objective


@dataclass(frozen=True, eq=False)
class Planned:
    """What a plan is made from: the arguments of ``models.planning.plan.make_plan``."""

    frame: pl.DataFrame
    capacity: pl.DataFrame
    links: pl.DataFrame
    choices: PlanChoices

    def plan(self, **changes: Any) -> Plan:
        """Return the plan with some choices changed; nobody's chance is replayed, for nothing here asks for it.

        Raises:
            InfeasiblePlanError: The constraints clash.
        """
        return make_plan(self.frame, self.capacity, self.links, replace(self.choices, replays=0, **changes))

    def expected(self, plan: Plan, objective: Objective) -> float:
        """Return what a plan's items are expected to yield together, whatever the plan aimed at."""
        return expected_yield(plan.items, self._setting, objective)

    @cached_property
    def _setting(self) -> Setting:
        return arrange(self.frame, self.capacity, self.links, self.choices)

    def looked_at(self, plan: Plan, units: pl.DataFrame) -> pl.Series:
        """Return which units (``unit``: employers) a plan looks at: a visit or a desk check, not a letter.

        Null for whom lot drew: nobody knows whether they would have been chosen, and no figure may tell that they were.
        """
        items = plan.items.filter(pl.col("instrument") != INSTRUMENTS[LETTER])["employer_id"]
        drawn = plan.inclusion.filter("drawn")["employer_id"]
        unit = pl.col("unit")
        return units.select(chosen=pl.when(~unit.is_in(drawn.implode())).then(unit.is_in(items.implode())))["chosen"]


def by_limits(planned: Planned, units: pl.DataFrame, dimension: str) -> Repair:
    """Return the repair that limits groups which get more hours than their share of the work.

    A group's share of the work is what it would get if everybody were visited. At strength ``s`` its largest share of
    the hours lies ``s`` of the way from what the plan gives it to that; limits that were there already stay. What comes
    free goes where it yields most: groups that get too little have no lower limit, since a plan of whole visits cannot
    meet all of them at once.

    Args:
        planned: What the plan is made from.
        units: ``unit``: the employers that are audited.
        dimension: An open dimension that the plan knows.

    Raises:
        KompasError: The dimension is an audit trait, which may not steer a selection, or one that no plan can limit.
    """
    demand_steering(dimension)
    if dimension not in COLUMN_OF_GROUP:
        raise KompasError(
            f"A plan cannot limit '{dimension}'.", remedy=f"Use one of {', '.join(_open_groups())}, or thresholds."
        )
    base = planned.plan()
    shares = hour_shares(planned.frame, base, dimension)

    def choose(strength: float) -> Chosen | None:
        try:
            plan = base if strength == 0 else planned.plan(max_shares=_limits(planned, shares, dimension, strength))
        except InfeasiblePlanError:
            return None
        return Chosen(planned.looked_at(plan, units), planned.expected(plan, "hits"))

    return Repair(LIMITS, dimension, choose)


def hour_shares(frame: pl.DataFrame, plan: Plan, dimension: str) -> pl.DataFrame:
    """Return ``group, now`` (its share of the hours after the reserve) and ``fair`` (its share of the work).

    Args:
        frame: Every employer that could be looked at: ``employer_id, expected_hours`` and the dimension's column.
        plan: The plan.
        dimension: A key of ``models.planning.shares.COLUMN_OF_GROUP``.
    """
    group, hours = pl.col(COLUMN_OF_GROUP[dimension]).alias("group"), pl.col("expected_hours").sum()
    budget = float(plan.teams.select((pl.col("hours_available") - pl.col("hours_reserved")).sum()).item())
    work = frame.drop_nulls(COLUMN_OF_GROUP[dimension]).group_by(group).agg(fair=hours)
    members = frame.select("employer_id", group)
    given = plan.items.select("employer_id", "expected_hours").join(members, on="employer_id").group_by("group")
    table = work.join(given.agg(now=hours), on="group", how="left").with_columns(pl.col("now").fill_null(0.0))
    return table.select("group", pl.col("now") / budget, pl.col("fair") / pl.col("fair").sum()).sort("group")


def _limits(planned: Planned, shares: pl.DataFrame, dimension: str, strength: float) -> Mapping[str, float]:
    limit = pl.col("now") + strength * (pl.col("fair") - pl.col("now"))
    over = shares.filter(pl.col("now") > pl.col("fair")).select("group", limit)
    asked = {f"{dimension}:{group}": share for group, share in over.iter_rows()}
    there = planned.choices.max_shares
    return dict(there) | {name: min(share, there.get(name, 1.0)) for name, share in asked.items()}


def _open_groups() -> list[str]:
    return [name for name, column in COLUMN_OF_GROUP.items() if column == name]
