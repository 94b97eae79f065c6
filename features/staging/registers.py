"""The registers as known on the as-of date, in the tables that families and checks read."""

from collections.abc import Mapping, Sequence

from data_contracts.as_known import as_known_sql
from data_contracts.contract import load_contract
from features.engine import Engine, Values, sql_file
from features.outcomes import case_outcomes_sql
from features.staging.parameters import stage_parameters
from features.window import Window, next_month

KNOWN_TABLES = (
    "employers", "wage_tax_numbers", "parties", "establishments", "officers", "insolvencies", "inspections", "findings",
    "signals", "posted_work",
)  # fmt: skip
"""The tables that are small enough to be staged whole; ``<table>_known`` is each as known on the as-of date."""

# A return every four weeks starts on any day: all that starts in a month of the window is in it.
IN_WINDOW = "period BETWEEN $first_period AND last_day($last_period)"


def view_registers(engine: Engine, tables: Mapping[str, str]) -> None:
    """Give every register table a name to select from: ``raw_<table>``, all versions of its rows.

    Args:
        engine: Where the views are made.
        tables: Path or glob of each register table in the warehouse (cents and minutes).
    """
    for table, path in tables.items():
        engine.parquet_view(f"raw_{table}", path)


def stage_registers(engine: Engine, window: Window, tables: Sequence[str] = KNOWN_TABLES) -> None:
    """Make everything that does not depend on the chunk of employers being worked on.

    Makes ``<table>_known``, ``employers_now``, ``numbers``, ``links``, ``case_outcomes`` and the statutory parameters,
    from the views of ``view_registers``.

    Args:
        engine: Where the tables are made.
        window: The dates of the build.
        tables: Which register tables to make as known.
    """
    values = window.values
    stage_parameters(engine, window.first_period, next_month(window.last_period))
    for table in tables:
        engine.make_table(f"{table}_known", as_known_table(table), values)
    engine.make_table("employers_now", sql_file("queries/employers_now.sql"), values)
    engine.make_table("numbers", query("numbers", wage_tax_numbers="SELECT * FROM wage_tax_numbers_known"))
    in_window = f"(SELECT * FROM raw_staffing_links WHERE {IN_WINDOW})"  # noqa: S608 -- our own text
    known_links = as_known_table("staffing_links", in_window)
    engine.make_table(
        "links", query("links", staffing_links=known_links, parties="SELECT * FROM parties_known"), values
    )
    engine.make_table("case_outcomes", case_outcomes_sql("raw_inspections", "raw_findings"), values)


def stage_chunk(engine: Engine, values: Values) -> None:
    """Make ``wage_lines`` and ``pay_lines`` of the employers in the table ``chunk``, and their payslips as known."""
    own_numbers = "(SELECT loonheffingennummer FROM numbers SEMI JOIN chunk USING (employer_id))"
    for table in ("wage_records", "payslips"):
        part = f"(SELECT * FROM raw_{table} WHERE {IN_WINDOW} AND loonheffingennummer IN {own_numbers})"  # noqa: S608
        engine.make_table(f"{table}_known", as_known_table(table, part), values)
    engine.make_table("wage_lines", query("wage_lines", wage_records="SELECT * FROM wage_records_known"))
    engine.make_table("pay_lines", sql_file("statute/laws/wml/pay_lines.sql"))


def query(name: str, **parts: str) -> str:
    """Return one of our queries, with the queries that it reads from put in."""
    return sql_file(f"queries/{name}.sql").format(**parts)


def as_known_table(table: str, relation: str | None = None) -> str:
    """Return the query for a register table as known on ``$as_of``, read from the view ``raw_<table>``.

    Args:
        table: Name of the register table.
        relation: Part of the table to read instead of all of it.
    """
    return as_known_sql(relation or f"raw_{table}", load_contract(table).as_known_key)
