"""The weeks above the list: the hours of each, as a button that narrows the list to it; below, by instrument."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components.aria import aria
from dashboard.components.cards import share_bar
from dashboard.components.tables import table
from dashboard.pages.plan import ids
from dashboard.pages.plan.kept_list import INSTRUMENTS
from dashboard.pages.plan.sought import NO_WEEK
from dashboard.pages.plan.weeks import Week
from dashboard.texts import Words


def weeks_strip(weeks: Sequence[Week], chosen: str, words: Words) -> Component:
    """Return the weeks of a selection; nothing when no week has been set, which leaves no hours to compare.

    Args:
        weeks: Of the selection.
        chosen: The week that the list is narrowed to, as an address carries it.
        words: The page's words.
    """
    if not any(week.employers for week in weeks if week.monday):
        return html.P(words("weeks.none"), className="kompas-hint", id="plan-weeks")
    return html.Section(
        [html.Span(words("weeks.label"), className="kompas-weeks-label")]
        + [_chip(week, chosen, words) for week in weeks],
        id="plan-weeks",
        className="kompas-weeks",
        **aria(label=words("weeks.label")),
    )


def weeks_table(weeks: Sequence[Week], words: Words) -> Component:
    """Return a table of the employers and hours of each week by instrument."""
    return html.Section(
        [
            html.H3(words("weeks.heading")),
            html.P(words("weeks.lead"), className="kompas-lead"),
            _by_instrument(weeks, words),
        ],
        id="plan-weeks-table",
    )


def week_label(week: date, words: Words) -> str:
    """Return a week by its number and Monday, e.g. ``week 46 (9 nov)``."""
    month = formats.month_name(week.month, words.language)[:3]
    return words("week.from", number=week.isocalendar().week, day=f"{week.day}{formats.NO_BREAK}{month}")


def _chip(week: Week, chosen: str, words: Words) -> Component:
    """Return the button of one week; pressed again, it shows all weeks again."""
    name = week.monday.isoformat() if week.monday else NO_WEEK
    language = words.language
    planned = formats.number(week.hours, language)
    label: list[Any] = [words("week.none")]
    if week.monday:  # the word stands before the buttons, once for the eye
        label = [html.Span(words("weeks.word"), className="kompas-unseen"), str(week.monday.isocalendar().week)]
    told: list[Any] = [html.Span(label, className="kompas-week-name"), " "]
    whole = f"{week_label(week.monday, words)}: {_total(week, words)}" if week.monday else _total(week, words)
    if week.available is None:
        told.append(html.Span(words("weeks.planned", planned=planned)))
    else:
        share = week.hours / week.available if week.available else None
        told += [html.Span(formats.share(share, language)), share_bar(week.hours, week.available, whole)]
    return html.Button(
        told,
        id={"type": ids.PICK_WEEK, "week": name},
        type="button",
        title=whole,
        className="kompas-week",
        **aria(pressed="true" if name == chosen else "false"),
    )


def _by_instrument(weeks: Sequence[Week], words: Words) -> Component:
    used = [name for name in INSTRUMENTS if any(name in week.employers for week in weeks)]
    header = [words("weeks.week"), *(words.of_code("instrument", name) for name in used), words("weeks.all")]
    rows = [
        [
            week_label(week.monday, words) if week.monday else words("week.none"),
            *(_cell(week, name, words) for name in used),
            _total(week, words),
        ]
        for week in weeks
    ]
    return table(words("weeks.heading"), header, rows, frozenset(range(1, len(header))))


def _cell(week: Week, instrument: str, words: Words) -> str:
    if instrument not in week.employers:
        return formats.MISSING
    count, hours = week.employers[instrument], week.planned[instrument]
    return words("weeks.cell", count=formats.number(count, words.language), hours=formats.number(hours, words.language))


def _total(week: Week, words: Words) -> str:
    planned = formats.number(week.hours, words.language)
    if week.available is None:
        return words("weeks.planned", planned=planned)
    return words("weeks.hours", planned=planned, available=formats.number(week.available, words.language))
