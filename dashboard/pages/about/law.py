"""The law calendar: what changes when, which amounts hold now, and what of it is not known or was not checked."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cache

import plotly.graph_objects as go
from dash import dcc, html
from dash.development.base_component import Component

from dashboard import formats, theme
from dashboard.components.cards import section
from dashboard.components.plots import graph, plain
from dashboard.components.states import state
from dashboard.components.tables import table
from dashboard.context import Context
from dashboard.routing import Address
from dashboard.texts import Words
from features.catalogue import load_catalogue
from features.statute.articles import article_text
from features.statute.calendar import Change, changes, load_calendar
from features.statute.parameters import Entry, Known, Parameter, holds_on, load_parameters
from features.statute.rules import load_rules
from features.statute.values import value_text

PART, PARAMETER = "law", "parameter"
CERTAIN = "high"
PLOT_HEIGHT = 260
MOST_TICKS = 9


def part(_context: Context, address: Address, words: Words) -> list[Component]:
    """Return the calendar and the amounts of today, or one parameter with all its dated values."""
    name = address.parameters.get(PARAMETER, "")
    if name:
        found = load_parameters().get(name)
        return [_one(found, words) if found else _unknown(name, words)]
    today = datetime.now(UTC).date()
    coming = changes(today)
    return [_calendar(coming, today, words), _amounts(today, address, words)]


def _calendar(coming: Sequence[Change], today: date, words: Words) -> Component:
    lead = words("calendar.lead", day=formats.day(today, words.language))
    if not coming:
        nothing = html.P(words("calendar.none"), className="kompas-none")
        return section("calendar", words("calendar.heading"), lead, nothing)
    unknown = sum(item.is_unknown for item in coming)
    unchecked = sum(item.certainty != CERTAIN and not item.is_unknown for item in coming)
    count = words("calendar.count", count=len(coming), unknown=unknown, unchecked=unchecked)
    header = [words(f"calendar.{name}") for name in ("on", "law", "what", "certainty", "touches")]
    return section(
        "calendar",
        words("calendar.heading"),
        lead,
        html.P(count),
        _timeline(coming, words),
        table(words("calendar.heading"), header, [_change(item, words) for item in coming]),
    )


def _timeline(coming: Sequence[Change], words: Words) -> Component:
    quarters: dict[tuple[str, date], list[Change]] = {}
    for item in coming:
        if item.on is not None:
            start = item.on.replace(month=(item.on.month - 1) // 3 * 3 + 1, day=1)
            quarters.setdefault((item.law, start), []).append(item)
    laws = sorted({law for law, _ in quarters})
    figure = go.Figure(
        go.Scatter(
            x=[quarter for _, quarter in quarters],
            y=[law for law, _ in quarters],
            mode="markers+text",
            marker={
                "size": [16 + min(len(items), 8) for items in quarters.values()],
                "color": theme.PLANNED,
                "opacity": 1,
            },
            text=[str(len(items)) for items in quarters.values()],
            textfont={"color": theme.PAPER, "size": 12},
            hovertext=[_hover(items, words) for items in quarters.values()],
            hoverinfo="text",
        )
    )
    figure.update_layout(
        yaxis={"categoryorder": "array", "categoryarray": laws[::-1]},
        xaxis={**_half_years([quarter for _, quarter in quarters], words), "showgrid": True},
        showlegend=False,
    )
    return graph("calendar-plot", figure, PLOT_HEIGHT, words("calendar.plot"), words)


def _half_years(quarters: Sequence[date], words: Words) -> dict[str, object]:
    """Return ticks at each January and July, or only at each January where these would be too many."""
    if not quarters:
        return {}
    years = range(min(quarters).year, max(quarters).year + 1)
    months = (1, 7) if 2 * len(years) <= MOST_TICKS + 1 else (1,)
    ticks = [date(year, month, 1) for year in years for month in months]
    ticks = [tick for tick in ticks if min(quarters) <= tick <= max(quarters)] or [min(quarters)]
    return {"tickvals": ticks, "ticktext": [formats.month(tick, words.language) for tick in ticks]}


def _hover(items: Sequence[Change], words: Words) -> str:
    return "<br>".join(f"{formats.day(item.on, words.language)}: {plain(item.title[words.language])}" for item in items)


def _change(item: Change, words: Words) -> list[object]:
    language = words.language
    on = formats.day(item.on, language) if item.on else words("calendar.no_day")
    until = [html.Div(words("calendar.until", day=formats.day(item.until, language)))] if item.until else []
    article = words("calendar.origin", article=article_text(item.article, language))
    return [
        html.Div([html.Div(on), *until]),
        item.law,
        html.Div(
            [
                html.Strong(item.title[language]),
                html.Div(item.what[language]),
                html.Div(words("calendar.to_do", text=item.to_do[language])),
                html.Div([article, " ", _source(item.source)], className="kompas-figure-remark"),
            ],
            style={"minWidth": "16rem", "maxWidth": "42rem", "overflowWrap": "anywhere"},
        ),
        _certainty(item.certainty, words),
        _touched(item, words),
    ]


def _source(source: str) -> Component:
    """Return where a value was read; sources are noted in English."""
    return html.Span(source, lang="en", style={"overflowWrap": "anywhere"})


def _certainty(certainty: str, words: Words) -> object:
    told = words.of_code("certainty", certainty)
    return told if certainty == CERTAIN else html.Strong(told)


@cache
def _all_touched() -> Mapping[tuple[str, date | None], tuple[Sequence[str], int]]:
    """Return of every change which rules it touches and how many features: the same for as long as the program runs."""
    rules, features = tuple(load_rules().values()), load_catalogue().features
    return {(item.change_id, item.on): (item.rules(rules), len(item.features(features))) for item in load_calendar()}


def _touched(item: Change, words: Words) -> object:
    rules, features = _all_touched()[(item.change_id, item.on)]
    if not rules and not features:
        return words("calendar.nothing")
    titles = [load_rules()[name].title[words.language] for name in rules]
    told = [html.Li(title) for title in titles]
    if features:
        told.append(html.Li(words("calendar.features", count=features)))
    return html.Ul(told, className="kompas-plain", style={"minWidth": "13rem"})


def _amounts(today: date, address: Address, words: Words) -> Component:
    language = words.language
    parameters = sorted(load_parameters().values(), key=lambda item: item.parameter_id)
    header = [words(f"amounts.{name}") for name in ("what", "value", "since", "article", "certainty")]
    return section(
        "amounts",
        words("amounts.heading"),
        words("amounts.lead", day=formats.day(today, language)),
        table(words("amounts.heading"), header, [_amount(item, today, address, words) for item in parameters]),
    )


def _amount(parameter: Parameter, today: date, address: Address, words: Words) -> list[object]:
    language = words.language
    href = Address(language, address.page, PART, {PARAMETER: parameter.parameter_id}).href
    link = html.Span(dcc.Link(_title(parameter, words), href=href), style={"whiteSpace": "normal"})
    answer = holds_on(parameter.parameter_id, today)
    if not isinstance(answer, Known):
        why = answer.reason_nl if language == "nl" else answer.reason_en
        return [link, why, formats.MISSING, formats.MISSING, html.Strong(words("amounts.unknown"))]
    return [
        link,
        value_text(answer.value, parameter.unit, language),
        formats.day(answer.valid_from, language),
        article_text(answer.article, language),
        _certainty(answer.certainty, words),
    ]


def _one(parameter: Parameter, words: Words) -> Component:
    header = [words(f"amounts.{name}") for name in ("since", "value", "article", "certainty", "source")]
    readers = [
        rule.title[words.language] for rule in load_rules().values() if parameter.parameter_id in rule.parameters
    ]
    used = words("amounts.rules", names=", ".join(readers)) if readers else words("amounts.no_rules")
    return section(
        "parameter",
        _title(parameter, words),
        used,
        table(_title(parameter, words), header, [_entry(parameter, item, words) for item in parameter.entries[::-1]]),
        dcc.Link(words("amounts.back"), href=Address(words.language, "about", PART).href),
    )


def _entry(parameter: Parameter, entry: Entry, words: Words) -> list[object]:
    language, known = words.language, entry.known
    note = entry.note_nl if language == "nl" else entry.note_en
    value = words("amounts.unknown") if entry.is_unknown else value_text(known.value, parameter.unit, language)
    until = words("calendar.until", day=formats.day(known.valid_to, language)) if known.valid_to else ""
    return [
        html.Div([html.Div(formats.day(known.valid_from, language)), html.Div(until)]),
        html.Div([html.Div(value), *([html.Div(note, className="kompas-figure-remark")] if note else [])]),
        article_text(known.article, language),
        _certainty(known.certainty, words),
        _source(known.source),
    ]


def _title(parameter: Parameter, words: Words) -> str:
    return parameter.title_nl if words.language == "nl" else parameter.title_en


def _unknown(name: str, words: Words) -> Component:
    return state(
        "unknown-parameter",
        words("amounts.no_such"),
        html.P(words("amounts.no_such.explanation", name=name[:100])),
        dcc.Link(words("amounts.back"), href=Address(words.language, "about", PART).href),
    )
