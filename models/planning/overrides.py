"""What came of decisions otherwise than the plan, in groups: never by person, and never of few cases."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from models.evaluation.bootstrap import wilson_interval

LEAST_CASES = 20
"""Fewer cases at which somebody looked make no figure."""
LEAST_PEOPLE = 3
"""What fewer people decided makes no figure: it would be one about them."""
TOO_FEW_PEOPLE = "too_few_people"
LEAST_SHOWN = 5
"""A count of one to four is not shown: it could be traced to somebody."""
KEPT = "kept"
SCORE_SCHEMA = {
    "kind": pl.String,
    "reason": pl.String,
    "decided": pl.Int64,
    "looked_at": pl.Int64,
    "found": pl.Int64,
    "rate": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "status": pl.String,
}
VIEW_SCHEMA = {
    "view": pl.String,
    "decided": pl.Int64,
    "accepted": pl.Int64,
    "rate": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "status": pl.String,
}


@dataclass(frozen=True)
class Override:
    """One item and what was decided about it, without who decided.

    Attributes:
        kind: ``kept``, or dropped, deferred, swapped_out, swapped_in, added.
        reason: The reason's code; empty for what was kept.
        found: Whether a closed case found something; ``None``: nobody looked.
        decider: A number for who decided, which means nothing outside one score; ``None``: nobody did.
    """

    kind: str
    reason: str
    found: bool | None
    decider: int | None = None


def override_scores(overrides: Iterable[Override]) -> pl.DataFrame:
    """Return how often something was found, by kind of decision and by kind and reason (empty: all reasons).

    A dropped employer at which nobody looked says nothing, so a rate speaks only of those at which somebody did.

    Returns:
        ``kind, reason, decided?, looked_at?, found?, rate?, low?, high?, status``: Wilson's 95% interval; below
        ``LEAST_CASES`` looked at the status is ``not_estimable`` and there is no rate. A count of one to four is null.
        What fewer than ``LEAST_PEOPLE`` decided is ``too_few_people``, and so is what would give that away when taken
        from all reasons together.
    """
    kinds: dict[str, dict[str, list[Override]]] = {}
    for override in overrides:
        kinds.setdefault(override.kind, {}).setdefault(override.reason, []).append(override)
    rows: list[tuple[object, ...]] = []
    for kind, reasons in sorted(kinds.items(), key=lambda item: (item[0] != KEPT, item[0])):
        withheld = _withheld(reasons)
        named = {reason: own for reason, own in sorted(reasons.items()) if reason}
        rows.append(_score(kind, "", [override for own in reasons.values() for override in own], False))
        rows += [_score(kind, reason, own, reason in withheld) for reason, own in named.items()]
    return pl.DataFrame(rows, schema=SCORE_SCHEMA, orient="row")


def accepted_by_view(first_decisions: Iterable[tuple[str, bool, int]]) -> pl.DataFrame:
    """Return how often the plan was followed, by whether the estimate was in view.

    Args:
        first_decisions: Of each item its first decision: the view, whether it was accepted, and a number for who took
            it (see ``Override``).

    Returns:
        ``view, decided?, accepted?, rate?, low?, high?, status``, as in ``override_scores``.
    """
    views: dict[str, list[tuple[bool, int]]] = {"blind": [], "open": []}
    for view, accepted, decider in first_decisions:
        views[view].append((accepted, decider))
    rows = [
        (view, _shown(len(told)), *_rate(sum(yes for yes, _ in told), len(told), len({who for _, who in told})))
        for view, told in views.items()
    ]
    return pl.DataFrame(rows, schema=VIEW_SCHEMA, orient="row")


def _withheld(reasons: Mapping[str, Sequence[Override]]) -> set[str]:
    """Return the reasons without a figure: too small, or needed so that those together are of enough cases and people.

    Else what a small reason found would be what all found less what the others did.
    """
    hidden = {reason for reason, own in reasons.items() if not _enough(own)}
    others = sorted(reasons.keys() - hidden, key=lambda reason: (len(_looked(reasons[reason])), reason))
    for reason in others:
        together = [override for name in hidden for override in reasons[name]]
        if not _looked(together) or _enough(together):
            break
        hidden.add(reason)
    return hidden


def _looked(overrides: Sequence[Override]) -> list[bool]:
    return [override.found for override in overrides if override.found is not None]


def _people(overrides: Sequence[Override]) -> int:
    """Return how many people decided about the cases at which somebody looked; what was kept is nobody's decision."""
    if any(override.kind == KEPT for override in overrides):
        return LEAST_PEOPLE
    return len({override.decider for override in overrides if override.found is not None} - {None})


def _enough(overrides: Sequence[Override]) -> bool:
    return len(_looked(overrides)) >= LEAST_CASES and _people(overrides) >= LEAST_PEOPLE


def _score(kind: str, reason: str, overrides: Sequence[Override], withheld: bool) -> tuple[object, ...]:
    looked = _looked(overrides)
    people = 0 if withheld else _people(overrides)
    return (kind, reason, _shown(len(overrides)), _shown(len(looked)), *_rate(sum(looked), len(looked), people))


def _rate(hits: int, cases: int, people: int) -> tuple[object, ...]:
    if cases < LEAST_CASES:
        return (None, None, None, None, "not_estimable")
    if people < LEAST_PEOPLE:
        return (None, None, None, None, TOO_FEW_PEOPLE)
    return (hits, hits / cases, *wilson_interval(hits, cases), "estimated")


def _shown(count: int) -> int | None:
    return None if 0 < count < LEAST_SHOWN else count
