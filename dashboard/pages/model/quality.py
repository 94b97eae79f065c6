"""How well the model ranks: beside plain rankings at the plan's cut, by ground of selection, and period by period."""

from collections.abc import Sequence
from datetime import date

from dash import html
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components import interval_plots as plots
from dashboard.components.cards import figure_card, figure_row, section
from dashboard.components.data_export import Column, Sheet, shown
from dashboard.components.sheets import sheet_fold, source_line
from dashboard.pages.model import query
from dashboard.pages.model.view import PAGE_NAME, View
from dashboard.published import Row
from dashboard.texts import Words
from data_contracts.snapshots import Snapshot

RANKINGS = ("model", "active", "without_memory", "logistic", "heuristic", "random")
METRICS = ("precision", "lift", "capture", "auc")
GROUNDS = ("all", "random", "model", "signal", "follow_up", "project")
ARM_CUT = 0.10
_NEAR = 1e-9


def plan_cut(backtest: Snapshot) -> float | None:
    """Return the share of employers at which the plan cuts, as the backtest measured it."""
    cut = backtest.manifest.notes.get("plan_cut")
    return float(cut) if isinstance(cut, int | float) else None


def sheets(view: View, backtest: Snapshot) -> tuple[Sheet, ...]:
    """Return the figures of the rankings, of the grounds of selection and of the periods."""
    rows = query.figures(view.published, backtest, view.law)
    cut = plan_cut(backtest)
    return _rankings(view, backtest, rows, cut), _grounds(view, backtest, rows), _periods(view, backtest, rows, cut)


def quality_section(view: View, made: Sequence[Sheet]) -> Component:
    """Return the rankings beside each other, and the model by ground of selection."""
    words, (rankings, grounds, _) = view.words, made
    if not rankings.rows:
        return section("quality", words("quality.heading"), words("quality.none"))
    return section(
        "quality",
        words("quality.heading"),
        words("quality.lead"),
        _cards(rankings, words),
        plots.dots(
            "rankings-plot",
            [
                plots.Series(
                    words("metric.precision"),
                    rankings.column("ranking"),
                    rankings.column("precision"),
                    rankings.column("precision_interval"),
                )
            ],
            plots.Axis(words("axis.precision")),
            words("rankings.plot"),
            words,
        ),
        source_line(rankings, words),
        sheet_fold(rankings, words, PAGE_NAME),
        html.H3(words("grounds.heading")),
        html.P(words("grounds.lead"), className="kompas-lead"),
        _grounds_plot(grounds, words),
        source_line(grounds, words),
        sheet_fold(grounds, words, PAGE_NAME),
    )


def time_section(view: View, made: Sequence[Sheet]) -> Component:
    """Return the lift of each ranking, period by period."""
    words, periods = view.words, made[2]
    if not periods.rows:
        return section("time", words("time.heading"), words("time.none"))
    names = list(dict.fromkeys(periods.column("period")))
    return section(
        "time",
        words("time.heading"),
        words("time.lead"),
        *(
            plots.lines(
                f"time-{metric}-plot",
                _over_time(periods, metric, words),
                plots.Axis(words(f"axis.{metric}"), form, reference, words("axis.period")),
                words("time.plot", metric=words(f"metric.{metric}")),
                words,
                places=[formats.month(name, words.language) for name in names],
            )
            for metric, form, reference in (("lift", ".1~f", 1.0), ("capture", ".0%", None))
        ),
        source_line(periods, words),
        sheet_fold(periods, words, PAGE_NAME),
    )


def _cards(rankings: Sheet, words: Words) -> Component:
    columns = {column.code: column for column in rankings.columns}
    first = dict(zip(columns, rankings.rows[0], strict=True))
    return figure_row(
        *(
            figure_card(
                words(f"metric.{metric}"),
                shown(first[metric], columns[metric], words),
                shown(first[f"{metric}_interval"], columns[f"{metric}_interval"], words),
            )
            for metric in METRICS
        )
    )


def _rankings(view: View, backtest: Snapshot, rows: Sequence[Row], cut: float | None) -> Sheet:
    words = view.words
    own = [row for row in rows if row["arm"] == "all" and row["cut_off"] is None]
    named = [name for name in RANKINGS if any(row["ranking"] == name for row in own)]
    lines = [
        (words.of_code("ranking", name), *_measures([row for row in own if row["ranking"] == name], cut))
        for name in named
    ]
    counted = {"cases": own[0]["cases"], "positives": own[0]["positives"]} if own else {"cases": 0, "positives": 0}
    told = {name: formats.number(value, words.language) for name, value in counted.items()}
    about = words("rankings.about", cut=_percent(cut, words), **told)
    columns = (Column("ranking", words("column.ranking")), *_metric_columns(words))
    return Sheet("rankings", words("rankings.title", law=view.law), about, backtest, columns, tuple(lines))


def _grounds(view: View, backtest: Snapshot, rows: Sequence[Row]) -> Sheet:
    words = view.words
    lines = []
    for ground in GROUNDS:
        own = [row for row in rows if row["arm"] == ground and row["ranking"] == "model" and row["cut_off"] is None]
        if own:
            name = words("ground.every") if ground == "all" else words.of_code("ground", ground)
            lines.append((name, own[0]["cases"], own[0]["positives"], *_measures(own, ARM_CUT)))
    columns = (
        Column("ground", words("column.ground")),
        Column("cases", words("column.cases"), "count"),
        Column("positives", words("column.positives"), "count"),
        *_metric_columns(words),
    )
    about = words("grounds.about", cut=_percent(ARM_CUT, words))
    return Sheet("grounds", words("grounds.title", law=view.law), about, backtest, columns, tuple(lines))


def _periods(view: View, backtest: Snapshot, rows: Sequence[Row], cut: float | None) -> Sheet:
    words, lines = view.words, []
    days: list[date] = sorted({row["cut_off"] for row in rows if row["cut_off"] is not None})
    for day in days:
        for name in RANKINGS:
            own = [row for row in rows if row["cut_off"] == day and row["ranking"] == name and row["arm"] == "all"]
            if own:
                counted = (own[0]["cases"], own[0]["positives"])
                lines.append((day, words.of_code("ranking", name), *counted, *_measures(own, cut)))
    columns = (
        Column("period", words("column.period"), "day"),
        Column("ranking", words("column.ranking")),
        Column("cases", words("column.cases"), "count"),
        Column("positives", words("column.positives"), "count"),
        *_metric_columns(words),
    )
    about = words("time.about", cut=_percent(cut, words))
    return Sheet("periods", words("time.title", law=view.law), about, backtest, columns, tuple(lines))


def _measures(rows: Sequence[Row], cut: float | None) -> list[object]:
    """Return each measure of one ranking with its interval, at the cut where it has one."""
    cells: list[object] = []
    for metric in METRICS:
        at = None if metric == "auc" else cut
        found = next((row for row in rows if row["metric"] == metric and _same(row["cut"], at)), None)
        known = found is not None and found["value"] is not None
        cells += [found["value"] if found and known else None, _interval(found) if found and known else None]
    return cells


def _same(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) < _NEAR


def _interval(row: Row) -> tuple[float, float] | None:
    return None if row["low"] is None or row["high"] is None else (row["low"], row["high"])


def _metric_columns(words: Words) -> tuple[Column, ...]:
    columns: list[Column] = []
    for metric in METRICS:
        name = words(f"column.{metric}")
        kind = "number" if metric in ("lift", "auc") else "share"
        columns += [
            Column(metric, name, kind),  # type: ignore[arg-type]
            Column(f"{metric}_interval", words("column.interval", of=name), kind, interval=True),  # type: ignore[arg-type]
        ]
    return tuple(columns)


def _percent(cut: float | None, words: Words) -> str:
    return words("sheet.not_known") if cut is None else shown(cut, Column("cut", "", "share"), words)


def _grounds_plot(sheet: Sheet, words: Words) -> Component:
    known = [row for row in sheet.records("ground", "auc", "auc_interval") if row[1] is not None]
    if not known:
        return html.P(words("grounds.none"), className="kompas-none")
    names, values, intervals = zip(*known, strict=True)
    series = [plots.Series(words("metric.auc"), names, values, intervals)]
    axis = plots.Axis(words("axis.auc"), ".2f", 0.5)
    return plots.dots("grounds-plot", series, axis, words("grounds.plot"), words)


def _over_time(sheet: Sheet, metric: str, words: Words) -> list[plots.Series]:
    looks = iter(plots.LOOKS)
    rows = sheet.records("ranking", "period", metric, f"{metric}_interval")
    series = []
    for name in dict.fromkeys(sheet.column("ranking")):
        own = [row for row in rows if row[0] == name]
        if name == words.of_code("ranking", "random"):
            continue
        places = [formats.month(row[1], words.language) for row in own]
        look = next(looks, plots.LOOKS[-1])
        series.append(plots.Series(name, places, [row[2] for row in own], [row[3] for row in own], look))
    return series
