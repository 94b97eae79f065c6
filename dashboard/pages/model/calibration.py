"""Calibration: do the chances come true, in bands of about the same chance?"""

from collections.abc import Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard import formats, theme
from dashboard.components.cards import section
from dashboard.components.data_export import Column, Sheet
from dashboard.components.interval_plots import MARGIN, error_bars, upright
from dashboard.components.plots import drawn
from dashboard.components.sheets import sheet_fold, source_line
from dashboard.pages.model import query
from dashboard.pages.model.view import PAGE_NAME, View
from dashboard.texts import Words
from data_contracts.snapshots import Snapshot

HEIGHT = 420


def sheets(view: View, backtest: Snapshot) -> tuple[Sheet, ...]:
    """Return the bands of the backtest's cases: what was expected, and what came true."""
    words = view.words
    told = query.report(backtest, view.law)
    bands = _bands(told)
    lines = tuple(
        (number, band["cases"], band["predicted"], band["observed"], (band["low"], band["high"]))
        for number, band in enumerate(bands, start=1)
    )
    columns = (
        Column("band", words("column.band"), "count"),
        Column("cases", words("column.cases"), "count"),
        Column("expected", words("column.expected"), "share"),
        Column("observed", words("column.observed"), "share"),
        Column("observed_interval", words("column.interval", of=words("column.observed")), "share", interval=True),
    )
    cases = formats.number(sum(row[1] for row in lines), words.language)
    about = words("calibration.about", cases=cases)
    return (Sheet("calibration", words("calibration.title", law=view.law), about, backtest, columns, lines),)


def calibration_section(view: View, made: Sequence[Sheet]) -> Component:
    """Return expected against observed with intervals; on the line chances come true."""
    words, sheet = view.words, made[0]
    if not sheet.rows:
        return section("calibration", words("calibration.heading"), words("calibration.none"))
    return section(
        "calibration",
        words("calibration.heading"),
        words("calibration.lead"),
        _plot(sheet, words),
        html.P(_off(sheet, words)),
        source_line(sheet, words),
        sheet_fold(sheet, words, PAGE_NAME),
    )


def _off(sheet: Sheet, words: Words) -> str:
    """Return in how many bands the chance lies outside the interval of what came true."""
    pairs = list(zip(sheet.column("expected"), sheet.column("observed_interval"), strict=True))
    low = sum(expected < interval[0] for expected, interval in pairs)
    high = sum(expected > interval[1] for expected, interval in pairs)
    return words("calibration.off", bands=len(pairs), low=low, high=high)


def _plot(sheet: Sheet, words: Words) -> Component:
    expected, observed = sheet.column("expected"), sheet.column("observed")
    intervals = sheet.column("observed_interval")
    highest = max([*expected, *(high for _, high in intervals)])
    counts = [
        words("calibration.count", cases=formats.number(cases, words.language)) for cases in sheet.column("cases")
    ]
    right = {
        "type": "scatter",
        "x": [0, highest],
        "y": [0, highest],
        "mode": "lines",
        "name": words("calibration.right"),
        "line": {"color": theme.MUTED, "dash": "dot", "width": 1},
        "hoverinfo": "skip",
    }
    bands = {
        "type": "scatter",
        "x": expected,
        "y": observed,
        "error_y": error_bars(observed, intervals, theme.RIBBON),
        "mode": "markers",
        "name": words("calibration.bands"),
        "marker": {"size": 9, "color": theme.RIBBON},
        "text": counts,
        "hovertemplate": "%{x:.0%} → %{y:.0%}<br>%{text}<extra></extra>",
    }
    layout = {
        "xaxis": {"title": {"text": words("axis.expected")}, "tickformat": ".0%", "rangemode": "tozero"},
        "yaxis": upright(words("axis.observed"), ".0%") | {"rangemode": "tozero"},
        "margin": MARGIN,
    }
    return drawn("calibration-plot", [right, bands], layout, HEIGHT, words("calibration.plot"), words)


def _bands(told: dict[str, Any] | None) -> list[dict[str, Any]]:
    model = (told or {}).get("rankings", {}).get("model", {})
    calibration = model.get("calibration")
    return list(calibration.get("bands", ())) if isinstance(calibration, dict) else []
