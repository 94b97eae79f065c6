"""The texts of the trial: DuckDB SQL by name, and how many lines each way of writing takes."""

from pathlib import Path

from data_contracts.as_known import as_known_sql
from data_contracts.contract import load_contract

SQL = Path(__file__).with_name("beyond_one_machine.sql")
IBIS = Path(__file__).with_name("beyond_one_machine_ibis.py")
QUERIES = ("pay", "largest", "chain")
"""The queries that give features; ``lines`` is what two of them read."""


def queries() -> dict[str, str]:
    """Return the DuckDB SQL by name, with the as-known queries put in."""
    parts = (part.split("\n", 1) for part in SQL.read_text(encoding="utf-8").removeprefix("-- ").split("\n\n-- "))
    tables = ("wage_tax_numbers", "staffing_links")
    known = {table: as_known(table) for table in tables}
    known["wage_records"] = as_known("(SELECT * FROM wage_records WHERE income_type = 15)", "wage_records")
    return {name: _without_comments(sql).format(**known) for name, sql in parts}


def as_known(relation: str, table: str | None = None) -> str:
    """Return the as-known query of a table, or of a part of it."""
    return as_known_sql(relation, load_contract(table or relation).as_known_key)


def lines_of_code(text: str, comment: str) -> int:
    """Return how many lines are neither empty nor a comment."""
    return sum(bool(line.strip()) and not line.strip().startswith(comment) for line in text.splitlines())


def sql_lines() -> int:
    """Return the lines of the SQL, with those of the as-known query, which is written once."""
    one = as_known_sql("wage_records", ["key"])
    return lines_of_code(SQL.read_text(encoding="utf-8"), "--") + lines_of_code(one, "--")


def ibis_lines() -> int:
    """Return the lines of the Ibis functions, imports and docstrings left out."""
    code = IBIS.read_text(encoding="utf-8").split("\n\n\n", 1)[1]  # the functions, after imports and BY_HAND
    return lines_of_code("\n".join(line for line in code.splitlines() if '"""' not in line), "#")


def _without_comments(sql: str) -> str:
    return "\n".join(line for line in sql.splitlines() if not line.startswith("--"))
