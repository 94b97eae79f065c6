"""The dashboard's callbacks as a browser asks them: over HTTP, with the whole answer to read."""

import json
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient

from dashboard.app import Configuration, create_app
from tests.support.accounts import make_account, sign_in

Callback = dict[str, Any]


def client_over(folder: Path, language: str = "nl", **account: tuple[str, ...]) -> FlaskClient:
    """Return a client of a dashboard over a run's folder that signed in with all roles, or those that are named."""
    make_account(folder, **account)
    configuration = Configuration(folder, folder / "snapshots", language="en" if language == "en" else "nl")
    return sign_in(create_app(configuration).server.test_client())


def callbacks_of(client: FlaskClient) -> list[Callback]:
    """Return the callbacks that run at the server and name every component."""
    known: list[Callback] = client.get("/_dash-dependencies").get_json()
    return [
        item
        for item in known
        if item["clientside_function"] is None
        and '["ALL"]' not in json.dumps([item["inputs"], item["state"], item["output"]]).replace("\\", "")
    ]


def callback_of(client: FlaskClient, trigger: str, output: str) -> Callback:
    """Return the one callback with that input and that output."""
    found = [
        item
        for item in callbacks_of(client)
        if output in item["output"] and any(given["id"] == trigger for given in item["inputs"])
    ]
    assert len(found) == 1
    return found[0]


def ask(client: FlaskClient, callback: Callback, values: dict[str, Any], otherwise: Any = None) -> Any:
    """Return the answer of a callback to these values by component; all other components hold ``otherwise``."""
    outputs = _outputs(callback["output"])
    filled = {
        part: [
            {"id": _as_sent(item["id"]), "property": item["property"], "value": values.get(item["id"], otherwise)}
            for item in callback[part]
        ]
        for part in ("inputs", "state")
    }
    first = callback["inputs"][0]
    for item in callback["inputs"]:
        first = item if item["id"] in values else first
    asked = {
        "output": callback["output"],
        "outputs": outputs if callback["output"].startswith("..") else outputs[0],
        "changedPropIds": [f"{first['id']}.{first['property']}"],
        **filled,
    }
    return client.post("/_dash-update-component", json=asked)


def screen_of(client: FlaskClient, path: str, search: str = "") -> str:
    """Return the answer with the screen of an address."""
    asked = {
        "output": "..screen.children...shown-view.data..",
        "outputs": [{"id": "screen", "property": "children"}, {"id": "shown-view", "property": "data"}],
        "inputs": [
            {"id": "location", "property": "pathname", "value": path},
            {"id": "location", "property": "search", "value": search},
        ],
        "state": [{"id": "shown-view", "property": "data", "value": None}],
        "changedPropIds": ["location.pathname"],
    }
    return str(client.post("/_dash-update-component", json=asked).get_data(as_text=True))


def _outputs(text: str) -> list[dict[str, Any]]:
    parts = text[2:-2].split("...") if text.startswith("..") else [text]
    pairs = (part.rsplit(".", 1) for part in parts)
    return [{"id": _as_sent(name), "property": prop} for name, prop in pairs]


def _as_sent(name: str) -> Any:
    return json.loads(name) if name.startswith("{") else name
