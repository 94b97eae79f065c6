"""As known on a date, for every table: held against a reading of the rule in plain Python."""

from datetime import date, timedelta
from functools import cache
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_contracts.as_known import as_known_sql, quoted
from data_contracts.contract import Contract, contract_names, load_contract

FIRST = date(2026, 1, 1)
VALUES: dict[str, list[Any]] = {
    "VARCHAR": ["a", "b"],
    "BIGINT": [1 << 62, (1 << 62) + 1],
    "INTEGER": [1, 2],
    "DATE": [FIRST, FIRST + timedelta(days=1)],
}
Row = tuple[Any, ...]


def key_types(contract: Contract) -> list[str]:
    return [contract.column(name).stored_type for name in contract.key[:-1]]


def version_of(row: Row) -> Row:
    return row[:-1]


def histories(contract: Contract) -> st.SearchStrategy[list[Row]]:
    """Rows of (key..., known_at, content), no two with the same key and known_at, which the contract refuses."""
    parts = [st.sampled_from(VALUES[kind]) for kind in key_types(contract)]
    known = st.integers(0, 6).map(lambda days: FIRST + timedelta(days=days))
    rows = st.tuples(*parts, known, st.integers(0, 99))
    return st.lists(rows, max_size=14, unique_by=version_of)


def latest_known(rows: list[Row], day: date) -> set[Row]:
    """The rule, read aloud: of what was known by that day, the last of each thing."""
    latest: dict[Row, Row] = {}
    for row in sorted(rows, key=lambda row: row[-2]):
        if row[-2] <= day:
            latest[row[:-2]] = row
    return set(latest.values())


@cache
def database() -> duckdb.DuckDBPyConnection:
    """One database for all examples, for starting one takes longer than what is asked of it."""
    return duckdb.connect(config={"threads": 1})


def as_known(contract: Contract, rows: list[Row], day: date, relation: str) -> list[Row]:
    names = [quoted(name) for name in contract.stored_key]
    columns = ", ".join(f"{name} {kind}" for name, kind in zip(names, [*key_types(contract), "DATE"], strict=True))
    connection = database()
    connection.execute(f"CREATE OR REPLACE TABLE register ({columns}, content INTEGER)")
    if rows:
        places = ", ".join([f"({', '.join('?' * len(rows[0]))})"] * len(rows))
        values = [value for row in rows for value in row]
        connection.execute(f"INSERT INTO register VALUES {places}", values)  # noqa: S608 -- question marks
    query = as_known_sql(relation, contract.as_known_key)
    return [tuple(row) for row in connection.execute(query, {"as_of": day}).fetchall()]


@pytest.mark.parametrize("relation", ["register", "(SELECT * FROM register)"])
@pytest.mark.parametrize("table", contract_names())
@settings(max_examples=15, deadline=None)
@given(data=st.data(), days=st.integers(-1, 8))
def test_the_latest_row_known_on_the_day_is_what_held(
    table: str, relation: str, data: st.DataObject, days: int
) -> None:
    contract, day = load_contract(table), FIRST + timedelta(days=days)
    rows = data.draw(histories(contract))
    found = as_known(contract, rows, day, relation)
    assert len(found) == len(set(found))
    assert set(found) == latest_known(rows, day)


@pytest.mark.parametrize("table", contract_names())
@settings(max_examples=10, deadline=None)
@given(data=st.data(), days=st.integers(0, 6))
def test_what_becomes_known_later_changes_nothing(table: str, data: st.DataObject, days: int) -> None:
    contract, day = load_contract(table), FIRST + timedelta(days=days)
    rows = data.draw(histories(contract))
    known_by_then = [row for row in rows if row[-2] <= day]
    assert set(as_known(contract, rows, day, "register")) == set(as_known(contract, known_by_then, day, "register"))
