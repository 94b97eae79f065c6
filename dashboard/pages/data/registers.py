"""The registers: how old each table is, and what of the deliveries was refused."""

from collections.abc import Sequence
from datetime import date

from dash import dcc, html
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components.cards import section
from dashboard.components.commands import with_commands
from dashboard.components.tables import table
from dashboard.pages.data import query
from dashboard.pages.data.query import Freshness
from dashboard.published import Published, Row
from dashboard.routing import Address
from dashboard.texts import Words
from data_contracts.contract import spoken_name
from data_contracts.snapshots import Snapshot

OLD_AFTER_DAYS = 62
"""A table without a new row for longer than two months before the as-of date is told apart: deliveries are monthly."""
SHOWN_AT_MOST = 300
_NUMBERS = frozenset({1})


def sections(
    published: Published, warehouse: Snapshot | None, as_of: date | None, today: date, words: Words
) -> list[Component]:
    """Return the parts about the registers in use, or one that says that there are none yet.

    Args:
        published: What is published.
        warehouse: The warehouse in use.
        as_of: The as-of date of what was made from it; without one today takes its place.
        today: To say how old the data are by now.
        words: The words.
    """
    if warehouse is None:
        nothing = html.P(with_commands(words("freshness.nothing")), className="kompas-none", id="no-registers")
        return [section("freshness", words("freshness.heading"), "", nothing)]
    tables = query.freshness(published, warehouse)
    return [
        _freshness(tables, warehouse, as_of, today, words),
        _quarantine(query.bad_rows(published, warehouse), words),
    ]


def _freshness(
    tables: Sequence[Freshness], warehouse: Snapshot, as_of: date | None, today: date, words: Words
) -> Component:
    by = as_of or today
    header = [words(f"freshness.{name}") for name in ("table", "rows", "known", "valid", "remark")]
    by_name = sorted(tables, key=lambda item: table_name(item.table, words))
    rows = [_row(item, by, today, words) for item in by_name]
    return section(
        "freshness",
        words("freshness.heading"),
        words("freshness.lead", days=OLD_AFTER_DAYS),
        html.P(_age(tables, as_of, today, words)),
        html.P(_deliveries(query.drops(warehouse), words)),
        table(words("freshness.heading"), header, rows, _NUMBERS),
    )


def _row(item: Freshness, by: date, today: date, words: Words) -> list[object]:
    language = words.language
    told = dcc.Link(table_name(item.table, words), href=Address(language, "data", item.table).href)
    if not item.rows:
        return [told, formats.number(0, language), formats.MISSING, formats.MISSING, words("freshness.empty")]
    first, last = formats.day(item.valid_from, language), formats.day(item.valid_until, language)
    return [
        told,
        formats.number(item.rows, language),
        formats.day(item.known_until, language),
        words("freshness.from_to", first=first, last=last),
        _remark(item, by, today, words),
    ]


def _remark(item: Freshness, by: date, today: date, words: Words) -> object:
    if item.known_until is None:
        return words("freshness.unknown")
    if item.known_until > today:
        return html.Strong(words("freshness.future"))
    if item.known_until > by:
        return words("freshness.newer")
    days = (by - item.known_until).days
    if days > OLD_AFTER_DAYS:
        return html.Strong(words("freshness.old", days=formats.number(days, words.language)))
    return words("freshness.current")


def _age(tables: Sequence[Freshness], as_of: date | None, today: date, words: Words) -> str:
    by = as_of or today
    old = sum(1 for item in tables if item.rows and item.known_until and (by - item.known_until).days > OLD_AFTER_DAYS)
    counted = words("age.old", count=old) if old else words("age.none_old")
    told = words("age.no_as_of", day=formats.day(by, words.language))
    if as_of is not None:
        days = (today - as_of).days
        since = words("age.today") if days <= 0 else words("age.one") if days == 1 else words("age.days", days=days)
        told = words("age", day=formats.day(as_of, words.language), since=since)
    return f"{told} {counted}"


def _deliveries(drops: Sequence[str], words: Words) -> str:
    if not drops:
        return words("deliveries.none")
    if len(drops) == 1:
        return words("deliveries.one", name=_delivery(drops[0], words))
    first, last = _delivery(drops[0], words), _delivery(drops[-1], words)
    return words("deliveries", count=len(drops), first=first, last=last)


def _delivery(name: str, words: Words) -> str:
    """Return the month of a delivery that is named by its month, or else its name."""
    try:
        return formats.month(date.fromisoformat(f"{name}-01"), words.language)
    except ValueError:
        return name


def _quarantine(bad: Sequence[Row], words: Words) -> Component:
    if not bad:
        nothing = html.P(words("quarantine.none"), className="kompas-none", id="quarantine-empty")
        return section("quarantine", words("quarantine.heading"), words("quarantine.lead"), nothing)
    header = [words(f"quarantine.{name}") for name in ("drop", "table", "rows", "rule", "place")]
    told = [
        html.P(words("quarantine.total", rules=len(bad), drops=len({row["drop_name"] for row in bad}))),
        table(words("quarantine.heading"), header, [_bad(row, words) for row in bad[:SHOWN_AT_MOST]], frozenset({2})),
    ]
    if len(bad) > SHOWN_AT_MOST:
        told.append(html.P(words("quarantine.more", count=len(bad) - SHOWN_AT_MOST)))
    return section(
        "quarantine",
        words("quarantine.heading"),
        words("quarantine.lead"),
        *told,
        html.P(words("quarantine.how")),
        html.Pre("kompas quarantine show --table TABLE", className="kompas-command"),
    )


def _bad(row: Row, words: Words) -> list[object]:
    place = row["place"]
    return [
        row["drop_name"],
        table_name(row["table_name"], words),
        formats.number(row["bad_rows"], words.language),
        html.Div([html.Div(row[f"message_{words.language}"]), html.Code(row["rule"])]),
        words("quarantine.first", file=place["file"], line=formats.number(place["line"], words.language)),
    ]


def table_name(name: str, words: Words) -> str:
    """Return what a register table is called on the screen."""
    return spoken_name(name, words.language)
