"""The dashboard on a national snapshot: lists, pages, first paint and memory, with eight visitors at once.

Run with ``make bench-dashboard`` on the folder of a national run (``DATA=...``; how to make one stands in the table's
head); the table goes to ``benchmarks/dashboard.md``. The same questions to explainerdashboard stand beside it, see
`benchmarks.dashboard_explainer`.
"""

import json
import os
import platform
import random
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import psutil
from playwright.sync_api import sync_playwright

from benchmarks import dashboard_pages as pages
from benchmarks.dashboard_visitor import Visitor, rows_of, screen_of
from benchmarks.measuring import KOMPAS
from data_contracts.snapshots import SnapshotFolder

PAGE = Path(__file__).with_suffix(".md")
DATA = Path(os.environ.get("DATA", "data/national"))
EXPLAINER = Path(__file__).with_name("dashboard_explainer.json")
VISITORS, WORKERS, QUESTIONS, PAGES, SEED = 8, 2, 40, 10, 20261129
PAINTS = 5
ROLES = ("planner", "manager", "analyst", "auditor")
BROWSER = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
WORDS = ("veld", "bouw", "noord", "zon", "bakker", "groen", "van", "de", "uitzend", "stal")


@dataclass(frozen=True)
class Times:
    """Seconds of one kind of question, as the visitors waited for the answers."""

    name: str
    seconds: Sequence[float]
    asked: str

    def line(self) -> str:
        """Return its line of the table, in milliseconds."""
        told = [f"{value * 1000:,.0f}" for value in (self._quantile(0.5), self._quantile(0.95), max(self.seconds))]
        return f"| {self.name} | {len(self.seconds):,} | {' | '.join(told)} | {self.asked} |"

    def _quantile(self, share: float) -> float:
        return statistics.quantiles(self.seconds, n=100, method="inclusive")[round(share * 100) - 1]


def list_requests(columns: Sequence[str], rows: int, chance: random.Random) -> list[dict[str, Any]]:
    """Return requests as a reader makes them: any filter, any order, any page."""

    def one() -> dict[str, Any]:
        filters = (
            {chance.choice(columns): {"filterType": "text", "type": "contains", "filter": chance.choice(WORDS)}}
            if chance.random() < 0.5
            else {}
        )
        order = [{"colId": chance.choice(columns), "sort": chance.choice(["asc", "desc"])}]
        first = 100 * chance.randrange(rows // 100) if not filters else 0
        return {
            "startRow": first,
            "endRow": first + 100,
            "filterModel": filters,
            "sortModel": order if chance.random() < 0.7 else [],
        }

    return [one() for _ in range(QUESTIONS)]


def at_once(visitors: Sequence[Visitor], questions: Callable[[int], list[dict[str, Any]]]) -> list[float]:
    """Let all visitors ask their questions at the same time; return the seconds of every answer."""
    with ThreadPoolExecutor(len(visitors)) as pool:
        asked = [pool.submit(_ask_all, visitor, questions(number)) for number, visitor in enumerate(visitors)]
        return [seconds for one in asked for seconds in one.result()]


def _ask_all(visitor: Visitor, questions: list[dict[str, Any]]) -> list[float]:
    return [visitor.ask(question)[0] for question in questions]


def lists(visitors: Sequence[Visitor], employers: int, planned: int) -> list[Times]:
    """Measure the list of all employers and the list of the plan."""
    callbacks = [item for item in visitors[0].callbacks() if item["clientside_function"] is None]
    told = []
    for name, grid, columns, rows, target in (
        (
            f"list of {employers:,} employers: any filter, order or page",
            "employers-grid",
            ("trade_name", "employer_id", "kvk_number", "sector", "size_class", "province", "legal_form"),
            employers,
            "p95 300",
        ),
        (
            f"list of the plan ({planned:,} employers)",
            "plan-grid",
            ("trade_name", "sector", "size_class", "province", "team", "month", "instrument", "state"),
            planned,
            "p95 300",
        ),
    ):
        callback = next(item for item in callbacks if any(part["id"] == grid for part in _rows_inputs(item)))
        values = {"employers-sought": "", "employers-setting": {"language": "nl"}, "plan-setting": {"language": "nl"}}
        visitors[0].ask(rows_of(callback, {"startRow": 0, "endRow": 100}, values))  # the first visit of a worker
        visitors[1].ask(rows_of(callback, {"startRow": 0, "endRow": 100}, values))

        def questions(
            number: int,
            callback: dict[str, Any] = callback,
            columns: Sequence[str] = columns,
            rows: int = rows,
            values: dict[str, Any] = values,
        ) -> list[dict[str, Any]]:
            chance = random.Random(SEED + number)  # noqa: S311 -- a seeded choice of questions
            return [rows_of(callback, request, values) for request in list_requests(columns, max(rows, 100), chance)]

        told.append(Times(name, at_once(visitors, questions), target))
    return told


def _rows_inputs(callback: dict[str, Any]) -> list[dict[str, Any]]:
    return [item for item in callback["inputs"] if item["property"] == "getRowsRequest"]


def dossiers(visitors: Sequence[Visitor], employers: Sequence[str]) -> list[Times]:
    """Measure the dossier, for one visitor and for all at once."""

    def questions(number: int) -> list[dict[str, Any]]:
        chosen = random.Random(SEED + number).sample(list(employers), QUESTIONS)  # noqa: S311 -- a seeded choice
        return [screen_of(f"/nl/employer/{employer}", "?purpose=planned") for employer in chosen]

    at_once(visitors, lambda number: questions(99 - number)[:1])  # the first visit of a worker, whichever answers whom
    alone = _ask_all(visitors[0], questions(100))
    together = at_once(visitors, questions)
    return [
        Times("dossier of a planned employer, one visitor", alone, "p95 500"),
        Times(f"dossier of a planned employer, {len(visitors)} visitors at once", together, ""),
    ]


def other_pages(visitors: Sequence[Visitor], employers: Sequence[str], lenders: Sequence[str]) -> list[Times]:
    """Measure the whole dossier and every page that is no list, each with all parts that its browser asks for."""
    callbacks = visitors[0].callbacks()
    asked = {
        "dossier with all its blocks": pages.whole_dossier(callbacks, employers),
        "chain: a part of a name": pages.chain_search(callbacks, WORDS),
        "chain of a lender": pages.chain_of(callbacks, lenders),
        **{f"page {name}, with all its parts": pages.simple_page(callbacks, name) for name in pages.SIMPLE},
        "log: any filter, with a hundred lines": pages.log_list(callbacks),
    }
    return [
        Times(f"{name}, {len(visitors)} visitors at once", pages.together(visitors, SEED, PAGES, one), "")
        for name, one in asked.items()
    ]


def first_paints(address: str, name: str, password: str) -> Times:
    """Measure the plan page in a new browser: from the address to the first rows on the screen."""
    seconds = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ["KOMPAS_CHROMIUM"], args=BROWSER)
        for _ in range(PAINTS):
            context = browser.new_context(viewport={"width": 1440, "height": 900}, base_url=address)
            page = context.new_page()
            page.goto("/sign-in?next=/nl/about")
            page.fill("input[name=name]", name)
            page.fill("input[name=password]", password)
            page.click("button[type=submit]")
            page.wait_for_selector("main h1")
            page.close()
            context.clear_cookies(name="nothing")
            page = context.new_page()
            started = time.perf_counter()
            page.goto("/nl/plan", wait_until="commit")
            page.wait_for_selector("#plan-grid .ag-row a[href]")
            seconds.append(time.perf_counter() - started)
            context.close()
        browser.close()
    return Times("plan in Chromium: address to the first rows", seconds, "2,500")


def memory_of(process: psutil.Process) -> list[float]:
    """Return the megabytes that each worker holds for itself (a page shared with others counts in parts)."""
    return [child.memory_full_info().pss / 1e6 for child in process.children()]


def national(folder: SnapshotFolder) -> tuple[int, list[str], list[str]]:
    """Return how many employers have scores, the employers of the plan, and who lends workers."""
    plan = folder.latest("plan")
    scores = folder.input_of(plan, "scores")
    with duckdb.connect() as database:
        count = database.execute(
            "SELECT count(DISTINCT employer_id) FROM read_parquet($scores)", {"scores": scores.table("scores")}
        ).fetchall()[0][0]
        items = database.execute(
            "SELECT employer_id FROM read_parquet($items) ORDER BY employer_id", {"items": plan.table("items")}
        ).fetchall()
        links = folder.input_of(plan, "warehouse").table("staffing_links")
        lenders = database.execute(
            "SELECT DISTINCT lender_id FROM read_parquet($links) ORDER BY lender_id", {"links": links}
        ).fetchall()
    return int(count), [row[0] for row in items], [row[0] for row in lenders]


def account() -> tuple[str, str]:
    """Make an account with every role that the questions need, and return its name and password."""
    name = f"bench{random.SystemRandom().randrange(10**8)}"
    roles = [part for role in ROLES for part in ("--role", role)]
    command = [KOMPAS, "accounts", "add", name, *roles, "--generate", "--data", str(DATA)]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603
    return name, re.findall(r"\S{12,}", said)[-1]


def measured() -> list[str]:
    """Serve the national snapshot with two workers, ask everything, and return the lines of the table."""
    employers, planned, lenders = national(SnapshotFolder(DATA / "snapshots"))
    name, password = account()
    command = [KOMPAS, "dashboard", "--port", "0", "--workers", str(WORKERS), "--data", str(DATA)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:  # noqa: S603
        try:
            assert server.stdout  # noqa: S101
            address = re.findall(r"http://[\d.:]+", server.stdout.readline())[0]
            visitors = [Visitor(address, name, password) for _ in range(VISITORS)]
            told = lists(visitors, employers, len(planned)) + dossiers(visitors, planned)
            told += other_pages(visitors, planned, lenders)
            told.append(first_paints(address, name, password))
            held = memory_of(psutil.Process(server.pid))
        finally:
            server.terminate()
    lines = [times.line() for times in told]
    return [*lines, f"| memory of a worker afterwards (MB) | {len(held)} | | | {max(held):,.0f} | 700 |"]


def page(lines: Sequence[str]) -> str:
    """Return the whole page."""
    head = f"""# The dashboard on a national snapshot

{VISITORS} visitors at once, {QUESTIONS} questions each ({PAGES} of whole pages, whose parts are asked one after the
other and added up), over HTTP on the same machine ({os.cpu_count()} cores, Python
{platform.python_version()}, DuckDB {duckdb.__version__}, `kompas dashboard --workers {WORKERS}`); every answer is
timed as the visitor waits for it, sign-in check and audit line included. Synthetic data:
`KOMPAS_SYNTH__EMPLOYERS=450000 KOMPAS_SYNTH__MONTHS=13 KOMPAS_DATA_DIR=data/national kompas run --activate-by demo`,
then `make bench-dashboard`.

| question | answers | median (ms) | p95 (ms) | slowest (ms) | asked |
|---|---:|---:|---:|---:|---|
"""
    return head + "\n".join(lines) + "\n" + beside()


def beside() -> str:
    """Return what explainerdashboard did, when it was measured."""
    if not EXPLAINER.exists():
        return ""
    told: dict[str, Any] = json.loads(EXPLAINER.read_text(encoding="utf-8"))
    return "\n" + "\n".join(told["lines"]) + "\n"


if __name__ == "__main__":
    made = page(measured())
    PAGE.write_text(made, encoding="utf-8")
    sys.stdout.write(made)
