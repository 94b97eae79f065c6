"""Several server processes over one folder: who signed in at one is signed in at all, and a dead one is replaced."""

import time
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import PATIENCE_MS, serving, signed_in_context, strict_page
from tests.support.published import publish_all

ASKED = 12


def _processes(folder: Path) -> set[psutil.Process]:
    """Return the processes that take requests: the children of the one that listens."""
    ours = {process for process in psutil.process_iter(["cmdline"]) if str(folder) in (process.info["cmdline"] or ())}
    return {process for process in ours if process.parent() in ours}


@pytest.mark.slow
def test_two_processes_share_the_sign_in_and_one_that_dies_is_replaced(browser: Browser, tmp_path: Path) -> None:
    publish_all(tmp_path, visits=3)
    with serving(tmp_path, "--workers", "2") as server:
        context = signed_in_context(browser, server)
        with strict_page(context, server.address) as page:
            first = _processes(tmp_path)
            assert len(first) == 2
            for _ in range(ASKED):
                assert page.request.get("/nl/about", max_redirects=0).status == 200
            victim = first.pop()
            victim.kill()
            page.goto("/nl/plan")
            expect(page.locator("#plan-grid .ag-row a[href]").first).to_be_visible()
            late = time.monotonic() + PATIENCE_MS / 1000
            while len(_processes(tmp_path) - {victim}) < 2 and time.monotonic() < late:
                page.wait_for_timeout(200)
            assert len(_processes(tmp_path) - {victim}) == 2
        context.close()
