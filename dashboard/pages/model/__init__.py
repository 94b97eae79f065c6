"""How well the models rank, over time, with intervals; how they look at employers, and whether they hold in life."""

from pathlib import Path

from dashboard.components.sheets import connect_export
from dashboard.context import Context
from dashboard.guarded import Guarded
from dashboard.pages.model.layout import render, taken
from dashboard.pages.page import Page

FOLDER = Path(__file__).parent


def connect(app: Guarded, context: Context) -> None:
    """Register the callback that hands out the page's figures as data."""
    connect_export(app, context, FOLDER, taken)


PAGE = Page(
    name="model",
    folder=FOLDER,
    needs=("plan",),
    render=render,
    connect=connect,
    right="see_model",
)
