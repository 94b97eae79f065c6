"""Planning problems for tests: small ones by hand or drawn, and plain loops that check a plan or find the best one."""

from datetime import date

import numpy as np
from hypothesis import strategies as st

from models.planning.problem import LETTER, VISIT, GroupLimit, Problem, Team
from models.planning.solving import Solution

LAWS = ("WML", "Wav", "Waadi")
REGIONS = ("Noord", "Zuid")
EVERY_LAW = frozenset(LAWS)


def months(count: int) -> tuple[date, ...]:
    """Return the first days of the first months of 2027."""
    return tuple(date(2027, month, 1) for month in range(1, count + 1))


def problem_of(
    hours: list[list[float]],
    value: list[list[float]],
    capacity: list[list[float]],
    *,
    region: list[int] | None = None,
    teams: tuple[Team, ...] | None = None,
    travel: list[list[float]] | None = None,
    links: list[tuple[int, int]] | None = None,
    bundles: tuple[tuple[int, ...], ...] = (),
    limits: tuple[GroupLimit, ...] = (),
) -> Problem:
    """Return a problem in which all value is of the first law; teams stand in for Noord unless given."""
    count, held = len(hours), np.array(capacity, float)
    worth = np.zeros((count, 3, 3))
    worth[:, :, 0] = value
    own = teams or tuple(Team(f"Noord-{number + 1}", "Noord", EVERY_LAW) for number in range(len(capacity)))
    home = np.array([[0.0 if team.region == name else np.inf for team in own] for name in REGIONS])
    return Problem(
        own,
        months(held.shape[1]),
        LAWS,
        held,
        np.ones((held.shape[1], 3)),
        REGIONS,
        np.array(region or [0] * count, np.int64),
        home if travel is None else np.array(travel, float),
        np.array(hours, float),
        worth,
        np.ones(count, bool),
        np.array(links or [], np.int64).reshape(-1, 2),
        bundles,
        limits,
    )


@st.composite
def drawn_problems(draw: st.DrawFn, employers: int, *, with_limits: bool = True) -> Problem:
    """Return a problem with everything in it: skills, travel, links, bundles, limits, a law that holds later."""
    generator = np.random.default_rng(draw(st.integers(0, 10_000)))
    period, size = draw(st.integers(1, 2)), draw(st.integers(1, employers))
    teams = (
        Team("Noord-1", "Noord", EVERY_LAW),
        Team("Zuid-1", "Zuid", frozenset(draw(st.sets(st.sampled_from(LAWS), min_size=1)))),
    )
    region = generator.integers(0, 2, size)
    away = draw(st.sampled_from([np.inf, 2.0]))
    hours = np.column_stack(
        [generator.integers(1, 3, size), generator.integers(3, 9, size), generator.integers(6, 20, size)]
    )
    hours = np.where(generator.random((size, 3)) < 0.1, np.inf, hours.astype(float))
    weight = np.ones((period, 3))
    weight[0, 2] = float(draw(st.booleans()))
    pairs = generator.integers(0, size, (draw(st.integers(0, 3)), 2))
    together = tuple(sorted({int(a), int(b)}) for a, b in pairs[:2] if a != b)
    limits = ()
    if with_limits and draw(st.booleans()):
        group = generator.random(size) < 0.5
        limits = (
            GroupLimit("sector:A", at_least=False, hours=float(generator.integers(5, 30)), members=group),
            GroupLimit("sector:B", at_least=True, hours=float(generator.integers(0, 3)), members=~group),
            GroupLimit("cover:B", at_least=True, hours=float(generator.integers(0, 9)), members=~group,
                       visits_only=True),
        )[: draw(st.integers(2, 3))]  # fmt: skip
    return Problem(
        teams,
        months(period),
        LAWS,
        generator.integers(0, 40, (2, period)).astype(float),
        weight,
        REGIONS,
        region,
        np.array([[0.5, away], [away, 0.0]]),
        hours,
        generator.gamma(0.5, size=(size, 3, 3)),
        generator.random(size) < 0.9,
        pairs[pairs[:, 0] != pairs[:, 1]],
        tuple(tuple(members) for members in together),
        limits,
    )


def drawn_region(employers: int, seed: int, period: int = 3) -> Problem:
    """Return a larger problem with the same things in it."""
    generator = np.random.default_rng(seed)
    teams = tuple(Team(f"{name}-{number}", name, EVERY_LAW) for name in REGIONS for number in (1, 2))
    size = generator.integers(0, 4, employers)
    hours = np.column_stack(
        [generator.uniform(0.5, 1.5, employers), 6.0 + size, generator.uniform(18, 24, employers) + size]
    )
    weight = np.ones((period, 3))
    weight[0, 2] = 0.0
    share = np.array([0.1, 0.4, 1.0])
    value = generator.lognormal(-2, 1, (employers, 1, 3)) * (1 + size[:, None, None]) * share[:, None]
    lenders = generator.integers(0, employers // 10, employers // 5)
    pairs = np.column_stack([lenders, generator.integers(employers // 10, employers, len(lenders))])
    value[pairs.ravel()] *= 4
    bundles = tuple((int(a), int(b)) for a, b in pairs[: employers // 20])
    sector = generator.integers(0, 4, employers)
    capacity = generator.uniform(100, 200, (4, period))
    limits = (
        GroupLimit("sector:0", at_least=True, hours=0.35 * capacity.sum(), members=sector == 0),
        GroupLimit("sector:1", at_least=False, hours=0.1 * capacity.sum(), members=sector == 1),
    )
    region = generator.integers(0, 2, employers)
    travel = np.where(np.arange(2)[:, None] == np.array([0, 0, 1, 1]), 0.5, np.inf)
    return Problem(
        teams, months(period), LAWS, capacity, weight, REGIONS, region, travel, hours, value,
        generator.random(employers) < 0.95, pairs, bundles, limits,
    )  # fmt: skip


def broken(problem: Problem, plan: Solution) -> list[str]:
    """Return the rules that a plan breaks, by plain loops."""
    found, spent, group_hours = [], np.zeros(problem.capacity.shape), [0.0] * len(problem.limits)
    looks: dict[int, int] = {}
    if len(set(plan.employer.tolist())) < len(plan):
        found.append("employer twice")
    for row in range(len(plan)):
        employer, instrument, team, month = (
            int(column[row]) for column in (plan.employer, plan.instrument, plan.team, plan.month)
        )
        region = problem.employer_region[employer]
        hours = problem.hours[employer, instrument]
        hours += problem.travel[region, team] if instrument == VISIT else 0.0
        if not problem.eligible[employer] or not np.isfinite(problem.travel[region, team]) or not np.isfinite(hours):
            found.append(f"may not: {row}")
        if plan.bundle[row] >= 0 and problem.teams[team].region != problem.region[region]:
            found.append(f"joint visit by another region: {row}")
        own = sum(
            problem.value[employer, instrument, law] * problem.law_weight[month, law]
            for law in range(3)
            if LAWS[law] in problem.teams[team].laws
        )
        if abs(own - plan.value[row]) > 1e-9 or abs(hours - plan.hours[row]) > 1e-9:
            found.append(f"hours or value: {row}")
        spent[team, month] += hours
        for place, limit in enumerate(problem.limits):
            counts = limit.members[employer] and (instrument == VISIT or not limit.visits_only)
            group_hours[place] += hours * bool(counts)
        if instrument != LETTER:
            looks[employer] = int(plan.bundle[row])
    found += ["hours"] * int((spent > problem.capacity + 1e-6).sum())
    for limit, hours in zip(problem.limits, group_hours, strict=True):
        if (hours < limit.hours - 1e-5) if limit.at_least else (hours > limit.hours + 1e-5):
            found.append(limit.name)
    return found + broken_chains(problem, plan, looks)


def broken_chains(problem: Problem, plan: Solution, looks: dict[int, int]) -> list[str]:
    """Return the links and bundles that a plan breaks; ``looks`` has the bundle of each employer looked at, or -1."""
    found = []
    for one, other in problem.links.tolist():
        if one in looks and other in looks and not 0 <= looks[one] == looks[other]:
            found.append(f"link {one}-{other}")
    for bundle in set(plan.bundle.tolist()) - {-1}:
        rows = plan.bundle == bundle
        together = len(set(plan.month[rows].tolist())) == 1 and (plan.instrument[rows] == VISIT).all()
        if sorted(plan.employer[rows].tolist()) != sorted(problem.bundles[bundle]) or not together:
            found.append(f"bundle {bundle}")
    return found
