"""The rules of the loop: its own, and those that it shares with the synthetic inspectorate."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from pipelines.synthetic.parameters import read_parameters


@dataclass(frozen=True)
class LoopRules:
    """Size, length and policies of the loop, and how employers and inspectors act (see ``parameters/loop.yaml``)."""

    employers: int
    years: int
    visit_share: float
    random_shares: tuple[float, ...]
    seeds: tuple[int, ...]
    shift: dict[str, Any]
    trace: dict[str, float]
    programme_turn: float
    rest_years: int
    effect: dict[str, float]
    reports: dict[str, float]
    choice: dict[str, float]
    habit: dict[str, float]
    missed: dict[str, float]
    found: dict[str, float]
    signal_share: float
    programme: tuple[str, ...]
    last_month: date = date(2033, 12, 1)

    def of_size(self, employers: int, years: int, seeds: tuple[int, ...]) -> "LoopRules":
        """Return the same rules for another size, length and seeds."""
        return replace(self, employers=employers, years=years, seeds=seeds)


def loop_rules() -> LoopRules:
    """Return the rules as the parameters give them."""
    own, inspections = read_parameters("loop"), read_parameters("inspections")
    branches, behaviour = read_parameters("branches"), read_parameters("behaviour")
    shared = {name: inspections[name] for name in ("effect", "reports", "choice", "habit", "missed")}
    return LoopRules(
        **own | {name: tuple(own[name]) for name in ("random_shares", "seeds")},
        **shared,
        found=behaviour["found"],
        signal_share=inspections["grounds"]["signal"],
        programme=tuple(name for name, branch in branches.items() if branch["programme"] and name != "agencies"),
    )
