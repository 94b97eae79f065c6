"""The same plan under another objective: what each yields, whom they share, and which groups fare otherwise."""

import math
from collections.abc import Mapping, Sequence

from dash import html
from dash.development.base_component import Component

from dashboard.components.cards import section
from dashboard.components.choices import choices
from dashboard.components.data_export import Column, Sheet
from dashboard.pages.fairness import audited, calculated
from dashboard.pages.fairness.differing import differing_sheet, differing_table
from dashboard.pages.fairness.group_words import within_sentence
from dashboard.pages.fairness.view import AIM, View
from dashboard.pages.objective.naming import short_name
from dashboard.published import Row
from data_contracts.snapshots import Snapshot
from models.fairness.objectives import AUDITED, REFERENCE
from models.small_cells import FEW

IDENTIFIER = "objectives"
_COUNTS = ("both", "first_only", "second_only")


def sheets(view: View, *, whole: bool = False) -> tuple[Sheet, ...]:
    """Return the yields, whom each two objectives share, and the groups that fare otherwise than under the first.

    Args:
        view: The view.
        whole: The groups under all objectives, for files, and not only those that are sure under the one that is shown.
    """
    snapshot = calculated.newest(view, IDENTIFIER)
    if snapshot is None:
        return ()
    yields = audited.everything(view.published, snapshot, "yields")
    aim = None if whole else _shown([row["objective"] for row in yields], view)
    found = calculated.differing(view.published, snapshot.table("differences"), "objective", aim)
    rows = [row | {"objective": _short(row["objective"], view)} for row in found]
    sheet = differing_sheet("objective_groups", "objective", rows, snapshot, view)
    return _yields(yields, snapshot, view), _overlap(snapshot, view), sheet


def objectives_section(view: View, made: Sequence[Sheet]) -> Component:
    """Return the yields, the overlap, and the groups under the objective that the address names."""
    words = view.words
    if not made:
        return calculated.not_told(IDENTIFIER, IDENTIFIER, view)
    yields, overlap, groups = made
    snapshot = yields.source
    counts = calculated.counted(view.published, snapshot.table("differences"))
    options = [(name, _short(name, view)) for name in AUDITED if name in counts]
    chosen = _shown(list(counts), view)
    return section(
        IDENTIFIER,
        words("objectives.heading"),
        words("objectives.lead", plan=calculated.plan_of(snapshot, view)),
        *calculated.remarks(snapshot, view),
        *(part for sheet in (yields, overlap) for part in calculated.titled(sheet, view)),
        html.H3(groups.title),
        html.Ul([html.Li(_said(name, counts, view)) for name, _ in options]),
        choices(AIM, options, chosen, view.address, words("objectives.choose")),
        *differing_table(groups, view),
    )


def _shown(objectives: Sequence[str], view: View) -> str:
    """Return the objective that is held against the first one on the screen."""
    return view.one_of(AIM, [name for name in AUDITED if name in objectives and name != REFERENCE] or [""])


def _yields(rows: Sequence[Row], snapshot: Snapshot, view: View) -> Sheet:
    words = view.words
    told = {(row["objective"], row["measure"]): row for row in rows}
    aims = [name for name in AUDITED if any(row["objective"] == name for row in rows)]
    columns = (
        Column("objective", words("objective.column")),
        *(Column(f"share_{name}", _short(name, view), "share") for name in AUDITED),
        *(Column(f"expected_{name}", words("objectives.column.expected", what=_short(name, view)), "number", filed=True)
          for name in AUDITED),
    )  # fmt: skip
    lines = tuple(
        (
            _short(aim, view),
            *(_of_best(told[aim, name]["of_best"]) for name in AUDITED),
            *(told[aim, name]["expected"] for name in AUDITED),
        )
        for aim in aims
    )
    title, about = words("objectives.yields"), words("objectives.yields.about")
    return Sheet("objective_yields", title, about, snapshot, columns, lines)


def _of_best(share: float) -> float | None:
    """Return a share of the best; there is none where no objective yields anything."""
    return None if math.isnan(share) else share


def _overlap(snapshot: Snapshot, view: View) -> Sheet:
    words = view.words
    lines = []
    for row in audited.everything(view.published, snapshot, "overlap"):
        few = any(0 < row[name] < FEW for name in _COUNTS)
        names = (_short(row["first"], view), _short(row["second"], view))
        figures = (*(row[name] for name in _COUNTS), row["shared"])
        lines.append((*names, *((words("sheet.hidden"),) * len(figures) if few else figures)))
    columns = (
        Column("first", words("objectives.column.first")),
        Column("second", words("objectives.column.second")),
        Column("both", words("objectives.column.both"), "count"),
        Column("first_only", words("objectives.column.first_only"), "count"),
        Column("second_only", words("objectives.column.second_only"), "count"),
        Column("shared", words("objectives.column.shared"), "share"),
    )
    title, about = words("objectives.overlap"), words("objectives.overlap.about", few=FEW)
    return Sheet("objective_overlap", title, about, snapshot, columns, tuple(lines))


def _said(name: str, counts: Mapping[str, Row], view: View) -> str:
    first = within_sentence(_short(REFERENCE, view))
    return view.words("objectives.counted", objective=_short(name, view), first=first,
                      turned=counts[name]["turned"], grew=counts[name]["grew"])  # fmt: skip


def _short(objective: str, view: View) -> str:
    return short_name(objective, view.words.language)
