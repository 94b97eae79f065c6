"""Take the pictures of the docs, every page of a dashboard in both languages, and write the page that shows them."""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from dashboard.pages.registry import page_named
from dashboard.signing_in.account import all_roles, rights_of
from data_contracts.settings import load_settings
from data_contracts.snapshots import SnapshotFolder

DOCS = Path(__file__).parents[1] / "docs"
IMAGES = DOCS / "images"
KOMPAS = [str(Path(sys.executable).parent / "kompas")]
LANGUAGES = ("nl", "en")
WIDE, NARROW = (1440, 900), (1024, 768)
PATIENCE_MS, QUIET_MS = 120_000, 5_000
COLOURS = 128
BAR = 60  # pixels that the strip above every page, and some air, take
BROWSER_OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
# What the pages What if, Objectives and Fairness show has to be asked for; what was calculated before costs little.
QUESTIONS = (
    *(("what-if", "objective", "--objective", name) for name in ("workers", "underpaid", "severity")),
    ("what-if", "extra-inspectors", "--team", "Noord-1", "--number", "5"),
    ("fairness",),
    ("fairness", "mitigate", "--dimension", "sector", "--how", "limits"),
    ("fairness", "objectives"),
)
INTRODUCTION = """\
# Pictures of every page

Made by `make pictures` from the demo data (`make demo` first); nobody in them exists. It gives the demo's accounts new
passwords, and asks what can be asked (three objectives, a what-if, an audit of the plan, a repair) so that there is
something to see. Left Dutch, right English; click a picture for its full size. [Tours](tours.md) lead through the pages
with a role's account.
"""


@dataclass(frozen=True)
class Picture:
    """One picture of a page.

    Args:
        name: Of the file, before the language.
        path: What follows the language in the address; `sign-in` needs no account.
        told: What it shows.
        do: What is done on the page first, if anything.
        size: Of the screen, in pixels.
        dark: Whether the screen is dark.
        languages: In which it is taken.
    """

    name: str
    path: str
    told: str
    do: Callable[[Page], None] | None = None
    size: tuple[int, int] = WIDE
    dark: bool = False
    languages: tuple[str, ...] = LANGUAGES

    @property
    def page(self) -> str:
        """The page's name in addresses."""
        return re.split(r"[/?]", self.path)[0]


def open_the_panel(page: Page) -> None:
    """Open the employer of the list's third row, and wait until its chances stand there."""
    page.locator(".ag-center-cols-container .ag-row[row-index='2'] [col-id='state']").click(timeout=PATIENCE_MS)
    expect(page.get_by_role("dialog")).to_contain_text("%", timeout=PATIENCE_MS)


def to(part: str) -> Callable[[Page], None]:
    """Return what brings a part of a long page to the top of the screen, below the bars that stay there."""

    def scroll(page: Page) -> None:
        page.locator(part).wait_for(timeout=PATIENCE_MS)
        page.locator(part).evaluate(
            "(part, above) => scrollTo(0, part.getBoundingClientRect().top + scrollY - above)", BAR
        )

    return scroll


def pictures(employer: str, lender: str, answer: str) -> tuple[Picture, ...]:
    """Return all pictures, page by page.

    Args:
        employer: The number of one with facts to show.
        lender: The number of one with a chain to show.
        answer: The snapshot of a what-if.
    """
    dossier = f"employer/{employer}?purpose=planned"
    return (
        Picture("sign_in", "sign-in", "Signing in, with an account of this program or at the organisation's provider."),
        Picture("plan", "plan?team=Midden-1", "The visit plan of a team."),
        Picture(
            "plan_panel", "plan?team=Midden-1", "The plan with an employer's card, to decide about.", open_the_panel
        ),
        Picture("routes", "routes", "A week of day routes."),
        Picture("outcomes", f"outcomes?employer={employer}", "What came of a visit, to be recorded."),
        Picture("employers", "employers", "All employers of the registers."),
        Picture("employer", dossier, "A dossier: facts, probability and what is not known, apart from each other."),
        Picture("chain", f"chain/{lender}", "A chain of lenders and hirers, to walk through."),
        Picture("capacity", "capacity", "Hours, and what came of them."),
        Picture("what_if", f"what_if?first={answer}", "Another plan beside the one in use."),
        Picture("objective", "objective", "Who would be visited under each objective."),
        Picture("model", "model", "The model in use, and the requirements that it met."),
        Picture("model_quality", "model", "How well it ranks, beside plainer rankings.", to("#quality-heading")),
        Picture("fairness", "fairness", "On whom the selection falls, step by step, and what is not known."),
        Picture("fairness_repair", "fairness", "What a repair would mend, break and cost.", to("#repair-heading")),
        Picture("data", "data", "The registers, how old they are, and what was refused."),
        Picture("log", "log", "Who saw and did what."),
        Picture("about", "about", "What the program does and does not do."),
        Picture("about_features", "about/features", "Every feature, in plain words."),
        Picture("about_law", "about/law", "What changes in the law, and when."),
        Picture("plan.dark", "plan?team=Midden-1", "The plan on a dark screen.", dark=True, languages=("nl",)),
        Picture("employer.dark", dossier, "A dossier on a dark screen.", dark=True, languages=("en",)),
        Picture("model.dark", "model", "The model on a dark screen.", to("#quality-heading"), WIDE, True, ("nl",)),
        Picture("plan.narrow", "plan", "The plan at 1024 by 768.", size=NARROW, languages=("nl",)),
        Picture("employer.narrow", dossier, "A dossier at 1024 by 768.", size=NARROW, languages=("en",)),
        Picture("capacity.narrow", "capacity", "Capacity at 1024 by 768.", size=NARROW, languages=("nl",)),
    )


def an_employer(folder: SnapshotFolder) -> str:
    """Return an employer of the plan with facts to show: the planned one with the most declared below the minimum."""
    plan = folder.latest("plan")
    facts = pl.read_parquet(folder.input_of(plan, "features").table("facts")).filter(pl.col("status") == "below")
    planned = pl.read_parquet(plan.table("items"), columns=["employer_id"])
    ranked = facts.join(planned, on="employer_id").group_by("employer_id").agg(pl.len(), pl.col("amount_cents").sum())
    return str(ranked.sort("len", "amount_cents", "employer_id", descending=True)["employer_id"][0])


def a_lender(folder: SnapshotFolder) -> str:
    """Return a lender whose chain fits a picture: of those with four to eight hirers the one with most re-lenders."""
    links = pl.scan_parquet(folder.latest("warehouse").path / "staffing_links" / "*.parquet")
    recent = links.filter(pl.col("period") > pl.col("period").max().dt.offset_by("-12mo"))
    pairs = recent.select("lender_id", "hirer_id").unique()
    lending = pairs.select("lender_id").unique().with_columns(lends=pl.lit(1)).rename({"lender_id": "hirer_id"})
    found = pairs.join(lending, on="hirer_id", how="left").group_by("lender_id").agg(pl.len(), pl.col("lends").sum())
    fitting = found.filter(pl.col("len").is_between(4, 8)).sort("lends", "lender_id", descending=True).collect()
    return str(fitting["lender_id"][0])


def ask_questions() -> None:
    """Answer the questions whose answers the pictures show."""
    for question in QUESTIONS:
        subprocess.run([*KOMPAS, *question], stdout=subprocess.DEVNULL, check=True)


def passwords() -> dict[str, str]:
    """Give the accounts for trying out new passwords, as `make demo` does; returns them by role."""
    said = subprocess.run([*KOMPAS, "accounts", "demo"], stdout=subprocess.PIPE, text=True, check=True).stdout
    found = dict(re.findall(r"^  (\w+) +(\S+)$", said, re.MULTILINE))
    return {role: found[role] for role in all_roles()}


def role_of(picture: Picture) -> str | None:
    """Return the first role that may open a picture's page; nobody need sign in for a page that is none of ours."""
    page = page_named(picture.page)
    return next(role for role in all_roles() if page.right in rights_of(role)) if page else None


def in_order(shown: tuple[Picture, ...]) -> Iterator[tuple[tuple[Any, ...], list[tuple[Picture, str]]]]:
    """Yield what a browser needs for some pictures (role, size, dark), and those pictures with their languages."""
    keys = {(role_of(picture), picture.size, picture.dark): None for picture in shown}
    for key in keys:
        alike = [picture for picture in shown if (role_of(picture), picture.size, picture.dark) == key]
        yield key, [(picture, language) for picture in alike for language in picture.languages]


def opened(browser: Browser, address: str, size: tuple[int, int], role: str | None, password: str) -> Page:
    """Return a page of that size, on which the account of a role signed in."""
    page = browser.new_page(base_url=address, viewport={"width": size[0], "height": size[1]})
    page.set_default_timeout(PATIENCE_MS)
    if role:
        page.goto("/sign-in?next=/en/about")
        page.fill("#name", role)
        page.fill("#password", password)
        page.click("form button")
        page.wait_for_url("**/en/about")
    return page


def settle(page: Page) -> None:
    """Wait until a view is drawn; a page that asks now and then whether an answer is there is never quite still."""
    with suppress(PlaywrightTimeout):
        page.wait_for_load_state("networkidle", timeout=QUIET_MS)
    page.wait_for_timeout(800)


def take(page: Page, picture: Picture, language: str) -> None:
    """Open a view, wait until it is drawn, and save what the screen shows."""
    signing_in = f"/sign-in?language={language}"
    page.goto(signing_in if picture.page == "sign-in" else f"/{language}/{picture.path}")
    settle(page)
    if picture.do:
        picture.do(page)
        settle(page)
    file = IMAGES / f"{picture.name}.{language}.png"
    page.screenshot(path=file)
    Image.open(file).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(file, optimize=True)
    print(f"wrote docs/images/{file.name}")


def take_all(browser: Browser, address: str, shown: tuple[Picture, ...]) -> None:
    """Take all pictures, each with the account of the first role that may see it."""
    known = passwords()
    for (role, size, dark), of_these in in_order(shown):
        page = opened(browser, address, size, role, known.get(role or "", ""))
        if dark:
            page.locator("#scheme").click()
        for picture, language in of_these:
            take(page, picture, language)
        page.close()


def pictures_page(shown: tuple[Picture, ...]) -> str:
    """Return the page that shows them, in Markdown."""
    return "\n".join([INTRODUCTION, *(line for picture in shown for line in _part(picture))])


def _part(picture: Picture) -> Iterator[str]:
    files = [f"images/{picture.name}.{language}.png" for language in picture.languages]
    yield f"**{picture.told}**\n"
    yield "| " + " | ".join(f"[![{picture.told}]({file})]({file})" for file in files) + " |"
    yield "|" + "---|" * len(files) + "\n"


def main() -> None:
    """Serve the demo data on a free port, take the pictures, write their page, and stop."""
    ask_questions()
    folder = SnapshotFolder(load_settings().snapshots_dir)
    shown = pictures(an_employer(folder), a_lender(folder), folder.latest("what_if").manifest.snapshot_id)
    IMAGES.mkdir(parents=True, exist_ok=True)
    command = [*KOMPAS, "dashboard", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server, sync_playwright() as playwright:
        try:
            assert server.stdout  # noqa: S101
            address = re.findall(r"http://\S+", server.stdout.readline())[0]
            browser = playwright.chromium.launch(executable_path=os.environ["KOMPAS_CHROMIUM"], args=BROWSER_OPTIONS)
            take_all(browser, address, shown)
            browser.close()
        finally:
            server.terminate()
    (DOCS / "pictures.md").write_text(pictures_page(shown), encoding="utf-8")
    print("wrote docs/pictures.md")


if __name__ == "__main__":
    main()
