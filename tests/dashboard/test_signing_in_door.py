"""The door before every route: nothing without a signed-in account, and nothing that another site asks for."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from dashboard.app import Configuration, create_app
from dashboard.signing_in.configuration import SignInRules
from dashboard.signing_in.cookies import FORM_HEADER
from dashboard.signing_in.door import NotSignedInError, account_signed_in
from data_contracts.store import sqlite_url
from tests.support.accounts import NAME, make_account, sign_in
from tests.support.stores import Store

HEADER = f"HTTP_{FORM_HEADER.upper().replace('-', '_')}"
SCREEN = {
    "output": "..screen.children...shown-view.data..",
    "outputs": [{"id": "screen", "property": "children"}, {"id": "shown-view", "property": "data"}],
    "inputs": [
        {"id": "location", "property": "pathname", "value": "/en/about"},
        {"id": "location", "property": "search", "value": ""},
    ],
    "state": [{"id": "shown-view", "property": "data", "value": None}],
    "changedPropIds": ["location.pathname"],
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("door")
    make_account(made)
    return made


@pytest.fixture(scope="module")
def app(folder: Path) -> Any:
    return create_app(Configuration(folder, folder / "snapshots", "en"))


@pytest.fixture
def stranger(app: Any) -> FlaskClient:
    return app.server.test_client()


@pytest.fixture(scope="module")
def client(app: Any) -> FlaskClient:
    return sign_in(app.server.test_client())


def paths_of(app: Any) -> list[str]:
    """One address of every route that the server knows, and of our own assets."""
    filled = {"<path:path>": "nl/plan", "<path:filename>": "kompas.js", "<string:package_name>": "dash"}
    paths = []
    for rule in app.server.url_map.iter_rules():
        path = rule.rule.replace("<path:fingerprinted_path>", "dash-renderer/build/dash_renderer.min.js")
        for part, value in filled.items():
            path = path.replace(part, value)
        paths.append(path)
    return sorted({*paths, "/assets/signing_in.js", "/assets/planning.css", "/assets/fonts/../kompas.js"})


def test_no_route_but_the_sign_in_page_answers_a_stranger(app: Any, stranger: FlaskClient) -> None:
    paths = paths_of(app)
    assert {"/", "/nl/plan", "/_dash-layout", "/_dash-dependencies", "/_dash-update-component", "/sign-in"} <= {*paths}
    for path in paths:
        for method in ("GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS"):
            answer = stranger.open(path, method=method)
            if path == "/sign-in":
                assert answer.status_code in (200, 403, 405), (method, path)
            elif answer.status_code == 303:
                assert method in ("GET", "HEAD", "OPTIONS")
                assert answer.headers["Location"].startswith("/sign-in"), (method, path)
            else:
                assert answer.status_code == 401, (method, path)


def test_what_the_sign_in_page_needs_is_open(stranger: FlaskClient) -> None:
    font = "/assets/fonts/source-sans-3-latin-400-normal.woff2"
    for path in ("/assets/kompas.css", "/assets/signing_in.css", font):
        assert stranger.get(path).status_code == 200


def test_a_made_up_token_opens_nothing(stranger: FlaskClient) -> None:
    for token in ("x", "", "a" * 43, "' OR 1=1 --", "\x00"):
        stranger.set_cookie("kompas_sign_in", token)
        assert stranger.get("/_dash-layout").status_code == 401


def test_a_link_from_another_site_goes_by_a_page_of_ours_so_that_cookies_come_along(stranger: FlaskClient) -> None:
    answer = stranger.get("/en/plan?region=Noord", headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 200
    assert '<meta http-equiv="refresh" content="0;url=/en/plan?region=Noord">' in answer.text
    again = stranger.get("/en/plan?region=Noord", headers={"Sec-Fetch-Site": "same-origin"})
    assert again.headers["Location"] == "/sign-in?next=%2Fen%2Fplan%3Fregion%3DNoord"


def test_a_callback_runs_for_our_own_script(client: FlaskClient) -> None:
    answer = client.post("/_dash-update-component", json=SCREEN)
    assert answer.status_code == 200
    headers = {"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost", "X-Kompas-Account": NAME}
    assert client.post("/_dash-update-component", json=SCREEN, headers=headers).status_code == 200


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({FORM_HEADER: ""}, 403),
        ({FORM_HEADER: "0" * 64}, 403),
        ({FORM_HEADER: "\u00e9"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "http://localhost:1234"}, 403),
        ({"X-Kompas-Account": "somebody-else"}, 409),
    ],
)
def test_a_callback_that_another_page_asks_for_is_refused_in_words(
    client: FlaskClient, headers: dict[str, str], status: int
) -> None:
    answer = client.post("/_dash-update-component", json=SCREEN, headers=headers)
    assert answer.status_code == status
    assert set(answer.get_json()) == {"nl", "en"}
    assert all(answer.get_json()["en"][part] for part in ("title", "text", "link"))


def test_a_form_token_of_another_sign_in_opens_nothing(app: Any, client: FlaskClient) -> None:
    other = sign_in(app.server.test_client())
    headers = {FORM_HEADER: other.environ_base[HEADER]}
    assert client.post("/_dash-update-component", json=SCREEN, headers=headers).status_code == 403


def test_a_screen_that_asks_by_itself_does_not_stay_signed_in(tmp_path: Path) -> None:
    make_account(tmp_path)
    client = sign_in(create_app(Configuration(tmp_path, tmp_path / "snapshots", "en")).server.test_client())

    def screen_after(minutes: int, **headers: str) -> int:
        then = (datetime.now(UTC) - timedelta(minutes=minutes)).isoformat(timespec="microseconds")
        Store("sqlite", sqlite_url(tmp_path)).run("UPDATE sign_ins SET used_at = :then", then=then)
        return client.post("/_dash-update-component", json=SCREEN, headers=headers).status_code

    def last_used() -> timedelta:
        ((at,),) = Store("sqlite", sqlite_url(tmp_path)).rows("SELECT used_at FROM sign_ins")
        return datetime.now(UTC) - datetime.fromisoformat(at)

    assert screen_after(29) == 200
    assert last_used() > timedelta(minutes=28)
    assert screen_after(29, **{"X-Kompas-Attended": "1"}) == 200
    assert last_used() < timedelta(minutes=1)
    assert screen_after(31, **{"X-Kompas-Attended": "1"}) == 401
    assert client.get("/en/plan").headers["Location"] == "/sign-in?next=%2Fen%2Fplan"


def test_behind_https_cookies_go_by_https_only_and_no_other_host_can_set_them(folder: Path) -> None:
    rules = SignInRules(address="https://kompas.example.nl")
    app = create_app(Configuration(folder, folder / "snapshots", "en", signing_in=rules))
    answer = app.server.test_client().get("/sign-in", headers={"Host": "kompas.example.nl"})
    (cookie,) = answer.headers.getlist("Set-Cookie")
    assert cookie.startswith("__Host-kompas_visitor=")
    for part in ("Secure", "HttpOnly", "SameSite=Strict", "Path=/"):
        assert part in cookie
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert app.config.csrf_token_name == "__Host-kompas_form"  # noqa: S105 -- a name
    assert app.server.test_client().get("/sign-in", headers={"Host": "other.example"}).status_code == 400


def test_when_the_store_is_gone_nobody_is_let_in_and_the_page_says_so(tmp_path: Path) -> None:
    make_account(tmp_path)
    client = sign_in(create_app(Configuration(tmp_path, tmp_path / "snapshots", "en")).server.test_client())
    Store("sqlite", sqlite_url(tmp_path)).run("DROP TABLE sign_ins")
    answer = client.get("/nl/plan")
    assert answer.status_code == 503
    assert "De database met accounts is niet bereikbaar" in answer.text
    assert str(tmp_path) not in answer.text


def test_outside_a_request_nobody_is_signed_in(app: Any) -> None:
    with pytest.raises(NotSignedInError):
        account_signed_in()
    with app.server.test_request_context("/en/plan"), pytest.raises(NotSignedInError):
        account_signed_in()


def test_the_document_says_whose_it_is(client: FlaskClient) -> None:
    assert f'<meta name="kompas-account" content="{NAME}">' in client.get("/en/plan").text
