"""The audit log, for auditors: who saw and did what, whether the chain holds, and what is about one employer."""

from pathlib import Path

from dashboard.pages.log.callbacks import connect
from dashboard.pages.log.layout import render, without_plan
from dashboard.pages.page import Page

PAGE = Page(
    name="log",
    folder=Path(__file__).parent,
    needs=("plan",),
    render=render,
    connect=connect,
    right="read_log",
    without_plan=without_plan,
)
