"""Solve the planning problem with HiGHS, and say how far from the best possible the plan can be at most.

- ``relaxed(problem) -> Relaxed``: the linear relaxation of the *whole* problem. ``.value``, ``.bound`` (no plan can
  yield more), ``.shares()`` (n, 2: share of a letter, and of a check or visit, by employer), ``.hours_price`` (T, M).
  Raises ``InfeasiblePlanError`` (``.clash`` names, ``.texts`` nl and en). Make it once; the rest starts from it.
- ``solve(problem, gap, effort, relaxation=...) -> Solution``: the plan. Deterministic.
- ``prices(relaxation, step_hours) -> tuple[Price, ...]``: what each constraint costs, by solving anew.
- ``replayed(relaxation, variants)``: shares as ``.shares()`` for many other draws (``Variant(capacity, barred)``),
  each a fraction of a second: only the right-hand sides change, and who is barred goes.
- ``greedy(problem) -> Solution``: the best yield per hour first, without looking ahead; the rule to beat.

See docs/decisions/0029-solving-the-plan.md for the method, and for what is exact in it.
"""

from models.planning.solving.clash import InfeasiblePlanError
from models.planning.solving.per_hour import greedy
from models.planning.solving.pricing import Price, prices
from models.planning.solving.relaxation import Relaxed, relaxed
from models.planning.solving.replays import Variant, replayed
from models.planning.solving.solution import Solution
from models.planning.solving.solver import solve

__all__ = [
    "InfeasiblePlanError",
    "Price",
    "Relaxed",
    "Solution",
    "Variant",
    "greedy",
    "prices",
    "relaxed",
    "replayed",
    "solve",
]
