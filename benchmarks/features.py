"""Features of a whole country: seconds, memory and the ratio to a plain scan of the same wage records in the same run.

Run with ``make bench-features``; the table goes to ``benchmarks/features.md``. EMPLOYERS changes the size. FOLDER names
a data folder whose warehouse holds thirteen months or more, so that nothing is generated.
"""

import os
import platform
import shutil
import sys
import tempfile
from pathlib import Path

import duckdb
import polars as pl

from benchmarks.features_part import DATES, OTHERS, WINDOW, Bench
from benchmarks.measuring import KOMPAS, Measured, measure, scan_seconds
from benchmarks.ten_features import in_duckdb, in_pandas
from features.catalogue import load_catalogue
from features.monthly.lists import monthly_columns

TABLE = Path(__file__).with_suffix(".md")
EMPLOYERS = os.environ.get("EMPLOYERS", "450000")
PARTS = ("months", "matrix", "new_month", "many_dates", "facts", "full", "ten_duckdb", "ten_pandas")
SAME_TO = 1e-9


def generated(folder: Path) -> None:
    """Make a country's registers in a folder and take them in."""
    for verb in (["synth", "--employers", EMPLOYERS, "--months", str(WINDOW + 1)], ["ingest"]):
        measure(verb[0], [KOMPAS, verb[0], "--data", str(folder), *verb[1:]])
    shutil.rmtree(folder / "register")


def measured(folder: Path) -> dict[str, Measured]:
    """Measure each part in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.features_part"]
    return {part: measure(part, [*command, part, str(folder)]) for part in PARTS}


def plain_scan(bench: Bench) -> tuple[float, int]:
    """Return seconds and rows of a plain scan of the window's wage records."""
    scans = [[scan_seconds(file) for file in bench.files(month)] for month in bench.months[:WINDOW]]
    flat = [scan for month in scans for scan in month]
    return sum(seconds for seconds, _ in flat), sum(rows for _, rows in flat)


def ten_agree(bench: Bench) -> bool:
    """Tell whether DuckDB and pandas give the same ten features."""
    files = bench.files(bench.months[-2])
    mine, theirs = in_duckdb(files, 2, "2GB"), in_pandas(files)
    names = [name for name in mine.columns if name != "loonheffingennummer"]
    pairs = mine.join(theirs, on="loonheffingennummer", suffix="_pandas")
    apart = [(pl.col(name).cast(float) - pl.col(f"{name}_pandas").cast(float)).abs() for name in names]
    scale = [pl.col(name).cast(float).abs().clip(1.0) for name in names]
    worst = pairs.select(pl.max_horizontal(*(a / b for a, b in zip(apart, scale, strict=True))).max()).item()
    return len(pairs) == len(mine) == len(theirs) and worst <= SAME_TO


def report(parts: dict[str, Measured], scan: float, rows: int, agree: bool) -> str:
    """Return the page."""
    full, month_share = parts["full"], parts["months"].seconds / WINDOW
    lines = [
        "# Features of a whole country\n",
        f"{int(EMPLOYERS):,} employers, {WINDOW} months, {rows:,} wage records; {len(load_catalogue().names)} features "
        f"from {len(monthly_columns())} monthly sums; {os.cpu_count()} cores, Python {platform.python_version()}, "
        f"DuckDB {duckdb.__version__}. Made by `make bench-features`; each part is a fresh process, start-up included. "
        f"The plain scan reads and hashes every column of the wage records of the {WINDOW} months with DuckDB in the "
        "same run: "
        f"{scan:.2f} s.\n",
        "| part | seconds | processor seconds | peak memory (GB) | times the scan |",
        "|---|---:|---:|---:|---:|",
        *(_row(parts[part], text, scan) for part, text in _TEXTS.items()),
        "",
        f"- Full build: {full.seconds / scan:.1f}x the scan (aim 12x, at most 20x), {full.peak_gb:.2f} GB (at most 2).",
        f"- A new month: {parts['new_month'].seconds / month_share:.2f}x its share of the pre-aggregates, "
        f"{parts['new_month'].seconds / (full.seconds / WINDOW):.2f}x its share of the full build (at most 2).",
        f"- {DATES} as-of dates, {OTHERS:,} employers and the labelled ones each: "
        f"{parts['many_dates'].seconds / full.seconds:.2f}x the full build, "
        f"{parts['many_dates'].seconds / parts['matrix'].seconds:.2f}x one matrix from pre-aggregates (at most 3).",
        f"- Ten features of one month: pandas takes {parts['ten_pandas'].seconds / parts['ten_duckdb'].seconds:.1f}x "
        f"the seconds and {parts['ten_pandas'].peak_gb / parts['ten_duckdb'].peak_gb:.1f}x the memory of DuckDB; the "
        f"figures are {'the same' if agree else 'NOT the same'}.",
    ]
    return "\n".join(lines) + "\n"


_TEXTS = {
    "full": "full build: pre-aggregates and the matrix",
    "months": "of which the pre-aggregates of 12 months",
    "matrix": "of which the matrix",
    "new_month": "a new month's pre-aggregates",
    "many_dates": f"{DATES} as-of matrices",
    "facts": "the facts of all rules",
    "ten_duckdb": "ten features of one month, DuckDB",
    "ten_pandas": "ten features of one month, pandas",
}


def _row(part: Measured, text: str, scan: float) -> str:
    figures = f"{part.seconds:.1f} | {part.processor_seconds:.1f} | {part.peak_gb:.2f} | {part.seconds / scan:.1f}"
    return f"| {text} | {figures} |"


def main() -> None:
    """Measure and write the page."""
    given = os.environ.get("FOLDER")
    folder = Path(given or tempfile.mkdtemp(prefix="kompas-bench-", dir=os.environ.get("BENCH_DIR")))
    try:
        if given is None:
            generated(folder)
        bench = Bench(folder)
        scan, rows = plain_scan(bench)
        page = report(measured(folder), scan, rows, ten_agree(bench))
    finally:
        shutil.rmtree(folder if given is None else folder / "bench", ignore_errors=True)
    TABLE.write_text(page, encoding="utf-8")
    print(page)


if __name__ == "__main__":
    main()
