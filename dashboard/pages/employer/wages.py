"""The block that lays declared pay beside the statutory minimum, month by month, with its plots."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard import formats, theme
from dashboard.chains import FEW_WORKERS
from dashboard.components.cards import section
from dashboard.components.plots import drawn, month_axis
from dashboard.components.tables import table
from dashboard.pages.employer.cells import counted, is_few, share_of
from dashboard.pages.employer.pay_lines_query import PayYear
from dashboard.pages.employer.wage_rows import rows_offer
from dashboard.published import Row
from dashboard.texts import Words
from features.statute.minimum_wage import ADULT_AGE, hourly_minimum
from features.statute.parameters import Known
from features.window import Window, next_month

WAGES = "wages"
PLOT_HEIGHT = 340
BAR_WIDTH_MS = 20 * 24 * 3600 * 1000
"""How wide a month is drawn: twenty days, as the axis of dates counts."""
FEWEST_FOR_WHISKERS = 20
"""With fewer workers a tenth of them is hardly more than one, whose pay the end of a line would show."""
HIGHEST_SHOWN = 4.0
"""Higher pay than four times the minimum is left outside the plot, where it would press the rest together."""


def wages_block(year: PayYear, words: Words) -> Component:
    """Return what the returns pay an hour beside the minimum; few workers and no returns have words of their own."""
    heading, period = words("wages.heading"), _period(year.window, words)
    if not year.months:
        return section(WAGES, heading, "", html.P(words("wages.none", period=period), className="kompas-none"))
    shown = [month for month in year.months if month["tested"] >= FEW_WORKERS]
    return section(
        WAGES,
        heading,
        words("wages.lead"),
        *(html.P(text) for text in _told(year, period, words)),
        *(_plots(shown, words) if shown else []),
        html.P(minimum_in_words(year.window, words), className="kompas-lead", id="wages-minimum"),
        *_table(year.months if shown else [], words),
        rows_offer(year.workers_below > 0, words),
    )


def minimum_in_words(window: Window, words: Words) -> str:
    """Return what the hourly minimum from full age was in the window, from month to month where it changed."""
    months = [window.first_period]
    while months[-1] < window.last_period:
        months.append(next_month(months[-1]))
    answers = [(month, hourly_minimum(month, ADULT_AGE)) for month in months]
    known = [(month, answer.value) for month, answer in answers if isinstance(answer, Known)]
    firsts = [(cents, next(same)[0]) for cents, same in groupby(known, key=lambda item: item[1])]
    told = [
        words("wages.amount", amount=formats.money(cents, words.language), month=formats.month(month, words.language))
        for cents, month in firsts
    ]
    return words("wages.minimum", age=ADULT_AGE, amounts=", ".join(told)) if told else words("wages.no_minimum")


def _told(year: PayYear, period: str, words: Words) -> list[str]:
    """Return the counts in words: how much was tested, how much lies below, and what is not shown."""
    tested, below = (sum(month[name] for month in year.months) for name in ("tested", "below"))
    if year.workers < FEW_WORKERS:
        return [words("wages.tiny", period=period, few=FEW_WORKERS)]
    hidden = sum(1 for month in year.months if is_few(month["tested"]))
    return [
        words(
            "wages.tested",
            period=period,
            months=formats.number(tested, words.language),
            workers=formats.number(year.workers, words.language),
        )
        + " "
        + _below(year, below, tested, words),
        *([words("wages.hidden", count=hidden, few=FEW_WORKERS)] if hidden else []),
    ]


def _below(year: PayYear, below: int, tested: int, words: Words) -> str:
    if not below:
        return words("wages.below.none")
    if is_few(year.workers_below):
        return words("wages.below.few", few=FEW_WORKERS)
    return words(
        "wages.below.many",
        workers=formats.number(year.workers_below, words.language),
        months=formats.number(below, words.language),
        share=formats.chance(below / tested, words.language),
    )


def _plots(months: Sequence[Row], words: Words) -> list[Component]:
    """Return how pay is spread, and beside it which part lies below the minimum; nobody below makes no plot."""
    spread = [html.H3(words("wages.spread.heading")), _spread(months, words), _how("spread", words)]
    if not any(month["below"] for month in months):
        return [html.Div(spread)]
    shares = [share_of(month["below"], month["tested"]) for month in months]
    some = any(share is not None for share in shares)
    share = [
        html.H3(words("wages.share.heading")),
        *([_share(months, shares, words)] if some else []),
        *([_how("share" if some else "no_share", words)] if None in shares else []),
    ]
    return [html.Div([html.Div(spread), html.Div(share)], className="kompas-two")]


def _how(plot: str, words: Words) -> Component:
    """Return how a plot is read."""
    told = words(f"wages.{plot}.how", many=FEWEST_FOR_WHISKERS, few=words("few", few=FEW_WORKERS), number=FEW_WORKERS)
    return html.P(told, className="kompas-small")


def _spread(months: Sequence[Row], words: Words) -> Component:
    """Return a box for each month: the middle half of what was paid an hour, its median, and tenths where many work."""
    low, first, middle, third, high = zip(*(_quantiles(month) for month in months), strict=True)
    boxes = {
        "type": "box",
        "x": [month["period"] for month in months],
        "lowerfence": low,
        "q1": first,
        "median": middle,
        "q3": third,
        "upperfence": high,
        "line": {"color": theme.LINK, "width": 2},
        "fillcolor": theme.FREE,
        "width": BAR_WIDTH_MS,
        "hoverinfo": "y",
        "yhoverformat": ".0%",
    }
    line = {"color": theme.RAISES, "width": 2, "dash": "dash"}
    minimum = {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": 1, "y1": 1, "line": line}
    bottom, top = min(*low, 0.9), min(max(*high, 1.1), HIGHEST_SHOWN)
    axis = {"title": {"text": words("wages.spread.axis"), "font": {"size": 13}}, "range": [bottom - 0.05, top + 0.05]}
    layout = _layout(axis, words) | {"shapes": [minimum]}
    return drawn("wages-spread-plot", [boxes], layout, PLOT_HEIGHT, words("wages.spread.plot"), words)


def _layout(axis: dict[str, Any], words: Words) -> dict[str, Any]:
    return {
        "xaxis": month_axis(words("month.axis")),
        "yaxis": {"tickformat": ".0%", "showgrid": True, "gridcolor": theme.LINE, **axis},
        "margin": {"l": 10, "r": 10, "t": 10, "b": 60},
        "showlegend": False,
    }


def _quantiles(month: Row) -> tuple[float, ...]:
    """Return the five figures of a month's box, in whole percents."""
    low, first, middle, third, high = (round(value, 2) for value in month["quantiles"])
    return (low, first, middle, third, high) if month["tested"] >= FEWEST_FOR_WHISKERS else (
        first, first, middle, third, third
    )  # fmt: skip


def _share(months: Sequence[Row], shares: Sequence[float | None], words: Words) -> Component:
    """Return the part of the workers below the minimum by month; a mark where it is too few to show."""
    periods = [month["period"] for month in months]
    hidden = [period for period, share in zip(periods, shares, strict=True) if share is None]
    bars = {
        "type": "bar",
        "x": periods,
        "y": shares,
        "width": BAR_WIDTH_MS,
        "marker": {"color": theme.RAISES},
        "hovertemplate": "%{y:.0%}<extra></extra>",
    }
    at_the_axis = {"x": hidden, "y": [0] * len(hidden), "text": words("few", few=FEW_WORKERS)}
    marks = {"type": "scatter", "mode": "text", "hoverinfo": "skip", "textposition": "top center", **at_the_axis}
    top = max([share for share in shares if share is not None], default=0)
    layout = _layout({"range": [0, max(top * 1.15, 0.1)]}, words)
    return drawn("wages-share-plot", [bars, marks], layout, PLOT_HEIGHT, words("wages.share.plot"), words)


def _table(months: Sequence[Row], words: Words) -> list[Component]:
    if not months:
        return []
    names = ("month", "tested", "untested", "first", "middle", "third", "below", "share")
    rows = [_month(month, words) for month in months]
    heads = [words(f"wages.column.{name}") for name in names]
    folded = table(words("wages.table"), heads, rows, frozenset(range(1, len(names))))
    return [html.Details([html.Summary(words("wages.table")), folded], className="kompas-fold", id="wages-table")]


def _month(month: Row, words: Words) -> list[str]:
    shown = month["tested"] >= FEW_WORKERS
    quarters = _quantiles(month)[1:4] if shown else (None, None, None)
    return [
        formats.month(month["period"], words.language),
        counted(month["tested"], words),
        counted(month["untested"], words),
        *(formats.share(value, words.language) for value in quarters),
        counted(month["below"], words) if shown else formats.MISSING,
        formats.share(share_of(month["below"], month["tested"]), words.language),
    ]


def _period(window: Window, words: Words) -> str:
    return formats.period(window.first_period, window.last_period, words.language)
