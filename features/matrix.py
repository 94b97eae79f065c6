"""The feature matrix as of a date: one row an employer now, or one row a case for training."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import polars as pl

from features.catalogue import Catalogue, load_catalogue
from features.computing import compute_features
from features.engine import Engine, open_engine, sql_file
from features.monthly.reading import MonthlyFiles, stage_country_months, view_months, year_columns
from features.staging.registers import as_known_table, stage_registers, view_registers
from features.window import Window

LABELS = ("as_of", "sector", "size_class", "province", "legal_form")
"""Columns for peer groups and for people; never inputs of a model."""
LENDING_LINES = "statute/laws/waadi/tables/once/10_lending_lines.sql"


def build_matrix(
    tables: Mapping[str, str], monthly: MonthlyFiles, as_of: date, out: Path, *, threads: int, memory_limit: str
) -> int:
    """Write ``current.parquet``: the features of every employer that was active on the as-of date.

    Args:
        tables: Path or glob of each register table in the warehouse (cents and minutes).
        monthly: The monthly pre-aggregates of the same warehouse.
        as_of: What became known after this date does not exist.
        out: The Parquet file to write, sorted by employer.
        threads: Number of threads.
        memory_limit: DuckDB's limit, e.g. ``"2GB"``.

    Returns:
        The number of rows written.
    """
    with open_engine(threads, memory_limit) as engine:
        return write_matrix(engine, tables, monthly, as_of, out)


def write_matrix(engine: Engine, tables: Mapping[str, str], monthly: MonthlyFiles, as_of: date, out: Path) -> int:
    """Write the matrix of all active employers with an engine that holds nothing yet; see ``build_matrix``."""
    catalogue, window = load_catalogue(), Window(as_of)
    _view(engine, tables, monthly)
    _stage(engine, window, catalogue)
    engine.make_table("population", "SELECT employer_id FROM employers_now WHERE active")
    compute_features(engine, window.values, catalogue)
    columns = ", ".join(("employer_id", *LABELS, *catalogue.names))
    rows = f"SELECT {columns} FROM matrix JOIN employers_now USING (employer_id)"  # noqa: S608 -- our own names
    return engine.write_parquet(rows, "employer_id", out)


def build_training_matrix(
    tables: Mapping[str, str], monthly: MonthlyFiles, as_of: date, out: Path, *, threads: int, memory_limit: str
) -> int:
    """Write ``training.parquet``: one row an inspection case known on the as-of date.

    The features of a case are those of its employer as known at the last month-end before it was selected.

    Args:
        tables: Path or glob of each register table in the warehouse (cents and minutes).
        monthly: The monthly pre-aggregates of the same warehouse.
        as_of: Cases that became known after this date do not exist.
        out: The Parquet file to write, sorted by case.
        threads: Number of threads.
        memory_limit: DuckDB's limit, e.g. ``"2GB"``.

    Returns:
        The number of rows written.
    """
    catalogue = load_catalogue()
    with open_engine(threads, memory_limit) as engine:
        _view(engine, tables, monthly)
        cases = sql_file("queries/cases.sql").format(inspections=as_known_table("inspections"))
        engine.make_table("cases", cases, {"as_of": as_of})
        dates = engine.read_frame("SELECT DISTINCT as_of FROM cases ORDER BY as_of")["as_of"].to_list()
        parts = [_add_cases(engine, Window(day), catalogue, number) for number, day in enumerate(dates)]
        rows = " UNION ALL ".join(f"SELECT * FROM {part}" for part in parts) or _no_cases(catalogue)  # noqa: S608
        return engine.write_parquet(rows, "case_id", out)


def matrix_of_dates(
    engine: Engine,
    tables: Mapping[str, str],
    monthly: MonthlyFiles,
    wanted: Mapping[date, Sequence[str]],
    out: Path,
) -> int:
    """Write the features of chosen employers on several as-of dates, one Parquet file a date (``<date>.parquet``).

    Args:
        engine: An engine that holds nothing yet.
        tables: Path or glob of each register table in the warehouse (cents and minutes).
        monthly: The monthly pre-aggregates of the same warehouse.
        wanted: For each as-of date the employers whose features are asked.
        out: The folder to write to.

    Returns:
        The number of rows written in all.
    """
    catalogue, rows = load_catalogue(), 0
    _view(engine, tables, monthly)
    for as_of, employers in wanted.items():
        window = Window(as_of)
        _stage(engine, window, catalogue)
        engine.frame_table("population", pl.DataFrame({"employer_id": sorted(set(employers))}))
        compute_features(engine, window.values, catalogue)
        rows += engine.write_parquet("SELECT * FROM matrix", "employer_id", out / f"{as_of.isoformat()}.parquet")
    return rows


def _view(engine: Engine, tables: Mapping[str, str], monthly: MonthlyFiles) -> None:
    view_registers(engine, tables)
    view_months(engine, monthly)


def _stage(engine: Engine, window: Window, catalogue: Catalogue) -> None:
    stage_registers(engine, window)
    engine.make_table("lending_lines", sql_file(LENDING_LINES))
    stage_country_months(engine, window.values, year_columns(catalogue.register_texts))


def _add_cases(engine: Engine, window: Window, catalogue: Catalogue, number: int) -> str:
    """Make the rows of the cases whose features are as known on the window's date, and return the table's name."""
    _stage(engine, window, catalogue)
    of_month = "SELECT DISTINCT employer_id FROM cases WHERE as_of = $as_of"
    engine.make_table("population", of_month, window.values)
    compute_features(engine, window.values, catalogue)
    labels = ", ".join(LABELS[1:])
    rows = (
        f"SELECT case_id, employer_id, cases.as_of, {labels}, "  # noqa: S608 -- our own names
        f"{', '.join(catalogue.names)} FROM cases JOIN matrix USING (employer_id) "
        "LEFT JOIN employers_now USING (employer_id) WHERE cases.as_of = $as_of"
    )
    engine.make_table(f"training_{number}", rows, window.values)
    return f"training_{number}"


def _no_cases(catalogue: Catalogue) -> str:
    """Return a query without rows that has the columns of the training matrix."""
    labels = ", ".join(f"CAST(NULL AS VARCHAR) AS {name}" for name in LABELS[1:])
    names = ", ".join(f"CAST(NULL AS DOUBLE) AS {name}" for name in catalogue.names)
    return (
        "SELECT CAST(NULL AS VARCHAR) AS case_id, CAST(NULL AS VARCHAR) AS employer_id, "
        f"CAST(NULL AS DATE) AS as_of, {labels}, {names} WHERE false"
    )
