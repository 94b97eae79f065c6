"""How the page looks."""

from dash import html
from dash.development.base_component import Component

from dashboard.context import Context
from dashboard.lineage import Lineage
from dashboard.routing import Address
from dashboard.texts import Words


def render(_context: Context, _lineage: Lineage, _address: Address, words: Words) -> Component:
    """Return the page."""
    return html.Div([html.H1(words("title")), html.P(words("lead"), className="kompas-lead")], className="kompas-page")
