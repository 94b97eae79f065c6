"""A visitor of the dashboard over HTTP: signs in as a person does, and asks what a browser asks."""

import re
import time
from typing import Any

import requests

FORM = re.compile(r'name="form_token"[^>]*value="([^"]+)"|value="([^"]+)"[^>]*name="form_token"')
PATIENCE_S = 120


class Visitor:
    """One signed-in visitor, with a connection of its own."""

    def __init__(self, address: str, name: str, password: str) -> None:
        self.address = address
        self._connection = requests.Session()
        self._connection.headers["Origin"] = address
        page = self._connection.get(f"{address}/sign-in", timeout=PATIENCE_S)
        hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.text))
        given = hidden | {"name": name, "password": password}
        answer = self._connection.post(f"{address}/sign-in", data=given, timeout=PATIENCE_S, allow_redirects=False)
        if answer.status_code != 303:
            raise SystemExit(f"{name} could not sign in: {answer.status_code}")
        self._connection.headers["X-Kompas-Form"] = self._connection.cookies["kompas_form"]

    def ask(self, asked: dict[str, Any]) -> tuple[float, Any]:
        """Return the seconds that a callback took, as the visitor waits for it, and its answer."""
        started = time.perf_counter()
        answer = self._connection.post(f"{self.address}/_dash-update-component", json=asked, timeout=PATIENCE_S)
        seconds = time.perf_counter() - started
        if answer.status_code != 200:
            raise SystemExit(f"{asked['output']} answered {answer.status_code}: {answer.text[:500]}")
        return seconds, answer.json()

    def callbacks(self) -> list[dict[str, Any]]:
        """Return the callbacks that the server names."""
        found: list[dict[str, Any]] = self._connection.get(
            f"{self.address}/_dash-dependencies", timeout=PATIENCE_S
        ).json()
        return found


def screen_of(path: str, search: str = "") -> dict[str, Any]:
    """Return what a browser asks for the screen of an address."""
    return {
        "output": "..screen.children...shown-view.data..",
        "outputs": [{"id": "screen", "property": "children"}, {"id": "shown-view", "property": "data"}],
        "inputs": [
            {"id": "location", "property": "pathname", "value": path},
            {"id": "location", "property": "search", "value": search},
        ],
        "state": [{"id": "shown-view", "property": "data", "value": None}],
        "changedPropIds": ["location.pathname"],
    }


def rows_of(callback: dict[str, Any], request: dict[str, Any], values: dict[str, Any]) -> dict[str, Any]:
    """Return what a list asks for its rows.

    Args:
        callback: The callback that answers ``getRowsRequest``, as the server names it.
        request: ``startRow, endRow, filterModel, sortModel``.
        values: What the other components of the callback hold.
    """
    outputs = [part.rsplit(".", 1) for part in callback["output"].strip(".").split("...")]
    given = {
        part: [
            {
                "id": item["id"],
                "property": item["property"],
                "value": request if item["property"] == "getRowsRequest" else values.get(item["id"]),
            }
            for item in callback[part]
        ]
        for part in ("inputs", "state")
    }
    asked = next(item for item in callback["inputs"] if item["property"] == "getRowsRequest")
    return {
        "output": callback["output"],
        "outputs": [{"id": name, "property": prop} for name, prop in outputs],
        "changedPropIds": [f"{asked['id']}.getRowsRequest"],
        **given,
    }
