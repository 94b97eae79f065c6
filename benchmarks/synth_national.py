"""Make a synthetic Netherlands of national size: seconds of each part, peak memory, bytes written, beside a plain scan.

Run with ``python -m benchmarks.synth_national``; the table goes to ``benchmarks/synth_national.md``. EMPLOYERS, MONTHS,
THREADS and MEMORY change the size. The registers are made in a process of its own, which this module is too.
"""

import importlib
import json
import os
import platform
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from benchmarks.measuring import Measured, measure, scan_seconds

TABLE = Path(__file__).with_suffix(".md")
EMPLOYERS = int(os.environ.get("EMPLOYERS", "450000"))
MONTHS = int(os.environ.get("MONTHS", "12"))
THREADS = int(os.environ.get("THREADS", "2"))
MEMORY = os.environ.get("MEMORY", "2GB")
LAST_MONTH = date(2026, 10, 1)
PARTS = {
    "make_world": "employers, their causes, who hires from whom",
    "make_deeds": "what employers do",
    "make_jobs": "jobs and workers",
    "make_visits": "inspections, month by month",
    "write_world": "registers of employers, lending and posting",
    "write_inspecting": "registers of inspections and signals",
    "write_wage_files": "wage records",
    "write_worker_registers": "permits, placements, payslips",
    "write_truth": "truth",
}
TIMES = "times.json"


def make(folder: Path) -> None:
    """Make the registers in ``folder``, and leave the seconds of each part and the rows of each table in a file."""
    module = importlib.import_module("pipelines.synthetic.generate")
    seconds: dict[str, float] = {}
    for name in PARTS:
        setattr(module, name, _timed(name, getattr(module, name), seconds))
    result = module.generate(
        folder,
        employers=EMPLOYERS,
        months=MONTHS,
        last_month=LAST_MONTH,
        visits_per_month=EMPLOYERS // 50,
        random_share=0.1,
        seed=20261031,
        threads=THREADS,
        memory_limit=MEMORY,
        report=print,
    )
    (folder / TIMES).write_text(json.dumps({"seconds": seconds, "rows": result.rows}), encoding="utf-8")


def _timed(name: str, part: Callable[..., Any], seconds: dict[str, float]) -> Callable[..., Any]:
    def timed(*arguments: Any, **named: Any) -> Any:
        started = time.perf_counter()
        try:
            return part(*arguments, **named)
        finally:
            seconds[name] = time.perf_counter() - started

    return timed


def bytes_of(folder: Path) -> int:
    """Return the size of all Parquet files below a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*.parquet"))


def scan_of_the_rest(register: Path) -> float:
    """Return the seconds to read every column of all tables but the wage records."""
    tables = {path.parent.name for path in register.glob("*/*/*.parquet")} - {"wage_records"}
    return sum(scan_seconds(str(register / "*" / table / "*.parquet"))[0] for table in sorted(tables))


def report(folder: Path, measured: Measured) -> str:
    """Return the table as Markdown."""
    register = folder / "register"
    made: dict[str, dict[str, Any]] = json.loads((folder / TIMES).read_text(encoding="utf-8"))
    scan, rows = scan_seconds(str(register / "*" / "wage_records" / "*.parquet"))
    wages = sum(bytes_of(drop / "wage_records") for drop in register.iterdir())
    lines = [
        "# The synthetic Netherlands at national size",
        "",
        f"{EMPLOYERS:,} employers, {MONTHS} months, {rows:,} wage records; {THREADS} of {os.cpu_count()} cores, "
        f"DuckDB's memory limit {MEMORY}; Python {platform.python_version()}, DuckDB {duckdb.__version__}. Made by "
        "`python -m benchmarks.synth_national` in a fresh process, start-up included.",
        "",
        "| part | seconds |",
        "|---|---:|",
        *(f"| {PARTS[name]} | {seconds:.1f} |" for name, seconds in made["seconds"].items()),
        f"| **all** | **{measured.seconds:.1f}** |",
        "",
        f"Processor seconds {measured.processor_seconds:.0f}, peak memory {measured.peak_gb:.2f} GB. Written: "
        f"{bytes_of(register) / 1e9:.2f} GB, of which wage records {wages / 1e9:.2f} GB ({wages / rows:.1f} bytes "
        f"each). A plain scan of every column by DuckDB in the same run: wage records {scan:.1f} s, all other tables "
        f"{scan_of_the_rest(register):.1f} s.",
        "",
        "Rows: " + ", ".join(f"{table} {count:,}" for table, count in made["rows"].items()) + ".",
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Make the registers in a process and a folder of their own, and write the table."""
    folder = Path(tempfile.mkdtemp(prefix="kompas-bench-"))
    try:
        measured = measure("synth", [sys.executable, "-m", "benchmarks.synth_national", str(folder)])
        text = report(folder, measured)
    finally:
        shutil.rmtree(folder)
    TABLE.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    make(Path(sys.argv[1])) if sys.argv[1:] else main()
