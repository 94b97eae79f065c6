"""The dossier of one employer: facts, probability and what is not known, kept apart."""

from pathlib import Path

from dashboard.pages.employer.later import connect
from dashboard.pages.employer.layout import render
from dashboard.pages.page import Page

PAGE = Page(
    name="employer",
    folder=Path(__file__).parent,
    needs=("warehouse", "features", "scores", "plan"),
    render=render,
    connect=connect,
    right="see_dossier",
    in_menu=False,
)
