"""Cutting a CSV file into records, one a line, so that no bad line can swallow its neighbours.

DuckDB's own CSV reader lets an unclosed quotation mark take all lines after it and counts records instead of lines;
here DuckDB reads lines and cuts them with the same vectorised functions. A field may not hold a line break.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

from duckdb import DuckDBPyConnection

from data_contracts.as_known import quoted
from data_contracts.enforcement import masked_line_sql
from pipelines.ingest.csv_text import REPLACEMENT
from pipelines.ingest.files import exactly

_FIELD = '"(?:[^"]|"")*"|[^,"]*'
_RECORD = f"(?:{_FIELD})(?:,(?:{_FIELD}))*"
_NO_SEPARATOR = "\x01"


def stage_records(
    connection: DuckDBPyConnection,
    text: Path,
    header: Sequence[str],
    door: Mapping[str, str],
    line_rules: Mapping[str, int],
    staged: Path,
) -> None:
    """Write the records of a clean CSV text to a Parquet file, past the door.

    The columns of the file are those of ``door``, ``source_line``, ``text`` and ``problem``: NULL for a record, else
    the number of the rule that the line breaks. ``text`` is such a line, masked, and the columns are empty: its fields
    may be shifted, and a number that stands in another column goes around the door. Blank lines are left out.

    Args:
        connection: A DuckDB connection with an open door.
        text: The result of :func:`pipelines.ingest.csv_text.clean_copy`.
        header: The names of the columns, in the order of the file.
        door: For each column that is kept, the expression over the columns of the header that gives its value.
        line_rules: The numbers of the rules on lines, by what is wrong.
        staged: Where to write.
    """
    fields = ", ".join(f"fields[{place}] AS {quoted(name)}" for place, name in enumerate(header, start=1))
    passed = ", ".join(f"{expression} AS {quoted(name)}" for name, expression in door.items())
    connection.execute(
        f"""
        COPY (
            WITH lines AS (
                SELECT line, row_number() OVER () AS source_line, contains(line, '"') AS has_quotes
                FROM read_csv($text, columns = {{'line': 'VARCHAR'}}, delim = '{_NO_SEPARATOR}', quote = '',
                    escape = '', header = false, auto_detect = false, new_line = '\\n', strict_mode = false)
            ),
            records AS (
                SELECT line, source_line, has_quotes, CASE WHEN has_quotes THEN {_quoted_fields()}
                    ELSE string_split(line, ',') END AS fields
                FROM lines WHERE source_line > 1 AND line IS NOT NULL
            ),
            judged AS (SELECT *, {_problem(len(header), line_rules)} AS problem FROM records),
            cut AS (
                SELECT {fields}, source_line, problem,
                    CASE WHEN problem IS NOT NULL THEN {masked_line_sql("line")} END AS text
                FROM (SELECT * REPLACE (CASE WHEN problem IS NULL THEN fields END AS fields) FROM judged)
            )
            SELECT {passed}, source_line, problem, text FROM cut
        ) TO $staged (FORMAT parquet)
        """,  # noqa: S608 -- names from our own contracts
        {"text": exactly(text), "staged": str(staged)},
    )


def _quoted_fields() -> str:
    cut = f"regexp_extract_all(line || ',', '({_FIELD}),', 1)"
    unquoted = "replace(field[2:-2], '\"\"', '\"')"
    return f"list_transform({cut}, lambda field: CASE WHEN field LIKE '\"%' THEN {unquoted} ELSE field END)"


def _problem(width: int, line_rules: Mapping[str, int]) -> str:
    return f"""CASE
        WHEN contains(line, '{REPLACEMENT}') THEN {line_rules["encoding"]}
        WHEN has_quotes AND NOT regexp_full_match(line, '{_RECORD}') THEN {line_rules["quote"]}
        WHEN len(fields) < {width} THEN {line_rules["too_few_fields"]}
        WHEN len(fields) > {width} THEN {line_rules["too_many_fields"]} END"""
