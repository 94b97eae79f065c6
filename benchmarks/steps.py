"""Seconds and peak memory of every step, beside a plain scan of the same Parquet columns in the same run.

Run with ``make bench``; the table goes to ``benchmarks/steps.md``. EMPLOYERS and MONTHS change the size.
"""

import os
import platform
import shutil
import tempfile
from pathlib import Path

import duckdb

from benchmarks.measuring import KOMPAS, Measured, measure, scan_seconds
from pipelines.run import ACTIVATION, steps_with_activation

STEPS = steps_with_activation()
PERSON = ("--by", "benchmark", "--reason", "benchmark")
COMMANDS = {ACTIVATION: ("models", "activate", "WML", "Wav", "Waadi", *PERSON)}
"""What is typed for a step that is not a verb by itself."""
TABLE = Path(__file__).with_suffix(".md")


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
        measured = [measure(step, [KOMPAS, *COMMANDS.get(step, (step,)), "--data", str(folder)]) for step in STEPS]
        scan, rows = scan_seconds(str(folder / "register" / "*" / "wage_records" / "*.parquet"))
        text = report(measured, scan, rows)
    finally:
        shutil.rmtree(folder)
    TABLE.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
