"""The hours of each group under each objective, one panel an objective."""

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go
from dash.development.base_component import Component
from plotly.subplots import make_subplots

from dashboard import theme
from dashboard.components.plots import HATCH, graph, height_of, plain
from dashboard.texts import Words

_GAP = 0.045
"""Between two panels: on a narrow screen too, the last tick of the one stays clear of the nought of the next."""
_IN_USE = {"color": theme.PLANNED}
_OTHER = {"color": theme.BEFORE, "pattern": HATCH | {"bgcolor": theme.BEFORE}}


def panels(
    names: Sequence[str], figures: Mapping[str, Sequence[float | None]], used: str, what: str, words: Words
) -> Component:
    """Return bars of every group, one panel an objective, all on one scale; the objective in use has its own look.

    Args:
        names: The names of the groups.
        figures: The figure of each group by objective.
        used: The objective of the plan in use.
        what: What the bars show, one of the page's ``what`` words.
        words: The words.
    """
    titles = [
        words("panel.in_use", objective=words(f"short.{one}")) if one == used else words(f"short.{one}")
        for one in figures
    ]
    figure = make_subplots(rows=1, cols=len(figures), shared_yaxes=True, subplot_titles=titles, horizontal_spacing=_GAP)
    share = what == "chance"
    for column, (objective, values) in enumerate(figures.items(), start=1):
        bar = go.Bar(
            y=[plain(name) for name in names],
            x=list(values),
            name=plain(words.of_code("objective", objective)),
            orientation="h",
            marker=_IN_USE if objective == used else _OTHER,
            hovertemplate=("%{y}: %{x:.2%}" if share else "%{y}: %{x:,.0f}") + "<extra>%{fullData.name}</extra>",
        )
        figure.add_trace(bar, row=1, col=column)
    widest = max((value for values in figures.values() for value in values if value is not None), default=1.0)
    figure.update_xaxes(range=[0, widest * 1.05], tickformat=".1~%" if share else ",d", nticks=4, gridcolor=theme.LINE)
    figure.update_xaxes(title={"text": words(f"what.{what}"), "font": {"size": 13}})
    figure.update_yaxes(autorange="reversed", showgrid=False, automargin=True)
    figure.update_layout(showlegend=False)
    return graph("objective-plot", figure, height_of(len(names)), words("groups.plot"), words)
