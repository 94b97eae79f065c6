"""Groups that nobody thought of: what the audit's search found to be visited for nothing beyond risk."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components.cards import section
from dashboard.components.data_export import Column, Sheet, holds
from dashboard.components.sheets import sheet_table, source_line
from dashboard.pages.fairness import audited
from dashboard.pages.fairness.group_words import dimension_word, group_word, points
from dashboard.pages.fairness.view import PAGE_NAME, View
from models.fairness.subgroup_words import subgroup_rules

FOUND = "subgroups"


def sheets(view: View) -> tuple[Sheet, ...]:
    """Return the groups of all laws; none of an audit from before there was a search."""
    if view.audit is None or not holds(view.audit, FOUND):
        return ()
    words = view.words
    lines = tuple(
        (
            _group(row["rule"], view),
            row["law"],
            row["value"],
            row["expected"],
            points(row["difference"]),
            (points(row["low"]), points(row["high"])),
            row["units"],
        )
        for row in audited.everything(view.published, view.audited, FOUND)
    )
    columns = (
        Column("group", words("audit.column.group")),
        Column("law", words("audit.column.law")),
        Column("value", words("audit.column.for_nothing"), "share"),
        Column("expected", words("audit.column.at_like_risk"), "share"),
        Column("difference", words("audit.column.difference_in_points"), "points"),
        Column("interval", words("column.interval"), "points", interval=True),
        Column("units", words("audit.column.visits_tested"), "count"),
    )
    about = words("audit.subgroups.about")
    return (Sheet("audit_subgroups", words("audit.subgroups.title"), about, view.audited, columns, lines),)


def search_section(view: View, made: Sequence[Sheet]) -> Component:
    """Return how was searched, and the table of what was found."""
    words, rules = view.words, subgroup_rules()
    if not made:
        return section(FOUND, words("audit.subgroups"), words("audit.subgroups.not_yet"))
    sheet = made[0]
    level = formats.share(rules.family_wise, words.language)
    nothing = html.P(words("audit.subgroups.none"), className="kompas-none")
    return section(
        FOUND,
        words("audit.subgroups"),
        words("audit.subgroups.lead", most=rules.conditions, level=level),
        sheet_table(sheet, words, PAGE_NAME) if sheet.rows else nothing,
        source_line(sheet, words),
    )


def _group(rule: str, view: View) -> str:
    """Name a group by its conditions, e.g. ``Sector: Construction, Legal form: private limited company``."""
    conditions = (condition.split("=") for condition in rule.split(" & "))
    return ", ".join(f"{dimension_word(name, view)}: {group_word(name, group, view)}" for name, group in conditions)
