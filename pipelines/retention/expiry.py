"""Which versions in a register table may no longer be kept, as DuckDB sees it.

A version (one key, whatever was known of it when) has expired when, by what was known of it last, its valid time ended
more than the contract's years ago. It goes with all its corrections. A version that is still valid stays.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from duckdb import DuckDBPyConnection

from data_contracts.as_known import KNOWN_AT, quoted
from data_contracts.contract import Contract, ValidTime, audit_names, load_contract, register_names

GONE = "gone_versions"
"""The temporary table of expired versions: the key without ``known_at``, and ``ended``, the last valid day."""
Kept = Mapping[str, Sequence[str]]
"""Of tables, the Parquet files with the rows that stay."""


def cutoff_day(connection: DuckDBPyConnection, day: date, years: int) -> date:
    """Return the day before which valid time must have ended: so many years before a day (29 February becomes 28)."""
    found: date = connection.execute("SELECT CAST(CAST(? AS DATE) - to_years(?) AS DATE)", [day, years]).fetchall()[0][
        0
    ]
    return found


def last_day_sql(valid_time: ValidTime, start: str, end: str) -> str:
    """Return the expression of the last valid day, NULL while it is open, from those of the columns that say so."""
    match valid_time.length:
        case "until":
            return end
        case "month":
            return f"last_day({start})"
        case "day":
            return start


def ended_sql(contract: Contract) -> str:
    """Return the expression of the last valid day over the warehouse's columns, or the day on which the thing ended."""
    start = contract.valid_time.start
    end = contract.valid_time.end or start
    stored = (quoted(contract.column(name).stored_name) for name in (start, end))
    last_day = last_day_sql(contract.valid_time, *stored)
    thing_ended = contract.valid_time.thing_ended
    return f"least({last_day}, {quoted(thing_ended)})" if thing_ended else last_day


def age_columns(contract: Contract) -> frozenset[str]:
    """Return the warehouse's columns that say which row is a version of what, and how old it is."""
    valid_time = contract.valid_time
    named = filter(None, (valid_time.start, valid_time.end, valid_time.thing_ended))
    return frozenset((*contract.stored_key, *(contract.column(name).stored_name for name in named)))


def find_gone(
    connection: DuckDBPyConnection, contract: Contract, files: Sequence[str], cutoff: date, kept: Kept
) -> int:
    """Make the table ``GONE`` of a contract's expired versions.

    Args:
        connection: Where to.
        contract: The contract of the table.
        files: Its Parquet files with all rows of every version in them.
        cutoff: The day before which valid time must have ended.
        kept: The rows that stay of the tables that may refer to this one.

    Returns:
        How many versions are to go.
    """
    key, relation = _key(contract), "read_parquet($files, union_by_name = true)"
    ended = ended_sql(contract)
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE {GONE} AS
        WITH candidates AS (SELECT DISTINCT {key} FROM {relation} WHERE {ended} < $cutoff)
        SELECT {key}, arg_max_null({ended}, {KNOWN_AT}) AS ended
        FROM {relation} SEMI JOIN candidates USING ({key}) GROUP BY {key} HAVING ended < $cutoff
        """,  # noqa: S608 -- names from our own contracts
        {"files": list(files), "cutoff": cutoff},
    )
    for referrer, column, named in _referrers(contract):
        if kept.get(referrer.name) and _count(connection):
            _spare(connection, contract, files, (named, referrer.column(column).stored_name, kept[referrer.name]))
    return _count(connection)


def _spare(
    connection: DuckDBPyConnection, contract: Contract, files: Sequence[str], reference: tuple[str, str, Sequence[str]]
) -> None:
    """Take out of ``GONE`` the last version of a thing that rows still refer to, when all its versions expired."""
    named, column, referring = reference
    key, name = _key(contract), quoted(named)
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE spared_versions AS
        WITH needed AS (
            SELECT DISTINCT {quoted(column)} AS {name} FROM read_parquet($referring, union_by_name = true)
            WHERE {quoted(column)} IN (SELECT {name} FROM {GONE})
        ),
        standing AS (
            SELECT DISTINCT {name} FROM read_parquet($files, union_by_name = true) SEMI JOIN needed USING ({name})
            ANTI JOIN {GONE} USING ({key})
        )
        SELECT {key} FROM {GONE} SEMI JOIN needed USING ({name}) ANTI JOIN standing USING ({name})
        QUALIFY rank() OVER (PARTITION BY {name} ORDER BY ended DESC) = 1
        """,  # noqa: S608 -- names from our own contracts
        {"files": list(files), "referring": list(referring)},
    )
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {GONE} AS FROM {GONE} ANTI JOIN spared_versions USING ({key})")


def _referrers(contract: Contract) -> list[tuple[Contract, str, str]]:
    """Return who refers to a key column of a table: contract, column (delivered name) and the stored name it names."""
    others = (load_contract(name) for name in (*register_names(), *audit_names()))
    return [
        (other, column.name, contract.column(column.reference.column).stored_name)
        for other in others
        for column in other.columns
        if column.reference is not None
        and column.reference.table == contract.name
        and column.reference.column in contract.key
    ]


def _count(connection: DuckDBPyConnection) -> int:
    return int(connection.execute(f"SELECT count(*) FROM {GONE}").fetchall()[0][0])  # noqa: S608


def _key(contract: Contract) -> str:
    return ", ".join(quoted(name) for name in contract.as_known_key)
