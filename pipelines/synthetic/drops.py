"""The monthly drops of a synthetic delivery: which row goes into which drop, and in which order.

A drop holds what became known in its month; returns and reports of a month (``wage_records``, ``payslips``,
``staffing_links``) go to the drop of that month though they become known in the weeks after it. What was known before
the window is in the first drop. A table is written with one thread, because that alone keeps the order of its rows.
"""

import shutil
from pathlib import Path

from data_contracts.as_known import quoted
from pipelines.synthetic.arguments import Arguments
from pipelines.synthetic.workbench import SQL_FOLDER, Workbench


class Drops:
    """The register folder of a delivery, one folder a month."""

    def __init__(self, register: Path, arguments: Arguments) -> None:
        self._register = register
        self._arguments = arguments

    @property
    def months(self) -> range:
        """The months of the drops, counted as year x 12 + month - 1."""
        return range(self._arguments.first_month_number, self._arguments.last_month_number + 1)

    def drop(self, month_number: int) -> Path:
        """Return the folder of a month's drop."""
        return self._register / f"{month_number // 12}-{month_number % 12 + 1:02d}"

    def folder(self, month_number: int, table: str) -> Path:
        """Return the folder of a table in a month's drop, made when it is not there yet."""
        folder = self.drop(month_number) / table
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def write(self, bench: Workbench, notion: str, table: str, *, month_of: str = "known_at") -> int:
        """Divide the rows that an SQL file selects over the drops.

        Args:
            bench: Holds what the SQL reads.
            notion: Name of the SQL file; its rows have ``known_at`` and the order in which they are delivered.
            table: Name of the register table.
            month_of: The column whose month is that of the drop. With ``known_at`` nothing that became known after
                the window is delivered, and what was known before it is in the first drop; with another column
                nothing outside the window is.

        Returns:
            The number of rows delivered.
        """
        selected = (SQL_FOLDER / f"{notion}.sql").read_text(encoding="utf-8")
        bench.value(f"CREATE OR REPLACE TEMP TABLE delivered AS {selected}")
        self._register.mkdir(parents=True, exist_ok=True)
        parts = self._register / f".{table}"
        rows = _copy(bench, parts, month_of)
        for part in sorted(parts.glob("drop=*/*.parquet")):
            month_number = int(part.parent.name.removeprefix("drop="))
            part.rename(self.folder(month_number, table) / f"{table}.parquet")
        shutil.rmtree(parts, ignore_errors=True)
        bench.value("DROP TABLE delivered")
        return rows


def _copy(bench: Workbench, parts: Path, month_of: str) -> int:
    month = f"month_number({quoted(month_of)})"
    first, last = "getvariable('first_m')", "getvariable('last_m')"
    if month_of == "known_at":
        month = f"greatest({month}, {first})"
    divided = f'SELECT {month} AS "drop", * FROM delivered WHERE {month} BETWEEN {first} AND {last}'  # noqa: S608
    options = 'FORMAT parquet, COMPRESSION zstd, PARTITION_BY ("drop")'
    target = str(parts).replace("'", "''")
    threads = bench.value("SELECT current_setting('threads')")
    bench.value("SET threads = 1")
    try:
        written = bench.value(f"COPY ({divided}) TO '{target}' ({options})")
    finally:
        bench.value(f"SET threads = {int(threads)}")
    return int(written)
