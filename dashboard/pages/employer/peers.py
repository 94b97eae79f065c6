"""The block that compares an employer with its peers, feature by feature."""

from collections.abc import Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard import formats
from dashboard.chains import FEW_WORKERS
from dashboard.components.aria import aria
from dashboard.components.cards import section
from dashboard.components.tables import table
from dashboard.pages.employer.peers_query import LEVELS, OF_WORKERS, WORKERS, Peers, Standing
from dashboard.pages.employer.register_words import sector_name
from dashboard.texts import Words
from features.catalogue import load_catalogue

PEERS = "peers"
MOSTLY_ALIKE = 0.5
"""From this share of peers with the very same value on, an employer is told to be like most of them."""


def peers_block(found: Peers | None, words: Words) -> Component:
    """Return the comparison; who has no features, or no workers to compare, has words of its own."""
    heading = words("peers.heading")
    if found is None:
        return section(PEERS, heading, "", html.P(words("peers.none"), className="kompas-none"))
    few = found.workers is None or found.workers < FEW_WORKERS
    usual = _usual_level(found.standings)
    rows = [_row(standing, usual, few, words) for standing in found.standings]
    names = ("feature", "own", "median", "half", "place")
    return section(
        PEERS,
        heading,
        words("peers.lead"),
        html.P(_who(found, usual, words), id="peers-who"),
        *([html.P(words("peers.few", few=FEW_WORKERS), className="kompas-none")] if few else []),
        table(words("peers.heading"), [words(f"peers.column.{name}") for name in names], rows, frozenset({1, 2, 3})),
    )


def _usual_level(standings: Sequence[Standing]) -> str:
    """Return with whom most features are compared."""
    return max(LEVELS, key=lambda level: sum(1 for standing in standings if standing.level == level))


def _who(found: Peers, usual: str, words: Words) -> str:
    count = max(standing.peers for standing in found.standings if standing.level == usual)
    unknown = words("peers.unknown")
    return words(
        f"peers.who.{usual}",
        count=formats.number(count, words.language),
        sector=sector_name(found.sector, words) or unknown,
        size=found.size_class or unknown,
    )


def _row(standing: Standing, usual: str, few: bool, words: Words) -> list[Any]:
    feature = load_catalogue().feature(standing.feature)
    hidden = few and standing.feature in (*OF_WORKERS, WORKERS)
    own = None if hidden else standing.value

    def shown(value: float | None) -> str:
        return feature.format_value(value, words.language)

    low, middle, high = standing.quartiles
    label = feature.label.in_language(words.language)
    return [
        label if standing.level == usual else [label, html.Div(_others(standing, words), className="kompas-small")],
        words("few", few=FEW_WORKERS) if hidden and standing.feature == WORKERS and standing.value else shown(own),
        shown(middle),
        shown(low) if shown(low) == shown(high) else words("peers.between", low=shown(low), high=shown(high)),
        formats.MISSING if own is None else _place(standing, words),
    ]


def _others(standing: Standing, words: Words) -> str:
    return words(f"peers.level.{standing.level}", count=formats.number(standing.peers, words.language))


def _place(standing: Standing, words: Words) -> Component:
    """Return where among its peers an employer stands: a mark on a line from low to high, and the same in words."""
    alike = 1 - standing.lower - standing.higher
    told = _place_in_words(standing, alike, words)
    mark = html.Div(className="kompas-place-mark", style={"left": f"{100 * (standing.lower + alike / 2):.0f}%"})
    line = html.Div(mark, className="kompas-place", role="img", **aria(label=told))
    return html.Div([line, html.Div(told, className="kompas-small")])


def _place_in_words(standing: Standing, alike: float, words: Words) -> str:
    if alike >= MOSTLY_ALIKE:
        return words("peers.alike", share=formats.chance(alike, words.language))
    side, share = ("higher", standing.lower) if standing.lower >= standing.higher else ("lower", standing.higher)
    return (
        words(f"peers.{side}.all")
        if share == 1
        else words(f"peers.{side}", share=formats.chance(share, words.language))
    )
