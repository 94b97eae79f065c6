"""This year against earlier years: cases, hours, findings, and what an hour yielded."""

import polars as pl
from dash import html
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components.cards import section
from dashboard.pages.capacity import cases as past
from dashboard.pages.capacity import plots
from dashboard.pages.capacity.grounds import share_cells, year_name
from dashboard.pages.capacity.plots import Dot
from dashboard.pages.capacity.ratios import TOO_FEW, ratios
from dashboard.pages.capacity.sheets import Sheet, sheet_part
from dashboard.pages.capacity.yields import HOURS, ratio_cells
from dashboard.published import Row
from dashboard.texts import Words
from models.evaluation.bootstrap import wilson_interval
from models.selection.shares import Share
from models.small_cells import FEW


def trend(cases: pl.DataFrame) -> list[Row]:
    """Return one row a year of closing, the latest first.

    Args:
        cases: As ``closed_cases`` gives them.

    Returns:
        ``year, cases, hours, examined`` (cases that examined anything), ``hits`` (of those, with a finding), ``share``
        (with Wilson's interval; ``None`` of too few), ``per_hours`` (findings in ``HOURS`` hours, value and interval),
        ``workers`` and ``cents``.
    """
    sums = cases.group_by("year").agg(
        cases=pl.len().cast(pl.Int64),
        hours=pl.col("hours").sum(),
        examined=pl.col("examined").sum().cast(pl.Int64),
        hits=pl.col("found").sum().cast(pl.Int64),
        workers=pl.col("workers").sum(),
        cents=pl.col("cents").sum(),
    )
    rates = {
        row["year"]: (row["rate"], row["low"], row["high"])
        for row in ratios(cases.with_columns(over=pl.col("findings") * HOURS), ["year"], "over", "hours").iter_rows(
            named=True
        )
        if row["rate"] is not None
    }
    return [
        row | {"share": _share(row["hits"], row["examined"]), "per_hours": rates.get(row["year"])}
        for row in sums.sort("year", descending=True).iter_rows(named=True)
    ]


def trend_sheet(cases: pl.DataFrame, words: Words) -> Sheet:
    """Return the years as a table."""
    names = ("cases", "hours", "hits", "share", "share_interval", "per_hours", "per_hours_interval", "workers", "cents")
    months = past.months_of(cases)
    return Sheet(
        "trend",
        words("trend.caption"),
        [words("grounds.year"), *(words(f"trend.{name}", hours=HOURS) for name in names)],
        [_cells(row, months, words) for row in trend(cases)],
        frozenset(range(1, len(names) + 1)),
    )


def trend_section(cases: pl.DataFrame, words: Words) -> Component:
    """Return the section: findings in so many hours by year, and the table."""
    if cases.is_empty():
        return section("trend", words("trend.heading"), "", html.P(words("rates.none"), className="kompas-none"))
    months = past.months_of(cases)
    dots = [Dot(year_name(row["year"], months, words), *row["per_hours"]) for row in trend(cases) if row["per_hours"]]
    axis = words("yields.axis", hours=HOURS)
    return section(
        "trend",
        words("trend.heading"),
        words("trend.lead"),
        plots.interval_plot("trend-plot", dots, axis, words("trend.plot"), words),
        sheet_part(trend_sheet(cases, words), words),
    )


def _share(hits: int, examined: int) -> Share | None:
    return None if examined < TOO_FEW else Share(hits / examined, *wilson_interval(hits, examined))


def _cells(row: Row, months: dict[int, int], words: Words) -> list[str]:
    language = words.language
    hidden = 0 < row["cases"] < FEW
    return [
        year_name(row["year"], months, words),
        past.shown_count(row["cases"], words),
        formats.MISSING if hidden else formats.number(row["hours"], language),
        formats.MISSING if hidden else formats.number(row["hits"], language),
        *share_cells(row["share"], words),
        *ratio_cells(row["per_hours"], words),
        formats.MISSING if hidden else past.shown_count(row["workers"], words),
        formats.MISSING if hidden or 0 < row["workers"] < FEW else formats.euros(row["cents"] / 100, language),
    ]
