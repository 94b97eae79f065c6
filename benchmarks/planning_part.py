"""One part of ``benchmarks/planning.py`` in a process of its own: make the problem, solve it, write what came of it."""

import json
import sys
import time
from datetime import date
from pathlib import Path

import numpy as np

from benchmarks.planning_cover import covered
from models.arrays import Floats
from models.planning.problem import VISIT, GroupLimit, Problem, Team
from models.planning.solving import Solution, greedy, relaxed, solve

LAWS = ("WML", "Wav", "Waadi")
REGIONS = ("Noord", "Oost", "Midden", "West", "Zuid")
REGION_SHARES = (0.1, 0.2, 0.25, 0.25, 0.2)
TEAM_MONTH_HOURS, AWAY_HOURS = 1_300.0, 3.0
LETTER_SHARE, DESK_SHARE = 0.03, 0.3
GAP = 0.01
SEED = 20261031


def problem_of(employers: int, months: int, seed: int, *, anywhere: bool) -> Problem:
    """Make a country: heavy-tailed chances, visits of some 25 hours, ten teams, limits, links and bundles."""
    generator = np.random.default_rng(seed)
    teams = tuple(Team(f"{region}-{number}", region, frozenset(LAWS)) for region in REGIONS for number in (1, 2))
    region = generator.choice(len(REGIONS), employers, p=REGION_SHARES)
    chance = np.minimum(0.9, generator.beta(0.6, 9.0, (employers, len(LAWS))))
    value = np.stack([LETTER_SHARE * chance, DESK_SHARE * chance, chance], axis=1)
    hours = np.stack([np.ones(employers), generator.normal(8, 1, employers).clip(4), _visit(generator, employers)], 1)
    main = chance.argmax(axis=1)
    sector = generator.integers(0, 20, employers)
    total = TEAM_MONTH_HOURS * len(teams) * months
    limits = tuple(
        GroupLimit(name, at_least, share * total, members)
        for name, at_least, share, members in (
            ("law:Waadi", True, 0.25, main == 2),
            ("sector:A", True, 0.08, sector == 0),
            ("region:Noord", True, 0.15, region == 0),
            ("sector:I", False, 0.04, sector == 8),
        )
    )
    home = np.array([[0.0 if team.region == name else np.inf for team in teams] for name in REGIONS])
    # Whom a chain links is alike: high chances go together, else a joint visit would never be worth its hours.
    pairs = np.argsort(-chance.sum(axis=1) + generator.normal(0, 0.1, employers))[:8_000].reshape(2_000, 4)
    links = np.concatenate([pairs[:, [0, place]] for place in (1, 2, 3)])
    return Problem(
        teams,
        tuple(date(2027, month + 1, 1) for month in range(months)),
        LAWS,
        np.full((len(teams), months), TEAM_MONTH_HOURS),
        np.ones((months, len(LAWS))),
        REGIONS,
        region,
        np.where(np.isinf(home), AWAY_HOURS, home) if anywhere else home,
        hours,
        value,
        np.ones(employers, bool),
        links,
        tuple(tuple(int(place) for place in row) for row in pairs),
        limits,
    )


def _visit(generator: np.random.Generator, employers: int) -> Floats:
    return np.exp(generator.normal(np.log(25), 0.35, employers))


def broken(problem: Problem, plan: Solution) -> list[str]:
    """Return which constraints a plan breaks, worked out from the problem and not by the solver."""
    used = np.zeros_like(problem.capacity)
    np.add.at(used, (plan.team, plan.month), plan.hours)
    found = ["hours"] if (used > problem.capacity + 1e-6).any() else []
    found += ["twice"] if len(np.unique(plan.employer)) < len(plan) else []
    for limit in problem.limits:
        counts = limit.members[plan.employer] & ((plan.instrument == VISIT) | (not limit.visits_only))
        given = plan.hours[counts].sum()
        if (given < limit.hours - 1e-6) if limit.at_least else (given > limit.hours + 1e-6):
            found.append(limit.name)
    alone = np.zeros(len(problem.eligible), bool)
    alone[plan.employer[(plan.bundle < 0) & (plan.instrument > 0)]] = True
    looked = alone.copy()
    looked[plan.employer[plan.bundle >= 0]] = True
    first, second = problem.links.T
    found += ["links"] if ((alone[first] & looked[second]) | (looked[first] & alone[second])).any() else []
    for bundle in np.unique(plan.bundle[plan.bundle >= 0]):
        inside = plan.bundle == bundle
        whole = set(plan.employer[inside]) == set(problem.bundles[bundle]) and len(np.unique(plan.month[inside])) == 1
        found += [] if whole and (plan.instrument[inside] == VISIT).all() else [f"bundle {bundle}"]
    return found


def main() -> None:
    """Solve one problem and write its figures as JSON to the file named last."""
    employers, months, variant = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    problem = problem_of(employers, months, SEED, anywhere=variant == "anywhere")
    problem = covered(problem, SEED) if variant == "cover" else problem
    started = time.perf_counter()
    relaxation = relaxed(problem)
    plan = solve(problem, GAP, relaxation=relaxation)
    seconds = time.perf_counter() - started
    started = time.perf_counter()
    rule = greedy(problem)
    told = {
        "columns": plan.columns,
        "items": len(plan),
        "bundles": len(np.unique(plan.bundle[plan.bundle >= 0])),
        "seconds": seconds,
        "relaxation_seconds": relaxation.seconds,
        "total": plan.total,
        "bound": plan.bound,
        "gap": plan.gap,
        "broken": broken(problem, plan),
        "greedy_total": rule.total,
        "greedy_seconds": time.perf_counter() - started,
        "greedy_broken": broken(problem, rule),
    }
    Path(sys.argv[4]).write_text(json.dumps(told), "utf-8")


if __name__ == "__main__":
    main()
