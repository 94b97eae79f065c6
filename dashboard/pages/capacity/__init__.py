"""Capacity: the teams' hours, what they yielded and what more or fewer of them would, and how cases were chosen."""

from pathlib import Path

from dashboard.pages.capacity.callbacks import connect
from dashboard.pages.capacity.layout import render
from dashboard.pages.page import Page

PAGE = Page(
    name="capacity", folder=Path(__file__).parent, needs=("plan",), render=render, connect=connect, right="see_capacity"
)
