"""How the page looks: the plan of each objective as a whole, by group, and what is still to be calculated."""

from dataclasses import replace

from dash import dcc, html
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components.aria import aria
from dashboard.components.cards import section
from dashboard.components.comparison import EXPECTED, amount, difference
from dashboard.components.groups import FEW, group_name, group_order
from dashboard.context import Context
from dashboard.lineage import Lineage
from dashboard.pages.capacity.sheets import Sheet, sheet_part
from dashboard.pages.objective import plots, query
from dashboard.pages.objective.asking import ask_section, objective_jobs, weights_of
from dashboard.pages.objective.query import Planned
from dashboard.pages.view import View
from dashboard.pages.what_if.asking import POLL_MILLISECONDS, is_active
from dashboard.routing import Address
from dashboard.texts import Words
from data_contracts.store.plan_request import MIX
from features.estimates import last_place, written_to

SETTING, BODY, POLL, SHOWN = "objective-setting", "objective-body", "objective-poll", "objective-shown"
SAID, DOWNLOAD, EXPORT_TYPE = "objective-said", "objective-download", "objective-export"
BY, WHAT = "by", "what"
FIGURES = {"hours": "hours", "items": "items", "workers": "expected_workers", "chance": "share"}
"""What can be told of a group, and its unit."""
_JOINED = "\u2060"


def render(context: Context, lineage: Lineage, address: Address, words: Words) -> Component:
    """Return the page for one view."""
    view = View(context, lineage, address, words)
    plan = lineage.plan
    setting = {"language": words.language, "plan": plan.manifest.snapshot_id, "parameters": dict(address.parameters)}
    used = words.of_code("objective", query.objective_of_plan(plan))
    told = words("lead", plan=context.published.plan_name(plan), objective=used)
    return html.Div(
        [
            dcc.Store(id=SETTING, data=setting),
            dcc.Store(id=SHOWN, data=signature(view)),
            dcc.Download(id=DOWNLOAD),
            dcc.Interval(id=POLL, interval=POLL_MILLISECONDS, disabled=not is_active(objective_jobs(context))),
            html.Div(
                [
                    html.H1(words("title")),
                    html.P(told, className="kompas-lead"),
                    html.P(id=SAID, className="kompas-problem", role="alert"),
                ]
            ),
            html.Div(body(view), id=BODY, className="kompas-page"),
        ],
        className="kompas-page",
        id="objective-page",
    )


def body(view: View) -> list[Component]:
    """Return what changes when a plan of another objective comes in."""
    planned = query.objectives(view.published, view.plan)
    return [
        _measures(view, planned),
        _groups(view, planned),
        ask_section(view.context, planned, objective_jobs(view.context), view.words),
    ]


def signature(view: View) -> list[str]:
    """Return by what a screen knows whether there is anything new to show: answers, and how questions stand."""
    planned = query.objectives(view.published, view.plan)
    answers = [one.answer.identifier for one in planned if one.answer]
    return [*answers, *(f"{job.job_id}:{job.state}" for job in objective_jobs(view.context))]


def measure_sheet(view: View, planned: list[Planned]) -> Sheet:
    """Return every measure under every known objective, with the difference from the plan in use."""
    words, used = view.words, planned[0].objective
    known = [one for one in planned if one.is_known]
    rows = []
    for row in query.measures(view.published, known):
        cells = [_cell(row[used], row.get(one.objective), row["unit"], words, is_base=one.in_use) for one in known]
        rows.append([str(row[f"label_{words.language}"]), *cells])
    header = [words("measures.measure"), *(_name(one, words) for one in known)]
    return Sheet("measures", words("measures.heading"), header, rows, frozenset(range(1, len(header))))


def group_sheet(view: View, planned: list[Planned]) -> Sheet:
    """Return every group under every known objective, with the difference from the plan in use."""
    words, what = view.words, chosen(view.address, WHAT, tuple(FIGURES))
    dimension = chosen(view.address, BY, query.DIMENSIONS)
    told = query.groups(view.published, view.plan, planned, dimension)
    known = [one for one in planned if one.objective in told]
    codes = group_codes(told, dimension)
    rows = []
    for code in codes:
        base = told[planned[0].objective].get(code, {}).get(what)
        cells = [
            _cell(base, told[one.objective].get(code, {}).get(what), FIGURES[what], words, is_base=one.in_use)
            for one in known
        ]
        rows.append([group_name(dimension, code, words), *cells])
    header = [words.of_code("dimension", dimension), *(_name(one, words) for one in known)]
    caption = words(
        "groups.caption", what=words(f"what.{what}"), dimension=words.of_code("dimension", dimension).lower()
    )
    return Sheet("groups", caption, header, rows, frozenset(range(1, len(header))))


def group_codes(told: query.Groups, dimension: str) -> list[str]:
    """Return the groups of all objectives in their order."""
    codes = {code for rows in told.values() for code in rows}
    return sorted(codes, key=lambda code: group_order(dimension, code))


def chosen(address: Address, name: str, offered: tuple[str, ...]) -> str:
    """Return what the address chooses, or the first that is offered."""
    told = address.parameters.get(name, "")
    return told if told in offered else offered[0]


def _measures(view: View, planned: list[Planned]) -> Component:
    words = view.words
    sheet = measure_sheet(view, planned)
    if not sheet.rows:
        return section("objective-measures", words("measures.heading"), words("measures.none"))
    mix = next((one for one in planned if one.objective == MIX and one.is_known), None)
    note = [html.P(_weights(view, words), className="kompas-lead")] if mix else []
    return section(
        "objective-measures",
        words("measures.heading"),
        words("measures.lead"),
        sheet_part(_unbroken(sheet), words, EXPORT_TYPE),
        *note,
        html.P(_made(view, planned), className="kompas-lead"),
    )


def _groups(view: View, planned: list[Planned]) -> Component:
    words, what = view.words, chosen(view.address, WHAT, tuple(FIGURES))
    dimension = chosen(view.address, BY, query.DIMENSIONS)
    told = query.groups(view.published, view.plan, planned, dimension)
    codes = group_codes(told, dimension)
    names = [group_name(dimension, code, words) for code in codes]
    figures = {
        objective: [_drawn(rows.get(code, {}).get(what), FIGURES[what]) for code in codes]
        for objective, rows in told.items()
    }
    by = [(name, words.of_code("dimension", name)) for name in query.DIMENSIONS]
    whats = [(name, words(f"what.{name}")) for name in FIGURES]
    return section(
        "objective-groups",
        words("groups.heading"),
        words("groups.lead"),
        _choice(view.address, BY, by, dimension, words("groups.by")),
        _choice(view.address, WHAT, whats, what, words("groups.what")),
        plots.panels(names, figures, planned[0].objective, what, words),
        sheet_part(group_sheet(view, planned), words, EXPORT_TYPE),
        *([html.P(words("groups.workers"), className="kompas-lead")] if what == "workers" else []),
        html.P(words("groups.left_out", few=FEW), className="kompas-lead"),
    )


def _drawn(value: float | None, unit: str) -> float | None:
    """Return a figure as far as it is known; a plot says no more than the table."""
    return value if value is None or not unit.startswith(EXPECTED) else written_to(value, last_place(value))[0]


def _choice(address: Address, name: str, offered: list[tuple[str, str]], current: str, label: str) -> Component:
    links = [
        html.Span(
            dcc.Link(text, href=Address(address.language, address.page, "", {**address.parameters, name: value}).href),
            className="kompas-choice-current" if value == current else "kompas-choice",
            **(aria(current="true") if value == current else {}),
        )
        for value, text in offered
    ]
    return html.Nav(links, className="kompas-choices", id=f"objective-{name}", **aria(label=label))


def _cell(base: float | None, value: float | None, unit: str, words: Words, *, is_base: bool) -> str:
    told = amount(value, unit, words.language)
    if is_base or base is None or value is None:
        return told
    return words("cell", value=told, difference=difference(base, value, unit, words.language))


def _unbroken(sheet: Sheet) -> Sheet:
    """Return a table for the screen, where no line ends between a sign and its amount; a file needs no such mark."""
    rows = [[cell.replace("+€", f"+{_JOINED}€") for cell in row] for row in sheet.rows]
    return replace(sheet, rows=rows)


def _name(one: Planned, words: Words) -> str:
    short = words(f"short.{one.objective}")
    return words("panel.in_use", objective=short) if one.in_use else short


def _weights(view: View, words: Words) -> str:
    told = weights_of(view.plan)
    weights = ", ".join(
        f"{words(f'short.{name}').lower()} {formats.number(weight, words.language, 0 if weight.is_integer() else 1)}"
        for name, weight in told.items()
    )
    return words("measures.mix", weights=weights)


def _made(view: View, planned: list[Planned]) -> str:
    ids = ", ".join(one.answer.identifier for one in planned if one.answer)
    return view.words("measures.made", snapshots=ids, day=formats.day(view.as_of, view.words.language))
