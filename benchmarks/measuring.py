"""Seconds, processor seconds and peak memory of a command, and the plain scan that others are held against."""

import os
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import duckdb
import psutil

SCAN_ROUNDS = 3
KOMPAS = str(Path(sys.executable).parent / "kompas")


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


def scan_seconds(files: str) -> tuple[float, int]:
    """Return the best of some rounds of reading every column of Parquet files (a glob), and the number of rows."""
    best, rows = float("inf"), 0
    for _ in range(SCAN_ROUNDS):
        with duckdb.connect(config={"threads": 2}) as connection:
            started = time.perf_counter()
            columns = [row[0] for row in connection.execute("DESCRIBE FROM read_parquet($f)", {"f": files}).fetchall()]
            hashed = ", ".join(f'"{column}"' for column in columns)
            query = f"SELECT count(*), bit_xor(hash({hashed})) FROM read_parquet($f)"  # noqa: S608 -- our own columns
            rows = int(connection.execute(query, {"f": files}).fetchall()[0][0])
            best = min(best, time.perf_counter() - started)
    return best, rows


def _watch(process_id: int, peak: list[int]) -> None:
    try:
        process = psutil.Process(process_id)
        while process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
            peak[0] = max(peak[0], process.memory_info().rss)
            time.sleep(0.02)
    except psutil.Error:
        return
