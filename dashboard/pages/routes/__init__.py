"""A team's week of visits on a map, with the sites to check first."""

from pathlib import Path

from dashboard.pages.page import Page
from dashboard.pages.routes.callbacks import connect
from dashboard.pages.routes.layout import render

PAGE = Page(
    name="routes", folder=Path(__file__).parent, needs=("plan",), render=render, connect=connect, right="see_routes"
)
