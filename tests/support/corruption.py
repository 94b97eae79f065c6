"""Spoil one row in so many of a good drop, in twelve ways that a contract can see, and keep a ledger of what was done.

Wage records are spoilt in place: a tenth of them is written as CSV, where text and lines can be spoilt, the rest as
Parquet. Employers are spoilt in copies with an identifier of their own, so that nothing refers to them.
"""

import shutil
from dataclasses import dataclass
from pathlib import Path

import duckdb
import polars as pl

from data_contracts.as_known import quoted
from data_contracts.contract import load_contract

EXPECTED = {
    "type": ("wage_records", "type:paid_hours"),
    "missing key": ("wage_records", "required:income_relationship"),
    "duplicate": ("wage_records", "duplicate:identical"),
    "range": ("wage_records", "range:paid_hours"),
    "format and 11-test": ("employers", "format:rsin_11_test"),
    "unknown code": ("employers", "values:legal_form"),
    "impossible date": ("wage_records", "type:started_on"),
    "orphan reference": ("wage_records", "reference:loonheffingennummer"),
    "overlap in validity": ("employers", "overlap:validity"),
    "period outside the drop": ("wage_records", "drop:period"),
    "encoding": ("wage_records", "line:encoding"),
    "truncated line": ("wage_records", "line:too_few_fields"),
}
"""Of each way: the table that is spoilt, and the rule that must see it."""

IN_PARQUET = ("missing key", "duplicate", "range", "orphan reference", "period outside the drop")
IN_TEXT = ("type", "impossible date", "encoding", "truncated line")
CSV_SHARE = 0.1
ALIEN = "\N{CURRENCY SIGN}"
"""Stands in the text for a byte that is not UTF-8, until the file is written."""


@dataclass(frozen=True)
class Corrupted:
    """A spoilt drop. ``ledger`` has ``way, table_name, file, line``: one row for each row that was spoilt."""

    register: Path
    ledger: pl.DataFrame


def corrupt(drop: Path, register: Path, one_in: int, seed: int = 7) -> Corrupted:
    """Write a spoilt copy of a drop.

    Args:
        drop: The folder of a good drop.
        register: The register folder to write it in, under the same name.
        one_in: How many rows there are for each that is spoilt.
        seed: Start of the choice of rows.
    """
    spoilt = register / drop.name
    ignored = shutil.ignore_patterns("wage_records", "employers")
    shutil.copytree(drop, spoilt, ignore=ignored)
    with duckdb.connect(config={"threads": 2}) as connection:
        connection.execute(f"SET VARIABLE seed = {int(seed)}")
        connection.execute(f"SET VARIABLE one_in = {int(one_in)}")
        ledgers = [
            _wage_records_in_parquet(connection, drop, spoilt),
            _wage_records_in_text(connection, drop, spoilt),
            _employers(connection, drop, spoilt),
        ]
    return Corrupted(register, pl.concat(ledgers))


def _choose(connection: duckdb.DuckDBPyConnection, name: str, relation: str, ways: tuple[str, ...]) -> None:
    """Make a table of the rows, with a way for each that is chosen; each way is chosen at least once."""
    listed = ", ".join(f"'{way}'" for way in ways)
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE {name} AS
        WITH drawn AS (
            SELECT *, row_number() OVER () AS line, hash(getvariable('seed'), '{name}', line) AS draw FROM {relation}
        ), picked AS (
            SELECT line, [{listed}][1 + (row_number() OVER (ORDER BY draw) - 1) % {len(ways)}] AS way
            FROM drawn
            QUALIFY row_number() OVER (ORDER BY draw)
                <= greatest({len(ways)}, count(*) OVER () // getvariable('one_in'))
        )
        SELECT drawn.* EXCLUDE (draw), way FROM drawn LEFT JOIN picked USING (line) ORDER BY line
        """  # noqa: S608 -- the test's own names
    )


def _ledger(connection: duckdb.DuckDBPyConnection, table: str, file: str, rows: str) -> pl.DataFrame:
    query = f"SELECT way, '{table}' AS table_name, '{file}' AS file, CAST(line AS BIGINT) AS line FROM {rows}"  # noqa: S608
    return pl.DataFrame(connection.sql(query).to_arrow_table())


def _wage_records_in_parquet(connection: duckdb.DuckDBPyConnection, drop: Path, spoilt: Path) -> pl.DataFrame:
    source = _source(drop, "wage_records", f"hash(worker_number, personnel_number) % 1000 >= {int(CSV_SHARE * 1000)}")
    _choose(connection, "parquet_rows", source, IN_PARQUET)
    path = spoilt / "wage_records" / "most.parquet"
    path.parent.mkdir()
    connection.execute(
        f"""
        COPY (
            SELECT * EXCLUDE (line, way) REPLACE (
                CASE WHEN way = 'missing key' THEN NULL ELSE income_relationship END AS income_relationship,
                CASE WHEN way = 'range' THEN 800 ELSE paid_hours END AS paid_hours,
                CASE WHEN way = 'orphan reference' THEN '999999999L01' ELSE loonheffingennummer END
                    AS loonheffingennummer,
                CASE WHEN way = 'period outside the drop' THEN last_day(period_end) + 1 ELSE period END AS period,
                CASE WHEN way = 'period outside the drop' THEN last_day(last_day(period_end) + 1) ELSE period_end END
                    AS period_end
            ) FROM parquet_rows ORDER BY line
        ) TO '{path}' (FORMAT parquet)
        """  # noqa: S608 -- the test's own names
    )
    twice = path.with_name("twice.parquet")
    copies = "SELECT * EXCLUDE (line, way) FROM parquet_rows WHERE way = 'duplicate' ORDER BY line"
    connection.execute(f"COPY ({copies}) TO '{twice}' (FORMAT parquet)")
    return pl.concat(
        [
            _ledger(
                connection, "wage_records", f"{drop.name}/wage_records/most.parquet",
                "(FROM parquet_rows WHERE way IS NOT NULL AND way <> 'duplicate')",
            ),
            _ledger(
                connection, "wage_records", f"{drop.name}/wage_records/twice.parquet",
                "(SELECT way, row_number() OVER (ORDER BY line) AS line FROM parquet_rows WHERE way = 'duplicate')",
            ),
        ]
    )  # fmt: skip


def _wage_records_in_text(connection: duckdb.DuckDBPyConnection, drop: Path, spoilt: Path) -> pl.DataFrame:
    source = _source(drop, "wage_records", f"hash(worker_number, personnel_number) % 1000 < {int(CSV_SHARE * 1000)}")
    _choose(connection, "text_rows", source, IN_TEXT)
    names = load_contract("wage_records").column_names
    spoil = {
        "paid_hours": "CASE WHEN way = 'type' THEN 'veel' ELSE CAST(paid_hours AS VARCHAR) END",
        "started_on": "CASE WHEN way = 'impossible date' THEN '2026-02-30' ELSE CAST(started_on AS VARCHAR) END",
        "wage_tax_table": f"CASE WHEN way = 'encoding' THEN '{ALIEN}' ELSE wage_tax_table END",
    }
    texts = (spoil.get(name, f"CAST({quoted(name)} AS VARCHAR)") for name in names)
    fields = " || ',' || ".join(f"coalesce({text}, '')" for text in texts)
    lines = f"""
        WITH written AS (SELECT way, line, {fields} AS text FROM text_rows)
        SELECT CASE WHEN way = 'truncated line' THEN left(text, 40) ELSE text END AS text FROM written ORDER BY line
    """  # noqa: S608 -- the test's own names
    path = spoilt / "wage_records" / "rest.csv"
    with path.open("wb") as file:
        file.write((",".join(names) + "\n").encode())
        reader = connection.sql(lines).to_arrow_reader(200_000)
        for batch in reader:
            text = "".join(f"{line}\n" for line in batch.column(0).to_pylist())
            file.write(text.encode().replace(ALIEN.encode(), b"\xff"))
    rows = "(SELECT way, line + 1 AS line FROM text_rows WHERE way IS NOT NULL)"
    return _ledger(connection, "wage_records", f"{drop.name}/wage_records/rest.csv", rows)


def _employers(connection: duckdb.DuckDBPyConnection, drop: Path, spoilt: Path) -> pl.DataFrame:
    ways = ("format and 11-test", "unknown code", "overlap in validity")
    shutil.copytree(drop / "employers", spoilt / "employers")
    open_ones = "rsin IS NOT NULL AND valid_to IS NULL AND end_date IS NULL"
    latest = f"""(
        SELECT * FROM {_source(drop, "employers", open_ones)}
        QUALIFY row_number() OVER (PARTITION BY employer_id ORDER BY known_at DESC) = 1
            AND count(DISTINCT valid_from) OVER (PARTITION BY employer_id) = 1
    )"""  # noqa: S608 -- the test's own names
    _choose(connection, "employer_rows", latest, ways)
    path = spoilt / "employers" / "spoilt.parquet"
    connection.execute(
        f"""
        COPY (
            SELECT * EXCLUDE (line, way) REPLACE (
                CASE WHEN way = 'overlap in validity' THEN employer_id ELSE 'S' || employer_id END AS employer_id,
                CASE WHEN way = 'format and 11-test' THEN left(rsin, 8) || (CAST(right(rsin, 1) AS INTEGER) + 1) % 10
                    ELSE rsin END AS rsin,
                CASE WHEN way = 'unknown code' THEN 'sarl' ELSE legal_form END AS legal_form,
                CASE WHEN way = 'overlap in validity' THEN valid_from + 1 ELSE valid_from END AS valid_from,
                CASE WHEN way = 'overlap in validity' THEN known_at + 1 ELSE known_at END AS known_at
            ) FROM employer_rows WHERE way IS NOT NULL ORDER BY line
        ) TO '{path}' (FORMAT parquet)
        """  # noqa: S608 -- the test's own names
    )
    rows = "(SELECT way, row_number() OVER (ORDER BY line) AS line FROM employer_rows WHERE way IS NOT NULL)"
    return _ledger(connection, "employers", f"{drop.name}/employers/spoilt.parquet", rows)


def _source(drop: Path, table: str, condition: str) -> str:
    return f"(SELECT * FROM read_parquet('{drop / table}/*.parquet') WHERE {condition})"  # noqa: S608
