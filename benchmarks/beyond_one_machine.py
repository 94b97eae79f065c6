"""Two ways of running one definition on DuckDB and on Spark, tried side by side on ten features of one month.

Run with ``python -m benchmarks.beyond_one_machine`` in an environment with the extra ``spark``; the table goes to
``benchmarks/beyond_one_machine.md``. ``WAREHOUSE`` names the folder of a warehouse snapshot; without it a synthetic one
is made. The half in Ibis runs where Ibis is installed, which it is not by the program's own dependencies.
"""

import importlib.metadata as versions
import importlib.util
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl

from benchmarks.beyond_one_machine_queries import QUERIES, ibis_lines, sql_lines
from benchmarks.measuring import KOMPAS
from features.spark.rewrites import REWRITES

TABLE = Path(__file__).with_suffix(".md")
RELATIVE = 1e-9
EMPLOYERS, MONTHS = "20000", "3"
IBIS_MISSING = (
    "Ibis is not installed, so its half is left out and the table is not written. To run it too:\n"
    "  uv run --isolated --locked --extra spark --with 'ibis-framework[duckdb]==12.0.0' --with pandas "
    "python -m benchmarks.beyond_one_machine"
)
PARTS = (("sql", "duckdb"), ("sql", "spark"), ("sqlglot", "spark"), ("ibis", "duckdb"), ("ibis", "spark"))
WORDS = {
    "sql": "DuckDB SQL, carried by sqlglot and our rewrites",
    "sqlglot": "DuckDB SQL, sqlglot alone",
    "ibis": "Ibis",
}


def run_part(way: str, engine: str, warehouse: Path, out: Path) -> dict[str, Any]:
    """Run a part in a process of its own and return what it printed."""
    month, as_of = month_and_date(warehouse)
    arguments = [way, engine, str(warehouse), f"{month:%Y-%m}", as_of.isoformat(), str(out)]
    command = [sys.executable, "-m", "benchmarks.beyond_one_machine_part", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 -- our own module
    if done.returncode != 0:
        sys.exit(f"{way} on {engine} failed:\n{done.stderr[-2000:]}")
    return dict(json.loads(done.stdout.splitlines()[-1]))


def month_and_date(warehouse: Path) -> tuple[date, date]:
    """Return the last month but one of a warehouse, and the last day of the month after it."""
    last = max(path.name[:7] for path in (warehouse / "wage_records").glob("2*.parquet"))
    first = date.fromisoformat(f"{last}-01")
    return (first - timedelta(days=1)).replace(day=1), (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def features_of(way: str, engine: str, out: Path) -> dict[str, pl.DataFrame]:
    """Return the features that a part made, sorted by employer, by query; those that failed are not there."""
    paths = {query: out / f"{way}_{engine}_{query}.parquet" for query in QUERIES}
    read = {query: pl.read_parquet(path) for query, path in paths.items() if path.exists()}
    return {query: rows.sort("employer_id") for query, rows in read.items()}


def difference(expected: Mapping[str, pl.DataFrame], found: Mapping[str, pl.DataFrame]) -> str:
    """Say how far features lie from those of DuckDB SQL on DuckDB."""
    furthest, other = 0.0, []
    for query, rows in expected.items():
        if query not in found or not found[query]["employer_id"].equals(rows["employer_id"]):
            other.append(query)
            continue
        for name in rows.columns[1:]:
            left, right = (frame[name].cast(pl.Float64) for frame in (rows, found[query]))
            if (left.is_null() != right.is_null()).any():
                other.append(name)
                continue
            size = pl.select(pl.max_horizontal(left.abs(), right.abs())).to_series()
            gap = float(((left - right).abs() / size).fill_nan(0).max() or 0.0)
            furthest = max(furthest, gap) if gap <= RELATIVE else furthest
            other += [name] if gap > RELATIVE else []
    return f"{furthest:.0e} of its size at most" + (f"; not the same: {', '.join(other)}" if other else "")


def report(parts: Mapping[tuple[str, str], Mapping[str, Any]], out: Path, rows: int, load: float) -> str:
    """Return the table as Markdown."""
    expected = features_of("sql", "duckdb", out)
    names = [name for query in expected.values() for name in query.columns if name != "employer_id"]
    used = ", ".join(f"{name} {versions.version(name)}" for name in ("duckdb", "pyspark", "sqlglot", "ibis-framework"))
    lines = [
        "# The same features beyond one machine",
        "",
        f"Ten features ({', '.join(f'`{name}`' for name in names)}) of one month, {rows:,} wage records; "
        f"{os.cpu_count()} cores, Python {platform.python_version()}, {used}. Made by "
        "`python -m benchmarks.beyond_one_machine`; each row is a fresh process, Spark is local with two cores. "
        "Seconds leave out starting the engine; the first round warms it up. "
        f"Load of the machine by other work, before: {load:.1f}.",
        "",
        "| written in | lines | engine | first round (s) | best of three (s) | differs from DuckDB SQL on DuckDB |",
        "|---|---:|---|---:|---:|---|",
    ]
    for (way, engine), part in parts.items():
        count = ibis_lines() if way == "ibis" else sql_lines()
        gap = difference(expected, features_of(way, engine, out))
        seconds = part["seconds"]
        lines.append(f"| {WORDS[way]} | {count} | {engine} | {seconds[0]:.2f} | {min(seconds):.2f} | {gap} |")
    said = parts["sqlglot", "spark"]["said"]
    lines += [
        "",
        "What Spark says of the SQL that sqlglot alone makes (the rest is tried on what `lines` should be):",
        "",
    ]
    lines += [f"- `{query}`: {sentence}" for query, sentence in said.items()]
    lines += ["", *by_hand()]
    return "\n".join(lines) + "\n"


def by_hand() -> list[str]:
    """Say what each way asks to be done by hand."""
    from benchmarks.beyond_one_machine_ibis import BY_HAND

    return [
        "By hand for SQL, once for all texts (`features/spark/rewrites.py`; inner `WITH` clauses and `QUALIFY`, which "
        "sqlglot would rewrite, are left as they stand):",
        "",
        *(f"- {(rewrite.__doc__ or '').strip().replace('``', '`')}" for rewrite in REWRITES),
        "",
        "By hand in Ibis, in each place:",
        "",
        *(f"- {item}" for item in BY_HAND),
    ]


def main() -> None:
    """Run all parts, and write the table when none is left out."""
    whole, load = importlib.util.find_spec("ibis") is not None, os.getloadavg()[0]
    folder = Path(tempfile.mkdtemp(prefix="kompas-trial-"))
    try:
        warehouse = Path(os.environ["WAREHOUSE"]) if "WAREHOUSE" in os.environ else make_warehouse(folder)
        parts = {part: run_part(*part, warehouse, folder) for part in PARTS if whole or part[0] != "ibis"}
        month, _ = month_and_date(warehouse)
        records = warehouse / "wage_records" / f"{month:%Y-%m}*.parquet"
        if whole:
            rows = int(pl.scan_parquet(records).select(pl.len()).collect().item())
            TABLE.write_text(report(parts, folder, rows, load), encoding="utf-8")
            print(TABLE.read_text(encoding="utf-8"))
        else:
            print(*(f"{way} on {engine}: {part['seconds']}" for (way, engine), part in parts.items()), sep="\n")
            print(IBIS_MISSING)
    finally:
        shutil.rmtree(folder)


def make_warehouse(folder: Path) -> Path:
    """Make a synthetic warehouse below a folder and return where it lies."""
    settings = os.environ | {"KOMPAS_SYNTH__EMPLOYERS": EMPLOYERS, "KOMPAS_SYNTH__MONTHS": MONTHS}
    for verb in ("synth", "ingest"):
        subprocess.run([KOMPAS, verb, "--data", str(folder)], env=settings, check=True, stdout=subprocess.DEVNULL)  # noqa: S603
    return next(path for path in (folder / "snapshots" / "warehouse").iterdir() if path.is_dir())


if __name__ == "__main__":
    main()
