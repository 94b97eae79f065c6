"""Keeping accounts from the terminal, what whoever starts the dashboard is told, and what the settings come to."""

from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from dashboard.signing_in import accounts as verbs
from dashboard.signing_in.account import Account, all_roles
from dashboard.signing_in.advice import advice
from dashboard.signing_in.box import account_box
from dashboard.signing_in.claims import roles_of
from dashboard.signing_in.settings import sign_in_rules
from data_contracts.errors import KompasError
from data_contracts.settings import load_settings
from data_contracts.store import AuditLog, sqlite_url
from data_contracts.store.accounts import Accounts
from tests.support.accounts import PASSWORD, make_account
from tests.support.published import publish_all
from tests.support.screens import words_on


def run(folder: Path, *arguments: str, typed: str = "") -> Result:
    app = typer.Typer()
    verbs.register(app)
    app.command("other")(lambda: None)
    return CliRunner().invoke(app, ["accounts", *arguments, "--data", str(folder)], input=typed)


def test_an_account_is_made_with_a_password_that_is_typed_twice_and_not_shown(tmp_path: Path) -> None:
    made = run(tmp_path, "add", "jan", "--role", "planner", "--region", "Noord", typed=f"{PASSWORD}\n{PASSWORD}\n")
    assert made.exit_code == 0, made.output
    assert "jan can sign in as planner." in made.output
    assert PASSWORD not in made.output
    account = Accounts(sqlite_url(tmp_path)).with_password("jan", PASSWORD)
    assert account is not None
    assert account.regions == ("Noord",)


def test_a_password_by_chance_is_printed_once_and_signs_in(tmp_path: Path) -> None:
    made = run(tmp_path, "add", "kim", "--role", "analyst", "--generate")
    password = made.output.split()[-1]
    assert Accounts(sqlite_url(tmp_path)).with_password("kim", password) is not None
    listed = run(tmp_path, "list").output
    assert "kim" in listed
    assert "all regions" in listed
    assert password not in listed + str(AuditLog(sqlite_url(tmp_path)).lines())


@pytest.mark.parametrize(
    ("arguments", "typed", "what"),
    [
        (("add", "jan", "--role", "boss", "--generate"), "", "There is no role 'boss'."),
        (("add", "jan", "--role", "planner", "--region", "Nord", "--generate"), "", "There is no region 'Nord'."),
        (("add", "jan", "--role", "planner"), "te kort\nte kort\n", "A password has 12 to 200 characters."),
        (("disable", "piet"), "", "There is no account 'piet'."),
        (("demo",), "", "Accounts for trying out are made on synthetic data only."),
    ],
)
def test_what_cannot_be_done_is_told_and_changes_nothing(
    tmp_path: Path, arguments: tuple[str, ...], typed: str, what: str
) -> None:
    done = run(tmp_path, *arguments, typed=typed)
    assert isinstance(done.exception, KompasError)
    assert done.exception.what == what
    assert Accounts(sqlite_url(tmp_path)).all() == ()


def test_roles_disable_and_enable_are_told(tmp_path: Path) -> None:
    make_account(tmp_path, "jan", ("planner",), ("Noord",))
    assert "auditor" in run(tmp_path, "roles", "jan", "--role", "auditor", "--region", "all").output
    assert "can sign in no more" in run(tmp_path, "disable", "jan").output
    (account,) = Accounts(sqlite_url(tmp_path)).all()
    assert (account.roles, account.regions, account.disabled_at is None) == (("auditor",), (), False)
    assert "disabled since" in run(tmp_path, "list").output
    assert "can sign in again" in run(tmp_path, "enable", "jan").output


def test_accounts_for_trying_out_have_one_role_each_and_new_passwords_every_time(tmp_path: Path) -> None:
    publish_all(tmp_path, visits=3)
    first, again = (dict(line.split() for line in run(tmp_path, "demo").output.splitlines()[1:]) for _ in range(2))
    assert tuple(first) == all_roles()
    assert not set(first.values()) & set(again.values())
    accounts = Accounts(sqlite_url(tmp_path))
    assert {account.name: account.roles for account in accounts.all()} == {role: (role,) for role in all_roles()}
    assert accounts.with_password("auditor", again["auditor"]) is not None
    assert accounts.with_password("auditor", first["auditor"]) is None


def told(folder: Path, **dashboard: object) -> str:
    return "\n".join(advice(load_settings(data_dir=folder, dashboard=dashboard)))


def test_who_starts_it_is_told_how_to_make_an_account_and_a_safe_address(tmp_path: Path) -> None:
    assert "kompas accounts add NAME --role planner" in told(tmp_path)
    assert not (tmp_path / "store.sqlite").exists()
    assert told(tmp_path, oidc={"issuer": "https://login.example.nl"}) == ""
    make_account(tmp_path)
    assert told(tmp_path) == ""
    assert "passwords would go over the network in clear" in told(tmp_path, host="0.0.0.0")  # noqa: S104 -- told of, not listened on
    assert told(tmp_path, host="0.0.0.0", address="https://kompas.example.nl") == ""  # noqa: S104 -- told of, not listened on
    Accounts(sqlite_url(tmp_path)).disable("planner", by="root")
    assert "there is no account" in told(tmp_path)


@pytest.mark.parametrize(
    ("dashboard", "what"),
    [
        ({"local_accounts": False}, "Nobody could sign in: local accounts are switched off, and no provider is named."),
        ({"oidc": {"issuer": "https://login.example.nl", "roles": {"a": "planner,boss"}}}, "There is no role 'boss'."),
        (
            {"oidc": {"issuer": "http://login.example.nl"}},
            "The provider is not reached by https, so anybody on the way could sign in as anybody.",
        ),
    ],
)
def test_settings_by_which_nobody_or_anybody_could_sign_in_are_refused(dashboard: dict[str, object], what: str) -> None:
    with pytest.raises(KompasError) as refused:
        sign_in_rules(load_settings(dashboard=dashboard).dashboard)
    assert refused.value.what == what


def test_the_providers_secret_comes_from_the_environment_and_is_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOMPAS_OIDC_SECRET", "geheim-woord")
    rules = sign_in_rules(load_settings(dashboard={"oidc": {"issuer": "https://login.example.nl/"}}).dashboard)
    assert rules.provider is not None
    assert (rules.provider.issuer, rules.provider.secret) == ("https://login.example.nl", "geheim-woord")
    assert "geheim" not in repr(rules)


@pytest.mark.parametrize(
    ("claim", "roles"),
    [
        ("leads", ("planner", "manager")),
        (["staff", "analysts"], ("analyst",)),
        (["planner"], ()),
        ([{"name": "leads"}, 5, None], ()),
        (None, ()),
    ],
)
def test_only_what_the_settings_name_becomes_a_role(claim: object, roles: tuple[str, ...]) -> None:
    assert roles_of(claim, {"leads": "manager, planner", "analysts": "analyst"}) == roles


def test_the_box_says_who_is_signed_in_and_signs_out_by_a_form() -> None:
    box = account_box(Account("kim", frozenset({"auditor", "planner"}), (), "Kim K."), "nl")
    assert words_on(box) == "Kim K.\nplanner, auditor\nUitloggen"
    assert (box.action, box.method) == ("/sign-out", "post")
