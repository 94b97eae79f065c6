"""How the program works, in plain words: for a planner, an analyst, a manager and an auditor."""

from pathlib import Path

from dashboard.pages.about.callbacks import connect
from dashboard.pages.about.layout import render, without_plan
from dashboard.pages.page import Page

PAGE = Page(
    name="about",
    folder=Path(__file__).parent,
    needs=("plan",),
    render=render,
    connect=connect,
    right="see_about",
    without_plan=without_plan,
)
