"""Staging: the registers as known on the as-of date, in the temporary tables that families and checks read."""

from collections.abc import Mapping, Sequence
from typing import Any

import duckdb
import polars as pl

from data_contracts.as_known import as_known_sql
from data_contracts.contract import load_contract
from data_contracts.errors import KompasError
from data_contracts.reference_data import section_of_division
from features.engine import frame_table, make_table, read_frame, sql_file
from features.history import history_features
from features.outcomes import case_outcomes_sql
from features.statute.minimum_wage import minimum_wage_rows
from features.statute.parameters import Unknown, holds_on, parameter_named
from features.window import Window

WAGE_COLUMNS = (
    "loonheffingennummer, worker_pid, income_relationship, period, period_end, birth_month, income_type, "
    "employment_type, contract_indefinite, contract_on_call, wage_cents, overtime_wage_cents, "
    "holiday_allowance_paid_cents, holiday_allowance_reserved_cents, irregular_wage_cents, paid_minutes, known_at"
)
# A return every four weeks starts on any day: all that starts in a month of the window is in it.
IN_WINDOW = "period BETWEEN $first_period AND last_day($last_period)"


def stage_registers(connection: duckdb.DuckDBPyConnection, tables: Mapping[str, str], window: Window) -> None:
    """Make everything that does not depend on the chunk of employers being worked on.

    Makes ``employers_known``, ``employers_now``, ``numbers``, ``links``, ``lending_lines``, ``chain`` and the
    statutory parameters.

    Args:
        connection: The engine.
        tables: Path or glob of each register table in the warehouse (cents and minutes).
        window: The dates of the build.
    """
    values: dict[str, Any] = {**tables, **window.values}
    stage_parameters(connection, window)
    make_table(connection, "employers_known", as_known_table("employers"), values)
    make_table(connection, "employers_now", sql_file("queries/employers_now.sql"), values)
    make_table(connection, "numbers", _query("numbers", wage_tax_numbers=as_known_table("wage_tax_numbers")), values)
    in_window = f"(SELECT * FROM read_parquet($staffing_links) WHERE {IN_WINDOW})"  # noqa: S608 -- our own text
    known_links = as_known_table("staffing_links", in_window)
    links = _query("links", staffing_links=known_links, parties=as_known_table("parties"))
    make_table(connection, "links", links, values)
    make_table(connection, "lending_lines", sql_file("statute/laws/waadi/lending_lines.sql"))
    make_table(connection, "chain", sql_file("queries/chain.sql"))


def stage_chunk(connection: duckdb.DuckDBPyConnection, tables: Mapping[str, str], window: Window) -> None:
    """Make ``wage_lines`` and ``pay_lines`` of the employers in the table ``chunk``."""
    relation = (
        f"(SELECT {WAGE_COLUMNS} FROM read_parquet($wage_records) WHERE {IN_WINDOW} AND loonheffingennummer IN "  # noqa: S608
        "(SELECT loonheffingennummer FROM numbers SEMI JOIN chunk USING (employer_id)))"
    )
    lines = _query("wage_lines", wage_records=as_known_table("wage_records", relation))
    make_table(connection, "wage_lines", lines, {**tables, **window.values})
    make_table(connection, "pay_lines", sql_file("statute/laws/wml/pay_lines.sql"))


def stage_history(connection: duckdb.DuckDBPyConnection, tables: Mapping[str, str], window: Window) -> None:
    """Make ``employer_history``: what earlier cases of the employers in ``population`` had shown by the as-of date."""
    values: dict[str, Any] = {**tables, **window.values}
    # History counts what was known before the day of decision; what is known on the as-of date counts, so the day
    # of decision is the one after it.
    decided = "SELECT employer_id AS row, employer_id AS entity, $as_of + 1 AS decided_on FROM population"
    decisions = read_frame(connection, decided, values)
    outcomes = read_frame(connection, _query("outcomes", case_outcomes=case_outcomes_sql()), values)
    history = history_features(decisions, outcomes).rename({"row": "employer_id"})
    frame_table(connection, "employer_history", history)


def stage_parameters(connection: duckdb.DuckDBPyConnection, window: Window) -> None:
    """Make the tables of statutory parameters and of sectors, for the window's dates.

    Makes ``minimum_wage`` (a row for each period, age and scale), ``employment_codes``, ``registration_duty``,
    ``deemed_registered`` and ``sections``.
    """
    schema = {"valid_from": pl.Date, "valid_to": pl.Date, "age": pl.Int32, "bbl": pl.Boolean, "cents": pl.Int64}
    _rows(connection, "minimum_wage_rows", schema, minimum_wage_rows())
    by_period = (
        "SELECT period::DATE AS period, age, bbl, cents "
        "FROM range($first_period, $last_period + INTERVAL 1 DAY, INTERVAL 1 MONTH) AS months(period) "
        "JOIN minimum_wage_rows ON period >= valid_from AND period <= coalesce(valid_to, period)"
    )
    make_table(connection, "minimum_wage", by_period, window.values)
    codes = [(code, kind) for kind, listed in _on(window, "wml.employment_types").items() for code in listed]
    _rows(connection, "employment_codes", {"code": pl.Int64, "kind": pl.String}, codes)
    duties = [entry.known for entry in parameter_named("waadi.registration_duty").entries]
    registration = [(duty.valid_from, duty.valid_to) for duty in duties if duty.value == "registration"]
    _rows(connection, "registration_duty", {"valid_from": pl.Date, "valid_to": pl.Date}, registration)
    deemed = [(code,) for code in _on(window, "waadi.deemed_registered")]
    _rows(connection, "deemed_registered", {"sbi_code": pl.String}, deemed)
    sections = list(section_of_division().items())
    _rows(connection, "sections", {"division": pl.String, "section": pl.String}, sections)


def _on(window: Window, parameter_id: str) -> Any:
    answer = holds_on(parameter_id, window.last_period)
    if isinstance(answer, Unknown):
        raise KompasError(answer.reason_en, parameter_id, "Choose a later as-of date, or add the parameter's value.")
    return answer.value


def _rows(
    connection: duckdb.DuckDBPyConnection, name: str, schema: Mapping[str, Any], rows: Sequence[tuple[Any, ...]]
) -> None:
    """Make a temporary table of rows held in Python."""
    frame_table(connection, name, pl.DataFrame(rows, schema=dict(schema), orient="row"))


def _query(name: str, **parts: str) -> str:
    """Return one of our queries, with the queries that it reads from put in."""
    return sql_file(f"queries/{name}.sql").format(**parts)


def as_known_table(table: str, relation: str | None = None) -> str:
    """Return the query for a register table as known on ``$as_of``, read from the path ``$<table>``.

    Args:
        table: Name of the register table.
        relation: Part of the table to read instead of all of it.
    """
    return as_known_sql(relation or f"read_parquet(${table})", load_contract(table).as_known_key)
