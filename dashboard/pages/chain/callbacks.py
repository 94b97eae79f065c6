"""What happens on the chain page: searching, walking, and proposing, recording and taking along a joint visit."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dash import Input, Output, State, dcc, html, no_update
from dash.exceptions import PreventUpdate

from dashboard.components.chain_graph import connect_chain
from dashboard.components.options import options_of
from dashboard.components.problems import problem_in_words
from dashboard.context import Context
from dashboard.guarded import Guarded
from dashboard.lineage import Lineage
from dashboard.pages.chain import ids, query
from dashboard.pages.chain.bundle import Proposal, RefusedError, proposed, read_asked, record
from dashboard.pages.chain.bundle_form import confirmation, proposal_as_csv
from dashboard.pages.chain.given import text_of
from dashboard.pages.chain.head import about
from dashboard.pages.chain.view import as_of_date
from dashboard.routing import Address
from dashboard.texts import LANGUAGES, Words, words_of
from data_contracts.errors import KompasError, MissingSnapshotError

FOLDER = Path(__file__).parent
EXPORTED = "export_joint_visit"
_FIELDS = ("ticked", "month", "team", "ground", "remark")


def connect(app: Guarded, context: Context) -> None:
    """Register the page's callbacks."""
    connect_chain(app, ids.GRAPH)
    _connect_search(app, context)
    _connect_choice(app, context)
    _connect_proposal(app, context)
    _connect_record(app, context)
    _connect_export(app, context)


def _connect_search(app: Guarded, context: Context) -> None:
    @app.callback(
        Output(ids.SEARCH, "data"),
        Output(ids.SEARCH, "nothingFoundMessage"),
        Input(ids.SEARCH, "searchValue"),
        State(ids.SEARCH, "data"),
        State(ids.SETTING, "data"),
        prevent_initial_call=True,
    )
    def search(typed: Any, shown: Any, setting: Any) -> tuple[Any, Any]:
        if not isinstance(typed, str) or any(item.get("label") == typed for item in options_of(shown)):
            raise PreventUpdate
        words = _words(context, setting)
        if len(typed.strip()) < query.LEAST_LETTERS:
            return [], words("search.type")
        try:
            return _options(context, text_of(typed), words), words("search.none")
        except KompasError as error:
            return [], problem_in_words(error, words)


def _connect_choice(app: Guarded, context: Context) -> None:
    @app.callback(
        Output("location", "href", allow_duplicate=True),
        Input(ids.SEARCH, "value"),
        State(ids.SETTING, "data"),
        prevent_initial_call=True,
    )
    def choose(party_id: Any, setting: Any) -> str:
        if not isinstance(party_id, str) or not party_id:
            raise PreventUpdate
        return Address(_words(context, setting).language, "chain", text_of(party_id)).href


def _connect_proposal(app: Guarded, context: Context) -> None:
    @app.callback(
        Output(ids.CONFIRM, "children"),
        Output(ids.PROBLEM, "children"),
        Input(ids.SHOW, "n_clicks"),
        State(ids.TICKED, "value"),
        State(ids.MONTH, "value"),
        State(ids.TEAM, "value"),
        State(ids.GROUND, "value"),
        State(ids.REMARK, "value"),
        State(ids.SETTING, "data"),
        prevent_initial_call=True,
        right="decide",
    )
    def show(clicks: int | None, *given: Any) -> tuple[Any, Any]:
        if not clicks:
            raise PreventUpdate
        *fields, setting = given
        words = _words(context, setting)
        kept = dict(zip(_FIELDS, fields, strict=True)) | {
            "plan": _named(setting, "plan"),
            "party": _named(setting, "party"),
        }
        try:
            lineage = _lineage(context)
            proposal = _proposal(context, lineage, kept, words)
            return confirmation(context, proposal, kept, words), ""
        except RefusedError as refused:
            return "", str(refused)
        except KompasError as error:
            return "", problem_in_words(error, words)


def _connect_record(app: Guarded, context: Context) -> None:
    @app.callback(
        Output(ids.CONFIRM, "children", allow_duplicate=True),
        Output(ids.PROBLEM, "children", allow_duplicate=True),
        Output(ids.TICKED, "value"),
        Input(ids.RECORD, "n_clicks"),
        State(ids.PROPOSAL, "data"),
        State(ids.SETTING, "data"),
        prevent_initial_call=True,
        right="decide",
    )
    def record_it(clicks: int | None, kept: Any, setting: Any) -> tuple[Any, Any, Any]:
        if not clicks:
            raise PreventUpdate
        words = _words(context, setting)
        try:
            lineage = _lineage(context)
            proposal = _proposal(context, lineage, kept, words)
            return _done(record(context, lineage.plan, proposal, words), words), "", []
        except RefusedError as refused:
            return "", str(refused), no_update
        except KompasError as error:
            return "", problem_in_words(error, words), no_update


def _connect_export(app: Guarded, context: Context) -> None:
    @app.callback(
        Output(ids.DOWNLOAD, "data"),
        Output(ids.PROBLEM, "children", allow_duplicate=True),
        Input(ids.EXPORT, "n_clicks"),
        State(ids.PROPOSAL, "data"),
        State(ids.SETTING, "data"),
        prevent_initial_call=True,
        right="export_plan",
    )
    def take_along(clicks: int | None, kept: Any, setting: Any) -> tuple[Any, Any]:
        if not clicks:
            raise PreventUpdate
        words = _words(context, setting)
        try:
            lineage = _lineage(context)
            proposal = _proposal(context, lineage, kept, words)
            content = proposal_as_csv(context, lineage.plan, proposal, words)
            detail = {"rows": len(proposal.visits), "plan": lineage.plan.manifest.snapshot_id, "form": "csv"}
            context.log(EXPORTED, "party", proposal.asked.party, detail)
        except RefusedError as refused:
            return no_update, str(refused)
        except KompasError as error:
            return no_update, problem_in_words(error, words)
        name = words("export.file", party=proposal.asked.party)
        return {"content": content, "filename": name, "type": "text/csv;charset=utf-8"}, ""


def _options(context: Context, typed: str, words: Words) -> list[dict[str, str]]:
    lineage = _lineage(context)
    found = query.find_lenders(context.published, lineage.snapshot("warehouse"), typed, as_of_date(lineage))
    return [
        {
            "value": party.party_id,
            "label": words(
                "search.option",
                name=party.name,
                about=words("search.kvk", number=kvk)
                if kvk
                else about(party, words) or f"{words(f'chain.kind.{party.kind}')}, {party.party_id}",
            ),
        }
        for party, kvk in found
    ]


def _proposal(context: Context, lineage: Lineage, kept: Any, words: Words) -> Proposal:
    given: Mapping[str, Any] = kept if isinstance(kept, dict) else {}
    return proposed(context, lineage, read_asked(context, lineage, given, words), words)


def _done(told: str, words: Words) -> Any:
    way = dcc.Link(words("bundle.to_plan"), href=Address(words.language, "plan").href)
    return [html.P(told, className="kompas-done"), html.P(way)]


def _lineage(context: Context) -> Lineage:
    lineage = context.published.lineage()
    if lineage is None:
        raise MissingSnapshotError("There is no plan any more.", "", "Run `kompas run`.")
    return lineage


def _named(setting: Any, name: str) -> str:
    return str(setting.get(name) or "") if isinstance(setting, dict) else ""


def _words(context: Context, setting: Any) -> Words:
    """Return the words in the language that the screen was made in, which a browser hands back."""
    language = _named(setting, "language")
    return words_of(FOLDER, next((known for known in LANGUAGES if known == language), context.language))
