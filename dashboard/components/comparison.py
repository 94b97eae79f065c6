"""Plans side by side: figures in a table, groups as bars in pairs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import plotly.graph_objects as go
from dash.development.base_component import Component

from dashboard import formats, theme
from dashboard.components.plots import HATCH, graph, plain
from dashboard.components.tables import table
from dashboard.texts import Language, Words
from features.estimates import last_place, last_place_between, written_to

_BAR_HEIGHT = 22
_GAP_HEIGHT = 14
_FRAME_HEIGHT = 96
EXPECTED = "expected_"
"""What the units of estimates begin with."""
TENTHS = -1
"""Findings are told to a tenth at most, all else whole."""
_POINTS: Mapping[Language, str] = {"nl": "procentpunt", "en": "percentage points"}
# The plan that there is, and the plans that it is held against; told apart by hatching too.
_LOOKS: tuple[Mapping[str, object], ...] = (
    {"color": theme.BEFORE, "pattern": HATCH | {"bgcolor": theme.BEFORE}},
    {"color": theme.PLANNED},
    {"color": theme.RESERVED},
)


@dataclass(frozen=True)
class Side:
    """One side of a comparison: its name, and its figure for each line (none where there is no figure)."""

    name: str
    figures: Sequence[float | None]


def side_by_side(
    caption: str, first: str, lines: Sequence[str], units: Sequence[str], sides: Sequence[Side], words: Words
) -> Component:
    """Return a table of lines by sides, with the difference of each later side from the first.

    Args:
        caption: What the table holds.
        first: The heading of the column of the lines' names.
        lines: The names of the lines.
        units: The unit of each line, as ``amount`` takes it.
        sides: The sides, the base first.
        words: The words.
    """
    base, *others = sides
    header = [first, base.name]
    for side in others:
        header += [side.name, words("compare.difference")]
    rows = []
    for index, line in enumerate(lines):
        unit, before = units[index], base.figures[index]
        cells = [line, amount(before, unit, words.language)]
        for side in others:
            after = side.figures[index]
            cells += [amount(after, unit, words.language), difference(before, after, unit, words.language)]
        rows.append(cells)
    return table(caption, header, rows, frozenset(range(1, len(header))))


def paired_bars(
    identifier: str, names: Sequence[str], sides: Sequence[Side], axis: str, label: str, words: Words
) -> Component:
    """Return bars in pairs (or threes), one pair a line, the base on top.

    Args:
        identifier: The component's id.
        names: The names of the lines.
        sides: The sides, the base first; three at most.
        axis: What the axis counts.
        label: What a screen reader tells.
        words: The words.
    """
    bars = [
        go.Bar(
            y=[plain(name) for name in names],
            x=list(side.figures),
            name=plain(side.name),
            orientation="h",
            marker=look,
            hovertemplate="%{y}: %{x:,.4~g}<extra>%{fullData.name}</extra>",
        )
        for side, look in zip(sides, _LOOKS, strict=False)
    ]
    figure = go.Figure(bars)
    figure.update_layout(
        barmode="group",
        bargap=0.3,
        yaxis={"autorange": "reversed"},
        xaxis={"title": axis, "rangemode": "tozero", "tickformat": ",.3~f"},
    )
    lines = max(len(names), 1)
    height = _FRAME_HEIGHT + lines * (_BAR_HEIGHT * max(len(sides), 1) + _GAP_HEIGHT)
    return graph(identifier, figure, height, label, words)


def amount(value: float | None, unit: str, language: Language) -> str:
    """Return a figure in its unit.

    Estimates (``expected_findings``, ``expected_workers``, ``expected_eur``) are told as far as they are known
    (``features.estimates``), amounts of facts (``cents``, ``eur``) in whole euros, shares as percentages, findings to
    one decimal, and all else whole.
    """
    if value is None:
        return formats.MISSING
    if unit == "share":
        return percent(value, language)
    return _written(value, unit, last_place(value) if unit.startswith(EXPECTED) else TENTHS, language)


def difference(before: float | None, after: float | None, unit: str, language: Language) -> str:
    """Return a difference with its sign; ``=`` when the two are written alike, or as good as alike for estimates.

    Shares of 10% and more are written whole, so that two that are written alike can still differ by half a point.
    """
    if before is None or after is None:
        return formats.MISSING
    sign, size = "+" if after > before else formats.MINUS, abs(after - before)
    if unit.startswith(EXPECTED):
        told = _written(size, unit, last_place_between(before, after), language)
        return sign + told if any(figure in told for figure in "123456789") else "="
    alike = amount(before, unit, language) == amount(after, unit, language)
    if unit != "share":
        return "=" if alike else sign + amount(size, unit, language)
    # As exact as the two are written, and one step more where the difference would else read as nothing.
    decimals = _decimals(max(abs(before), abs(after)))
    decimals += alike or round(size * 100, decimals) == 0
    if alike and (decimals > 1 or round(size * 100, decimals) == 0):
        return "="
    points = formats.number(size * 100, language, decimals)
    return f"{sign}{points}{formats.NO_BREAK}{_POINTS[language]}"


def _written(value: float, unit: str, place: int, language: Language) -> str:
    what = unit.removeprefix(EXPECTED)
    size = value / 100 if what == "cents" else value
    rounded, decimals = written_to(size, place, TENTHS if what == "findings" else 0)
    if what in ("cents", "eur"):
        return formats.money(100 * round(rounded), language)[:-3]
    return formats.number(rounded, language, decimals)


def percent(share: float | None, language: Language) -> str:
    """Return a share from 0 to 1 with as many decimals as a small one needs, e.g. ``0,42%``."""
    if share is None:
        return formats.MISSING
    return formats.number(share * 100, language, _decimals(abs(share))) + "%"


def _decimals(share: float) -> int:
    # By what would stand there, so that 9.97% reads 10% and not 10.0%.
    return 0 if round(share, 3) >= 0.1 or not share else 1 if round(share, 4) >= 0.01 else 2
