"""The dossier of one employer: facts, probability and what is not known, kept apart."""

from pathlib import Path

from dashboard.context import Context
from dashboard.guarded import Guarded
from dashboard.pages.employer.layout import render
from dashboard.pages.page import Page


def connect(_app: Guarded, _context: Context) -> None:
    """The page has no callbacks: its address says all."""


PAGE = Page(
    name="employer",
    folder=Path(__file__).parent,
    needs=("warehouse", "features", "scores", "plan"),
    render=render,
    connect=connect,
    right="see_dossier",
    in_menu=False,
)
