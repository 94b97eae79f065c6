"""The plan as a list: this month's visits, within the teams' hours."""

from pathlib import Path

from dashboard.pages.page import Page
from dashboard.pages.plan.callbacks import connect
from dashboard.pages.plan.layout import render

PAGE = Page(
    name="plan", folder=Path(__file__).parent, needs=("plan",), render=render, connect=connect, right="see_plan"
)
