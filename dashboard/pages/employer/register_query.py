"""What the registers say of one employer as known on a date: itself, its numbers, its establishments and its cases.

The registers are sorted by their own numbers, so that the rows of one employer lie scattered through them. The first
dossier under a plan therefore puts what dossiers show of every employer in memory, in the order of employers (seven
megabytes for each 20,000 of them, measured on synthetic data); every dossier after it looks there.
"""

from dataclasses import dataclass
from datetime import date
from string import Formatter
from typing import Any

from dashboard.kept import state_of
from dashboard.published import Published, Row
from data_contracts.as_known import as_known_sql
from data_contracts.contract import load_contract
from data_contracts.snapshots import Snapshot

_HELD = "valid_from <= $as_of AND (valid_to IS NULL OR valid_to >= $as_of)"
_TABLES = {
    "employers": (
        "SELECT DISTINCT ON (employer_id) employer_id, rsin, kvk_number, trade_name, legal_form, sbi_code, size_class, "
        "province, start_date, end_date FROM ({employers}) "
        "ORDER BY employer_id, valid_from <= $as_of DESC, valid_from DESC"
    ),
    "numbers": f"SELECT employer_id, loonheffingennummer FROM ({{wage_tax_numbers}}) WHERE {_HELD} ORDER BY ALL",  # noqa: S608 -- names from our own contracts
    "places": (
        "SELECT employer_id, municipality_code, count(*) AS establishments FROM ({establishments}) "  # noqa: S608 -- names from our own contracts
        f"WHERE {_HELD} GROUP BY ALL ORDER BY employer_id, establishments DESC, municipality_code"
    ),
    # Of an open case the ground stays where it is.
    "cases": (
        "SELECT employer_id, case_id, selected_on, opened_on, closed_on, "
        "CASE WHEN closed_on IS NOT NULL THEN selection_ground END AS selection_ground FROM ({inspections}) "
        "ORDER BY employer_id, selected_on DESC, case_id"
    ),
    "findings": (
        "SELECT employer_id, case_id, law, violation, article, workers_affected, underpaid_cents, sanction "
        "FROM ({findings}) JOIN (SELECT case_id, employer_id FROM ({inspections})) USING (case_id) WHERE examined "
        "ORDER BY employer_id, list_position(['WML', 'Wav', 'Waadi'], law)"
    ),
}
"""What is kept, table by table, each by employer and then in the order in which a dossier shows it."""


@dataclass(frozen=True)
class Registered:
    """What the registers say of an employer on a date.

    ``employer`` is its version that was valid on the date, or else the nearest; ``numbers`` are the wage tax numbers
    that it held, plain or pseudonyms, in order; ``places`` say in which ``municipality_code`` it had how many
    ``establishments``, the most first; ``inspections`` are its cases, the latest first, each with its ``findings`` and
    the ground only once it is closed.
    """

    employer: Row
    numbers: list[str]
    places: list[Row]
    inspections: list[Row]


def registered(published: Published, warehouse: Snapshot, employer_id: str, as_of: date) -> Registered | None:
    """Return what the registers say of an employer; ``None`` when they do not hold it."""

    def mine(table: str) -> list[Row]:
        rows = _rows_of(published, warehouse, table, employer_id, as_of)
        return rows if table == "employers" else [_without_employer(row) for row in rows]

    employers = mine("employers")
    if not employers:
        return None
    return Registered(
        employer=employers[0],
        numbers=[row["loonheffingennummer"] for row in mine("numbers")],
        places=mine("places"),
        inspections=_with_findings(mine("cases"), mine("findings")),
    )


def is_registered(published: Published, warehouse: Snapshot, employer_id: str, as_of: date) -> bool:
    """Return whether the registers hold an employer."""
    return bool(_rows_of(published, warehouse, "employers", employer_id, as_of))


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


def _rows_of(published: Published, warehouse: Snapshot, table: str, employer_id: str, as_of: date) -> list[Row]:
    kept = _kept(published, warehouse, table, as_of)
    return published.rows(f"SELECT * FROM {kept} WHERE employer_id = $employer_id", {"employer_id": employer_id})  # noqa: S608 -- our own name


def _kept(published: Published, warehouse: Snapshot, table: str, as_of: date) -> str:
    """Return the name of the table in memory."""
    state = f"{state_of(warehouse)} {as_of}"
    sql = _TABLES[table]
    read = {name for _, name, _, _ in Formatter().parse(sql) if name}
    known = {name: as_known_sql(f"read_parquet(${name})", load_contract(name).as_known_key) for name in read}
    values: dict[str, Any] = {name: warehouse.table(name) for name in read}
    return published.kept(f"dossier_{table}", state, sql.format(**known), values | {"as_of": as_of})


def _with_findings(cases: list[Row], findings: list[Row]) -> list[Row]:
    of_case: dict[str, list[Row]] = {}
    for finding in findings:
        of_case.setdefault(finding.pop("case_id"), []).append(finding)
    return [case | {"findings": of_case.get(case["case_id"])} for case in cases]


def _without_employer(row: Row) -> Row:
    return {name: value for name, value in row.items() if name != "employer_id"}
