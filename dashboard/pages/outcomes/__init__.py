"""What came of a plan: a form for one employer, and the list of what was recorded so far."""

from pathlib import Path

from dashboard.pages.outcomes.callbacks import connect
from dashboard.pages.outcomes.layout import render
from dashboard.pages.page import Page

PAGE = Page(
    name="outcomes",
    folder=Path(__file__).parent,
    needs=("plan",),
    render=render,
    connect=connect,
    right="see_outcomes",
)
