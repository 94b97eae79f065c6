"""What more or fewer hours would find: the marginal yield of an hour, and the what-ifs that calculated it in full."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import plotly.graph_objects as go
from dash import dcc, html
from dash.development.base_component import Component

from dashboard import formats, theme
from dashboard.components.cards import section
from dashboard.components.comparison import amount, difference
from dashboard.components.plots import graph
from dashboard.pages.capacity.cases import Source
from dashboard.pages.capacity.sheets import Sheet, sheet_part
from dashboard.pages.view import View
from dashboard.published import Published, Row
from dashboard.routing import Address
from dashboard.texts import Words
from data_contracts.snapshots import Snapshot
from models.planning.what_ifs import inspector_hours

FINDINGS = "expected_findings"
"""The unit of what the chances come to."""
STEPS = 60
"""Points of the curve; few enough that each stands for many employers."""
BEYOND = 2.2
"""The curve goes on to so many times the hours that there are."""
CHANGES = (-0.5, -0.25, -0.1, 0.1, 0.25, 0.5, 1.0)
PLOT_HEIGHT = 380
_CURVE = """
WITH barred AS (
    SELECT DISTINCT employer_id FROM read_parquet($inspections)
    WHERE known_at <= $as_of AND selected_on > $as_of::DATE - to_months($cool_off)
),
worth AS (
    SELECT employer_id, sum(probability) AS findings, avg(expected_hours) AS hours
    FROM read_parquet($scores)
    WHERE coalesce(supported, true) AND employer_id NOT IN (SELECT employer_id FROM barred)
    GROUP BY employer_id
    HAVING hours > 0
),
ranked AS (
    SELECT sum(hours) OVER best AS hours, sum(findings) OVER best AS findings
    FROM worth
    WINDOW best AS (ORDER BY findings / hours DESC, employer_id ROWS UNBOUNDED PRECEDING)
)
SELECT ceil(hours / $step)::BIGINT AS step, max(hours) AS hours, max(findings) AS findings
FROM ranked WHERE hours <= $most GROUP BY step ORDER BY step
"""


@dataclass(frozen=True)
class Curve:
    """Hours and expected findings, best employers first; and the plan's own.

    Args:
        points: (hours, expected findings), from none upwards.
        hours: The hours there are after what is kept free.
        planned_hours: The hours of the visits in the plan.
        planned_findings: What those visits are expected to find.
    """

    points: Sequence[tuple[float, float]]
    hours: float
    planned_hours: float
    planned_findings: float

    def at(self, hours: float) -> float | None:
        """Return the expected findings of so many hours, between the two nearest points; none beyond the last."""
        for (low, before), (high, after) in zip(self.points, self.points[1:], strict=False):
            if low <= hours <= high:
                return before + (after - before) * (hours - low) / (high - low) if high > low else after
        return None


def curve(published: Published, plan: Snapshot, scores: Snapshot, warehouse: Snapshot, as_of: date) -> Curve:
    """Return what hours are expected to find when the employers with most findings an hour come first.

    It knows no teams, acts that a team cannot examine, lots or minimums, so that no plan can do better; employers
    chosen within the cool-off are left out, as in the plan. It is made of everybody's scores, not of the plan's items:
    no point of it says anything of an item. Of a plan that a suspended model chose there is none.
    """
    if published.withheld(plan):
        return Curve((), 0.0, 0.0, 0.0)
    return _curve(Source.of(published, as_of, plan, scores, warehouse))


@lru_cache(maxsize=2)
def _curve(source: Source) -> Curve:
    published, plan = source.published, source.snapshots["plan"]
    teams = published.rows(
        "SELECT coalesce(sum(hours_available - hours_reserved), 0) AS hours FROM read_parquet($teams)",
        {"teams": plan.table("teams")},
    )
    visits = published.rows(
        "SELECT coalesce(sum(expected_hours), 0) AS hours, "
        'coalesce(sum(coalesce("p_WML", 0) + coalesce("p_Wav", 0) + coalesce("p_Waadi", 0)), 0) AS findings '
        "FROM read_parquet($items) WHERE instrument IN ('visit', 'joint_visit')",
        {"items": plan.table("items")},
    )
    hours = float(teams[0]["hours"])
    if hours <= 0:
        return Curve((), hours, 0.0, 0.0)
    cool_off = plan.manifest.configuration.get("cool_off_months", 0)
    values: dict[str, Any] = {
        "inspections": source.snapshots["warehouse"].table("inspections"),
        "scores": source.snapshots["scores"].table("scores"),
        "as_of": source.as_of,
        "cool_off": cool_off if isinstance(cool_off, int) else 0,
        "most": hours * BEYOND,
        "step": hours * BEYOND / STEPS,
    }
    found = published.rows(_CURVE, values)
    points = [(0.0, 0.0), *((row["hours"], row["findings"]) for row in found)]
    return Curve(points, hours, float(visits[0]["hours"]), float(visits[0]["findings"]))


def curve_sheet(found: Curve, words: Words) -> Sheet:
    """Return what some fewer or more hours would find, as a table."""
    now = found.at(found.hours)
    a_month = inspector_hours().hours_a_month
    rows = []
    for change in (*(one for one in CHANGES if one < 0), 0.0, *(one for one in CHANGES if one > 0)):
        hours = found.hours * (1 + change)
        told = found.at(hours)
        gain = None if told is None or now is None or not change else told - now
        an_hour = None if gain is None else gain / (hours - found.hours)
        rows.append(
            [
                words("curve.now") if not change else _signed(change * 100, words, 0) + "%",
                formats.number(hours, words.language),
                formats.MISSING if not change else _signed((hours - found.hours) / a_month, words, 1),
                amount(told, FINDINGS, words.language),
                formats.MISSING if not change else difference(now, told, FINDINGS, words.language),
                amount(None if an_hour is None else an_hour * 100, FINDINGS, words.language),
            ]
        )
    names = ("change", "hours", "inspector_months", "findings", "gain", "an_hour")
    header = [words(f"curve.{name}") for name in names]
    return Sheet("curve", words("curve.caption"), header, rows, frozenset(range(1, len(names))))


def what_if_sheet(published: Published, plan: Snapshot, words: Words) -> Sheet:
    """Return the published what-ifs of other hours against this plan, which keep to every requirement."""
    rows = []
    for answer in published.folder.snapshots("what_if"):
        notes: Mapping[str, Any] = answer.manifest.notes
        if published.withheld(answer):
            continue
        if notes.get("base_plan") != plan.manifest.snapshot_id or notes.get("infeasible"):
            continue
        measured = {row["measure"]: row for row in _measures(published, answer)}
        hours, findings = measured.get("hours_available"), measured.get("yield_hits")
        if hours and findings and hours["base"] != hours["variant"]:
            rows.append(_what_if_cells(str(notes.get(f"title_{words.language}") or ""), hours, findings, words))
    names = ("title", "hours", "findings", "gain")
    header = [words(f"capacity_what_if.{name}") for name in names]
    return Sheet("what-if", words("capacity_what_if.caption"), header, rows, frozenset({1, 2, 3}))


def curve_section(view: View) -> Component:
    """Return the section: the curve, the table, and where to have a plan with other hours calculated."""
    words, scores, warehouse = view.words, view.lineage.snapshot("scores"), view.lineage.snapshot("warehouse")
    found = curve(view.published, view.plan, scores, warehouse, view.as_of)
    link = dcc.Link(words("curve.ask"), href=Address(words.language, "what_if").href, id="curve-ask")
    if len(found.points) < 2:
        key = "suspended.not_told" if view.published.withheld(view.plan) else "curve.none"
        nothing = html.P(words(key), className="kompas-none")
        return section("curve", words("curve.heading"), "", nothing, html.P(link))
    a_month = formats.number(inspector_hours().hours_a_month, words.language)
    answered = what_if_sheet(view.published, view.plan, words)
    told = (
        [html.H3(words("capacity_what_if.heading")), sheet_part(answered, words)]
        if answered.rows
        else [html.P(words("capacity_what_if.none"), className="kompas-none")]
    )
    return section(
        "curve",
        words("curve.heading"),
        words("curve.lead"),
        _plot(found, words),
        sheet_part(curve_sheet(found, words), words),
        html.P(words("curve.note", hours=a_month), className="kompas-lead"),
        *told,
        html.P(link),
    )


def _plot(found: Curve, words: Words) -> Component:
    hover = "%{x:,.0f} " + words("hours.unit") + ": %{y:,.0f}<extra>%{fullData.name}</extra>"
    figure = go.Figure(
        [
            go.Scatter(
                x=[hours for hours, _ in found.points],
                y=[findings for _, findings in found.points],
                mode="lines",
                line={"color": theme.RIBBON, "width": 3},
                name=words("curve.line"),
                hovertemplate=hover,
            ),
            go.Scatter(
                x=[found.planned_hours],
                y=[found.planned_findings],
                mode="markers",
                marker={"size": 13, "symbol": "diamond", "color": theme.RESERVED},
                name=words("curve.plan"),
                hovertemplate=hover,
            ),
        ]
    )
    line = {"color": theme.MUTED, "dash": "dash", "width": 2}
    figure.add_vline(
        found.hours,
        line=line,
        annotation_text=words("curve.here"),
        annotation_position="bottom right",
        annotation_xshift=6,  # beside the line, not on it
    )
    figure.update_layout(
        xaxis={"title": words("curve.x"), "tickformat": ",d", "rangemode": "tozero"},
        yaxis={
            "title": {"text": words("curve.y"), "font": {"size": 13}},
            "tickformat": ",d",
            "rangemode": "tozero",
            "showgrid": True,
        },
        showlegend=True,
    )
    return graph("curve-plot", figure, PLOT_HEIGHT, words("curve.plot"), words)


def _measures(published: Published, answer: Snapshot) -> list[Row]:
    return published.rows(
        "SELECT measure, base, variant FROM read_parquet($table) WHERE measure IN ('hours_available', 'yield_hits')",
        {"table": answer.table("measures")},
    )


def _what_if_cells(title: str, hours: Row, findings: Row, words: Words) -> list[str]:
    return [
        title,
        _signed(hours["variant"] - hours["base"], words, 0),
        amount(findings["variant"], FINDINGS, words.language),
        difference(findings["base"], findings["variant"], FINDINGS, words.language),
    ]


def _signed(value: float, words: Words, decimals: int) -> str:
    return ("+" if value > 0 else "") + formats.number(value, words.language, decimals)
