"""The register as a list: looking up any employer, to open its dossier."""

from pathlib import Path

from dashboard.pages.employers.callbacks import connect
from dashboard.pages.employers.layout import render
from dashboard.pages.page import Page

PAGE = Page(
    name="employers", folder=Path(__file__).parent, needs=("plan",), render=render, connect=connect, right="see_dossier"
)
