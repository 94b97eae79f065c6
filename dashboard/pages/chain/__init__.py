"""The staffing chain: lenders, their hirers, what is known of them, and whom to visit together."""

from pathlib import Path

from dashboard.pages.chain.callbacks import connect
from dashboard.pages.chain.layout import render
from dashboard.pages.page import Page

PAGE = Page(
    name="chain",
    folder=Path(__file__).parent,
    needs=("warehouse", "features", "plan"),
    render=render,
    connect=connect,
    right="see_chain",
)
