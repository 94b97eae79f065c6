"""What happens on the log page: choosing lines, finding an employer, reading, checking the chain, taking it along."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from dash import Input, Output, State, dcc, html, no_update
from dash.exceptions import PreventUpdate

from dashboard import formats
from dashboard.components.clientside import in_browser
from dashboard.components.grid_query import row_window
from dashboard.components.problems import problem_in_words
from dashboard.context import Context
from dashboard.export import csv_text
from dashboard.guarded import Guarded
from dashboard.pages.log import chain, layout, presentation, query
from dashboard.pages.log.asked import ABOUT, ACTION, ACTOR, ALL, FROM, READ, TO, Asked
from dashboard.pages.log.chain import Progress
from dashboard.texts import LANGUAGES, Words, words_of
from data_contracts.errors import KompasError
from data_contracts.store import AuditLine

FOLDER = Path(__file__).parent
EXPORTED = "export_log"
CHECKED = "check_audit_log"
MOST_EXPORTED = 50_000
"""How many lines an export holds at most, the newest; more is for `kompas audit list`."""
_PAUSE_MS = 50
_FIELDS = ("sequence", "at", "actor", "action", "subject", "detail", "previous_hash", "hash")


def connect(app: Guarded, context: Context) -> None:
    """Register the page's callbacks."""
    _connect_choice(app)
    _connect_finding(app, context)
    _connect_list(app, context)
    _connect_line(app, context)
    _connect_check(app, context)
    _connect_export(app, context)


def _connect_choice(app: Guarded) -> None:
    @app.callback(
        Output("location", "search", allow_duplicate=True),
        Input(layout.ACTION, "value"),
        Input(layout.ACTOR, "value"),
        Input(layout.SINCE, "value"),
        Input(layout.UNTIL, "value"),
        State(layout.SETTING, "data"),
        prevent_initial_call=True,
    )
    def choose(action: Any, actor: Any, since: Any, until: Any, setting: Any) -> Any:
        """Go to the address of what is chosen; what the screen shows already stays."""
        shown = _part(setting, "shown", dict) or {}
        given = {ACTION: action, ACTOR: actor, FROM: since, TO: until, ABOUT: shown.get(ABOUT)}
        asked = Asked.of_address(given).parameters
        return no_update if asked == shown else f"?{urlencode(asked)}"


def _connect_finding(app: Guarded, context: Context) -> None:
    @app.callback(
        Output("location", "search", allow_duplicate=True),
        Output(layout.FOUND, "children"),
        Input(layout.FIND, "n_clicks"),
        State(layout.EMPLOYER, "value"),
        State(layout.SETTING, "data"),
        prevent_initial_call=True,
    )
    def find(clicks: int | None, employer_id: Any, setting: Any) -> tuple[Any, str]:
        if not clicks:
            raise PreventUpdate
        words = _words(context, setting)
        given = employer_id.strip() if isinstance(employer_id, str) else ""
        if not given:
            return no_update, words("choice.give_employer")
        try:
            found = reference(context, given)
        except KompasError as error:
            return no_update, problem_in_words(error, words)
        if found is None:
            return no_update, words("choice.not_named")
        return f"?{urlencode({ABOUT: found})}", ""


def reference(context: Context, employer_id: str) -> str | None:
    """Return what the log calls an employer, if it ever named it; that nothing was found is logged, without its number.

    Raises:
        KompasError: The store cannot be read or written.
    """
    found = query.reference_of(context.audit_log, employer_id)
    if found is None:
        context.audit_log.record(context.actor, READ, ALL, {"employer_named": False})
    return found


def _connect_list(app: Guarded, context: Context) -> None:
    @app.callback(
        Output(layout.GRID, "getRowsResponse"),
        Output(layout.PROBLEM, "children"),
        Input(layout.GRID, "getRowsRequest"),
        State(layout.SETTING, "data"),
        prevent_initial_call=True,
    )
    def walk(request: Any, setting: Any) -> tuple[dict[str, Any], str]:
        if not isinstance(request, dict):
            raise PreventUpdate
        words = _words(context, setting)
        try:
            return block(context, request, setting, words), ""
        except KompasError as error:
            return {"rowData": [], "rowCount": 0}, problem_in_words(error, words)


def block(context: Context, request: dict[str, Any], setting: Any, words: Words) -> dict[str, Any]:
    """Return the rows that the list asks for, of what the log says was read.

    Raises:
        KompasError: The store cannot be read.
    """
    read = _reading(context, setting)
    if read is None:
        return {"rowData": [], "rowCount": 0}
    asked = Asked.of_line(read)
    start, most = row_window(request)
    found = query.lines(context.audit_log, asked, read.sequence, start, most)
    # Fewer than asked for: there the list ends. Else there may be more, and counting them anew would cost time.
    end = {"rowCount": start + len(found)} if len(found) < most else {}
    return {"rowData": [presentation.cells(line, words) for line in found], **end}


def _connect_line(app: Guarded, context: Context) -> None:
    in_browser(app, "bringUp", [Output(layout.LINE, "data-up")], [Input(layout.LINE, "children")])

    @app.callback(
        Output(layout.LINE, "children"),
        Input(layout.GRID, "selectedRows"),
        State(layout.SETTING, "data"),
        prevent_initial_call=True,
    )
    def open_line(selected: Any, setting: Any) -> Any:
        first = selected[0] if isinstance(selected, list) and selected else None
        words, read = _words(context, setting), _reading(context, setting)
        line = query.line_of(context.audit_log, first.get("sequence")) if isinstance(first, dict) else None
        if line is None or read is None or not _belongs(line, read):
            return None
        return layout.line_section(line, words)


def _belongs(line: AuditLine, read: AuditLine) -> bool:
    """Return whether a line is among those that a reading was about."""
    asked = Asked.of_line(read)
    since, before = asked.moments
    return (
        line.sequence <= read.sequence
        and asked.action in ("", line.action)
        and asked.actor in ("", line.actor)
        and asked.about in ("", line.subject)
        and (since is None or line.at >= since)
        and (before is None or line.at < before)
    )


def _connect_check(app: Guarded, context: Context) -> None:
    outputs = (layout.PROGRESS, "data"), (layout.CHECKED, "children")

    @app.callback(
        *(Output(*output) for output in outputs),
        Input(layout.CHECK, "n_clicks"),
        State(layout.SETTING, "data"),
        prevent_initial_call=True,
    )
    def begin(clicks: int | None, setting: Any) -> tuple[Any, Any]:
        if not clicks:
            raise PreventUpdate
        words = _words(context, setting)
        try:
            context.audit_log.record(context.actor, CHECKED, ALL, {})
            return _told(chain.go_on(context.audit_log, chain.begin(context.audit_log)), words)
        except KompasError as error:
            return None, html.P(problem_in_words(error, words), className="kompas-problem")

    @app.callback(
        *(Output(*output, allow_duplicate=True) for output in outputs),
        Input(layout.TICK, "n_intervals"),
        State(layout.PROGRESS, "data"),
        State(layout.SETTING, "data"),
        prevent_initial_call=True,
    )
    def go_on(ticks: int | None, kept: Any, setting: Any) -> tuple[Any, Any]:
        before = Progress.of_browser(kept)
        if not ticks or before is None or before.done:
            raise PreventUpdate
        words = _words(context, setting)
        try:
            return _told(chain.go_on(context.audit_log, before), words)
        except KompasError as error:
            return None, html.P(problem_in_words(error, words), className="kompas-problem")


def _told(progress: Progress, words: Words) -> tuple[Any, Any]:
    """Return how far the check has come in words, with what makes it go on where it is not done."""
    checked, upto = (formats.number(item, words.language) for item in (progress.checked, progress.upto))
    if progress.fault is not None:
        line = formats.number(progress.checked + 1, words.language)
        why = words.of_code("fault", progress.fault).format(line=line)
        return progress.stored(), [
            html.P(words("chain.broken", line=line, why=why), className="kompas-problem", role="alert"),
            html.P(words("chain.what_to_do")),
        ]
    if progress.done:
        held = html.P(words("chain.holds", lines=checked), className="kompas-done")
        kept = html.P([words("chain.keep"), " ", html.Code(progress.last_hash, style={"overflowWrap": "anywhere"})])
        return progress.stored(), [held, kept]
    tick = dcc.Interval(id=layout.TICK, interval=_PAUSE_MS, n_intervals=0, max_intervals=1)
    return progress.stored(), [html.P(words("chain.busy", checked=checked, lines=upto)), tick]


def _connect_export(app: Guarded, context: Context) -> None:
    @app.callback(
        Output(layout.DOWNLOAD, "data"),
        Output(layout.PROBLEM, "children", allow_duplicate=True),
        Input(layout.EXPORT, "n_clicks"),
        State(layout.SETTING, "data"),
        prevent_initial_call=True,
    )
    def take_along(clicks: int | None, setting: Any) -> tuple[Any, str]:
        if not clicks:
            raise PreventUpdate
        words = _words(context, setting)
        try:
            read = _reading(context, setting)
            if read is None:
                raise PreventUpdate
            content = export(context, read, words)
        except KompasError as error:
            return no_update, problem_in_words(error, words)
        name = words("export.file", number=read.sequence)
        return {"content": content, "filename": name, "type": "text/csv;charset=utf-8"}, ""


def export(context: Context, read: AuditLine, words: Words) -> str:
    """Return the lines of a reading as CSV with their hashes, and record in the log that they left the building.

    Raises:
        KompasError: The store cannot be read, or the export cannot be logged.
    """
    asked = Asked.of_line(read)
    found = query.lines(context.audit_log, asked, read.sequence, 0, MOST_EXPORTED)
    context.audit_log.record(context.actor, EXPORTED, asked.subject, {**asked.detail, "rows": len(found)})
    rows = (
        [
            str(line.sequence),
            line.at,
            line.actor,
            line.action,
            presentation.action_text(line.action, words),
            line.subject,
            json.dumps(line.detail, ensure_ascii=False, sort_keys=True),
            line.previous_hash,
            line.hash,
        ]
        for line in found
    )
    header = [words.of_code("export_column", name) for name in (*_FIELDS[:4], "action_words", *_FIELDS[4:])]
    return csv_text(header, rows, words.language)


def _reading(context: Context, setting: Any) -> AuditLine | None:
    return query.reading(context.audit_log, _part(setting, "read", int), context.actor)


def _part(setting: Any, name: str, kind: type) -> Any:
    value = setting.get(name) if isinstance(setting, dict) else None
    return value if isinstance(value, kind) else None


def _words(context: Context, setting: Any) -> Words:
    """Return the words in the language that the screen was made in, which a browser hands back."""
    language = _part(setting, "language", str)
    return words_of(FOLDER, next((known for known in LANGUAGES if known == language), context.language))
