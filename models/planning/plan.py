"""A plan for a period: lot first, then the solver; and everybody's chance of being in it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import polars as pl

from data_contracts.errors import KompasError
from models.planning.chances import PLAN, group_chances
from models.planning.choices import Plan, PlanChoices
from models.planning.inclusion import inclusion
from models.planning.lots import Lots, draw_lots, problem_of
from models.planning.neutral import mix_cells
from models.planning.problem import INSTRUMENTS, Problem
from models.planning.setting import Setting, arrange
from models.planning.solving import InfeasiblePlanError, Relaxed, Solution, relaxed, solve
from models.planning.tables import inclusion_table, item_table, team_table
from models.planning.teams import NO_TEAM, lot_seed
from models.planning.what_it_costs import price_table
from models.yields import UNITS

SOLVER = "HiGHS"
COVER_PARTS = (1.0, 0.75, 0.5, 0.25)
"""How much of the cover that was asked for is tried, until there is a plan."""


@dataclass(frozen=True, eq=False)
class Solved:
    """What was chosen from, with the cover that could be had; and what was chosen."""

    setting: Setting
    problem: Problem
    relaxation: Relaxed
    solution: Solution


def make_plan(frame: pl.DataFrame, capacity: pl.DataFrame, links: pl.DataFrame, choices: PlanChoices) -> Plan:
    """Make a plan.

    The random arm is drawn first, from the whole frame; then the comparison, among employers worth targeting; the
    solver gives out the hours that are left, so that they yield most. Neighbours along a chain of an employer that is
    looked at are not looked at in the period, unless jointly. The same arguments give the same tables.

    Args:
        frame: Every employer that could be looked at: ``employer_id, trade_name, sector, size_class, province, region,
            legal_form, kind`` (lender, hirer, both, neither), ``expected_hours`` (of a visit), ``mean_hours`` (the same
            by plain means, by which lots are drawn), ``eligible, supported``, ``topic?``, ``capacity_to_comply`` (low,
            ordinary, unknown), ``p_<law>, workers_<law>, underpaid_<law>`` of each law (null where not estimable), and
            of the site ``establishment_id, municipality_code, postcode, last_seen_active, site_doubtful, site_rule,
            site_probability``.
        capacity: ``team, region, month, available_minutes, skills`` (``WML|Wav|Waadi``).
        links: ``lender_id, hirer_id``: employers.
        choices: What the plan keeps to.

    Returns:
        The plan, with columns as docs/interfaces.md gives them (``plan_id`` left out).

    Raises:
        InfeasiblePlanError: The constraints clash, even without cover for the random arm.
        KompasError: No team has hours in the months of the plan, or a share is of a group that does not exist.
    """
    setting = arrange(frame, capacity, links, choices)
    if not setting.hours.months:
        raise KompasError(
            f"No team has hours in the months from {choices.months[0]:%Y-%m}, so nothing can be planned.",
            "the register table capacity",
            "Deliver the teams' hours for those months, or set another as_of.",
        )
    lots = draw_lots(setting)
    solved = _solved(setting, lots)
    setting, problem, solution = solved.setting, solved.problem, solved.solution
    generator = np.random.default_rng(lot_seed(setting.lots.seed, "cells"))
    items = item_table(setting, lots, solution, mix_cells(problem, solution, generator))
    everybody = inclusion_table(setting, lots, inclusion(setting, lots, solution))
    return Plan(
        items=items.join(
            everybody.select("employer_id", "random_probability", "inclusion_probability"),
            on="employer_id",
            how="left",
            maintain_order="left",
        ),
        teams=team_table(setting, lots, items),
        inclusion=everybody,
        chances=_chances(setting, everybody),
        prices=price_table(setting, lots, problem, solved.relaxation),
        solution=_about(setting, solution),
        uncovered=int((setting.lots.dealt == NO_TEAM).sum()),
        months=setting.hours.months,
    )


def _solved(setting: Setting, lots: Lots) -> Solved:
    """Choose what is left to choose, with as much cover for the random arm as can be.

    Cover gives way where it cannot be had beside the shares that somebody asked for, or within the months of small
    teams: it must never be the reason that there is no plan.
    """
    asked = setting.choices.cover
    for part in COVER_PARTS if asked > 0 else ():
        try:
            return _solved_with(setting, lots, part * asked)
        except InfeasiblePlanError:
            continue
    return _solved_with(setting, lots, 0.0)


def _solved_with(setting: Setting, lots: Lots, cover: float) -> Solved:
    covered = replace(setting, choices=replace(setting.choices, cover=cover))
    problem = problem_of(covered, lots)
    relaxation = relaxed(problem)
    return Solved(covered, problem, relaxation, solve(problem, setting.choices.gap, relaxation=relaxation))


def _chances(setting: Setting, everybody: pl.DataFrame) -> pl.DataFrame:
    employers = setting.table.select("sector", "region", "size_class", "kind").hstack(
        everybody.select(looked_at="inclusion_probability", random="random_probability")
    )
    return group_chances(employers, PLAN, len(setting.hours.months))


def _about(setting: Setting, solution: Solution) -> Mapping[str, Any]:
    assumed = setting.effects.assumed[solution.employer, solution.instrument]
    total = float(solution.value.sum())
    return {
        "solver": SOLVER,
        "objective": setting.choices.objective,
        "objective_unit": UNITS[setting.choices.objective],
        "value": solution.total,
        "bound": solution.bound,
        "gap": solution.gap,
        "status": solution.status,
        "rounds": solution.rounds,
        "columns": solution.columns,
        "seconds": round(sum(solution.seconds.values()), 2),
        "value_by_instrument": {
            name: float(solution.value[solution.instrument == place].sum()) for place, name in enumerate(INSTRUMENTS)
        },
        "cover": setting.choices.cover,
        "assumed_share": float(solution.value[assumed].sum()) / total if total > 0 else 0.0,
        "months_without_hours": [
            month.isoformat() for month in _without_hours(setting.choices.months, setting.hours.months)
        ],
    }


def _without_hours(asked: tuple[date, ...], planned: tuple[date, ...]) -> tuple[date, ...]:
    return tuple(month for month in asked if month not in planned)
