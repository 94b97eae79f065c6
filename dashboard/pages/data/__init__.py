"""Snapshots, freshness, quarantine, contracts and calculations that wait: the page one opens when there is no plan."""

from pathlib import Path

from dashboard.context import Context
from dashboard.guarded import Guarded
from dashboard.pages.data.layout import render, without_plan
from dashboard.pages.page import Page


def connect(_app: Guarded, _context: Context) -> None:
    """The page has no callbacks."""


PAGE = Page(
    name="data",
    folder=Path(__file__).parent,
    needs=("plan",),
    render=render,
    connect=connect,
    right="see_data",
    without_plan=without_plan,
)
