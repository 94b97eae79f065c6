"""Reading an export that somebody corrected, and holding it against what is in quarantine."""

from pathlib import Path

import polars as pl
from duckdb import DuckDBPyConnection

from data_contracts.as_known import quoted
from data_contracts.contract import Contract, audit_names, load_contract, register_names
from data_contracts.enforcement.door import LOWEST_PSEUDONYM
from data_contracts.enforcement.masking import MASK
from data_contracts.errors import KompasError
from pipelines.quarantine.cells import read_back_sql
from pipelines.quarantine.exporting import EXPLANATION, ORIGIN
from pipelines.quarantine.rows import BAD_ROWS

CORRECTED = "corrected_rows"
"""The temporary table of rows that were changed, or may be tried again: ``file, line`` and the contract's columns."""
_EXPORT_AGAIN = "Export the rows again with `kompas quarantine export`, and correct that file."


def read_corrections(connection: DuckDBPyConnection, path: Path) -> Contract:
    """Read a corrected export into the table ``given_rows``, and return the contract that its columns are of.

    Raises:
        KompasError: The file is no CSV, or its columns are not those of an export.
    """
    frame = _frame(path)
    contract = _contract_of(frame, path)
    names = (*ORIGIN, *(column.name for column in contract.kept_columns))
    connection.register("given_cells", frame.to_arrow())
    cells = ", ".join(f"{read_back_sql(f'CAST({quoted(name)} AS VARCHAR)')} AS {quoted(name)}" for name in names)
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE given_rows AS "  # noqa: S608 -- names from our own contracts
        f"SELECT * REPLACE (TRY_CAST(line AS BIGINT) AS line) FROM (SELECT {cells} FROM given_cells)"
    )
    connection.unregister("given_cells")
    return contract


def find_corrected(connection: DuckDBPyConnection, contract: Contract, path: Path) -> int:
    """Make the table ``CORRECTED``; return how many rows were left because nothing in them was changed.

    A row that broke references only is taken along unchanged: what it refers to may have come since.

    Raises:
        KompasError: A row is not (or no longer) open in quarantine, stands there twice, has a mask or a changed
            pseudonym in it, or broke a rule on drops that was not corrected; or nothing was changed.
    """
    kept = [column.name for column in contract.kept_columns]
    raws = ", ".join(f"nullif(CAST(any_value(raw) AS JSON) ->> '{name}', '') AS {quoted(name)}" for name in kept)
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE original_rows AS "  # noqa: S608 -- names from our own contracts
        f"SELECT file, line, any_value(state) AS state, list(DISTINCT rule) AS rules, {raws} FROM {BAD_ROWS} "
        "SEMI JOIN given_rows USING (file, line) WHERE table_name = $table GROUP BY file, line",
        {"table": contract.name},
    )
    _refuse_unknown(connection, path)
    changed = " OR ".join(f"given.{quoted(name)} IS DISTINCT FROM original.{quoted(name)}" for name in kept)
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE {CORRECTED} AS
        SELECT given.* FROM given_rows AS given JOIN original_rows AS original USING (file, line)
        WHERE ({changed}) OR list_bool_and(list_transform(rules, lambda rule: starts_with(rule, 'reference:')))
    """)  # noqa: S608 -- names from our own contracts
    taken, left = _count(connection, f"FROM {CORRECTED}"), _count(connection, "FROM given_rows")
    if not taken:
        raise KompasError("Nothing was changed in this file.", str(path), "Correct at least one row in it.")
    _refuse_unrepairable(connection, contract, path)
    return left - taken


def _frame(path: Path) -> pl.DataFrame:
    """Return the cells as text; a spreadsheet may have put semicolons between them."""
    try:
        head = path.read_text(encoding="utf-8-sig", errors="strict").partition("\n")[0]
        separator = ";" if head.count(";") > head.count(",") else ","
        return pl.read_csv(path, separator=separator, infer_schema=False, encoding="utf8")
    except (OSError, UnicodeDecodeError, pl.exceptions.PolarsError) as error:
        raise KompasError(
            "This file cannot be read as CSV in UTF-8.", str(path), "Save it as CSV (UTF-8), with its header."
        ) from error


def _contract_of(frame: pl.DataFrame, path: Path) -> Contract:
    """Return the contract of the table that the rows come from: that of their files' folder."""
    given = set(frame.columns)
    missing = [name for name in ORIGIN if name not in given]
    if missing:
        raise KompasError(f"This file has no column {', '.join(missing)}.", str(path), _EXPORT_AGAIN)
    tables = frame["file"].str.strip_chars().str.split("/").list.get(1, null_on_oob=True).unique().to_list()
    known = [name for name in (*register_names(), *audit_names()) if name in tables]
    if len(known) != 1 or len(tables) != 1:
        raise KompasError(
            "The column file must name delivered files of one table, such as 2026-03/employers/a.csv.",
            str(path),
            _EXPORT_AGAIN,
        )
    contract = load_contract(known[0])
    expected = {*ORIGIN, *(column.name for column in contract.kept_columns)}
    unknown, absent = sorted(given - expected - set(EXPLANATION)), sorted(expected - given)
    if unknown or absent:
        words = [f"unknown {', '.join(unknown)}"] * bool(unknown) + [f"missing {', '.join(absent)}"] * bool(absent)
        raise KompasError(
            f"The columns are not those of an export of {contract.name}: {'; '.join(words)}.", str(path), _EXPORT_AGAIN
        )
    return contract


def _refuse_unknown(connection: DuckDBPyConnection, path: Path) -> None:
    twice = _first(connection, "FROM given_rows GROUP BY file, line HAVING count(*) > 1")
    if twice:
        raise KompasError(f"A row stands in this file twice: {twice}.", str(path), "Keep the right one of them.")
    unknown = _first(connection, "FROM given_rows ANTI JOIN original_rows USING (file, line)")
    if unknown:
        raise KompasError(f"A row in this file is not in quarantine: {unknown}.", str(path), _EXPORT_AGAIN)
    found = connection.execute(
        "SELECT file || ', line ' || line, state FROM original_rows WHERE state <> 'open' ORDER BY ALL LIMIT 1"
    ).fetchall()
    if found:
        remedy = {
            "refused": "Its table was refused as a whole: have the corrected table delivered again.",
            "copy": "The same row is in the warehouse; take it out of this file.",
            "waiting": "It was repaired before: run `kompas ingest`, which loads that.",
        }.get(found[0][1], "It was repaired before; take it out of this file.")
        raise KompasError(f"A row in this file is not open but {found[0][1]}: {found[0][0]}.", str(path), remedy)


def _refuse_unrepairable(connection: DuckDBPyConnection, contract: Contract, path: Path) -> None:
    for column in contract.kept_columns:
        masked = _first(connection, f"FROM {CORRECTED} WHERE contains({quoted(column.name)}, '{MASK}')")
        if masked:
            raise KompasError(
                f"The value of {column.name} is hidden, because it may hold a citizen's number: {masked}.",
                str(path),
                "Give the right value, which stands in the delivered file, or take the row out.",
            )
    pairs = f"FROM {CORRECTED} JOIN original_rows AS original USING (file, line) WHERE"
    for column in contract.kept_columns:
        if column.pseudonym is not None:
            new, old = f"{CORRECTED}.{quoted(column.name)}", f"original.{quoted(column.name)}"
            forged = _first(connection, f"{pairs} {new} IS DISTINCT FROM {old} AND {_is_pseudonym_sql(new)}")
            if forged:
                raise KompasError(
                    f"The pseudonym in {column.name} is not the one in quarantine: {forged}.",
                    str(path),
                    "Leave pseudonyms as they are or give the right number; a spreadsheet may have rounded it, or the "
                    "key was renewed since: then export again.",
                )
    for rule, name in (("drop:period", contract.valid_time.start), ("drop:known_at", "known_at")):
        same = f"{CORRECTED}.{quoted(name)} IS NOT DISTINCT FROM original.{quoted(name)}"
        left = _first(connection, f"{pairs} list_contains(original.rules, '{rule}') AND {same}")
        if left:
            raise KompasError(
                f"A row broke {rule}, and its {name} was not corrected: {left}.",
                str(path),
                "Correct it, or take the row out: in a drop of its own the rule cannot be checked again.",
            )


def _is_pseudonym_sql(value: str) -> str:
    number = f"TRY_CAST({value} AS BIGINT)"
    text = f"regexp_full_match({value}, '[NM][0-9A-F]{{16}}.*')"
    return (
        f"({number} >= {LOWEST_PSEUDONYM} OR {number} < 0 OR regexp_full_match({value}, '\\d[.,]\\d+[Ee].*') OR {text})"
    )


def _first(connection: DuckDBPyConnection, rows: str) -> str | None:
    """Return the place of the first of some rows, if there is one."""
    found = connection.execute(f"SELECT file || ', line ' || line {rows} ORDER BY file, line LIMIT 1").fetchall()
    return found[0][0] if found else None


def _count(connection: DuckDBPyConnection, rows: str) -> int:
    return int(connection.execute(f"SELECT count(*) {rows}").fetchall()[0][0])
