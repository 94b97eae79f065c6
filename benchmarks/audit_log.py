"""The audit log at a million lines, on SQLite and on PostgreSQL: what a check takes, and how fast lines are written.

Run with ``make bench-audit`` (LINES changes the size); the page goes to ``benchmarks/audit_log.md``.
"""

import hashlib
import os
import platform
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import Connection, insert

from benchmarks.measuring import KOMPAS, Measured, measure
from data_contracts.store import AuditLine, AuditLog, decisions, sqlite_url
from data_contracts.store.audit_log import FIRST_HASH
from data_contracts.store.recorded import append
from data_contracts.store.tables import AUDIT_HEAD, AUDIT_LOG
from tests.support.postgres_server import running, server_programs

PAGE = Path(__file__).with_suffix(".md")
LINES = int(os.environ.get("LINES", "1000000"))
DECISIONS, ONE_BY_ONE, WRITERS = 20_000, 1_000, 8
AT_ONCE = 20_000
AT = "2026-11-02T09:30:00.123456+00:00"


@dataclass(frozen=True)
class Found:
    """What was measured on one database."""

    database: str
    check: Measured
    alone: float
    together: float


def chain() -> Iterator[AuditLine]:
    """A chain of lines as the dashboard writes them when a dossier is opened."""
    previous = FIRST_HASH
    for number in range(1, LINES + 1):
        subject = "employer:" + hashlib.sha256(str(number).encode()).hexdigest()
        detail = {"plan": "2026-11-02-0a1b2c3d", "view": "open", "position": number}
        line = AuditLine(number, AT, "planner", "open_dossier", subject, detail, previous)
        line = replace(line, hash=line.computed_hash())
        previous = line.hash
        yield line


def fill(connection: Connection) -> None:
    """Write the chain in large parts, as no program does, and let the head follow it."""
    waiting: list[dict[str, object]] = []
    for line in chain():
        waiting.append(vars(line))
        if len(waiting) == AT_ONCE or line.sequence == LINES:
            connection.execute(insert(AUDIT_LOG), waiting)
            waiting = []
            last = line
    connection.exec_driver_sql("DROP TRIGGER audit_head_forward" + _on_table(connection))
    connection.execute(AUDIT_HEAD.update().values(sequence=last.sequence, hash=last.hash))


def _on_table(connection: Connection) -> str:
    return " ON audit_head" if connection.dialect.name == "postgresql" else ""


def decide(connection: Connection) -> None:
    """Record decisions beside their lines."""
    fixed = {"plan_id": "P", "kind": "accept", "state": "done", "reason": "agreed", "view": "open", "version": 0}
    for number in range(DECISIONS):
        append(connection, decisions.RECORDED, fixed | {"employer_id": f"E{number:07}", "by": "planner"}, "planner")


def lines_a_second(url: str, writers: int) -> float:
    """Write lines one by one, each in a transaction of its own, by so many writers at once."""

    def write(_: int) -> None:
        log = AuditLog(url)
        for number in range(ONE_BY_ONE // writers):
            log.record("planner", "open_dossier", f"employer:{number}", {"position": number})

    started = time.perf_counter()
    with ThreadPoolExecutor(writers) as pool:
        list(pool.map(write, range(writers)))
    return ONE_BY_ONE / (time.perf_counter() - started)


def found(database: str, url: str) -> Found:
    """Fill a store, and measure."""
    with AuditLog(url).transaction(writing=True) as connection:
        fill(connection)
        decide(connection)
    os.environ["KOMPAS_STORE_URL"] = url
    check = measure("kompas audit verify", [KOMPAS, "audit", "verify"])
    return Found(database, check, lines_a_second(url, 1), lines_a_second(url, WRITERS))


def page(results: list[Found]) -> str:
    """Return the page."""
    lines = [
        "# The audit log at a million lines\n",
        f"{LINES:,} lines of opened dossiers and {DECISIONS:,} decisions with theirs; {os.cpu_count()} cores, Python "
        f"{platform.python_version()}. Made by `make bench-audit`. The check is `kompas audit verify`: a fresh process "
        "that computes every hash again and compares every decision with its line. PostgreSQL runs on the same machine "
        "without waiting for the disk, SQLite waits for it at every line (`synchronous = FULL`).\n",
        "| store | seconds | processor seconds | peak memory (GB) | lines a second, one writer | of "
        f"{WRITERS} at once |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    lines += [
        f"| {item.database} | {item.check.seconds:.1f} | {item.check.processor_seconds:.1f} | {item.check.peak_gb:.2f} "
        f"| {item.alone:,.0f} | {item.together:,.0f} |"
        for item in results
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure on both databases and write the page."""
    programs = server_programs()
    if programs is None:
        sys.exit("No PostgreSQL server: run `make postgres` first.")
    with tempfile.TemporaryDirectory() as folder:
        results = [found("SQLite", sqlite_url(Path(folder)))]
    with running(programs) as server:
        results.append(found("PostgreSQL", server.url(server.new_database())))
    PAGE.write_text(page(results), "utf-8")
    print(page(results))


if __name__ == "__main__":
    main()
