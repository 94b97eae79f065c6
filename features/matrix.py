"""The feature matrix as of a date: one row an employer now, or one row a case for training."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import duckdb

from features.catalogue import Catalogue, load_catalogue
from features.chunks import each_chunk
from features.engine import make_table, open_engine, run, sql_file, write_parquet
from features.staging import as_known_table, stage_history, stage_registers
from features.window import Window

LABELS = ("as_of", "sector", "size_class", "province", "legal_form")
"""Columns for peer groups and for people; never inputs of a model."""


def build_matrix(tables: Mapping[str, str], as_of: date, out: Path, *, threads: int, memory_limit: str) -> int:
    """Write ``current.parquet``: the features of every employer that was active on the as-of date.

    Args:
        tables: Path or glob of each register table in the warehouse (cents and minutes).
        as_of: What became known after this date does not exist.
        out: The Parquet file to write, sorted by employer.
        threads: Number of threads.
        memory_limit: DuckDB's limit, e.g. ``"2GB"``.

    Returns:
        The number of rows written.
    """
    catalogue, window = load_catalogue(), Window(as_of)
    with open_engine(threads, memory_limit) as connection:
        stage_registers(connection, tables, window)
        make_table(connection, "population", "SELECT employer_id FROM employers_now WHERE active")
        compute_features(connection, tables, window, catalogue)
        columns = ", ".join(("employer_id", *LABELS, *catalogue.names))
        rows = f"SELECT {columns} FROM matrix JOIN employers_now USING (employer_id)"  # noqa: S608 -- our own names
        return write_parquet(connection, rows, "employer_id", out)


def build_training_matrix(tables: Mapping[str, str], as_of: date, out: Path, *, threads: int, memory_limit: str) -> int:
    """Write ``training.parquet``: one row an inspection case known on the as-of date.

    The features of a case are those of its employer as known at the last month-end before it was selected.

    Args:
        tables: Path or glob of each register table in the warehouse (cents and minutes).
        as_of: Cases that became known after this date do not exist.
        out: The Parquet file to write, sorted by case.
        threads: Number of threads.
        memory_limit: DuckDB's limit, e.g. ``"2GB"``.

    Returns:
        The number of rows written.
    """
    catalogue = load_catalogue()
    with open_engine(threads, memory_limit) as connection:
        cases = sql_file("queries/cases.sql").format(inspections=as_known_table("inspections"))
        make_table(connection, "cases", cases, {**tables, "as_of": as_of})
        connection.execute(_empty_training_table(catalogue))
        for (month_end,) in connection.execute("SELECT DISTINCT as_of FROM cases ORDER BY as_of").fetchall():
            _add_cases(connection, tables, Window(month_end), catalogue)
        return write_parquet(connection, "SELECT * FROM training", "case_id", out)


def compute_features(
    connection: duckdb.DuckDBPyConnection, tables: Mapping[str, str], window: Window, catalogue: Catalogue
) -> None:
    """Make ``matrix``: one row for each employer in ``population``, with every feature of the catalogue as DOUBLE."""
    stage_history(connection, tables, window)
    names = ", ".join(f"{name} DOUBLE" for name in catalogue.names)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE matrix (employer_id VARCHAR, {names})")
    families = " ".join(
        f"LEFT JOIN ({sql_file(f'families/{family}/features.sql')}) AS {family} USING (employer_id)"
        for family in catalogue.families
    )
    insert = f"INSERT INTO matrix SELECT employer_id, {', '.join(catalogue.names)} FROM chunk {families}"  # noqa: S608
    for _ in each_chunk(connection, tables, window):
        run(connection, insert, window.values)


def _add_cases(
    connection: duckdb.DuckDBPyConnection, tables: Mapping[str, str], window: Window, catalogue: Catalogue
) -> None:
    stage_registers(connection, tables, window)
    of_month = "SELECT DISTINCT employer_id FROM cases WHERE as_of = $as_of"
    make_table(connection, "population", of_month, window.values)
    compute_features(connection, tables, window, catalogue)
    labels = ", ".join(LABELS[1:])
    run(
        connection,
        f"INSERT INTO training SELECT case_id, employer_id, cases.as_of, {labels}, "  # noqa: S608 -- our own names
        f"{', '.join(catalogue.names)} FROM cases JOIN matrix USING (employer_id) "
        "LEFT JOIN employers_now USING (employer_id) WHERE cases.as_of = $as_of",
        window.values,
    )


def _empty_training_table(catalogue: Catalogue) -> str:
    labels = ", ".join(f"{name} VARCHAR" for name in LABELS[1:])
    names = ", ".join(f"{name} DOUBLE" for name in catalogue.names)
    return f"CREATE TEMP TABLE training (case_id VARCHAR, employer_id VARCHAR, as_of DATE, {labels}, {names})"
