"""Objectives side by side: which sectors, sizes and regions would be visited under each."""

from pathlib import Path

from dashboard.pages.objective.callbacks import connect
from dashboard.pages.objective.layout import render
from dashboard.pages.page import Page

PAGE = Page(
    name="objective",
    folder=Path(__file__).parent,
    needs=("plan",),
    render=render,
    connect=connect,
    right="see_objective",
    rests_on_models=True,
)
