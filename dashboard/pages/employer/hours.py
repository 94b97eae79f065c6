"""The block of paid hours beside the hours that contracts agreed, and of overtime, month by month."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboard import formats, theme
from dashboard.chains import FEW_WORKERS
from dashboard.components.cards import section
from dashboard.components.plots import HATCH, drawn, month_axis
from dashboard.components.tables import table
from dashboard.pages.employer.cells import counted, is_few, share_of
from dashboard.pages.employer.pay_lines_query import PayYear
from dashboard.published import Row
from dashboard.texts import Words

HOURS = "hours"
PLOT_HEIGHT = 320


def hours_block(year: PayYear, words: Words) -> Component:
    """Return paid hours against agreed hours; few workers and no returns have words of their own."""
    heading = words("hours.heading")
    if not year.months:
        return section(HOURS, heading, "", html.P(words("hours.none"), className="kompas-none"))
    if max(month["workers"] for month in year.months) < FEW_WORKERS:
        return section(HOURS, heading, "", html.P(words("hours.tiny", few=FEW_WORKERS), className="kompas-none"))
    shown = [month for month in year.months if month["agreed"] >= FEW_WORKERS]
    return section(
        HOURS,
        heading,
        words("hours.lead"),
        html.P(_agreed(shown, words)),
        html.P(_overtime(year.months, words)),
        *([_plot(shown, words)] if shown else []),
        _table(year.months, words),
    )


def _agreed(months: Sequence[Row], words: Words) -> str:
    if not months:
        return words("hours.no_agreed", few=FEW_WORKERS)
    paid, agreed = (sum(month[name] for month in months) for name in ("agreed_paid_minutes", "agreed_minutes"))
    one = "one" if len(months) == 1 else "many"
    return words(f"hours.agreed.{one}", share=formats.share(paid / agreed, words.language), count=len(months))


def _overtime(months: Sequence[Row], words: Words) -> str:
    busiest = max(months, key=lambda month: month["overtime"])
    if not busiest["overtime"]:
        return words("hours.overtime.none")
    if is_few(busiest["overtime"]):
        return words("hours.overtime.few", few=FEW_WORKERS)
    wage, overtime = (sum(month[name] for month in months) for name in ("wage_cents", "overtime_cents"))
    return words(
        "hours.overtime.some",
        share=formats.chance(overtime / wage if wage else None, words.language),
        workers=formats.number(busiest["overtime"], words.language),
        month=formats.month(busiest["period"], words.language),
    )


def _plot(months: Sequence[Row], words: Words) -> Component:
    """Return two bars a month: the hours that contracts agreed and the hours that were paid, of the same jobs."""
    periods = [month["period"] for month in months]
    parts = {
        "agreed": ("agreed_minutes", {"color": theme.FREE, "line": {"color": theme.BEFORE, "width": 1}}),
        "paid": ("agreed_paid_minutes", {"color": theme.PLANNED, "pattern": HATCH | {"bgcolor": theme.PLANNED}}),
    }
    bars = [
        {
            "type": "bar",
            "x": periods,
            "y": [float(month[column]) / 60 for month in months],
            "name": words(f"hours.{name}.name"),
            "marker": marker,
            "hovertemplate": "%{y:,.0f}<extra>%{fullData.name}</extra>",
        }
        for name, (column, marker) in parts.items()
    ]
    title = {"text": words("hours.axis"), "font": {"size": 13}}
    layout = {
        "barmode": "group",
        "bargap": 0.3,
        "xaxis": month_axis(words("month.axis")),
        "yaxis": {"title": title, "tickformat": ",d", "showgrid": True, "gridcolor": theme.LINE},
        "margin": {"l": 10, "r": 10, "t": 36, "b": 60},
    }
    return drawn("hours-agreed-plot", bars, layout, PLOT_HEIGHT, words("hours.plot"), words)


def _table(months: Sequence[Row], words: Words) -> Component:
    names = ("month", "workers", "all", "agreed", "paid", "share", "overtime", "overtime_share")
    heads = [words(f"hours.column.{name}") for name in names]
    rows = [_month(month, words) for month in months]
    folded = table(words("hours.table"), heads, rows, frozenset(range(1, len(names))))
    return html.Details([html.Summary(words("hours.table")), folded], className="kompas-fold", id="hours-table")


def _month(month: Row, words: Words) -> list[str]:
    language = words.language
    many, agreed = month["workers"] >= FEW_WORKERS, month["agreed"] >= FEW_WORKERS
    overtime = many and share_of(month["overtime"], month["workers"]) is not None and month["wage_cents"]
    return [
        formats.month(month["period"], language),
        counted(month["workers"], words),
        # With few jobs beside those with agreed hours, the difference would tell their hours.
        _hours(None if not many or is_few(month["workers"] - month["agreed"]) else month["paid_minutes"], words),
        _hours(month["agreed_minutes"] if agreed else None, words),
        _hours(month["agreed_paid_minutes"] if agreed else None, words),
        formats.share(month["agreed_paid_minutes"] / month["agreed_minutes"] if agreed else None, language),
        counted(month["overtime"], words) if many else formats.MISSING,
        formats.number(100 * month["overtime_cents"] / month["wage_cents"], language, 1) + "%"
        if overtime
        else formats.MISSING,
    ]


def _hours(minutes: float | None, words: Words) -> str:
    return formats.number(None if minutes is None else float(minutes) / 60, words.language)
