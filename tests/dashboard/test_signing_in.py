"""The sign-in page as a browser meets it: what lets somebody in, what does not, and what is told."""

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from dashboard.app import Configuration, create_app
from dashboard.signing_in.next_view import next_view
from data_contracts.store import AuditLog, sqlite_url
from data_contracts.store.accounts import Accounts
from tests.support.accounts import NAME, PASSWORD, make_account, sign_in


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("signing_in")
    make_account(made)
    return made


@pytest.fixture
def client(folder: Path) -> FlaskClient:
    return create_app(Configuration(folder, folder / "snapshots", "en")).server.test_client()


def post(client: FlaskClient, name: str, password: str, **more: str) -> TestResponse:
    """Send the form of the page as it stands."""
    token = re.search(r'name="form_token" value="(\w+)"', client.get("/sign-in").text)
    assert token is not None
    form = {"form_token": token[1], "name": name, "password": password} | more
    return client.post("/sign-in", data=form)


def actions(folder: Path) -> list[str]:
    return [line.action for line in AuditLog(sqlite_url(folder)).lines()]


def test_the_page_has_labels_and_tells_password_managers_what_is_what(client: FlaskClient) -> None:
    page = client.get("/sign-in?next=/nl/plan").text
    assert '<html lang="nl">' in page
    for field, hint in (("name", "username"), ("password", "current-password")):
        assert f'<label for="{field}">' in page
        assert re.search(rf'<input id="{field}"[^>]* autocomplete="{hint}"', page)
    assert "<script" not in page
    assert 'href="/sign-in?next=%2Fnl%2Fplan&amp;language=en" lang="en"' in page


def test_signing_in_leads_to_the_view_that_was_asked_for(client: FlaskClient, folder: Path) -> None:
    asked = client.get("/en/capacity?region=Noord&view=a b")
    assert asked.status_code == 303
    page = client.get(asked.headers["Location"]).text
    view = re.search(r'name="next" value="([^"]+)"', page)
    assert view is not None
    answer = post(client, NAME, PASSWORD, next=view[1].replace("&amp;", "&"))
    assert (answer.status_code, answer.headers["Location"]) == (303, "/en/capacity?region=Noord&view=a%20b")
    assert client.get("/en/capacity").status_code == 200
    assert actions(folder)[-1] == "sign_in"


def test_the_token_is_for_no_script_and_for_no_other_site(client: FlaskClient) -> None:
    answer = post(client, NAME, PASSWORD)
    cookies = {cookie.split("=")[0]: cookie for cookie in answer.headers.getlist("Set-Cookie")}
    assert "HttpOnly" in cookies["kompas_sign_in"]
    assert "HttpOnly" not in cookies["kompas_form"]
    for name in ("kompas_sign_in", "kompas_form"):
        assert "SameSite=Strict" in cookies[name]
        assert "Path=/" in cookies[name]
        assert "Max-Age" not in cookies[name]


def test_a_token_that_was_there_before_is_never_taken_over(client: FlaskClient) -> None:
    client.set_cookie("kompas_sign_in", "planted")
    sign_in(client)
    after = client.get_cookie("kompas_sign_in")
    assert after is not None
    assert after.value != "planted"
    client.set_cookie("kompas_sign_in", "planted")
    assert client.get("/_dash-layout").status_code == 401


def test_signing_in_again_ends_the_token_before(client: FlaskClient) -> None:
    form = re.search(r'name="form_token" value="(\w+)"', client.get("/sign-in").text)
    visitor = client.get_cookie("kompas_visitor")
    sign_in(client)
    before = client.get_cookie("kompas_sign_in")
    assert form is not None
    assert visitor is not None
    assert before is not None
    client.set_cookie("kompas_visitor", visitor.value)  # as on a second tab that was open already
    assert post_form(client, form[1]).status_code == 303
    client.set_cookie("kompas_sign_in", before.value)
    assert client.get("/_dash-layout").status_code == 401


def post_form(client: FlaskClient, form_token: str) -> TestResponse:
    return client.post("/sign-in", data={"form_token": form_token, "name": NAME, "password": PASSWORD})


def test_a_wrong_name_and_a_wrong_password_are_told_alike_and_logged_without_them(
    client: FlaskClient, tmp_path: Path
) -> None:
    make_account(tmp_path)
    client = create_app(Configuration(tmp_path, tmp_path / "snapshots", "en")).server.test_client()
    told = {post(client, name, "een verkeerd woord").text.replace(name, "") for name in (NAME, "nobody-here")}
    assert len({re.sub(r"form_token. value=.\w+", "", text) for text in told}) == 1
    assert "The user name or the password is wrong" in told.pop()
    lines = AuditLog(sqlite_url(tmp_path)).lines()
    assert [line.action for line in lines] == ["account_made", "sign_in_refused", "sign_in_refused"]
    assert all(re.fullmatch(r"account:[0-9a-f]{64}", line.subject) for line in lines[1:])
    assert "verkeerd" not in str(lines)
    assert "nobody-here" not in str(lines)


def test_the_problem_is_tied_to_the_fields(client: FlaskClient) -> None:
    page = post(client, "nobody-there", "een verkeerd woord", language="nl").text
    assert "<title>Fout: Inloggen" in page
    assert 'id="problem" role="alert">De gebruikersnaam of het wachtwoord klopt niet.' in page
    assert page.count('aria-describedby="problem" aria-invalid="true"') == 2
    assert 'value="nobody-there"' in page
    assert "verkeerd woord" not in page


def test_what_was_typed_is_shown_as_text(client: FlaskClient) -> None:
    page = post(client, '"><script>alert(1)</script>', "een verkeerd woord").text
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_the_sixth_wrong_password_waits_and_so_does_the_right_one(client: FlaskClient, tmp_path: Path) -> None:
    make_account(tmp_path)
    client = create_app(Configuration(tmp_path, tmp_path / "snapshots", "en")).server.test_client()
    assert [post(client, NAME, f"een verkeerd woord {number}").status_code for number in range(5)] == [403] * 5
    answer = post(client, NAME, PASSWORD)
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 15
    assert "A wrong password was given too often." in answer.text
    assert client.get("/en/about").status_code == 303


@pytest.mark.parametrize("left_out", ["form_token", "cookie", "site", "origin"])
def test_a_sign_in_form_of_another_site_is_refused(client: FlaskClient, left_out: str) -> None:
    token = re.search(r'name="form_token" value="(\w+)"', client.get("/sign-in").text)
    assert token is not None
    form = {"form_token": "" if left_out == "form_token" else token[1], "name": NAME, "password": PASSWORD}
    if left_out == "cookie":
        client.delete_cookie("kompas_visitor")
    headers = {"site": {"Sec-Fetch-Site": "cross-site"}, "origin": {"Origin": "https://evil.example"}}
    answer = client.post("/sign-in", data=form, headers=headers.get(left_out))
    assert answer.status_code == 403
    assert "This page was open for too long" in answer.text


def test_an_empty_form_says_what_is_missing(client: FlaskClient) -> None:
    answer = post(client, " ", "")
    assert answer.status_code == 400
    assert "Fill in your user name and your password." in answer.text


def test_odd_values_break_nothing(client: FlaskClient) -> None:
    for name, password in (
        ("\x00", "x" * 5000),
        ("é" * 300, "\x00"),
        ("a", "\udcff".encode("utf-8", "replace").decode()),
    ):
        assert post(client, name, password, next="\x00", language="xx").status_code in (400, 403)
    assert client.get("/sign-in", query_string={"next": "//evil.example", "language": "xx"}).status_code == 200


def test_signing_out_ends_the_token_for_good(client: FlaskClient, folder: Path) -> None:
    sign_in(client)
    token, form = client.get_cookie("kompas_sign_in"), client.get_cookie("kompas_form")
    assert token is not None
    assert form is not None
    assert client.get("/sign-out").status_code == 200  # only a form signs out; this is a page that does not exist
    assert client.get("/en/about").status_code == 200
    answer = client.post("/sign-out", data={"form_token": form.value})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-in")
    client.set_cookie("kompas_sign_in", token.value)
    assert client.get("/en/about").status_code == 303
    assert actions(folder)[-1] == "sign_out"


def test_a_disabled_account_is_out_at_its_next_request(tmp_path: Path) -> None:
    make_account(tmp_path)
    client = sign_in(create_app(Configuration(tmp_path, tmp_path / "snapshots", "en")).server.test_client())
    other_process = Accounts(sqlite_url(tmp_path))
    assert client.get("/_dash-layout").status_code == 200
    other_process.disable(NAME, by="root")
    assert client.get("/_dash-layout").status_code == 401


@pytest.mark.parametrize(
    ("given", "leads_to"),
    [
        ("/nl/employer/E1?x=1&y=a%20b", "/nl/employer/E1?x=1&y=a%20b"),
        ("/nl/plan?region=Zuid%26Oost", "/nl/plan?region=Zuid%26Oost"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("/\t/evil.example", "/"),
        ("https://evil.example/nl", "/"),
        ("javascript:alert(1)", "/"),
        ("nl/plan", "/"),
        ("/sign-in?next=/sign-in", "/"),
        ("/sign-out", "/"),
        ("/oidc/start", "/"),
        ("/_dash-layout", "/"),
        ("/nl/\r\nSet-Cookie: a=b", "/"),
        ("/" + "x" * 5000, "/"),
        (None, "/"),
        (5, "/"),
    ],
)
def test_only_views_of_our_own_come_after_signing_in(given: object, leads_to: str) -> None:
    assert next_view(given) == leads_to
