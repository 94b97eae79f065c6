"""Wage records, one Parquet file a drop, each worked out from the jobs alone."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

from pipelines.synthetic.arguments import Arguments
from pipelines.synthetic.parameters import minimum_wages
from pipelines.synthetic.wages.periods import pay_periods
from pipelines.synthetic.workbench import Workbench

JUNE = 5
MONTHS_LOOKED_BACK = 11
# Files written at the same time, at most: each takes some 200 MB at national size.
AT_A_TIME = 4


def write_wage_files(
    bench: Workbench, arguments: Arguments, folder_of_month: Callable[[int], Path], report: Callable[[str], None]
) -> int:
    """Write ``wage_records.parquet`` into the folder of each month's drop.

    A file holds the first reports of the periods that end in its month, in the order of wage-tax numbers, and then the
    corrections of earlier periods that are due. All of it is known by the end of the second month after. Each file is
    written by one thread, which keeps the order; up to four are written at a time.

    Args:
        bench: Holds jobs, pay desks and deeds.
        arguments: The window.
        folder_of_month: Gives the folder of the table in the drop of a month (year x 12 + month - 1).
        report: Told about progress, a line a year.

    Returns:
        The number of rows in all files together.
    """
    months = range(arguments.first_month_number, arguments.last_month_number + 1)
    bench.table("pay_periods", [asdict(period) for month in months for period in pay_periods(month)])
    bench.set(most_mistakes=bench.value("SELECT max(mistakes) FROM paydesk"))
    bench.run("wages/pay_rules", "wages/ledgers", "wages/joins_as_written")
    for month in months:
        _keep_for_later(bench, month, months[0])
    rows = 0
    with ThreadPoolExecutor(max_workers=min(bench.threads, AT_A_TIME)) as pool:
        write = partial(_write, bench, folder_of_month, months[0])
        for month, written in zip(months, pool.map(write, months), strict=True):
            rows += written
            if month % 12 == 11 or month == months[-1]:
                report(f"wage records up to {month // 12}-{month % 12 + 1:02d}: {rows:,}")
    bench.run("wages/joins_as_planned")
    return rows


def _keep_for_later(bench: Workbench, month: int, first_month: int) -> None:
    """Work out the holiday allowance that is due in a month, and put aside the corrections of its mistakes."""
    bench.set(m=month, **_looking_back(month, first_month))
    bench.run("wages/desks", "wages/allowances", "wages/wage_lines", "wages/corrections")


def _write(bench: Workbench, folder_of_month: Callable[[int], Path], first_month: int, month: int) -> int:
    with bench.beside() as beside:
        beside.set(m=month, **_looking_back(month, first_month))
        beside.run("wages/desks", "wages/wage_lines")
        return beside.write("wages/wage_rows", folder_of_month(month) / "wage_records.parquet")


def _looking_back(month: int, first_month: int) -> dict[str, Any]:
    """Return what a month needs of earlier ones: minimum wages, and for how long holiday allowance was kept.

    The allowance is built up from June; ``seen_months`` of those before this one lie within the window.
    """
    since_june = (month % 12 - JUNE) % 12
    seen = min(since_june, month - first_month)
    return {
        "minimum": minimum_wages(month),
        "minimums": [minimum_wages(max(month - back, first_month)) for back in range(1, MONTHS_LOOKED_BACK + 1)],
        "seen_months": seen,
        "unseen_months": since_june - seen,
    }
