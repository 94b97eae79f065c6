"""On whom the selection falls."""

from pathlib import Path

from dashboard.context import Context
from dashboard.guarded import Guarded
from dashboard.pages.fairness.layout import render
from dashboard.pages.page import Page


def connect(_app: Guarded, _context: Context) -> None:
    """The page has no callbacks."""


PAGE = Page(
    name="fairness",
    folder=Path(__file__).parent,
    needs=("plan",),
    render=render,
    connect=connect,
    right="see_fairness",
)
