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

    Few rows are ever corrected, so the rows that were replaced are found first, by the hash of the key, and left out;
    ranking all rows of each key would hold a whole table in memory.

    Args:
        relation: A table, view or table function that DuckDB can select from, or a subquery in parentheses for a part
            of one. A subquery is run once and kept; anything else is read three times, only the key the first two.
        key: The columns that name one thing in the register, ``known_at`` left out.
        parameter: The placeholder of the date in the query.
    """
    names = ", ".join(quoted(column) for column in key if column != KNOWN_AT)
    source = "AS MATERIALIZED" if relation.startswith("(") else "AS NOT MATERIALIZED"
    return f"""
        WITH known {source} (SELECT * FROM {relation} WHERE {KNOWN_AT} <= {parameter}),
        repeated AS (SELECT hash({names}) AS key_hash FROM known GROUP BY key_hash HAVING count(*) > 1),
        replaced AS (
            SELECT {names}, {KNOWN_AT} FROM known WHERE hash({names}) IN (SELECT key_hash FROM repeated)
            QUALIFY row_number() OVER (PARTITION BY {names} ORDER BY {KNOWN_AT} DESC) > 1
        )
        SELECT * FROM known ANTI JOIN replaced USING ({names}, {KNOWN_AT})
    """.strip()  # noqa: S608 -- names from our own contracts
