"""As known on a date: the one place that decides which version of a row held on a given day."""

from collections.abc import Sequence

KNOWN_AT = "known_at"


def quoted(identifier: str) -> str:
    """Return an identifier quoted for SQL."""
    return '"' + identifier.replace('"', '""') + '"'


def as_known_sql(relation: str, key: Sequence[str], parameter: str = "$as_of") -> str:
    """Return a query for the rows of a relation as they were known on a date.

    Of the rows that had become known on or before the date, the latest of each key is kept: a correction is a
    later row with the same key, and what was learnt after the date does not exist yet.

    Args:
        relation: A table, view or table function that DuckDB can select from.
        key: The columns that name one thing in the register, ``known_at`` left out.
        parameter: The placeholder of the date in the query.
    """
    partition = ", ".join(quoted(column) for column in key if column != KNOWN_AT)
    return (
        f"SELECT * FROM {relation} WHERE {KNOWN_AT} <= {parameter} "  # noqa: S608 -- names from our own contracts
        f"QUALIFY row_number() OVER (PARTITION BY {partition} ORDER BY {KNOWN_AT} DESC) = 1"
    )
