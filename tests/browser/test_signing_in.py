"""Signing in and out in a real browser, and what happens to an open page when the server no longer knows who asks."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import oidc_provider_mock
import pytest
import requests
from playwright.sync_api import Browser, expect

from data_contracts.store import sqlite_url
from data_contracts.store.decisions import PlanDecisions
from tests.browser.conftest import Server, serving, sign_in, signed_in_context, strict_page
from tests.support.accounts import NAME, PASSWORD, make_account
from tests.support.published import publish_all


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("signing-in")
    publish_all(folder, visits=3)
    make_account(folder)
    with serving(folder, "--language", "en") as server:
        yield server


def test_a_person_signs_in_by_keyboard_after_a_wrong_password_and_out_again(browser: Browser, own: Server) -> None:
    context = browser.new_context(base_url=own.address)
    page = context.new_page()
    page.goto("/nl/plan?order=neutral")
    expect(page).to_have_title("Inloggen – Inspectiekompas")
    expect(page.get_by_label("Gebruikersnaam")).to_be_focused()
    page.keyboard.type(NAME)
    page.keyboard.press("Tab")
    page.keyboard.type("een verkeerd woord")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("klopt niet")
    expect(page.get_by_label("Wachtwoord")).to_be_focused()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("main h1")).to_contain_text("Bezoekplan")
    assert page.url == f"{own.address}/nl/plan?order=neutral"
    assert page.evaluate("document.cookie").startswith("kompas_form=")  # and nothing else that a script can read
    page.get_by_role("button", name="Uitloggen").click()
    expect(page).to_have_title("Sign in – Inspectiekompas")
    page.goto("/nl/plan")
    assert page.url.startswith(f"{own.address}/sign-in")
    context.close()


def test_a_link_on_another_site_opens_its_view_for_who_is_signed_in(browser: Browser, own: Server) -> None:
    context = signed_in_context(browser, own)
    page = context.new_page()
    page.route("http://elsewhere.test/", lambda route: route.fulfill(body=f"<a href='{own.address}/en/plan'>plan</a>"))
    page.goto("http://elsewhere.test/")
    page.get_by_role("link", name="plan").click()
    expect(page.locator("main h1")).to_contain_text("Visit plan")
    context.close()


def test_what_was_typed_stays_when_one_is_signed_out_and_is_recorded_after_signing_in_again(
    browser: Browser, own: Server
) -> None:
    context = signed_in_context(browser, own, viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.goto("/en/plan")
    row = page.locator(".ag-center-cols-container .ag-row").filter(has=page.get_by_role("link")).first
    row.locator("[col-id='state']").click()
    remark = page.locator("#decide-remark")
    remark.fill("called on Tuesday")
    with closing(sqlite3.connect(own.folder / "store.sqlite")) as store, store:
        store.execute("DELETE FROM sign_ins")
    record = page.get_by_role("button", name="Record", exact=True)
    record.click()
    notice = page.locator("#signed-out")
    expect(notice).to_contain_text("You have been signed out")
    expect(remark).to_have_value("called on Tuesday")
    with context.expect_page() as opened:
        notice.get_by_role("link").click()
    sign_in(opened.value)
    opened.value.close()
    record.click()
    expect(page.locator("#plan-drawer-body [role='status']")).to_contain_text("has been recorded")
    expect(notice).to_have_count(0)
    (decision,) = PlanDecisions(sqlite_url(own.folder)).all()
    assert (decision.by, decision.remark) == (NAME, "called on Tuesday")
    context.close()


@pytest.mark.slow
def test_signing_in_at_a_provider_goes_there_and_back(
    browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KOMPAS_OIDC_SECRET", "geheim")
    publish_all(tmp_path, visits=3)
    with oidc_provider_mock.run_server_in_thread() as provider:
        issuer = f"http://localhost:{provider.server_port}"
        claims = {"preferred_username": "kim", "name": "Kim", "roles": ["inspectie-planners"]}
        requests.put(f"{issuer}/users/s-1", json=claims, timeout=10).raise_for_status()
        (tmp_path / "kompas.toml").write_text(
            f'[dashboard.oidc]\nissuer = "{issuer}"\nlabel = "Entree"\n'
            '[dashboard.oidc.roles]\n"inspectie-planners" = "planner"\n'
        )
        with serving(tmp_path, "--language", "en") as server:
            context = browser.new_context(base_url=server.address)
            page = context.new_page()
            page.goto("/en/plan?order=neutral")
            page.get_by_role("link", name="Sign in with Entree").click()
            page.locator("input[name=sub]").fill("s-1")
            page.get_by_role("button", name="Authorize").click()
            expect(page.locator("main h1")).to_contain_text("Visit plan")
            assert page.url == f"{server.address}/en/plan?order=neutral"
            context.close()


def test_the_sign_in_page_asks_for_nothing_outside_and_runs_no_script(browser: Browser, own: Server) -> None:
    context = browser.new_context(base_url=own.address, viewport={"width": 1024, "height": 768})
    with strict_page(context, own.address) as page:
        page.goto("/sign-in?language=nl")
        expect(page.get_by_role("button", name="Inloggen")).to_be_visible()
        assert page.locator("script").count() == 0
        page.get_by_role("link", name="English").click()
        expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    context.close()
