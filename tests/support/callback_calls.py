"""Calling every server callback of an app over HTTP, as a browser would that has nothing on its screen."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from dash import Dash
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from dashboard.guarded import RIGHT

UPDATE = "/_dash-update-component"


@dataclass(frozen=True)
class ServerCallback:
    """One callback that runs on the server: its outputs as Dash writes them, its name and the right it asks."""

    output: str
    name: str
    right: str | None
    inputs: tuple[dict[str, str], ...]
    state: tuple[dict[str, str], ...]

    def call(self, client: FlaskClient, values: dict[str, Any] | None = None, trigger: str = "") -> TestResponse:
        """Call it; ``values`` are those of its fields, by ``id.property``, and all others are empty.

        ``trigger`` is the field that changed, the first input when it is not given.
        """
        given = values or {}
        body = {
            "output": self.output,
            "outputs": _outputs(self.output),
            "inputs": [_filled(item, given) for item in self.inputs],
            "state": [_filled(item, given) for item in self.state],
            "changedPropIds": [trigger or f"{self.inputs[0]['id']}.{self.inputs[0]['property']}"],
        }
        return client.post(UPDATE, json=body)


def server_callbacks(app: Dash) -> Iterator[ServerCallback]:
    """Yield the callbacks of an app that run on the server."""
    listed = {entry["output"]: entry for entry in app._callback_list}
    for output, registered in app.callback_map.items():
        function = registered.get("callback")
        entry = listed[output]
        if function is None or entry.get("clientside_function"):
            continue
        module = function.__module__.removeprefix("dashboard.pages.")
        name = f"{module}.{function.__name__}"
        yield ServerCallback(
            output, name, getattr(function, RIGHT, None), tuple(entry["inputs"]), tuple(entry.get("state", ()))
        )


def _outputs(output: str) -> Any:
    parts = output[2:-2].split("...") if output.startswith("..") else [output]
    specs = [_spec(part) for part in parts]
    return specs if output.startswith("..") else specs[0]


def _spec(part: str) -> Any:
    identifier, _, named = part.rpartition(".")
    if _is_many(identifier):
        return []
    whole = json.loads(identifier) if identifier.startswith("{") else identifier.replace("\\.", ".")
    return {"id": whole, "property": named.partition("@")[0]}


def _filled(item: dict[str, str], given: dict[str, Any]) -> Any:
    if _is_many(item["id"]):
        return []
    identifier = json.loads(item["id"]) if item["id"].startswith("{") else item["id"]
    return {"id": identifier, "property": item["property"], "value": given.get(f"{item['id']}.{item['property']}")}


def _is_many(identifier: str) -> bool:
    return identifier.startswith("{") and '["ALL"]' in identifier
