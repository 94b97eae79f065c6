"""Generate, ingest and query the registers of a whole country, beside a plain scan of the same Parquet columns.

Run with ``make bench-registers``; the table goes to ``benchmarks/registers.md``. EMPLOYERS and MONTHS change the size.
A second part spoils one row in ten thousand in twelve ways and counts what ingest finds.
"""

import os
import platform
import shutil
import sys
import tempfile
from pathlib import Path

import duckdb
import polars as pl

from benchmarks.measuring import KOMPAS, Measured, measure, scan_seconds
from data_contracts.snapshots import SnapshotFolder
from tests.support.corruption import EXPECTED, corrupt

TABLE = Path(__file__).with_suffix(".md")
EMPLOYERS = os.environ.get("EMPLOYERS", "450000")
MONTHS = sorted({1, int(os.environ.get("MONTHS", "12"))})
ONE_IN = 10_000
AS_OF = "2026-12-31"


def measured_at(folder: Path, months: int) -> tuple[list[Measured], float, int]:
    """Measure each part for a number of months; return the plain scan's seconds and rows too."""
    size = ["--employers", EMPLOYERS, "--months", str(months)]
    parts = [measure("generate", [KOMPAS, "synth", "--data", str(folder), *size])]
    tables = sorted({path.name for path in (folder / "register").glob("*/*") if path.is_dir()})
    scans = {name: scan_seconds(str(folder / "register" / "*" / name / "*.parquet")) for name in tables}
    scan, rows = sum(seconds for seconds, _ in scans.values()), scans["wage_records"][1]
    parts.append(measure("ingest and validate", [KOMPAS, "ingest", "--data", str(folder)]))
    records = warehouse(folder) / "wage_records"
    query = [sys.executable, "-m", "benchmarks.as_known", str(records), str(months), AS_OF]
    parts.append(measure("query as known", query))
    return parts, scan, rows


def warehouse(folder: Path) -> Path:
    """Return the warehouse snapshot of a data folder."""
    return SnapshotFolder(folder / "snapshots").latest("warehouse").path


def found_and_lost(folder: Path) -> tuple[pl.DataFrame, Measured, int]:
    """Spoil the one drop of a folder, ingest it elsewhere, and return per way what was found."""
    (drop,) = sorted((folder / "register").iterdir())
    other = folder / "spoilt"
    spoilt = corrupt(drop, other / "register", ONE_IN)
    took = measure("ingest of the spoilt drop", [KOMPAS, "ingest", "--data", str(other)])
    rules = pl.DataFrame(
        [(way, table, rule) for way, (table, rule) in EXPECTED.items()],
        schema=["way", "table_name", "rule"],
        orient="row",
    )
    quarantined = pl.read_parquet(warehouse(other) / "quarantine" / "*.parquet").select(
        "table_name", "file", "line", "rule"
    )
    place = ["table_name", "file", "line"]
    seen = spoilt.ledger.join(rules, on=["way", "table_name"]).join(quarantined, on=[*place, "rule"], how="left")
    found = seen.join(quarantined.select(*place, "rule"), on=[*place, "rule"], how="semi")
    per_way = (
        spoilt.ledger.group_by("way").len("spoilt")
        .join(found.group_by("way").len("found"), on="way", how="left")
        .with_columns(pl.col("found").fill_null(0))
        .sort("way")
    )  # fmt: skip
    invented = quarantined.join(spoilt.ledger, on=place, how="anti").unique(place).height
    return per_way, took, invented


def report(sections: list[str]) -> str:
    """Return the page."""
    head = (
        f"# A country's registers\n\n{int(EMPLOYERS):,} employers; {os.cpu_count()} cores, Python "
        f"{platform.python_version()}, DuckDB {duckdb.__version__}. Made by `make bench-registers`; each part is a "
        "fresh process, start-up included. The plain scan reads and hashes every column of every delivered table with "
        "DuckDB in the same run.\n"
    )
    return "\n".join([head, *sections]) + "\n"


def speed_section(months: int, parts: list[Measured], scan: float, rows: int) -> str:
    """Return the table of one size."""
    lines = [
        f"## {months} month{'s' if months > 1 else ''}: {rows:,} wage records\n",
        f"Plain scan: {scan:.2f} s.\n",
        "| part | seconds | processor seconds | peak memory (GB) | times the scan |",
        "|---|---:|---:|---:|---:|",
        *(
            f"| {part.name} | {part.seconds:.1f} | {part.processor_seconds:.1f} | {part.peak_gb:.2f} "
            f"| {part.seconds / scan:.1f} |"
            for part in parts
        ),
    ]
    return "\n".join(lines) + "\n"


def spoilt_section(per_way: pl.DataFrame, took: Measured, invented: int) -> str:
    """Return the table of what ingest found among spoilt rows."""
    lines = [
        f"## One row in {ONE_IN:,} spoilt, 1 month\n",
        f"Ingest took {took.seconds:.1f} s and {took.peak_gb:.2f} GB (a tenth of the wage records is CSV here). "
        f"Rows in quarantine that were not spoilt: {invented}.\n",
        "| way | rows spoilt | found by the rule that should |",
        "|---|---:|---:|",
        *(f"| {row['way']} | {row['spoilt']:,} | {row['found']:,} |" for row in per_way.to_dicts()),
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure every size, spoil the smallest, and write the page."""
    sections = []
    for months in MONTHS:
        folder = Path(tempfile.mkdtemp(prefix="kompas-bench-", dir=os.environ.get("BENCH_DIR")))
        try:
            sections.append(speed_section(months, *measured_at(folder, months)))
            if months == 1:
                sections.append(spoilt_section(*found_and_lost(folder)))
        finally:
            shutil.rmtree(folder)
        TABLE.write_text(report(sections), encoding="utf-8")
    print(report(sections))


if __name__ == "__main__":
    main()
