"""What somebody asks who wants a plan under an objective of choice: which, by whom, why, instead of which plan."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from math import isfinite
from typing import Any

from data_contracts.errors import KompasError
from data_contracts.store.decisions import PlanDecisions
from data_contracts.store.outcomes import Outcomes
from data_contracts.store.plan_decision import checked_name, checked_remark

KIND = "plan"
"""The kind of job that makes such a plan."""
MIX = "mix"
PURE = ("hits", "workers", "underpaid", "severity")
"""The objectives that a mix is made of."""
OBJECTIVES = (*PURE, MIX)


@dataclass(frozen=True)
class PlanRequest:
    """One person's choice of an objective.

    Attributes:
        objective: One of ``OBJECTIVES``.
        by: Who asks, by name.
        reason: Why, in words about the plan; it names no employer, since the audit log holds it.
        mix: For ``mix``: the weight of each objective.
        instead_of: The name of the plan that this person saw in use; empty: whichever it is.
        leave_work: Whether what was decided and told about that plan may stay behind with it.

    Raises:
        KompasError: No objective, no weights, no name or no reason; ``where`` names the field.
    """

    objective: str
    by: str
    reason: str
    mix: Mapping[str, float] = field(default_factory=dict)
    instead_of: str = ""
    leave_work: bool = False

    def __post_init__(self) -> None:
        if self.objective not in OBJECTIVES:
            raise KompasError(
                f"There is no objective '{self.objective}'.", "objective", f"Choose from: {', '.join(OBJECTIVES)}."
            )
        _check_mix(self.objective, self.mix)
        object.__setattr__(self, "by", checked_name(self.by))
        reason = checked_remark(self.reason)
        if reason is None:
            raise KompasError("It is not said why.", "reason", "Say in a few words why this objective is chosen.")
        object.__setattr__(self, "reason", reason)

    def as_argument(self) -> dict[str, Any]:
        """Return it as the argument of a job; `of_argument` reads it back."""
        return asdict(self) | {"mix": dict(self.mix)}

    @classmethod
    def of_argument(cls, argument: Mapping[str, Any]) -> "PlanRequest":
        """Read the argument of a job.

        Raises:
            KompasError: It is not what `as_argument` gives.
        """
        mix = argument.get("mix") or {}
        texts = {name: str(argument.get(name) or "") for name in ("objective", "by", "reason", "instead_of")}
        return cls(
            **texts,
            mix=dict(mix) if isinstance(mix, Mapping) else {},
            leave_work=argument.get("leave_work") is True,
        )


def work_on(url: str, plan_id: str) -> int:
    """Return how many decisions and outcomes the store holds about a plan.

    Raises:
        KompasError: The store cannot be read.
    """
    return len(PlanDecisions(url).of_plan(plan_id)) + len(Outcomes(url).of_plan(plan_id))


def _check_mix(objective: str, mix: Mapping[str, Any]) -> None:
    if objective != MIX:
        if mix:
            raise KompasError("Only a mix has weights.", MIX, "Leave the weights out, or choose the objective mix.")
        return
    sound = all(
        name in PURE and isinstance(weight, int | float) and isfinite(weight) and weight >= 0
        for name, weight in mix.items()
    )
    if not sound or not sum(mix.values()) > 0:
        raise KompasError(
            "A mix needs weights of 0 or more, and one at least above 0.", MIX, f"Weigh some of: {', '.join(PURE)}."
        )
