"""The list on the map: a dot for each municipality, as large as the number of employers; a click tells who they are.

The registers hold no coordinates below the municipality. The list itself is the other way to all this.
"""

import math
from typing import Any

import dash_mantine_components as dmc
import plotly.graph_objects as go
from dash import ALL, Input, Output, State, ctx, no_update
from dash import html as tags
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from dashboard import formats, theme
from dashboard.components.clientside import in_browser
from dashboard.components.map_figure import Place, clear_of, frame_of, ground, names_of
from dashboard.components.plots import graph
from dashboard.components.problems import problem_in_words
from dashboard.context import Context
from dashboard.guarded import Guarded
from dashboard.pages.plan import ids, layout, panel, query
from dashboard.pages.plan.setting import is_earlier, plan_shown, words_shown
from dashboard.pages.plan.shown_list import asked_of, view_shown
from dashboard.published import Row
from dashboard.regions import require_region
from dashboard.texts import Words
from data_contracts.errors import KompasError
from data_contracts.reference_data import Municipality, municipalities

HEIGHT = 520
MOST_NAMED = 200
MOST_LABELLED = 20
GRAPH = "plan-map-graph"
_SMALLEST, _LARGEST = 8.0, 34.0  # pixels
_NAME_ROOM = 14
_ITEMS = {"type": ids.PLACE_ITEM, "employer": ALL}


def connect(app: Guarded, context: Context) -> None:
    """Register the callbacks of the map; nothing is read for it before somebody asks for it."""
    in_browser(app, "showMap", [Output(ids.MAP_FRAME, "style")], [Input(ids.AS_MAP, "checked")])
    _connect_drawing(app, context)
    _connect_place(app, context)
    _connect_item(app, context)


def _connect_drawing(app: Guarded, context: Context) -> None:
    @app.callback(
        Output(ids.MAP, "children"),
        Input(ids.AS_MAP, "checked"),
        Input(layout.GRID, "getRowsRequest"),
        State(layout.SHOWN, "data"),
        State(layout.SETTING, "data"),
        prevent_initial_call=True,
    )
    def draw(as_map: Any, request: Any, stored: Any, setting: Any) -> Any:
        if as_map is not True or not isinstance(request, dict):
            raise PreventUpdate
        words = words_shown(context, setting)
        try:
            plan = plan_shown(context, setting)
            asked = asked_of(context, plan, view_shown(context, plan, stored), words)
            counted = query.by_municipality(context.published, plan, asked, request)
        except KompasError as error:
            return problem_in_words(error, words)
        return map_of(counted, words)


def _connect_place(app: Guarded, context: Context) -> None:
    @app.callback(
        Output(ids.DRAWER, "opened", allow_duplicate=True),
        Output(ids.DRAWER, "title", allow_duplicate=True),
        Output(ids.BODY, "children", allow_duplicate=True),
        Input(GRAPH, "clickData"),
        State(layout.GRID, "getRowsRequest"),
        State(layout.SHOWN, "data"),
        State(layout.SETTING, "data"),
        prevent_initial_call=True,
    )
    def open_place(clicked: Any, request: Any, stored: Any, setting: Any) -> tuple[Any, Any, Any]:
        code = _code_of(clicked)
        if code is None:
            raise PreventUpdate
        words = words_shown(context, setting)
        try:
            plan = plan_shown(context, setting)
            view = view_shown(context, plan, stored)
            asked = asked_of(context, plan, view, words)
            rows = query.in_municipality(context.published, plan, asked, request, code, MOST_NAMED)
            if len(rows) == 1:
                return _item(context, setting, rows[0]["employer_id"], words, blind=view.blind)
        except KompasError as error:
            return True, words("failure.heading"), problem_in_words(error, words)
        return True, words("map.place", place=_by_code()[code].name), _who(rows, words)


def _connect_item(app: Guarded, context: Context) -> None:
    @app.callback(
        Output(ids.DRAWER, "title", allow_duplicate=True),
        Output(ids.BODY, "children", allow_duplicate=True),
        Input(_ITEMS, "n_clicks"),
        State(layout.BLIND, "checked"),
        State(layout.SETTING, "data"),
        prevent_initial_call=True,
    )
    def open_item(clicks: Any, blind: Any, setting: Any) -> tuple[Any, Any]:
        pressed = ctx.triggered_id
        if not isinstance(pressed, dict) or not isinstance(clicks, list) or not any(clicks):
            raise PreventUpdate
        words = words_shown(context, setting)
        try:
            _, title, body = _item(context, setting, str(pressed.get("employer")), words, blind=blind is True)
        except KompasError as error:
            return no_update, problem_in_words(error, words)
        return title, body


def map_of(counted: list[Row], words: Words) -> list[Component]:
    """Return the map of how many employers of the list there are by municipality.

    Args:
        counted: ``municipality_code, employers``; without a code: of which no site is known.
        words: The page's words.
    """
    known = _by_code()
    placed = [
        (known[row["municipality_code"]], row["employers"]) for row in counted if row["municipality_code"] in known
    ]
    without = sum(row["employers"] for row in counted if row["municipality_code"] not in known)
    note = [words("map.hint")]
    if without:
        note.append(words("map.without", count=formats.number(without, words.language)))
    return [
        tags.P(" ".join(note), className="kompas-hint"),
        graph(GRAPH, _figure(placed, words), HEIGHT, words("map.label"), words),
    ]


def _figure(placed: list[tuple[Municipality, int]], words: Words) -> go.Figure:
    places = [Place(item.name, item.latitude, item.longitude) for item, _ in placed]
    most = max((count for _, count in placed), default=1)
    frame = frame_of(places)
    largest = [place for place, _ in sorted(zip(places, placed, strict=True), key=lambda pair: -pair[1][1])]
    named = clear_of(largest, [], frame)[:MOST_LABELLED]
    sizes = [max(_SMALLEST, _LARGEST * math.sqrt(count / most)) for _, count in placed]
    figure = ground(frame, places, words, named)
    figure.update_layout(margin={"l": 0, "r": 0, "t": 0, "b": 0})
    figure.update_traces(hoverinfo="skip", hovertemplate=None)  # a click on a dot is never one on the ground below it
    figure.add_trace(
        go.Scatter(
            x=[place.longitude for place in places],
            y=[place.latitude for place in places],
            mode="markers",
            marker={
                "size": sizes,
                "color": theme.LINK,
                "opacity": 0.75,
                "line": {"color": theme.PAPER, "width": 1},
            },
            customdata=[item.code for item, _ in placed],
            hovertext=[_hover(item, count, words) for item, count in placed],
            hovertemplate="%{hovertext}<extra></extra>",
            showlegend=False,
        )
    )
    names = names_of(named, theme.INK, _NAME_ROOM, seen=False)
    size_of = dict(zip(places, sizes, strict=True))
    names.marker.size = [max(_NAME_ROOM, size_of[place]) for place in named]  # so that a name stands below its own dot
    figure.add_trace(names)
    return figure


def _hover(item: Municipality, count: int, words: Words) -> str:
    told = words("count.one") if count == 1 else words("count.all", count=formats.number(count, words.language))
    return f"<b>{item.name}</b><br>{told}"


def _who(rows: list[Row], words: Words) -> list[Component]:
    """Return the employers of one place, each a button to its item."""
    cut = [tags.P(words("map.cut", most=MOST_NAMED), className="kompas-hint")] if len(rows) == MOST_NAMED else []
    return [
        *cut,
        tags.Ul(
            [
                tags.Li(
                    [
                        dmc.Button(
                            row["trade_name"] or row["employer_id"],
                            id={"type": ids.PLACE_ITEM, "employer": row["employer_id"]},
                            variant="subtle",
                            size="compact-md",
                        ),
                        tags.Span(f"{row['instrument_name']}, {row['month_name']}", className="kompas-hint"),
                    ]
                )
                for row in rows
            ],
            className="kompas-decisions",
        ),
    ]


def _item(context: Context, setting: Any, employer_id: str, words: Words, *, blind: bool) -> tuple[bool, str, Any]:
    plan = plan_shown(context, setting)
    require_region(context, plan, employer_id)
    title = panel.title_of(context, plan, employer_id)
    earlier = is_earlier(setting)
    return True, title, panel.item_panel(context, plan, employer_id, words, blind=blind, earlier=earlier)


def _code_of(clicked: Any) -> str | None:
    """Return the municipality that was clicked, if it is one."""
    points = clicked.get("points") if isinstance(clicked, dict) else None
    first = points[0] if isinstance(points, list) and points else None
    code = first.get("customdata") if isinstance(first, dict) else None
    return code if isinstance(code, str) and code in _by_code() else None


def _by_code() -> dict[str, Municipality]:
    return {item.code: item for item in municipalities()}
