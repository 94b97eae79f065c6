"""The model in use: has the world moved, do its chances come true, does it find what its backtest promised?"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components import interval_plots as plots
from dashboard.components.cards import section
from dashboard.components.data_export import Column, Kind, Sheet, shown
from dashboard.components.sheets import sheet_fold, sheet_table, source_line
from dashboard.pages.model import query
from dashboard.pages.model.reasons import MOST_DRAWN, feature_label
from dashboard.pages.model.view import PAGE_NAME, View
from dashboard.texts import Words
from data_contracts.snapshots import Snapshot
from models.monitoring.rules import drift_rules, outcome_rules

_GAP: tuple[tuple[str, Kind], ...] = (
    ("backtest", "share"),
    ("live", "share"),
    ("gap", "share"),
    ("random", "share"),
    ("backtest_lift", "number"),
    ("lift", "number"),
)


def sheets(view: View, monitoring: Snapshot) -> tuple[Sheet, ...]:
    """Return how far inputs moved, whether chances come true, the gap and the stop rule; nothing of another model."""
    told = query.monitored(monitoring, view.law)
    if told is None or told.get("model") != view.model_id:
        return ()
    return (
        _drift(view, monitoring, told),
        _come_true(view, monitoring, told),
        _gap(view, monitoring, told),
        _stop(view, monitoring, told),
    )


def drift_section(view: View, made: Sequence[Sheet]) -> Component:
    """Return the inputs that moved most, or why there is nothing to compare."""
    words = view.words
    heading = words("drift.heading")
    if not made:
        return section("drift", heading, words("drift.lead"), *_unmeasured(view))
    sheet = made[0]
    if not sheet.rows:
        return section("drift", heading, words("drift.lead"), html.P(words("drift.none")), source_line(sheet, words))
    moved = [row for row in sheet.records("label", "psi") if row[1] is not None]
    top = sorted(moved, key=lambda row: -row[1])[:MOST_DRAWN]
    names, values = [row[0] for row in top], [row[1] for row in top]
    series = [plots.Series(words("column.psi"), names, values, [None] * len(top))]
    axis = plots.Axis(words("axis.psi"), ".2f", drift_rules().psi.watch)
    return section(
        "drift",
        heading,
        words("drift.lead"),
        plots.dots("drift-plot", series, axis, words("drift.plot"), words),
        source_line(sheet, words),
        sheet_fold(sheet, words, PAGE_NAME),
    )


def gap_section(view: View, made: Sequence[Sheet], recorded: Sheet) -> Component:
    """Return backtest beside life, whether chances come true, what came of this plan, and what the stop rule says."""
    words = view.words
    of_plan = [
        html.H3(words("recorded.heading")),
        sheet_table(recorded, words, PAGE_NAME),
        source_line(recorded, words),
    ]
    if not made:
        return section("gap", words("gap.heading"), words("gap.lead"), *_unmeasured(view), *of_plan)
    _, come_true, gap, stop = made
    return section(
        "gap",
        words("gap.heading"),
        words("gap.lead"),
        sheet_table(gap, words, PAGE_NAME),
        source_line(gap, words),
        html.H3(words("come_true.heading")),
        _come_true_plot(come_true, words),
        source_line(come_true, words),
        sheet_table(come_true, words, PAGE_NAME),
        *of_plan,
        html.H3(words("stop.heading")),
        html.P(words("stop.lead"), className="kompas-lead"),
        sheet_table(stop, words, PAGE_NAME),
    )


def _unmeasured(view: View) -> list[Component]:
    """Return that nothing was measured of this model yet, and the command that measures."""
    words = view.words
    told = words("monitoring.missing") if view.monitoring is None else words("monitoring.other")
    return [html.P(told), html.Pre("kompas monitor", className="kompas-command")]


def _drift(view: View, monitoring: Snapshot, told: Mapping[str, Any]) -> Sheet:
    words = view.words
    lines = tuple(
        (
            feature_label(row["feature"], words.language),
            row["psi"],
            row["psi_by_chance"],
            row["rows_then"],
            row["rows_now"],
            row["missing_then"],
            row["missing_now"],
            words(f"state.{row['state']}"),
            row["feature"],
        )
        for row in query.drift(view.published, monitoring, view.law)
    )
    columns = (
        Column("label", words("column.feature")),
        Column("psi", words("column.psi"), "number"),
        Column("psi_by_chance", words("column.psi_by_chance"), "number"),
        Column("rows_then", words("column.rows_then"), "count"),
        Column("rows_now", words("column.rows_now"), "count"),
        Column("missing_then", words("column.missing_then"), "share"),
        Column("missing_now", words("column.missing_now"), "share"),
        Column("state", words("column.state")),
        Column("feature", words("column.code"), filed=True),
    )
    rules = drift_rules()
    bounds = {"watch": rules.psi.watch, "drifted": rules.psi.drifted}
    numbers = {name: formats.number(value, words.language, 2) for name, value in bounds.items()}
    about = words("drift.about", **numbers) + _score_drift(told.get("score_drift"), words)
    return Sheet("drift", words("drift.title", law=view.law), about, monitoring, columns, lines)


def _score_drift(moved: Mapping[str, Any] | None, words: Words) -> str:
    if not moved or moved.get("ks") is None:
        return ""
    figures = {name: formats.number(moved[name], words.language, 2) for name in ("ks", "ks_by_chance")}
    shares = {name: formats.share(moved[f"mean_{name}"], words.language) for name in ("then", "now")}
    return " " + words("drift.scores", state=words(f"state.{moved['state']}").lower(), **figures, **shares)


def _come_true(view: View, monitoring: Snapshot, told: Mapping[str, Any]) -> Sheet:
    words, rules = view.words, outcome_rules()
    lines = tuple(
        (
            words("ground.every")
            if row["selection_ground"] == "all"
            else words.of_code("ground", row["selection_ground"]),
            row["cases"],
            row["found"],
            row["expected"],
            row["ratio"],
            None if row["low"] is None else (row["low"], row["high"]),
        )
        for row in query.come_true(view.published, monitoring, view.law)
    )
    columns = (
        Column("ground", words("column.ground")),
        Column("cases", words("column.cases"), "count"),
        Column("found", words("column.positives"), "count"),
        Column("expected", words("column.expected_count"), "number"),
        Column("ratio", words("segment.ratio"), "number"),
        Column("ratio_interval", words("column.interval", of=words("segment.ratio")), "number", interval=True),
    )
    about = words(
        "come_true.about",
        open=formats.number(told.get("cases_still_open", 0), words.language),
        cases=rules.minimum_cases,
        expected=formats.number(rules.minimum_expected, words.language),
    )
    return Sheet("come_true", words("come_true.title", law=view.law), about, monitoring, columns, lines)


def _gap(view: View, monitoring: Snapshot, told: Mapping[str, Any]) -> Sheet:
    words, gap = view.words, told["gap"]
    counts = {name: formats.number(gap[name], words.language) for name in ("visits", "found", "drawn", "drawn_found")}
    lines = []
    for name, kind in _GAP:
        figure = gap[name]
        known = figure is not None and figure["value"] is not None
        value = figure["value"] if known else None
        interval = (figure["low"], figure["high"]) if known and figure["low"] is not None else None
        lines.append((words(f"gap.{name}", **counts), _in_kind(value, interval, kind, words), value, interval))
    columns = (
        Column("figure", words("column.figure")),
        Column("shown", words("column.estimate")),
        Column("value", words("column.raw"), "number", filed=True),
        Column("interval", words("column.raw"), "number", interval=True, filed=True),
    )
    since = told.get("scores_since")
    day = formats.day(date.fromisoformat(since) if since else None, words.language)
    about = words("gap.about", visits=outcome_rules().minimum_live_visits, since=day)
    return Sheet("gap", words("gap.title", law=view.law), about, monitoring, columns, tuple(lines))


def _in_kind(value: float | None, pair: tuple[float, float] | None, kind: Kind, words: Words) -> str:
    """Return an estimate and its interval as text: shares and ratios stand below each other in one table."""
    told = shown(value, Column("", "", kind), words)
    return f"{told} ({shown(pair, Column('', '', kind, interval=True), words)})" if pair else told


def _stop(view: View, monitoring: Snapshot, told: Mapping[str, Any]) -> Sheet:
    words = view.words
    lines = tuple(
        (words(f"rule.{rule['rule']}"), words(f"rule_status.{rule['status']}"), rule["sentence"][words.language])
        for rule in told["stop"]["rules"]
    )
    columns = (
        Column("rule", words("column.rule")),
        Column("status", words("column.result")),
        Column("sentence", words("column.sentence")),
    )
    return Sheet("stop_rule", words("stop.title", law=view.law), "", monitoring, columns, lines)


def _come_true_plot(sheet: Sheet, words: Words) -> Component:
    known = [row for row in sheet.records("ground", "ratio", "ratio_interval") if row[1] is not None]
    if not known:
        return html.P(words("come_true.none"), className="kompas-none")
    names, values, intervals = zip(*known, strict=True)
    series = [plots.Series(words("segment.ratio"), names, values, intervals)]
    axis = plots.Axis(words("axis.ratio"), ".2f", 1.0)
    return plots.dots("come-true-plot", series, axis, words("come_true.plot"), words)
