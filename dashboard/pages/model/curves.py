"""Capture and lift along the whole list, with intervals."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboard.components import interval_plots as plots
from dashboard.components.cards import section
from dashboard.components.data_export import Column, Sheet
from dashboard.components.sheets import sheet_fold, source_line
from dashboard.pages.model import query
from dashboard.pages.model.quality import RANKINGS
from dashboard.pages.model.view import PAGE_NAME, View
from dashboard.published import Row
from data_contracts.snapshots import Snapshot

FINDINGS = "findings"


def sheets(view: View, backtest: Snapshot) -> tuple[Sheet, ...]:
    """Return the curves of findings, workers and euros, of all cases and of those drawn by lot."""
    rows = query.curves(view.published, backtest, view.law)
    order = {name: at for at, name in enumerate(RANKINGS)}
    rows = sorted(rows, key=lambda row: (row["arm"] != "all", row["of"], order.get(row["ranking"], 9), row["share"]))
    words = view.words
    lines = [
        (
            words("ground.every") if row["arm"] == "all" else words.of_code("ground", row["arm"]),
            words.of_code("curve_of", row["of"]),
            words.of_code("ranking", row["ranking"]),
            row["share"],
            row["captured"],
            _pair(row),
            _lift(row["captured"], row["share"]),
            _lifted(row),
        )
        for row in rows
    ]
    columns = (
        Column("ground", words("column.ground")),
        Column("of", words("column.of")),
        Column("ranking", words("column.ranking")),
        Column("share", words("column.share"), "share"),
        Column("captured", words("column.capture"), "share"),
        Column("captured_interval", words("column.interval", of=words("column.capture")), "share", interval=True),
        Column("lift", words("column.lift"), "number"),
        Column("lift_interval", words("column.interval", of=words("column.lift")), "number", interval=True),
    )
    title = words("curves.title", law=view.law)
    return (Sheet("curves", title, words("curves.about"), backtest, columns, tuple(lines)),)


def curve_section(view: View, made: Sequence[Sheet]) -> Component:
    """Return the capture of all rankings, and the lift of the model among all cases and among those drawn by lot."""
    words, sheet = view.words, made[0]
    if not sheet.rows:
        return section("curves", words("curves.heading"), words("curves.none"))
    every, lot = words("ground.every"), words.of_code("ground", "random")
    model = words.of_code("ranking", "model")
    rankings = [name for name in dict.fromkeys(sheet.column("ranking")) if name != words.of_code("ranking", "random")]
    captured = [
        _series(view, sheet, every, name, "captured", look, with_band=name == model)
        for name, look in zip(rankings, plots.LOOKS, strict=False)
    ]
    arms = [name for name in (every, lot) if name in sheet.column("ground")]
    lifted = [
        _series(view, sheet, name, model, "lift", look, with_band=True, called=name)
        for name, look in zip(arms, (plots.LOOKS[0], plots.LOOKS[2]), strict=False)
    ]
    capture_axis = plots.Axis(words("axis.capture"), ".0%", None, words("axis.share"), ".0%")
    lift_axis = plots.Axis(words("axis.lift"), ".1~f", 1.0, words("axis.share"), ".0%")
    return section(
        "curves",
        words("curves.heading"),
        words("curves.lead"),
        html.H3(words("curves.capture")),
        plots.lines("capture-plot", captured, capture_axis, words("curves.capture.plot"), words),
        html.H3(words("curves.lift")),
        plots.lines("lift-plot", lifted, lift_axis, words("curves.lift.plot"), words),
        source_line(sheet, words),
        sheet_fold(sheet, words, PAGE_NAME),
    )


def _series(
    view: View,
    sheet: Sheet,
    ground: str,
    ranking: str,
    code: str,
    look: plots.Look,
    *,
    with_band: bool,
    called: str = "",
) -> plots.Series:
    codes = ("ground", "of", "ranking", "share", code, f"{code}_interval")
    wanted = (ground, view.words.of_code("curve_of", FINDINGS), ranking)
    rows = [row for row in sheet.records(*codes) if row[:3] == wanted]
    intervals = [row[5] if with_band else None for row in rows]
    return plots.Series(called or ranking, [row[3] for row in rows], [row[4] for row in rows], intervals, look)


def _pair(row: Row) -> tuple[float, float] | None:
    return None if row["low"] is None or row["high"] is None else (row["low"], row["high"])


def _lift(captured: float | None, share: float) -> float | None:
    """Return how many times chance: the share that is found over the share of the list that is gone through."""
    return None if captured is None or share <= 0 else captured / share


def _lifted(row: Row) -> tuple[float, float] | None:
    pair = _pair(row)
    return None if pair is None or row["share"] <= 0 else (pair[0] / row["share"], pair[1] / row["share"])
