"""The written registers as somebody from outside would read them: latest known rows, no causes, no truth."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from data_contracts.as_known import as_known_sql, quoted
from data_contracts.contract import load_contract
from data_contracts.errors import KompasError
from data_contracts.reference_data import section_of_division
from features.statute.minimum_wage import minimum_wage_rows
from pipelines.ingest import Drop, read_drops
from pipelines.ingest.files import exactly
from pipelines.synthetic.report.targets import Reached

QUERIES = Path(__file__).parent / "queries"
TABLES = ("employers", "wage_tax_numbers", "parties", "staffing_links", "inspections", "findings", "signals")
REMAKE = "Make them anew with `kompas synth`."
FOREVER = date(9999, 12, 31)
MONTHS_A_YEAR = 12


@dataclass(frozen=True)
class Delivered:
    """The drops of a synthetic delivery, in order, with the first and the last day that they cover."""

    drops: tuple[Drop, ...]
    first_day: date
    last_day: date

    @property
    def months(self) -> int:
        """The number of months from the first day to the last."""
        return (self.last_day.year - self.first_day.year) * 12 + self.last_day.month - self.first_day.month + 1


def find_delivered(register: Path) -> Delivered:
    """Return the drops in a register folder.

    Raises:
        KompasError: There are none, one of them is not synthetic, or the first and last do not say what they cover.
    """
    drops = read_drops(register)
    if not drops:
        raise KompasError("There are no synthetic registers yet.", str(register), "Run `kompas synth` first.")
    for drop in drops:
        if not drop.synthetic:
            raise KompasError(
                "These registers are not synthetic; the report compares synthetic ones with public figures only.",
                str(drop.path),
                "Give the folder of a synthetic run with --data.",
            )
    first_day, last_day = drops[0].covers_from, drops[-1].covers_to
    if first_day is None or last_day is None:
        raise KompasError("The drops do not say which months they cover.", str(register), REMAKE)
    return Delivered(drops, first_day, last_day)


@contextmanager
def open_registers(delivered: Delivered, *, threads: int, memory_limit: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a database with the register tables, as known at the end of the window.

    Args:
        delivered: The drops.
        threads: Threads of the database engine.
        memory_limit: Its memory, e.g. ``2GB``.

    Raises:
        KompasError: A table that the report needs was not delivered.
    """
    with duckdb.connect(config={"threads": threads, "memory_limit": memory_limit}) as connection:
        connection.execute("SET enable_progress_bar = false")
        _set_dates(connection, delivered)
        for table in TABLES:
            connection.execute(f"CREATE VIEW {quoted(f'{table}_rows')} AS {_files(delivered.drops, table)}")
            latest = as_known_sql(quoted(f"{table}_rows"), load_contract(table).as_known_key, "getvariable('as_of')")
            connection.execute(f"CREATE TABLE {quoted(table)} AS {latest}")
        _keep_last_version(connection)
        _add_reference(connection)
        connection.execute(f"CREATE VIEW last_wage_records AS {_files(delivered.drops[-1:], 'wage_records')}")
        connection.execute(_query("jobs_view"))
        yield connection


def reached_by(connection: duckdb.DuckDBPyConnection, query: str) -> dict[str, Reached]:
    """Return the figures that one of the query files computes."""
    rows = connection.execute(_query(query)).fetchall()
    return {figure: Reached(None if value is None else float(value), sample) for figure, value, sample in rows}


def _set_dates(connection: duckdb.DuckDBPyConnection, delivered: Delivered) -> None:
    """Set the end of the window, the day from which to count a year back, and how much of a year that is."""
    months = min(delivered.months, MONTHS_A_YEAR)
    connection.execute("SET VARIABLE as_of = ?", [delivered.last_day])
    connection.execute("SET VARIABLE year_before = last_day(? - to_months(?::INTEGER))", [delivered.last_day, months])
    connection.execute("SET VARIABLE years = ?", [months / MONTHS_A_YEAR])


def _keep_last_version(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(
        "CREATE OR REPLACE TABLE employers AS FROM employers "
        "QUALIFY row_number() OVER (PARTITION BY employer_id ORDER BY valid_from DESC) = 1"
    )


def _add_reference(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("CREATE TABLE sections (division VARCHAR, section VARCHAR)")
    connection.executemany("INSERT INTO sections VALUES (?, ?)", list(section_of_division().items()))
    connection.execute("CREATE TABLE minimum_wage (valid_from DATE, valid_to DATE, age INTEGER, cents INTEGER)")
    general = [(start, end or FOREVER, age, cents) for start, end, age, bbl, cents in minimum_wage_rows() if not bbl]
    connection.executemany("INSERT INTO minimum_wage VALUES (?, ?, ?, ?)", general)


def _files(drops: tuple[Drop, ...], table: str) -> str:
    paths = [exactly(file.path) for drop in drops for file in drop.files(table)]
    if not paths:
        raise KompasError(f"The registers hold no {table}.", str(drops[-1].path.parent), REMAKE)
    listed = ", ".join("'" + path.replace("'", "''") + "'" for path in paths)
    return f"SELECT * FROM read_parquet([{listed}])"  # noqa: S608 -- names of files that we found


def _query(name: str) -> str:
    return (QUERIES / f"{name}.sql").read_text(encoding="utf-8")
