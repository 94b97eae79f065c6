"""Accounts in the store, on both databases: what is kept of a password, tokens that end, and tries that wait."""

import json
from collections.abc import Iterator
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from argon2 import PasswordHasher

from data_contracts.errors import KompasError
from data_contracts.store import AuditLog
from data_contracts.store import accounts_tries as tries_module
from data_contracts.store.accounts import Accounts
from data_contracts.store.accounts_elsewhere import Known, NotLetInError, account_of
from data_contracts.store.accounts_passwords import OF_NOBODY, is_dated, is_password, random_password
from data_contracts.store.accounts_tokens import SignIns
from data_contracts.store.accounts_tries import SignInTries, Try
from tests.support.accounts import cheap_passwords
from tests.support.stores import Store

PASSWORD = "een zin van meer dan twaalf"  # noqa: S105 -- of a store that a test throws away
IDLE, LONGEST = timedelta(minutes=30), timedelta(hours=10)


@pytest.fixture(autouse=True)
def _cheap_passwords(request: pytest.FixtureRequest) -> Iterator[None]:
    """Where a test is about the effort itself, it asks for `full_effort`."""
    with nullcontext() if "full_effort" in request.fixturenames else cheap_passwords():
        yield


@pytest.fixture
def full_effort() -> None:
    """Passwords are hashed with the parameters of the program."""


def made(store: Store, name: str = "jan") -> Accounts:
    accounts = Accounts(store.url)
    accounts.make(name, PASSWORD, ["planner"], by="root", regions=["Noord"], display_name="Jan Jansen")
    return accounts


def ago(**time: float) -> str:
    return (datetime.now(UTC) - timedelta(**time)).isoformat(timespec="microseconds")


def everything(store: Store) -> str:
    tables = ("accounts", "sign_ins", "sign_in_tries", "audit_log", "audit_salts")
    return json.dumps([[list(map(str, row)) for row in store.rows(f"SELECT * FROM {table}")] for table in tables])  # noqa: S608


def test_an_account_signs_in_with_its_password_and_nothing_else(store: Store) -> None:
    accounts = made(store)
    account = accounts.with_password(" JAN ", PASSWORD)
    assert account is not None
    assert (account.name, account.roles, account.regions) == ("jan", ("planner",), ("Noord",))
    assert accounts.with_password("jan", PASSWORD + "x") is None
    assert accounts.with_password("piet", PASSWORD) is None
    accounts.disable("jan", by="root")
    assert accounts.with_password("jan", PASSWORD) is None
    accounts.enable("jan", by="root")
    assert accounts.with_password("jan", PASSWORD) is not None


def test_the_store_and_the_log_never_hold_a_password(store: Store, full_effort: None) -> None:
    accounts = made(store)
    accounts.set_password("jan", "nog een lange zin", by="root")
    assert SignInTries(store.url).begin("mijn wachtwoord als naam", "10.0.0.1")
    ((stored,),) = store.rows("SELECT password_hash FROM accounts")
    assert stored.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    text = everything(store)
    for secret in (PASSWORD, "nog een lange zin", "mijn wachtwoord als naam"):
        assert secret not in text


def test_every_change_is_a_line_of_the_log(store: Store) -> None:
    accounts = made(store)
    accounts.set_roles("jan", ["analyst", "admin"], by="kees")
    accounts.set_password("jan", "nog een lange zin", by="kees")
    accounts.disable("jan", by="kees")
    accounts.enable("jan", by="kees")
    lines = AuditLog(store.url).lines()
    words = ["account_made", "roles_changed", "password_changed", "account_disabled", "account_enabled"]
    assert [line.action for line in lines] == words
    assert {line.subject for line in lines} == {"account:jan"}
    assert lines[1].detail["roles"] == ["admin", "analyst"]
    assert lines[1].detail["roles_before"] == ["planner"]
    assert lines[1].detail["regions"] == ["Noord"]
    assert AuditLog(store.url).verify() is None


@pytest.mark.parametrize(
    ("name", "password", "what"),
    [
        ("jan", PASSWORD, "There is an account 'jan' already."),
        ("Jan", PASSWORD, "There is an account 'jan' already."),
        ("jan jansen", PASSWORD, "That cannot be the name of an account."),
        ("", PASSWORD, "That cannot be the name of an account."),
        ("piet", "elf-tekens!", "A password has 12 to 200 characters."),
    ],
)
def test_what_cannot_be_an_account_is_refused_and_the_password_not_repeated(
    store: Store, name: str, password: str, what: str
) -> None:
    accounts = made(store)
    with pytest.raises(KompasError) as refused:
        accounts.make(name, password, ["planner"], by="root")
    assert refused.value.what == what
    assert password not in str(refused.value)
    assert len(accounts.all()) == 1


def test_a_hash_with_parameters_of_before_is_made_anew(store: Store, full_effort: None) -> None:
    accounts = made(store)
    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    store.run("UPDATE accounts SET password_hash = :weak", weak=weak)
    assert accounts.with_password("jan", PASSWORD) is not None
    ((stored,),) = store.rows("SELECT password_hash FROM accounts")
    assert "m=65536,t=3,p=4" in stored
    assert accounts.with_password("jan", PASSWORD) is not None


def test_a_token_is_not_in_the_store_and_ends_when_it_is_signed_out(store: Store) -> None:
    made(store)
    sign_ins = SignIns(store.url, IDLE, LONGEST)
    token, other = sign_ins.start("jan", "local"), sign_ins.start("jan", "local")
    assert token not in everything(store)
    found = sign_ins.of(token, used=True)
    assert found is not None
    assert (found.name, found.display_name, found.roles, found.regions) == (
        "jan",
        "Jan Jansen",
        ("planner",),
        ("Noord",),
    )
    sign_ins.end(token)
    assert sign_ins.of(token, used=True) is None
    assert sign_ins.of(other, used=True) is not None
    assert sign_ins.of("\ud800", used=True) is None
    assert [line.action for line in AuditLog(store.url).lines()][1:] == ["sign_in", "sign_in", "sign_out"]


def test_a_token_follows_its_account_at_once(store: Store) -> None:
    accounts = made(store)
    sign_ins = SignIns(store.url, IDLE, LONGEST)
    token = sign_ins.start("jan", "local")
    accounts.set_roles("jan", ["auditor"], [], by="root")
    found = sign_ins.of(token, used=True)
    assert found is not None
    assert (found.roles, found.regions) == (("auditor",), ())
    accounts.disable("jan", by="root")
    accounts.enable("jan", by="root")
    assert sign_ins.of(token, used=True) is None  # enabled again is not signed in again
    token = sign_ins.start("jan", "local")
    accounts.set_password("jan", "nog een lange zin", by="root")
    assert sign_ins.of(token, used=True) is None


def test_use_keeps_a_token_alive_and_a_screen_by_itself_does_not(store: Store) -> None:
    made(store)
    sign_ins = SignIns(store.url, IDLE, LONGEST)
    token = sign_ins.start("jan", "local")
    store.run("UPDATE sign_ins SET used_at = :at", at=ago(minutes=20))
    assert sign_ins.of(token, used=False) is not None
    assert store.rows("SELECT used_at FROM sign_ins")[0][0] < ago(minutes=19)
    assert sign_ins.of(token, used=True) is not None
    assert store.rows("SELECT used_at FROM sign_ins")[0][0] > ago(minutes=1)
    store.run("UPDATE sign_ins SET used_at = :at", at=ago(minutes=31))
    assert sign_ins.of(token, used=True) is None


def test_no_use_keeps_a_token_alive_for_ever_and_what_ended_is_removed(store: Store) -> None:
    made(store)
    sign_ins = SignIns(store.url, IDLE, LONGEST)
    token = sign_ins.start("jan", "local")
    store.run("UPDATE sign_ins SET made_at = :at", at=ago(hours=10.1))
    assert sign_ins.of(token, used=True) is None
    sign_ins.start("jan", "local")
    assert len(store.rows("SELECT * FROM sign_ins")) == 1


def test_tries_for_a_name_wait_longer_and_longer_wherever_they_come_from(store: Store) -> None:
    tries = SignInTries(store.url)
    begun: list[Any] = [tries.begin("Jan", f"10.0.0.{number}") for number in range(6)]
    assert [isinstance(one, Try) for one in begun] == [True] * 5 + [False]
    assert timedelta(seconds=10) < begun[5] <= timedelta(seconds=15)
    for seconds in (30, 60):
        store.run("UPDATE sign_in_tries SET wait_until = :at", at=ago(seconds=1))
        assert isinstance(tries.begin("jan", "10.0.1.1"), Try)
        wait = SignInTries(store.url).begin("jan", "10.0.1.2")  # another server process knows it too
        assert isinstance(wait, timedelta)
        assert timedelta(seconds=seconds - 10) < wait <= timedelta(seconds=seconds)
    assert isinstance(tries.begin("piet", "10.0.1.1"), Try)


def test_an_address_waits_after_many_names(store: Store) -> None:
    tries = SignInTries(store.url)
    begun = [tries.begin(f"name{number}", "10.0.0.1") for number in range(21)]
    assert [isinstance(one, Try) for one in begun] == [True] * 20 + [False]
    assert isinstance(tries.begin("name1", "10.0.0.2"), Try)


def test_success_and_time_make_tries_count_anew(store: Store) -> None:
    tries = SignInTries(store.url)
    for _ in range(4):
        tries.begin("jan", "10.0.0.1")
    last = tries.begin("jan", "10.0.0.1")
    assert isinstance(last, Try)
    tries.succeeded(last)
    assert [tuple(row) for row in store.rows("SELECT key, failures FROM sign_in_tries")] == [("address:10.0.0.1", 4)]
    store.run("UPDATE sign_in_tries SET failed_at = :at", at=ago(hours=1.1))
    tries.begin("jan", "10.0.0.2")
    assert len(store.rows("SELECT * FROM sign_in_tries")) == 2


def test_a_refused_try_is_logged_by_a_reference_and_not_by_what_was_typed(store: Store) -> None:
    tries = SignInTries(store.url)
    begun, again = tries.begin("hunter2hunter2", "10.0.0.1"), tries.begin("Hunter2hunter2", "10.0.0.2")
    assert isinstance(begun, Try)
    assert isinstance(again, Try)
    assert begun.name_key == again.name_key
    tries.refused(begun, "password")
    (line,) = AuditLog(store.url).lines()
    assert (line.actor, line.action, line.detail) == (
        "nobody",
        "sign_in_refused",
        {"reason": "password", "way": "local"},
    )
    assert line.subject == begun.name_key
    assert "hunter2" not in everything(store)


def test_the_longest_wait_is_a_quarter_of_an_hour() -> None:
    assert [tries_module._wait_after(more).total_seconds() for more in (0, 1, 5, 6, 50)] == [15, 30, 480, 900, 900]


def test_an_account_of_a_provider_belongs_to_one_subject(store: Store) -> None:
    log = AuditLog(store.url)
    first = account_of(log, Known("https://p|1", "Kim", "", ["planner"], []))
    renamed = account_of(log, Known("https://p|1", "kim.new", "Kim K.", ["auditor"], ["Oost"]))
    assert (first.name, renamed.name, renamed.roles, renamed.regions) == ("kim", "kim", ("auditor",), ("Oost",))
    with pytest.raises(NotLetInError) as refused:
        account_of(log, Known("https://p|2", "kim", "", ["planner"], []))
    assert refused.value.reason == "taken"
    assert Accounts(store.url).with_password("kim", PASSWORD) is None
    with pytest.raises(KompasError, match="signs in at the provider"):
        Accounts(store.url).set_password("kim", PASSWORD, by="root")


def test_a_password_by_chance_is_long_and_never_the_same() -> None:
    made = {random_password() for _ in range(50)}
    assert len(made) == 50
    assert all(len(password) == 24 for password in made)
    assert not is_password(made.pop(), None)


def test_the_hash_that_unknown_names_are_held_against_takes_as_long_as_any_other(full_effort: None) -> None:
    assert not is_dated(OF_NOBODY)
