"""Small bars beside sentences."""

from dash import html
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components.aria import aria
from dashboard.texts import Words


def contribution_bar(contribution: float, widest: float, words: Words) -> Component:
    """Return a bar to the right for what raises a chance and to the left for what lowers it.

    Args:
        contribution: In log-odds.
        widest: The contribution that fills half the width.
        words: For the text that a screen reader tells instead of the bar.
    """
    half = 50 * min(abs(contribution) / widest, 1) if widest > 0 else 0
    raises = contribution >= 0
    start = 50 if raises else 50 - half
    amount = formats.number(abs(contribution), words.language, 2)
    label = words("bar.raises", amount=amount) if raises else words("bar.lowers", amount=amount)
    return html.Div(
        html.Div(
            className="kompas-contribution-raises" if raises else "kompas-contribution-lowers",
            style={"left": f"{start:.1f}%", "width": f"{half:.1f}%"},
        ),
        className="kompas-contribution",
        role="img",
        title=label,
        **aria(label=label),
    )
