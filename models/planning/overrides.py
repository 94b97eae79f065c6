"""What came of decisions otherwise than the plan, in groups: never by person, and never of few cases."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import polars as pl

from models.evaluation.bootstrap import wilson_interval

LEAST_CASES = 20
"""Fewer cases at which somebody looked make no figure."""
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
    """

    kind: str
    reason: str
    found: bool | None


def override_scores(overrides: Iterable[Override]) -> pl.DataFrame:
    """Return how often something was found, by kind of decision and by kind and reason (empty: all reasons).

    A dropped employer at which nobody looked says nothing, so a rate speaks only of those at which somebody did.

    Returns:
        ``kind, reason, decided?, looked_at?, found?, rate?, low?, high?, status``: Wilson's 95% interval; below
        ``LEAST_CASES`` looked at the status is ``not_estimable`` and there is no rate. A count of one to four is null.
    """
    groups: dict[tuple[str, str], list[bool | None]] = {}
    for override in overrides:
        for reason in {"", override.reason}:
            groups.setdefault((override.kind, reason), []).append(override.found)
    rows = [_score(*key, found) for key, found in sorted(groups.items(), key=lambda item: _order(item[0]))]
    return pl.DataFrame(rows, schema=SCORE_SCHEMA, orient="row")


def accepted_by_view(first_decisions: Iterable[tuple[str, bool]]) -> pl.DataFrame:
    """Return how often the plan was followed, by whether the estimate was in view.

    Args:
        first_decisions: Of each item its first decision: the view, and whether it was accepted.

    Returns:
        ``view, decided?, accepted?, rate?, low?, high?, status``, as in ``override_scores``.
    """
    views: dict[str, list[bool]] = {"blind": [], "open": []}
    for view, accepted in first_decisions:
        views[view].append(accepted)
    rows = [(view, _shown(len(told)), *_rate(sum(told), len(told))) for view, told in views.items()]
    return pl.DataFrame(rows, schema=VIEW_SCHEMA, orient="row")


def _order(key: tuple[str, str]) -> tuple[bool, str, str]:
    return (key[0] != KEPT, *key)


def _score(kind: str, reason: str, found: Sequence[bool | None]) -> tuple[object, ...]:
    looked = [one for one in found if one is not None]
    return (kind, reason, _shown(len(found)), _shown(len(looked)), *_rate(sum(looked), len(looked)))


def _rate(hits: int, cases: int) -> tuple[object, ...]:
    if cases < LEAST_CASES:
        return (None, None, None, None, "not_estimable")
    return (hits, hits / cases, *wilson_interval(hits, cases), "estimated")


def _shown(count: int) -> int | None:
    return None if 0 < count < LEAST_SHOWN else count
