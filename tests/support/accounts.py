"""Who is looking, in tests: an account as pages get it, or one that really signs in."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from flask.testing import FlaskClient

from dashboard.signing_in.account import Account, all_roles
from dashboard.signing_in.cookies import FORM_HEADER
from data_contracts.store import accounts_passwords, sqlite_url
from data_contracts.store.accounts import Accounts

NAME = "planner"
PASSWORD = "twaalf-tekens-of-meer"  # noqa: S105 -- of a store that a test throws away


@contextmanager
def cheap_passwords() -> Iterator[None]:
    """Hash with argon2id's least effort; test_accounts.py asks for the parameters that hold."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(accounts_passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        yield


def signed_in() -> Account:
    """An account by the name of planner that may do everything, for tests of what is behind the door."""
    return Account(NAME, frozenset(all_roles()))


def make_account(folder: Path, name: str = NAME, roles: tuple[str, ...] = (), regions: tuple[str, ...] = ()) -> None:
    """Make an account in a run's folder, unless it is there; without roles it gets all of them."""
    accounts = Accounts(sqlite_url(folder))
    if accounts.of(name) is None:
        accounts.make(name, PASSWORD, roles or all_roles(), by="root", regions=regions)


def sign_in(client: FlaskClient, name: str = NAME, password: str = PASSWORD) -> FlaskClient:
    """Sign in through the page, as a browser does; from then on the client sends what our script would."""
    page = client.get("/sign-in").text
    found = re.search(r'name="form_token" value="([0-9a-f]+)"', page)
    assert found, page
    form = {"form_token": found[1], "name": name, "password": password, "next": "/"}
    answer = client.post("/sign-in", data=form)
    assert answer.status_code == 303, answer.text
    cookie = client.get_cookie("kompas_form")
    assert cookie is not None
    client.environ_base[f"HTTP_{FORM_HEADER.upper().replace('-', '_')}"] = cookie.value
    return client
