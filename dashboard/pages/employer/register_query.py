"""What the registers say of one employer as known on a date: itself, its wage tax numbers and its establishments."""

from datetime import date
from typing import Any

from dashboard.published import Published, Row
from data_contracts.as_known import as_known_sql
from data_contracts.contract import load_contract
from data_contracts.snapshots import Snapshot


def employer_row(published: Published, warehouse: Snapshot, employer_id: str, as_of: date) -> Row | None:
    """Return the version of the employer that was valid on the date, or else the nearest; ``None`` when unknown."""
    known = as_known_sql("mine", load_contract("employers").as_known_key)
    rows = published.rows(
        "WITH mine AS (SELECT * FROM read_parquet($employers) WHERE employer_id = $employer_id), "  # noqa: S608 -- our own words; values are parameters
        f"known AS ({known}) "
        "SELECT employer_id, rsin, kvk_number, trade_name, legal_form, sbi_code, size_class, province, start_date, "
        "end_date FROM known ORDER BY valid_from <= $as_of DESC, valid_from DESC LIMIT 1",
        {"employers": warehouse.table("employers"), "employer_id": employer_id, "as_of": as_of},
    )
    return rows[0] if rows else None


def wage_tax_numbers(published: Published, warehouse: Snapshot, employer_id: str, as_of: date) -> list[str]:
    """Return the wage tax numbers that the employer held on the date, plain or pseudonyms, in order."""
    rows = published.rows(
        f"SELECT loonheffingennummer FROM ({_held('wage_tax_numbers', 'loonheffingennummer')}) "  # noqa: S608
        "ORDER BY loonheffingennummer",
        _values(warehouse, "wage_tax_numbers", employer_id, as_of),
    )
    return [row["loonheffingennummer"] for row in rows]


def establishment_places(published: Published, warehouse: Snapshot, employer_id: str, as_of: date) -> list[Row]:
    """Return ``municipality_code`` and the number of ``establishments`` there on the date, the most first."""
    return published.rows(
        "SELECT municipality_code, count(*) AS establishments "  # noqa: S608 -- our own words; values are parameters
        f"FROM ({_held('establishments', 'establishment_id')}) "
        "GROUP BY municipality_code ORDER BY establishments DESC, municipality_code",
        _values(warehouse, "establishments", employer_id, as_of),
    )


def ever_its_own(table: str, thing: str) -> str:
    """Return the query of all versions, as known on ``$as_of``, of whatever in ``$table`` was ever ``$employer_id``'s.

    They are looked at together because a later version may say that the thing passed to another employer. Only their
    rows are ranked: the rest of the country is left alone.

    Args:
        table: A register table with a column ``employer_id``.
        thing: The column that names one thing in it.
    """
    ever = (
        f"(SELECT * FROM read_parquet($table) WHERE {thing} IN "  # noqa: S608 -- names from our own contracts
        f"(SELECT {thing} FROM read_parquet($table) WHERE employer_id = $employer_id))"
    )
    return as_known_sql(ever, load_contract(table).as_known_key)


def _held(table: str, thing: str) -> str:
    """Return the query of the rows that name the employer on the date."""
    return (
        f"SELECT * FROM ({ever_its_own(table, thing)}) WHERE employer_id = $employer_id "  # noqa: S608 -- our own names
        "AND valid_from <= $as_of AND (valid_to IS NULL OR valid_to >= $as_of)"
    )


def _values(warehouse: Snapshot, table: str, employer_id: str, as_of: date) -> dict[str, Any]:
    return {"table": warehouse.table(table), "employer_id": employer_id, "as_of": as_of}
