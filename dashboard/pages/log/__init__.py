"""The audit log, for auditors."""

from pathlib import Path

from dashboard.context import Context
from dashboard.guarded import Guarded
from dashboard.pages.log.layout import render
from dashboard.pages.page import Page


def connect(_app: Guarded, _context: Context) -> None:
    """The page has no callbacks."""


PAGE = Page(
    name="log",
    folder=Path(__file__).parent,
    needs=("plan",),
    render=render,
    connect=connect,
    right="read_log",
)
