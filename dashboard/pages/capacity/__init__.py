"""Capacity: the teams' hours, and how often each ground of selection led to a finding."""

from pathlib import Path

from dashboard.context import Context
from dashboard.guarded import Guarded
from dashboard.pages.capacity.layout import render
from dashboard.pages.page import Page


def connect(_app: Guarded, _context: Context) -> None:
    """The page has no callbacks."""


PAGE = Page(
    name="capacity", folder=Path(__file__).parent, needs=("plan",), render=render, connect=connect, right="see_capacity"
)
