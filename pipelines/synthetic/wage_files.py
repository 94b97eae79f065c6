"""Wage records, one Parquet file a month, each month from the months before it."""

from collections.abc import Callable
from pathlib import Path

from pipelines.synthetic.arguments import Arguments
from pipelines.synthetic.parameters import minimum_wages
from pipelines.synthetic.workbench import Workbench

MAY = 4
MONTHS_SINCE_JUNE = {month: (month - 5) % 12 for month in range(12)}


def write_wage_files(bench: Workbench, arguments: Arguments, folder: Path, report: Callable[[str], None]) -> int:
    """Write ``<folder>/<year-month>.parquet`` for each month of the window.

    Args:
        bench: Holds employers, jobs, pay desks and deeds.
        arguments: The window.
        folder: Where the files go.
        report: Told about progress, a line a year.

    Returns:
        The number of rows in all files together.
    """
    bench.run("wage_ledgers")
    unseen = MONTHS_SINCE_JUNE[arguments.first_month_number % 12]
    rows = 0
    for month in range(arguments.first_month_number, arguments.last_month_number + 1):
        bench.set(m=month, minimum=minimum_wages(month), unseen_months=unseen)
        bench.run("wage_month", "wage_corrections", "wage_accruals")
        rows += bench.write("wage_rows", folder / f"{month // 12}-{month % 12 + 1:02d}.parquet")
        if month % 12 == MAY:
            bench.run("wage_settled")
            unseen = 0
        if month % 12 == 11 or month == arguments.last_month_number:
            report(f"wage records up to {month // 12}-{month % 12 + 1:02d}: {rows:,}")
    return rows
