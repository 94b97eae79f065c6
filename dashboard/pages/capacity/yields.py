"""What an hour of inspection yielded: findings, workers and euros by team, law and region, never by person."""

from collections.abc import Sequence

import polars as pl
from dash import html
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components.cards import section
from dashboard.components.groups import SMALL, group_name, small_groups
from dashboard.pages.capacity import cases as past
from dashboard.pages.capacity import plots
from dashboard.pages.capacity.plots import Dot
from dashboard.pages.capacity.ratios import TOO_FEW, ratios
from dashboard.pages.capacity.sheets import Sheet, sheet_part
from dashboard.published import Published, Row
from dashboard.texts import Words
from data_contracts.snapshots import Snapshot
from models.labels import LAWS
from models.planning.what_ifs import inspector_hours
from models.small_cells import FEW

HOURS = 100
"""Yields are told of so many hours, so that they are figures one can read."""
LEAST_INSPECTORS = 3
"""A team of fewer is nearly a person, and is put together with others."""
SIDES = ("team", "law", "region")
_WHAT = {"findings": 1, "workers": 1, "euros": 100}


def yields(cases: pl.DataFrame, side: str, small_teams: frozenset[str] = frozenset()) -> list[Row]:
    """Return the yield of ``HOURS`` hours of closed cases by team, law or region, and of all together.

    The hours of a case are not divided over the acts: by law they are the hours of all cases that examined that law.

    Args:
        cases: As ``closed_cases`` gives them.
        side: One of ``SIDES``.
        small_teams: Teams that are put together.

    Returns:
        ``group`` (empty: not known), ``cases, hours``, and for each of findings, workers and euros a ratio with its
        interval, ``None`` where the cases are too few.
    """
    rows = _by_law(cases) if side == "law" else _by(cases, side, small_teams)
    told: dict[str, Row] = {}
    for what, unit in _WHAT.items():
        scaled = rows.with_columns(over=pl.col("cents" if what == "euros" else what) * (HOURS / unit))
        for row in ratios(scaled, ["group"], "over", "hours").iter_rows(named=True):
            entry = told.setdefault(row["group"], {"group": row["group"], "cases": row["cases"], "hours": row["under"]})
            few = what == "workers" and 0 < row["over"] / HOURS < FEW
            # An act whose findings carry no amounts yields no euros that anybody knows of, which is not none.
            unknown = what == "euros" and side == "law" and not row["over"]
            is_told = row["rate"] is not None and not few and not unknown
            entry[what] = (row["rate"], row["low"], row["high"]) if is_told else None
    order = {law: f"{at}" for at, law in enumerate(LAWS)}
    return sorted(told.values(), key=lambda row: (row["group"] in ("", SMALL), order.get(row["group"], row["group"])))


def small_teams(published: Published, plan: Snapshot) -> frozenset[str]:
    """Return the teams with hours of fewer than three inspectors, and what else keeps them from being worked out."""
    rows = published.rows(
        'SELECT team AS "group", floor(sum(hours_available) / count(DISTINCT month) / $hours)::BIGINT AS employers '
        "FROM read_parquet($teams) GROUP BY team",
        {"teams": plan.table("teams"), "hours": inspector_hours().hours_a_month},
    )
    return small_groups(rows, LEAST_INSPECTORS)


def yield_sheet(rows: Sequence[Row], side: str, words: Words) -> Sheet:
    """Return the yields of one side as a table."""
    names = ["cases", "hours", *(f"{what}{part}" for what in _WHAT for part in ("", "_interval"))]
    hidden = past.hidden({row["group"]: row["cases"] for row in rows})
    return Sheet(
        f"yield-{side}",
        words(f"yields.caption.{side}"),
        [words(f"yields.{side}"), *(words(f"yields.{name}") for name in names)],
        [_cells(row, side, hidden, words) for row in rows],
        frozenset(range(1, len(names) + 1)),
    )


def yield_section(cases: pl.DataFrame, teams: frozenset[str], words: Words) -> Component:
    """Return the section: by team, by law and by region."""
    if cases.is_empty():
        return section("yields", words("yields.heading"), "", html.P(words("rates.none"), className="kompas-none"))
    first, last = cases["closed_on"].min(), cases["closed_on"].max()
    lead = words("yields.lead", hours=HOURS, few=TOO_FEW, period=formats.period(first, last, words.language))  # type: ignore[arg-type]
    parts: list[Component] = []
    for side in SIDES:
        rows = yields(cases, side, teams)
        dots = [
            Dot(_name(row["group"], side, words), *row["findings"]) for row in rows if row.get("findings") is not None
        ]
        axis = words("yields.axis", hours=HOURS)
        plot = plots.interval_plot(f"yield-{side}-plot", dots, axis, words(f"yields.plot.{side}"), words)
        parts += [html.H3(words(f"yields.by.{side}")), plot, sheet_part(yield_sheet(rows, side, words), words)]
    return section("yields", words("yields.heading"), lead, *parts, *_notes(teams, words))


def _notes(teams: frozenset[str], words: Words) -> list[Component]:
    texts = [words("yields.law.note"), words("yields.chosen")]
    if teams:
        hours = formats.number(inspector_hours().hours_a_month, words.language)
        texts.insert(0, words("yields.small", least=LEAST_INSPECTORS, hours=hours))
    return [html.P(text, className="kompas-lead") for text in texts]


def _by(cases: pl.DataFrame, side: str, small: frozenset[str]) -> pl.DataFrame:
    group = pl.col(side).fill_null("")
    if side == "team":
        group = pl.when(group.is_in(list(small))).then(pl.lit(SMALL)).otherwise(group)
    return cases.with_columns(group=group)


def _by_law(cases: pl.DataFrame) -> pl.DataFrame:
    parts = [
        cases.filter(f"examined_{law}").select(
            "employer_id",
            "hours",
            group=pl.lit(law),
            findings=pl.col(f"found_{law}").cast(pl.Int64),
            workers=f"workers_{law}",
            cents=f"cents_{law}",
        )
        for law in LAWS
    ]
    return pl.concat(parts)


def _name(group: str, side: str, words: Words) -> str:
    if group == SMALL:
        return words("yields.small_teams")
    if not group:
        return words("group.unknown")
    return group_name("region", group, words) if side == "region" else group


def _cells(row: Row, side: str, hidden: frozenset[str], words: Words) -> list[str]:
    hides = row["group"] in hidden
    cells = [
        _name(row["group"], side, words),
        past.shown_count(row["cases"], words, hides=hides),
        formats.MISSING if hides else formats.number(row["hours"], words.language),
    ]
    for what in _WHAT:
        cells += ratio_cells(None if hides else row.get(what), words, euros=what == "euros")
    return cells


def ratio_cells(found: object, words: Words, *, euros: bool = False) -> list[str]:
    """Return a ratio and its interval as two cells; where nothing can be estimated they say so."""
    if not isinstance(found, tuple):
        return [words("not_estimable"), formats.MISSING]
    value, low, high = found

    def told(figure: float) -> str:
        if euros:
            return formats.euros(figure, words.language)
        return formats.number(figure, words.language, 1 if figure >= 1 else 2)

    if low is None or high is None:
        return [told(value), formats.MISSING]
    return [told(value), words("rates.from_to", low=told(low), high=told(high))]
