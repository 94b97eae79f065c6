"""The chance of being visited (pakkans), as the capacity page shows it."""

from dash import dcc, html
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components.aria import aria
from dashboard.components.cards import section
from dashboard.components.comparison import percent
from dashboard.components.groups import DIMENSIONS, FEW, group_name
from dashboard.pages.capacity import plots
from dashboard.pages.capacity.chances import ALL, PLAN, Chances, Group, chances
from dashboard.pages.capacity.sheets import Sheet, sheet_part
from dashboard.published import Published
from dashboard.routing import Address
from dashboard.texts import Words
from data_contracts.snapshots import Snapshot

BY = "by"


def chance_section(published: Published, plan: Snapshot, address: Address, words: Words) -> Component:
    """Return the chances by the dimension that the address names, of everybody first."""
    chosen = chosen_dimension(address)
    everybody, told = (chances(published, plan, name) for name in (ALL, chosen))
    if not everybody.groups and not told.groups:
        return section("chances", words("chances.heading"), words("chances.none"))
    together = [words("group.small.note", few=FEW)] if told.merged else []
    few = [words("chances.few", few=FEW)] if told.hides else []
    names = [group_name(chosen, group, words) for group in told.groups]
    periods = _periods(everybody, told, words)
    return section(
        "chances",
        words("chances.heading"),
        words("chances.lead"),
        _choice(address, chosen, words),
        plots.chance_plot(told, names, periods, words),
        sheet_part(_sheet(everybody, told, periods, words), words),
        *(html.P(note, className="kompas-lead") for note in (*together, *few)),
        html.P(words("chances.low"), className="kompas-lead"),
    )


def _choice(address: Address, chosen: str, words: Words) -> Component:
    links = [
        html.Span(
            dcc.Link(words.of_code("dimension", name), href=Address(words.language, address.page, "", {BY: name}).href),
            className="kompas-choice-current" if name == chosen else "kompas-choice",
            **(aria(current="true") if name == chosen else {}),
        )
        for name in DIMENSIONS
    ]
    return html.Nav(links, className="kompas-choices", id="chances-by", **aria(label=words("chances.by")))


def chance_sheet(published: Published, plan: Snapshot, address: Address, words: Words) -> Sheet:
    """Return the chances by the dimension that the address names as a table."""
    everybody, told = (chances(published, plan, name) for name in (ALL, chosen_dimension(address)))
    return _sheet(everybody, told, _periods(everybody, told, words), words)


def chosen_dimension(address: Address) -> str:
    """Return the dimension that the address names, or the first."""
    named = address.parameters.get(BY, "")
    return named if named in DIMENSIONS else DIMENSIONS[0]


def _periods(everybody: Chances, told: Chances, words: Words) -> dict[str, str]:
    months = everybody.months | told.months
    return {period: period_name(months.get(period), period, words) for period in everybody.periods or told.periods}


def _sheet(everybody: Chances, told: Chances, periods: dict[str, str], words: Words) -> Sheet:
    header = [words("chances.group"), words("chances.employers"), *periods.values()]
    rows = [_row(source, group, tuple(periods), words) for source in (everybody, told) for group in source.groups]
    return Sheet("chances", words("chances.caption"), header, rows, frozenset(range(1, len(header))))


def period_name(months: int | None, period: str, words: Words) -> str:
    """Return a period with its length, e.g. ``2025 (12 maanden)``."""
    name = words("chances.plan") if period == PLAN else period
    if months is None:
        return name
    length = words("chances.month") if months == 1 else words("chances.months", months=months)
    return f"{name} ({length})"


def _row(source: Chances, group: str, periods: tuple[str, ...], words: Words) -> list[str]:
    figures = [source.of.get((period, group)) for period in periods]
    counted = next((item.employers for item in figures if item), None)
    return [
        group_name(source.dimension, group, words),
        formats.number(counted, words.language),
        *(_share(item, words) for item in figures),
    ]


def _share(item: Group | None, words: Words) -> str:
    if item is not None and item.hidden:
        return words("sheet.hidden")
    return percent(item.chance if item else None, words.language)
