"""The list that a browser shows: read back from what it hands in, which can be anything."""

from typing import Any

from dashboard.context import Context
from dashboard.decided import standings
from dashboard.pages.plan import query
from dashboard.pages.plan.layout import View, view_of
from dashboard.pages.plan.query import Asked
from dashboard.texts import Words
from data_contracts.snapshots import Snapshot


def view_shown(context: Context, plan: Snapshot, stored: Any) -> View:
    """Return the view that the screen shows."""
    return view_of(stored if isinstance(stored, dict) else {}, query.choices(context.published, plan))


def asked_of(context: Context, plan: Snapshot, view: View, words: Words) -> Asked:
    """Return what the list asks of the plan."""
    return Asked(
        view.selection, standings(context, plan), words.language, view.neutral, view.earlier, sought=view.sought
    )
