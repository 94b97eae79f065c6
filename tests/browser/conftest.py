"""A real server over a small published run, and a real browser that accepts no outside request and no error.

An account that may do everything signs in through the sign-in page once for every server; the contexts of that server
then start with its cookies.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, StorageState, expect, sync_playwright

from tests.support.accounts import NAME, PASSWORD, make_account
from tests.support.planned import publish_routes
from tests.support.published import publish_all
from tests.support.what_if_tables import publish_scenario, publish_what_if

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")
STARTS_WITHIN_S = 120  # a busy machine takes its time to load the libraries
PATIENCE_MS = 20_000  # a busy machine draws slowly; what appears at once waits for nothing
OWN_SCHEMES = ("data:", "blob:")


@dataclass(frozen=True)
class Server:
    """A running dashboard: where it listens and the run's folder that it reads."""

    address: str
    folder: Path


_SIGNED_IN: dict[Server, StorageState] = {}


def chromium_path() -> str:
    """Return the browser's path; a test that has no browser fails, it is not skipped."""
    given = os.environ.get("KOMPAS_CHROMIUM")
    found = given or next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if not found or not Path(found).is_file():
        pytest.fail(
            f"No browser for the browser tests at {found or ', '.join(BROWSERS)}. "
            "Run `make browser`, or set KOMPAS_CHROMIUM to the path of a Chromium.",
            pytrace=False,
        )
    return found


@contextmanager
def serving(folder: Path, *arguments: str) -> Iterator[Server]:
    """Run the real command over a folder, on a free port, until the block ends."""
    kompas = Path(sys.executable).with_name("kompas")
    command = [str(kompas), "dashboard", "--data", str(folder), "--port", "0", *arguments]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=folder)
    try:
        assert process.stdout is not None
        said = process.stdout.readline()
        address = ADDRESS.search(said)
        assert address, f"the command did not say where it listens: {said!r}"
        urlopen(f"{address.group()}/sign-in", timeout=STARTS_WITHIN_S).close()  # noqa: S310 -- our own server
        yield Server(address.group(), folder)
    finally:
        process.terminate()
        process.wait(timeout=10)


def sign_in(page: Page, name: str = NAME, password: str = PASSWORD) -> None:
    """Sign in on the sign-in page that is open."""
    page.fill("#name", name)
    page.fill("#password", password)
    page.click("form button")
    page.wait_for_url(lambda url: "/sign-in" not in url)


def signed_in_context(browser: Browser, server: Server, **options: Any) -> BrowserContext:
    """Return a context in which the account that may do everything is signed in; it signs in once a server."""
    if server not in _SIGNED_IN:
        make_account(server.folder)
        first = browser.new_context(base_url=server.address)
        page = first.new_page()
        page.goto("/sign-in?next=/en/about")
        sign_in(page)
        _SIGNED_IN[server] = first.storage_state()
        first.close()
    return browser.new_context(base_url=server.address, storage_state=_SIGNED_IN[server], **options)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium_path()
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A dashboard over a published run that tests only read."""
    folder = tmp_path_factory.mktemp("served")
    published = publish_all(folder)
    for publish_more in (publish_routes, publish_what_if, publish_scenario):
        publish_more(published)
    with serving(folder) as server:
        yield server


@contextmanager
def strict_page(context: BrowserContext, address: str) -> Iterator[Page]:
    """A page that fails at the end on an outside request, a failed one, a script error or a blocked resource."""
    page = context.new_page()
    problems: list[str] = []

    def judge(request: Request) -> None:
        if not request.url.startswith((address, *OWN_SCHEMES)):
            problems.append(f"outside request: {request.url}")

    page.on("request", judge)
    page.on("response", lambda answer: problems.append(f"{answer.status} {answer.url}") if answer.status >= 400 else 0)
    page.on(
        "console", lambda said: problems.append(f"console: {said.text}") if said.type in {"error", "warning"} else 0
    )
    page.on("pageerror", lambda error: problems.append(f"script error: {error}"))
    yield page
    page.close()
    assert problems == []


@pytest.fixture
def page(browser: Browser, server: Server) -> Iterator[Page]:
    context = signed_in_context(browser, server, viewport={"width": 1440, "height": 900})
    with strict_page(context, server.address) as page:
        yield page
    context.close()
