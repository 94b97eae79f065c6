"""Take the pictures of the docs: every page of a dashboard on the demo data, in both languages."""

import os
import re
import subprocess
import sys
from pathlib import Path

import polars as pl
from playwright.sync_api import Browser, Page, sync_playwright

from dashboard.pages.registry import page_named
from dashboard.signing_in.account import all_roles, rights_of
from data_contracts.errors import MissingSnapshotError
from data_contracts.settings import load_settings
from data_contracts.snapshots import SnapshotFolder

IMAGES = Path(__file__).parents[1] / "docs" / "images"
KOMPAS = [str(Path(sys.executable).parent / "kompas")]
SIGN_IN = {f"sign_in.{language}": f"/sign-in?language={language}" for language in ("nl", "en")}
SIZE = {"width": 1440, "height": 900}
BROWSER_OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


def an_employer(folder: SnapshotFolder) -> str:
    """Return an employer of the plan with facts to show: the planned one with the most declared below the minimum."""
    plan = folder.latest("plan")
    facts = pl.read_parquet(folder.input_of(plan, "features").table("facts")).filter(pl.col("status") == "below")
    planned = pl.read_parquet(plan.table("items"), columns=["employer_id"])
    ranked = facts.join(planned, on="employer_id").group_by("employer_id").agg(pl.len(), pl.col("amount_cents").sum())
    return str(ranked.sort("len", "amount_cents", "employer_id", descending=True)["employer_id"][0])


def an_answer(folder: SnapshotFolder) -> str:
    """Return the part of the address that shows the newest what-if, if there is any."""
    try:
        return f"?first={folder.latest('what_if').manifest.snapshot_id}"
    except MissingSnapshotError:
        return ""


def take(page: Page, views: dict[str, str]) -> None:
    """Open each view, wait until it is drawn, and save what a screen of 1440 by 900 shows."""
    for name, path in views.items():
        page.goto(path)
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(1_000)
        page.screenshot(path=IMAGES / f"{name}.png")
        print(f"wrote docs/images/{name}.png")


def passwords() -> dict[str, str]:
    """Give the accounts for trying out new passwords, as `make demo` does; returns them by role."""
    said = subprocess.run([*KOMPAS, "accounts", "demo"], stdout=subprocess.PIPE, text=True, check=True).stdout
    found = dict(re.findall(r"^  (\w+) +(\S+)$", said, re.MULTILINE))
    return {role: found[role] for role in all_roles()}


def signed_in(browser: Browser, address: str, role: str, password: str) -> Page:
    """Return a page on which the account of a role signed in."""
    page = browser.new_page(base_url=address, viewport=SIZE)
    page.goto("/sign-in?next=/en/about")
    page.fill("#name", role)
    page.fill("#password", password)
    page.click("form button")
    page.wait_for_url("**/en/about")
    return page


def of_role(role: str, views: dict[str, str]) -> dict[str, str]:
    """Return the views that are a role's to show: those that no role before it may open."""
    before = all_roles()[: all_roles().index(role)]
    rights = {name: page.right for name, path in views.items() if (page := page_named(re.split(r"[/?]", path)[2]))}
    return {
        name: views[name]
        for name, right in rights.items()
        if right in rights_of(role) and not any(right in rights_of(other) for other in before)
    }


def main() -> None:
    """Serve the demo data on a free port, take the pictures, and stop."""
    folder = SnapshotFolder(load_settings().snapshots_dir)
    answer = an_answer(folder)
    pages = {"plan": "plan", "employer": f"employer/{an_employer(folder)}?purpose=planned", "capacity": "capacity"}
    pages |= {"routes": "routes", "outcomes": "outcomes", "what_if": f"what_if{answer}"}
    views = {f"{name}.{language}": f"/{language}/{path}" for name, path in pages.items() for language in ("nl", "en")}
    IMAGES.mkdir(parents=True, exist_ok=True)
    command = [*KOMPAS, "dashboard", "--port", "0"]
    known = passwords()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server, sync_playwright() as playwright:
        try:
            assert server.stdout  # noqa: S101
            address = re.findall(r"http://\S+", server.stdout.readline())[0]
            browser = playwright.chromium.launch(executable_path=os.environ["KOMPAS_CHROMIUM"], args=BROWSER_OPTIONS)
            for role, password in known.items():
                if shown := of_role(role, views):
                    take(signed_in(browser, address, role, password), shown)
            take(browser.new_page(base_url=address, viewport=SIZE), SIGN_IN)
            browser.close()
        finally:
            server.terminate()


if __name__ == "__main__":
    main()
