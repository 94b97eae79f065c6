"""What every screen says while models are suspended: since when, by whom, why, and what is on hold."""

from collections.abc import Mapping

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.decided import moment
from dashboard.published import Published
from dashboard.texts import Words
from data_contracts.snapshots import Snapshot
from data_contracts.store import ModelEvent

STRIP = "suspended"
TOLD = "suspension-told"
"""Where a screen keeps which suspensions it tells of, so that it is made again when that changes."""


def signature(suspended: Mapping[str, ModelEvent], on_hold: bool) -> str:
    """Return what tells one state of suspensions from another."""
    return " ".join([*(event.audit_hash for event in suspended.values()), *(["on hold"] if on_hold else [])])


def suspension_strip(suspended: Mapping[str, ModelEvent], on_hold: bool, words: Words) -> list[Component]:
    """Return the strip above a screen, a line for each decision; nothing but its state when no model is suspended.

    Args:
        suspended: Of each suspended law the event that suspended it.
        on_hold: Whether the plan in use was still chosen by a suspended model.
        words: The shared words.
    """
    told = dcc.Store(id=TOLD, data=signature(suspended, on_hold))
    if not suspended:
        return [told]
    decisions: dict[tuple[str, str], list[ModelEvent]] = {}
    for event in suspended.values():
        decisions.setdefault((event.responsible, event.reason), []).append(event)
    lines = [_line(events, words) for events in decisions.values()]
    after = words("suspended.on_hold") if on_hold else words("suspended.by_rules")
    return [told, html.Div([*lines, html.P(after)], id=STRIP, className="kompas-suspended", role="alert")]


def unreadable_strip(words: Words) -> list[Component]:
    """Return the strip for when nobody can tell whether models are suspended."""
    return [html.Div(html.P(words("suspended.unknown")), id=STRIP, className="kompas-suspended", role="alert")]


def held(words: Words) -> Component:
    """Return the mark of one item of a plan that is on hold; all its items have it, however they were chosen."""
    mark: Component = html.P(words("suspended.item"), className="kompas-flag kompas-on-hold")
    return mark


def held_state(state: str, words: Words) -> str:
    """Return the state of an item of a plan that is on hold, for a list."""
    return words("suspended.state", state=state)


def plan_named(published: Published, plan: Snapshot, words: Words) -> str:
    """Return the name of a plan for a file that is taken along, with the mark that it is on hold."""
    name = published.plan_name(plan)
    mark = words("suspended.plan")
    return f"{name} ({mark})" if published.withheld(plan) else name


def _line(events: list[ModelEvent], words: Words) -> Component:
    first = min(events, key=lambda event: event.at)
    laws = ", ".join(event.law for event in events)
    return html.P(
        [
            html.Strong(words("suspended.mark", laws=laws)),
            " ",
            words("suspended.since", since=moment(first.at, words), by=first.responsible, reason=first.reason),
        ]
    )
