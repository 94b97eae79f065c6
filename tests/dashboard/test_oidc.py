"""Signing in at a real provider (oidc-provider-mock) over HTTP: the way there and back, and what is not believed."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import flask
import oidc_provider_mock
import pytest
import requests
from flask.testing import FlaskClient
from werkzeug.serving import make_server
from werkzeug.test import TestResponse

from dashboard.app import Configuration, create_app
from dashboard.signing_in.configuration import Provider, SignInRules
from dashboard.signing_in.oidc import Question
from data_contracts.store import AuditFilter, AuditLog, sqlite_url
from data_contracts.store.accounts import Accounts
from tests.support.accounts import PASSWORD

ROLES = {"kompas-planners": "planner", "kompas-leads": "planner, manager"}


@contextmanager
def running_provider(**options: object) -> Iterator[Provider]:
    with oidc_provider_mock.run_server_in_thread(**options) as server:
        yield Provider(f"http://localhost:{server.server_port}", "kompas", "geheim", label="Entree", roles=ROLES)


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with running_provider() as provider:
        yield provider


def client_of(folder: Path, provider: Provider, *, local: bool = True) -> FlaskClient:
    rules = SignInRules(provider=provider, local_accounts=local)
    return create_app(Configuration(folder, folder / "snapshots", "en", signing_in=rules)).server.test_client()


def person(provider: Provider, sub: str, **claims: object) -> str:
    """Make somebody known at the provider."""
    requests.put(f"{provider.issuer}/users/{sub}", json=claims, timeout=10).raise_for_status()
    return sub


def asked_of_provider(client: FlaskClient, view: str = "/en/capacity") -> str:
    answer = client.get("/oidc/start", query_string={"next": view})
    assert answer.status_code == 303
    return answer.headers["Location"]


def answered(asked: str, sub: str) -> str:
    """Sign in at the provider; returns the path with which the browser comes back."""
    answer = requests.post(asked, data={"sub": sub}, allow_redirects=False, timeout=10)
    parts = urlsplit(answer.headers["Location"])
    assert parts.path == "/oidc/return"
    return f"{parts.path}?{parts.query}"


def signed_in_as(client: FlaskClient, sub: str) -> TestResponse:
    return client.get(answered(asked_of_provider(client), sub))


def refusals(folder: Path) -> list[str]:
    lines = AuditLog(sqlite_url(folder)).lines(AuditFilter(actions=["sign_in_refused"]))
    return [line.detail["reason"] for line in lines]


def test_the_page_offers_the_provider_and_the_question_carries_what_keeps_it_safe(
    provider: Provider, tmp_path: Path
) -> None:
    client = client_of(tmp_path, provider)
    page = client.get("/sign-in?next=/en/capacity").text
    assert "Sign in with Entree" in page
    assert 'href="/oidc/start?next=%2Fen%2Fcapacity&amp;language=en"' in page
    asked = parse_qs(urlsplit(asked_of_provider(client)).query)
    assert asked["response_type"] == ["code"]
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["redirect_uri"] == ["http://localhost/oidc/return"]
    assert len(asked["state"][0]) >= 43 <= len(asked["nonce"][0])
    cookie = client.get_cookie("kompas_oidc")
    assert cookie is not None
    assert (cookie.http_only, cookie.same_site, cookie.max_age) == (True, "Lax", 600)


def test_the_way_there_and_back_lets_in_with_the_roles_of_the_provider(provider: Provider, tmp_path: Path) -> None:
    client = client_of(tmp_path, provider)
    person(provider, "s-1", preferred_username="J.Jansen", name="Jo Jansen", roles=["kompas-leads", "other"])
    answer = signed_in_as(client, "s-1")
    assert answer.status_code == 200
    assert '<meta http-equiv="refresh" content="0;url=/en/capacity">' in answer.text
    assert client.get("/en/capacity").status_code == 200
    (account,) = Accounts(sqlite_url(tmp_path)).all()
    assert (account.name, account.display_name, account.origin) == ("j.jansen", "Jo Jansen", "oidc")
    assert account.roles == ("manager", "planner")
    assert [line.action for line in AuditLog(sqlite_url(tmp_path)).lines()] == ["account_made", "sign_in"]


def test_roles_follow_the_provider_and_a_disabled_account_stays_out(provider: Provider, tmp_path: Path) -> None:
    client = client_of(tmp_path, provider)
    person(provider, "s-2", preferred_username="kim", roles="kompas-leads")
    signed_in_as(client, "s-2")
    person(provider, "s-2", preferred_username="kim", roles="kompas-planners")
    signed_in_as(client, "s-2")
    accounts = Accounts(sqlite_url(tmp_path))
    assert accounts.all()[0].roles == ("planner",)
    accounts.disable("kim", by="root")
    assert client.get("/en/about").status_code == 303
    assert "Your account is disabled" in signed_in_as(client, "s-2").text
    assert refusals(tmp_path) == ["disabled"]


@pytest.mark.parametrize(
    ("claims", "title", "reason"),
    [
        ({"preferred_username": "lee", "roles": ["staff"]}, "You have no role here yet", "role"),
        ({"preferred_username": "lee"}, "You have no role here yet", "role"),
        ({"roles": ["kompas-planners"]}, "Signing in did not work", "name"),
        ({"preferred_username": "L/ee", "roles": ["kompas-planners"]}, "Signing in did not work", "name"),
    ],
)
def test_who_has_no_role_or_no_name_here_is_told_so(
    provider: Provider, tmp_path: Path, claims: dict[str, object], title: str, reason: str
) -> None:
    client = client_of(tmp_path, provider)
    answer = signed_in_as(client, person(provider, "s-3", **claims))
    assert answer.status_code == 403
    assert title in answer.text
    assert refusals(tmp_path) == [reason]
    assert client.get("/en/about").status_code == 303
    assert Accounts(sqlite_url(tmp_path)).all() == ()


def test_nobody_takes_over_an_account_by_its_name(provider: Provider, tmp_path: Path) -> None:
    accounts = Accounts(sqlite_url(tmp_path))
    accounts.make("mo", PASSWORD, ["admin"], by="root")
    client = client_of(tmp_path, provider)
    answer = signed_in_as(client, person(provider, "s-4", preferred_username="mo", roles=["kompas-planners"]))
    assert "This user name is in use already" in answer.text
    assert accounts.all()[0].roles == ("admin",)


def test_an_answer_to_another_question_is_not_believed(provider: Provider, tmp_path: Path) -> None:
    client = client_of(tmp_path, provider)
    person(provider, "s-5", preferred_username="noor", roles=["kompas-planners"])
    back = answered(asked_of_provider(client), "s-5")
    wrong = re.sub(r"state=[^&]+", "state=other", back)
    assert client.get(wrong).status_code == 403
    assert client.get(back).status_code == 403  # the question is gone from the browser
    assert client_of(tmp_path, provider).get(back).status_code == 403  # of a browser that asked nothing
    assert refusals(tmp_path) == ["state"]


def test_a_token_for_another_question_is_not_believed(provider: Provider, tmp_path: Path) -> None:
    """As when somebody slips in a code that was given for a question of their own."""
    client = client_of(tmp_path, provider)
    person(provider, "s-6", preferred_username="oz", roles=["kompas-planners"])
    back = answered(asked_of_provider(client), "s-6")
    kept = Question.of_cookie(client.get_cookie("kompas_oidc").value)
    assert kept is not None
    client.set_cookie("kompas_oidc", replace(kept, nonce="another").cookie())
    answer = client.get(back)
    assert "does not hold or has expired" in answer.text
    assert refusals(tmp_path) == ["token"]


def test_an_expired_token_is_not_believed(tmp_path: Path) -> None:
    with running_provider(access_token_max_age=timedelta(hours=-1)) as provider:
        client = client_of(tmp_path, provider)
        answer = signed_in_as(client, person(provider, "s-7", preferred_username="pim", roles=["kompas-planners"]))
    assert "does not hold or has expired" in answer.text
    assert refusals(tmp_path) == ["token"]


def test_a_token_for_another_program_is_not_believed(provider: Provider, tmp_path: Path) -> None:
    client = client_of(tmp_path, provider)
    person(provider, "s-8", preferred_username="quin", roles=["kompas-planners"])
    back = answered(asked_of_provider(client), "s-8")
    elsewhere = client_of(tmp_path, replace(provider, client_id="other"))
    elsewhere.set_cookie("kompas_oidc", client.get_cookie("kompas_oidc").value)
    assert elsewhere.get(back).status_code in (403, 502)
    assert Accounts(sqlite_url(tmp_path)).all() == ()


@contextmanager
def posing_as(provider: Provider, *, own_name: bool) -> Iterator[Provider]:
    """A server that says of itself what the provider says, under its own name or under the provider's."""
    said = requests.get(f"{provider.issuer}/.well-known/openid-configuration", timeout=10).json()
    answer = flask.Response(mimetype="application/json")
    server = make_server("localhost", 0, answer)
    posing = replace(provider, issuer=f"http://localhost:{server.server_port}")
    answer.set_data(json.dumps(said | {"issuer": posing.issuer if own_name else provider.issuer}))
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield posing
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_token_of_another_issuer_is_not_believed(provider: Provider, tmp_path: Path) -> None:
    person(provider, "s-9", preferred_username="quin", roles=["kompas-planners"])
    with posing_as(provider, own_name=True) as posing:
        assert "does not hold or has expired" in signed_in_as(client_of(tmp_path, posing), "s-9").text
    with posing_as(provider, own_name=False) as posing:
        assert client_of(tmp_path, posing).get("/oidc/start").status_code == 502
    assert refusals(tmp_path) == ["token", "provider"]


def test_a_sign_in_that_was_broken_off_is_told(provider: Provider, tmp_path: Path) -> None:
    client = client_of(tmp_path, provider)
    state = parse_qs(urlsplit(asked_of_provider(client)).query)["state"][0]
    answer = client.get("/oidc/return", query_string={"state": state, "error": "access_denied"})
    assert "broke off or refused the sign-in" in answer.text


def test_a_provider_that_does_not_answer_is_told(tmp_path: Path) -> None:
    with running_provider() as gone:
        pass
    answer = client_of(tmp_path, gone).get("/oidc/start")
    assert answer.status_code == 502
    assert "does not answer" in answer.text


def test_local_accounts_can_be_switched_off(provider: Provider, tmp_path: Path) -> None:
    Accounts(sqlite_url(tmp_path)).make("rik", PASSWORD, ["planner"], by="root")
    client = client_of(tmp_path, provider, local=False)
    page = client.get("/sign-in").text
    assert "Sign in with Entree" in page
    assert "password" not in page.replace("Lost your password", "")
    visitor = client_of(tmp_path, provider)
    token = re.search(r'name="form_token" value="(\w+)"', visitor.get("/sign-in").text)
    assert token is not None
    client.set_cookie("kompas_visitor", visitor.get_cookie("kompas_visitor").value)
    client.post("/sign-in", data={"form_token": token[1], "name": "rik", "password": PASSWORD})
    assert client.get("/en/about").status_code == 303
