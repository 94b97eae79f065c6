"""Seconds and peak memory of every step, beside a plain scan of the same Parquet columns in the same run.

Run with ``make bench``; the table goes to ``benchmarks/steps.md``. EMPLOYERS and MONTHS change the size.
"""

import os
import platform
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import duckdb
import psutil

from pipelines.run import STEPS

TABLE = Path(__file__).with_suffix(".md")
SCAN_ROUNDS = 3


@dataclass(frozen=True)
class Measured:
    """One command: wall seconds, processor seconds and the highest memory of its process."""

    name: str
    seconds: float
    processor_seconds: float
    peak_gb: float


def measure(name: str, command: list[str]) -> Measured:
    """Run a command and watch its memory."""
    started = time.perf_counter()
    before = os.times()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603
    peak = [0]
    watcher = threading.Thread(target=_watch, args=(process.pid, peak))
    watcher.start()
    if process.wait() != 0:
        sys.exit(f"{' '.join(command)} failed; run it by hand to see why")
    watcher.join()
    after = os.times()
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return Measured(name, time.perf_counter() - started, used, peak[0] / 1e9)


def _watch(process_id: int, peak: list[int]) -> None:
    try:
        process = psutil.Process(process_id)
        while process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
            peak[0] = max(peak[0], process.memory_info().rss)
            time.sleep(0.02)
    except psutil.Error:
        return


def scan_seconds(register: Path) -> tuple[float, int]:
    """Return the best of some rounds of reading every column of the wage records, and their number."""
    files = str(register / "wage_records" / "*.parquet")
    best, rows = float("inf"), 0
    for _ in range(SCAN_ROUNDS):
        with duckdb.connect(config={"threads": 2}) as connection:
            started = time.perf_counter()
            columns = [row[0] for row in connection.execute("DESCRIBE FROM read_parquet($f)", {"f": files}).fetchall()]
            hashed = ", ".join(f'"{column}"' for column in columns)
            query = f"SELECT count(*), bit_xor(hash({hashed})) FROM read_parquet($f)"  # noqa: S608 -- our own columns
            (rows, _) = connection.execute(query, {"f": files}).fetchone() or (0, 0)
            best = min(best, time.perf_counter() - started)
    return best, rows


def report(measured: list[Measured], scan: float, rows: int) -> str:
    """Return the table as Markdown."""
    employers, months = os.environ.get("EMPLOYERS", "20,000"), os.environ.get("MONTHS", "24")
    lines = [
        "# Seconds and memory of each step",
        "",
        f"{employers} employers, {months} months, {rows:,} wage records; {os.cpu_count()} cores, "
        f"Python {platform.python_version()}, DuckDB {duckdb.__version__}. Made by `make bench`; each step is a fresh "
        f"process, start-up included. A plain scan of the wage records' columns took {scan:.2f} s in the same run.",
        "",
        "| step | seconds | processor seconds | peak memory (GB) | times the scan |",
        "|---|---:|---:|---:|---:|",
    ]
    lines += [
        f"| {item.name} | {item.seconds:.1f} | {item.processor_seconds:.1f} | {item.peak_gb:.2f} "
        f"| {item.seconds / scan:.0f} |"
        for item in measured
    ]
    total = sum(item.seconds for item in measured)
    lines.append(f"| **all** | **{total:.1f}** | | **{max(item.peak_gb for item in measured):.2f}** | |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Run all steps in a folder of their own, and write the table."""
    folder = Path(tempfile.mkdtemp(prefix="kompas-bench-"))
    try:
        command = str(Path(sys.executable).parent / "kompas")
        measured = [measure(step, [command, step, "--data", str(folder)]) for step in STEPS]
        scan, rows = scan_seconds(folder / "register")
        text = report(measured, scan, rows)
    finally:
        shutil.rmtree(folder)
    TABLE.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
