"""The server's answers: headers, hosts, redirects, and the command that starts it."""

import re
import socket
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from dashboard.command import serve
from data_contracts.errors import KompasError
from data_contracts.settings import load_settings
from tests.support.dash_server import client_over


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    folder = tmp_path_factory.mktemp("empty")
    return client_over(folder, "en")


def test_the_root_leads_to_the_first_page_in_the_settings_language(client: FlaskClient) -> None:
    answer = client.get("/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/en/plan")


@pytest.mark.parametrize(("path", "language"), [("/nl/plan", "nl"), ("/en/capacity", "en"), ("/capacity", "en")])
def test_the_document_has_its_language_from_the_first_byte(client: FlaskClient, path: str, language: str) -> None:
    assert f'<html lang="{language}">' in client.get(path).text


@pytest.mark.parametrize("path", ["/nl/plan", "/_dash-layout", "/_dash-dependencies", "/assets/kompas.css"])
def test_every_answer_carries_the_headers(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    policy = answer.headers["Content-Security-Policy"]
    scripts = next(part for part in policy.split("; ") if part.startswith("script-src"))
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in scripts
    assert "http" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "form-action 'self'" in policy


def test_pages_are_not_kept_by_the_browser(client: FlaskClient) -> None:
    assert client.get("/nl/plan").headers["Cache-Control"] == "no-store"


def test_our_own_files_are_kept_by_the_browser_under_the_moment_of_their_last_change(client: FlaskClient) -> None:
    (style,) = re.findall(r'href="(/assets/kompas\.css\?m=[\d.]+)"', client.get("/nl/plan").text)
    assert client.get(style).headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "immutable" not in client.get("/assets/kompas.css").headers["Cache-Control"]
    assert "immutable" not in client.get("/assets/gone.css?m=1").headers.get("Cache-Control", "")


def test_a_server_for_this_machine_answers_to_no_other_name(client: FlaskClient) -> None:
    assert client.get("/nl/plan", headers={"Host": "evil.example"}).status_code == 400
    assert client.get("/nl/plan", headers={"Host": "localhost:8050"}).status_code == 200


def test_every_script_and_style_comes_from_our_own_host(client: FlaskClient) -> None:
    document = client.get("/nl/plan").text
    assert 'src="/' in document
    assert "http://" not in document
    assert "https://" not in document


def test_a_taken_port_is_told_with_a_remedy(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        settings = load_settings(data_dir=tmp_path, dashboard={"port": port})
        with pytest.raises(KompasError, match=f"cannot listen on 127.0.0.1, port {port}") as met:
            serve(settings)
    assert "--port 0" in met.value.remedy


@pytest.mark.parametrize("pathname", [5, [], ["/nl/plan"], {"a": 1}, True, "/nl/\ud800"])
def test_an_address_that_is_no_text_is_an_unknown_page(client: FlaskClient, pathname: object) -> None:
    asked = {
        "output": "..screen.children...shown-view.data..",
        "outputs": [{"id": "screen", "property": "children"}, {"id": "shown-view", "property": "data"}],
        "inputs": [
            {"id": "location", "property": "pathname", "value": pathname},
            {"id": "location", "property": "search", "value": [7]},
        ],
        "state": [{"id": "shown-view", "property": "data", "value": None}],
        "changedPropIds": ["location.pathname"],
    }
    answer = client.post("/_dash-update-component", json=asked)
    assert answer.status_code == 200
    assert "unknown-page" in answer.text
