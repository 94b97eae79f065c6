"""The best plan of a tiny problem, found by trying all of them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np

from models.planning.problem import LETTER, VISIT, Problem

Then = Callable[[float], None]


def best_by_search(problem: Problem) -> float | None:
    """Return the highest yield of all plans; nothing where there is none."""
    search = PlanSearch(problem)
    search.bundled(0, 0.0)
    return search.best


@dataclass
class PlanSearch:
    """A walk over all plans; ``taken`` has for each employer whether it is looked at, and its bundle or -1."""

    problem: Problem
    taken: dict[int, tuple[bool, int]] = field(default_factory=dict)
    best: float | None = None

    def __post_init__(self) -> None:
        self.left = self.problem.capacity.copy()
        self.group_left = np.array([limit.hours for limit in self.problem.limits])

    def ways(self, employer: int, *, joint: bool) -> Iterator[tuple[int, int, int, float, float]]:
        """Yield instrument, team, month, hours and worth of every way to use an employer."""
        problem, region = self.problem, self.problem.employer_region[employer]
        for kind in (VISIT,) if joint else range(3):
            for place, team in enumerate(problem.teams):
                travel = problem.travel[region, place]
                hours = problem.hours[employer, kind] + (travel if kind == VISIT else 0.0)
                away = team.region != problem.region[region]
                if not np.isfinite(hours + travel) or not problem.eligible[employer] or (joint and away):
                    continue
                held = np.array([law in team.laws for law in problem.laws])
                for month in range(len(problem.months)):
                    worth = float(problem.value[employer, kind] @ (problem.law_weight[month] * held))
                    yield kind, place, month, float(hours), worth

    def allowed(self) -> bool:
        """Tell whether links and limits are kept."""
        for one, other in self.problem.links.tolist():
            both = one in self.taken and other in self.taken and self.taken[one][0] and self.taken[other][0]
            if both and not 0 <= self.taken[one][1] == self.taken[other][1]:
                return False
        return not any(
            (left > 1e-9) if limit.at_least else (left < -1e-9)
            for limit, left in zip(self.problem.limits, self.group_left, strict=True)
        )

    def place(self, members: list[int], bundle: int, month: int | None, then: Then, total: float) -> None:
        """Use the members in every way, a bundle's in one month, and go on."""
        if not members:
            then(total)
            return
        employer = members[0]
        held = [(bool(limit.members[employer]), limit.visits_only) for limit in self.problem.limits]
        for kind, team, at, hours, worth in self.ways(employer, joint=bundle >= 0):
            own = np.array([float(member and (kind == VISIT or not only)) for member, only in held])
            if (month is not None and at != month) or self.left[team, at] < hours - 1e-9:
                continue
            self.left[team, at] -= hours
            self.group_left -= hours * own
            self.taken[employer] = (kind != LETTER, bundle)
            self.place(members[1:], bundle, at if bundle >= 0 else None, then, total + worth)
            del self.taken[employer]
            self.group_left += hours * own
            self.left[team, at] += hours

    def alone(self, employer: int, total: float) -> None:
        """Leave an employer out, then use it alone in every way; at the end of the row weigh the plan."""
        if employer == len(self.problem.eligible):
            if self.allowed() and (self.best is None or total > self.best):
                self.best = total
            return
        self.alone(employer + 1, total)
        if employer not in self.taken:
            self.place([employer], -1, None, lambda more: self.alone(employer + 1, more), total)

    def bundled(self, bundle: int, total: float) -> None:
        """Leave a bundle out, then use it in every way."""
        if bundle == len(self.problem.bundles):
            self.alone(0, total)
            return
        self.bundled(bundle + 1, total)
        members = list(self.problem.bundles[bundle])
        if not any(member in self.taken for member in members):
            self.place(members, bundle, None, lambda more: self.bundled(bundle + 1, more), total)
