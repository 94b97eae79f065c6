"""How the log page looks."""

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components.cards import section
from dashboard.components.day_field import day_field
from dashboard.components.grid import GridColumn, grid
from dashboard.components.problems import problem_in_words
from dashboard.components.states import state
from dashboard.components.tables import definitions
from dashboard.context import Context
from dashboard.lineage import Lineage
from dashboard.pages.log import presentation, query
from dashboard.pages.log.asked import READ, Asked
from dashboard.routing import Address
from dashboard.texts import Words
from data_contracts.errors import KompasError
from data_contracts.store import AuditLine, has_store

ACTION, ACTOR, SINCE, UNTIL = "log-action", "log-actor", "log-since", "log-until"
EMPLOYER, FIND, FOUND = "log-employer", "log-find", "log-found"
GRID, COUNT, PROBLEM, LINE = "log-grid", "log-count", "log-problem", "log-line"
CHECK, CHECKED, PROGRESS, TICK = "log-check", "log-checked", "log-progress", "log-tick"
EXPORT, DOWNLOAD, SETTING = "log-export", "log-download", "log-setting"
COLUMNS = ("sequence", "at", "actor", "action", "subject", "detail")
_WIDTHS = {"sequence": 75, "at": 185, "actor": 100, "action": 215, "subject": 190, "detail": 160}
_WIDEST = {"action": 330}
"""Room for nearly every text; what is left goes to the details."""
_TELLS = frozenset({"action", "subject", "detail"})


def render(context: Context, _lineage: Lineage, address: Address, words: Words) -> Component:
    """Return the log as the address asks for it; that it was read is a line of it, written first."""
    return without_plan(context, address, words)


def without_plan(context: Context, address: Address, words: Words) -> Component:
    """Return the same page; the log does not rest on a plan."""
    try:
        if not has_store(context.store_url):
            return state("no-log", words("no_log.heading"), html.P(words("no_log.explanation")))
        return _page(context, Asked.of_address(address.parameters), address, words)
    except KompasError as error:
        problem = html.P(problem_in_words(error, words), className="kompas-problem", role="alert")
        return state("log-closed", words("closed.heading"), problem, html.P(words("closed.explanation")))


def _page(context: Context, wished: Asked, address: Address, words: Words) -> Component:
    log = context.audit_log
    strange = bool(wished.about) and not query.is_known(log, wished.about)
    asked = Asked(wished.action, wished.actor, wished.since, wished.until) if strange else wished
    line = log.record(context.actor, READ, asked.subject, asked.detail)
    number = query.count(log, asked, line.sequence)
    setting = {"language": words.language, "read": line.sequence, "shown": asked.parameters}
    return html.Div(
        [
            dcc.Store(id=SETTING, data=setting),
            dcc.Store(id=PROGRESS),
            dcc.Download(id=DOWNLOAD),
            _head(words),
            _choice(query.actors(log), asked, strange, words),
            _list(number, asked, address, words),
            html.Div(id=LINE),
            _chain(words),
        ],
        className="kompas-page",
        id="log-page",
    )


def _head(words: Words) -> Component:
    return html.Div(
        [
            html.Div([html.H1(words("title")), html.P(words("lead"), className="kompas-lead")]),
            html.Div([html.P(words("about.logged")), html.P(words("about.references"))], className="kompas-about"),
        ],
        className="kompas-head",
    )


def _choice(actors: list[str], asked: Asked, strange: bool, words: Words) -> Component:
    known = presentation.actions(words)
    extra = {asked.action: asked.action} if asked.action and asked.action not in known else {}
    options = [{"value": code, "label": label} for code, label in (known | extra).items()]
    chosen = {
        "clearable": True,
        "searchable": True,
        "nothingFoundMessage": words("choice.no_action"),
        "placeholder": words("choice.all"),
    }
    fields = [
        dmc.Select(id=ACTION, label=words("choice.action"), data=options, value=asked.action or None, w=290, **chosen),
        dmc.Autocomplete(
            id=ACTOR, label=words("choice.actor"), data=actors, value=asked.actor, w=170, debounce=500, clearable=True
        ),
        day_field(SINCE, words("choice.since"), asked.since, words),
        day_field(UNTIL, words("choice.until"), asked.until, words),
        dmc.TextInput(id=EMPLOYER, label=words("choice.employer"), value="", w=190),
        dmc.Button(words("choice.find"), id=FIND, variant="outline", mt="1.55rem"),
    ]
    told = words("choice.strange") if strange else ""
    return html.Div(
        [
            html.Div(fields, className="kompas-selectors"),
            html.P(told, id=FOUND, className="kompas-problem", role="alert"),
        ]
    )


def _list(number: int, asked: Asked, address: Address, words: Words) -> Component:
    shown = _shown(number, asked, words)
    if not number:
        every = Address(words.language, address.page).href
        nothing = html.P(words("list.none"), className="kompas-none", id="log-none")
        return section("log-lines", words("list.heading"), shown, nothing, dcc.Link(words("list.all"), href=every))
    every = Address(words.language, address.page).href
    return section(
        "log-lines",
        words("list.heading"),
        shown,
        html.Div(
            [
                dmc.Button(words("export"), id=EXPORT, variant="outline", size="compact-md"),
                *([dcc.Link(words("list.all"), href=every)] if asked != Asked() else []),
                html.Span(words("list.hint"), className="kompas-hint"),
            ],
            className="kompas-list-head",
        ),
        html.P(id=PROBLEM, className="kompas-problem", role="alert"),
        html.Div(html.Div(_grid(words)), className="kompas-grid-frame", style={"marginTop": "0.6rem"}),
    )


def _shown(number: int, asked: Asked, words: Words) -> str:
    most = query.COUNTED_TO
    if number > most and asked != Asked():
        told = words("list.more", count=formats.number(most, words.language))
    else:
        count = formats.number(number, words.language)
        told = words("list.one") if number == 1 else words("list.count", count=count)
    if asked.about:
        told += " " + words("list.about", subject=presentation.subject_text(asked.about, words))
    return told


def _grid(words: Words) -> Component:
    columns = [
        GridColumn(
            name,
            words.of_code("column", name),
            words.of_code("explain", name),
            kind="number" if name == "sequence" else "text",
            width=_WIDTHS[name],
            grows=name in {"action", "detail"},
            tells=name in _TELLS,
        )
        for name in COLUMNS
    ]
    made = grid(GRID, columns, words, {}, [], row_id="key")
    # The fields above the list choose; the order is that of the log, the newest first.
    made.columnDefs = [
        definition
        | {"filter": False, "sortable": False}
        | ({"maxWidth": _WIDEST[definition["field"]]} if definition["field"] in _WIDEST else {})
        for definition in made.columnDefs
    ]
    listed: Component = made
    return listed


def line_section(line: AuditLine, words: Words) -> Component:
    """Return one line in full."""
    detail = [
        (words.of_code("detail", name), presentation.value_text(value, words, name))
        for name, value in line.detail.items()
    ]
    return section(
        "log-line-section",
        words("line.heading", number=formats.number(line.sequence, words.language)),
        "",
        definitions(
            [
                (words.of_code("column", "at"), _moment(line, words)),
                (words.of_code("column", "actor"), line.actor),
                (words.of_code("column", "action"), presentation.action_text(line.action, words)),
                (words("line.code"), html.Code(line.action)),
            ]
        ),
        html.H3(words.of_code("column", "subject")),
        html.Code(line.subject, style={"overflowWrap": "anywhere"}),
        html.H3(words.of_code("column", "detail")),
        definitions(detail) if detail else html.P(words("line.no_detail"), className="kompas-none"),
        html.H3(words("line.chain")),
        html.Div(html.Code(line.hash, style={"overflowWrap": "anywhere"})),
        html.P(words("line.previous"), className="kompas-lead"),
        html.Div(html.Code(line.previous_hash, style={"overflowWrap": "anywhere"})),
    )


def _moment(line: AuditLine, words: Words) -> list[Component | str]:
    """Return when it was, and below it as the log keeps it and the hash covers it."""
    return [presentation.cells(line, words)["at"], html.Div(line.at, className="kompas-figure-remark")]


def _chain(words: Words) -> Component:
    return section(
        "log-chain",
        words("chain.heading"),
        words("chain.lead"),
        dmc.Button(words("chain.check"), id=CHECK, variant="outline", size="compact-md"),
        html.Div(id=CHECKED, role="status", style={"marginTop": "0.6rem"}),
        html.P(words("chain.more")),
        html.Pre("kompas audit verify", className="kompas-command"),
    )
