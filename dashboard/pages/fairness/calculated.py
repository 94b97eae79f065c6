"""What was calculated beside the audit (a repair, other objectives, bounds): what the page reads and says of each."""

from datetime import date
from typing import Literal

from dash import html
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components.cards import section
from dashboard.components.commands import with_commands
from dashboard.components.data_export import Sheet
from dashboard.components.sheets import sheet_table, source_line
from dashboard.pages.fairness.view import PAGE_NAME, View
from dashboard.published import Published, Row
from data_contracts.errors import MissingSnapshotError
from data_contracts.snapshots import Snapshot

Part = Literal["strength", "objective"]
"""By what the tables of groups that differ are divided: a column of theirs."""
_MADE_FROM = ("features", "models")


def newest(view: View, kind: str) -> Snapshot | None:
    """Return the snapshot of a kind in use; ``None`` when there is none, or it rests on a model that is suspended."""
    found = _newest(view, kind)
    return None if found is None or view.published.withheld(found) else found


def not_told(identifier: str, kind: str, view: View) -> Component:
    """Return the section of what nobody calculated yet, with the command that does, or of what is not shown."""
    words = view.words
    none = words(f"{identifier}.none") if _newest(view, kind) is None else words("suspended.not_told")
    return section(identifier, words(f"{identifier}.heading"), "", html.P(with_commands(none), className="kompas-none"))


def _newest(view: View, kind: str) -> Snapshot | None:
    try:
        return view.lineage.folder.latest(kind)
    except MissingSnapshotError:
        return None


def titled(sheet: Sheet, view: View, *between: Component) -> list[Component]:
    """Return a table below its title, with what is to be said before it."""
    table = sheet_table(sheet, view.words, PAGE_NAME)
    return [html.H3(sheet.title), *between, source_line(sheet, view.words), table]


def remarks(snapshot: Snapshot, view: View) -> list[Component]:
    """Return what is to be known before the figures: made-up data, and that the rest of the page is of something else.

    The audit may well be of an earlier plan than the one on the screen: then both are named.
    """
    words = view.words
    told = [words("audit.synthetic")] if snapshot.manifest.synthetic else []
    beside = view.audit or view.plan
    if any(_differ(_inputs(snapshot, kind), _inputs(beside, kind)) for kind in _MADE_FROM):
        told.append(words("calculated.other_data", as_of=day_of(snapshot, view)))
    plan = snapshot.input_id("plan")
    if plan is not None and plan != view.plan.manifest.snapshot_id:
        told.append(words("calculated.not_shown", plan=plan_of(snapshot, view), shown=_name(view.plan)))
    elif plan is not None and view.audit is not None and _differ({plan}, _inputs(view.audit, "plan")):
        told.append(words("calculated.audited", plan=plan_of(snapshot, view), audited=view.told["plan"]))
    return [html.P(text, className="kompas-lead") for text in told]


def day_of(snapshot: Snapshot, view: View) -> str:
    """Return until when the data of a snapshot go, in words."""
    as_of = snapshot.manifest.as_of
    return formats.day(date.fromisoformat(as_of), view.words.language) if as_of else formats.MISSING


def plan_of(snapshot: Snapshot, view: View) -> str:
    """Return the name of the plan that a snapshot was made from, or its number when it is gone."""
    named = snapshot.input_id("plan") or ""
    found = view.lineage.folder.find("plan", named)
    return named if found is None else _name(found)


def differing(published: Published, table: str, part: Part, value: object = None) -> list[Row]:
    """Return the groups whose difference turned round or grew: what turned round first, then the largest growth.

    Args:
        published: Where to read.
        table: The path of the table.
        part: By what it is divided.
        value: Of one part only what chance does not explain; ``None``: all of all parts, the strongest repair first.
    """
    chosen = "" if value is None else f"AND sure AND {part} = $value "
    return published.rows(
        f"SELECT * FROM read_parquet($table) WHERE flag IS NOT NULL {chosen}"  # noqa: S608 -- our own words
        f'ORDER BY {part} DESC, sure DESC, flag DESC, abs(growth) DESC, dimension, "group", measure',
        {"table": table} | ({} if value is None else {"value": value}),
    )


def counted(published: Published, table: str) -> dict[str, Row]:
    """Return how many groups surely ``turned`` and ``grew`` by any measure, by objective."""
    rows = published.rows(
        "SELECT objective, count(DISTINCT (dimension, \"group\")) FILTER (sure AND flag = 'turned') AS turned, "
        "count(DISTINCT (dimension, \"group\")) FILTER (sure AND flag = 'grew') AS grew "
        "FROM read_parquet($table) GROUP BY objective",
        {"table": table},
    )
    return {row["objective"]: row for row in rows}


def _inputs(snapshot: Snapshot, kind: str) -> set[str]:
    return {item.snapshot_id for item in snapshot.manifest.inputs if item.kind == kind}


def _differ(mine: set[str], others: set[str]) -> bool:
    """Tell whether two things were made from something else; one that names nothing of the kind says nothing of it."""
    return bool(mine and others and mine != others)


def _name(plan: Snapshot) -> str:
    return str(plan.manifest.notes.get("plan_id") or plan.manifest.snapshot_id)
