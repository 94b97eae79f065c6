"""The figures at the head of the plan page, and those of each team and month."""

from collections.abc import Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components.cards import share_bar
from dashboard.components.tables import table
from dashboard.pages.plan.query import Summary
from dashboard.published import Row
from dashboard.texts import Language, Words
from features.estimates import last_place, written_to


def figures_of(figures: Summary, words: Words) -> Component:
    """Return the plan's figures on one strip."""
    language: Language = words.language
    planned, available = (formats.number(hours, language) for hours in (figures.hours_planned, figures.hours_available))
    used = figures.hours_planned / figures.hours_available if figures.hours_available else None
    remark = words("figure.hours.remark", share=formats.share(used, language))
    entries = [
        _figure(words("figure.employers"), formats.number(figures.visits, language), _by_instrument(figures, words)),
        _figure(
            words("figure.hours"),
            words("figure.hours.value", planned=planned, available=available),
            remark,
            share_bar(figures.hours_planned, figures.hours_available, remark),
        ),
        _figure(
            words("figure.reserved"),
            words("figure.reserved.value", hours=formats.number(figures.hours_reserved, language)),
        ),
        _figure(
            words("figure.doubtful"),
            formats.number(figures.doubtful_sites, language),
            words("figure.doubtful.remark"),
        ),
        *_findings(figures, words),
    ]
    return html.Dl(entries, className="kompas-strip", id="plan-figures")


def _figure(label: str, value: str, remark: str = "", extra: Component | None = None) -> Component:
    told: list[Any] = [html.Strong(value), *([" ", html.Span(remark)] if remark else [])]
    return html.Div([html.Dt(label), html.Dd([*told, *([extra] if extra is not None else [])])])


def _by_instrument(figures: Summary, words: Words) -> str:
    counted = [
        words(f"figure.of.{instrument}", count=formats.number(count, words.language))
        for instrument, count in figures.instruments.items()
        if count
    ]
    return ", ".join(reversed(counted))


def _findings(figures: Summary, words: Words) -> list[Component]:
    if figures.expected_findings is None:
        return []
    # No further than a sum of chances without an interval is known, as the other pages tell it.
    value = figures.expected_findings
    expected = formats.number(written_to(value, last_place(value))[0], words.language)
    return [_figure(words("figure.findings"), expected, words("figure.findings.remark"))]


def months_table(rows: Sequence[Row], words: Words) -> Component:
    """Return a table of the employers and hours of each team, month by month."""
    months = sorted({row["month"] for row in rows})
    teams = list(dict.fromkeys((row["region"], row["team"]) for row in rows))
    found = {(row["region"], row["team"], row["month"]): row for row in rows}
    header = [words("months.region"), words("months.team"), *(formats.month(item, words.language) for item in months)]
    lines = [
        [
            words.of_code("region", region),
            team,
            *(_cell(found.get((region, team, item)), words) for item in months),
        ]
        for region, team in teams
    ]
    return html.Section(
        [
            html.H3(words("months.heading")),
            html.P(words("months.lead"), className="kompas-lead"),
            table(words("months.heading"), header, lines, frozenset(range(2, len(header)))),
        ],
        id="plan-months",
    )


def _cell(row: Row | None, words: Words) -> str:
    if row is None:
        return formats.MISSING
    count, planned, available = (
        formats.number(row[name], words.language) for name in ("employers", "planned", "available")
    )
    return words("months.cell", count=count, planned=planned, available=available)
