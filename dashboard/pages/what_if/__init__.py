"""What if: the plan against another one, and the law against another one, side by side."""

from pathlib import Path

from dashboard.pages.page import Page
from dashboard.pages.what_if.callbacks import connect
from dashboard.pages.what_if.layout import render

PAGE = Page(
    name="what_if",
    folder=Path(__file__).parent,
    needs=("plan",),
    render=render,
    connect=connect,
    right="see_what_if",
    rests_on_models=True,
)
