"""Legal duties to keep: while one holds, an erasure is refused, and that is recorded with the reason."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path

from duckdb import DuckDBPyConnection

from data_contracts.errors import KompasError
from data_contracts.settings import KompasSettings
from data_contracts.store.corrections import Corrections
from data_contracts.store.plan_roll import plan_roll
from data_contracts.yaml_files import read_yaml
from pipelines.auditing.forgetting import refuse_needed
from pipelines.ingest.files import exactly
from pipelines.outcomes.cases import is_over
from pipelines.outcomes.plans import plan_snapshots
from pipelines.rights.holdings import REGISTER, Place
from pipelines.rights.matching import Matcher
from pipelines.rights.subject import Subject
from pipelines.store import store_of


@cache
def duties() -> Mapping[str, Mapping[str, str]]:
    """Return the duties by name, each with its words and what is to be confirmed."""
    content: Mapping[str, Mapping[str, str]] = read_yaml(Path(__file__).with_name("duties.yaml"))["duties"]
    return content


def duties_that_hold(
    settings: KompasSettings, connection: DuckDBPyConnection, found: Sequence[Place], match: Matcher, today: date
) -> tuple[str, ...]:
    """Return the names of the duties to keep that hold for a subject on a day.

    Args:
        settings: Where the store is.
        connection: DuckDB.
        found: All tables.
        match: How the subject's rows are found.
        today: Plans must be over on this day.
    """
    files: dict[str, list[str]] = {}
    for place in found:
        if place.kind == REGISTER:
            files.setdefault(place.table, []).extend(exactly(content.path) for content in place.found)
    employers = _employers(connection, files, match)
    return tuple(
        name
        for name, holds in (
            ("open_case", _any(connection, files, OPEN_CASE, employers)),
            ("pending_objection", _any(connection, files, PENDING, employers)),
            ("plan_runs", match.subject.kind == "employer" and _is_planned(settings, match.subject.name, today)),
            ("correction_open", any(_contested(settings, match.subject))),
        )
        if holds
    )


OPEN_CASE = """
    WITH latest AS (
        FROM read_parquet($inspections, union_by_name = true)
        QUALIFY row_number() OVER (PARTITION BY case_id ORDER BY known_at DESC) = 1
    )
    SELECT 1 FROM latest WHERE employer_id IN (SELECT unnest($employers)) AND closed_on IS NULL LIMIT 1
"""
PENDING = """
    WITH latest AS (
        FROM read_parquet($findings, union_by_name = true)
        QUALIFY row_number() OVER (PARTITION BY case_id, law ORDER BY known_at DESC) = 1
    ),
    mine AS (
        SELECT case_id FROM read_parquet($inspections, union_by_name = true)
        WHERE employer_id IN (SELECT unnest($employers))
    )
    SELECT 1 FROM latest SEMI JOIN mine USING (case_id) WHERE objection = 'pending' LIMIT 1
"""


def _any(connection: DuckDBPyConnection, files: Mapping[str, list[str]], query: str, employers: Sequence[str]) -> bool:
    named = {table: files.get(table, []) for table in ("inspections", "findings") if f"${table}" in query}
    if not employers or not all(named.values()):
        return False
    return bool(connection.execute(query, {**named, "employers": list(employers)}).fetchall())


def _employers(connection: DuckDBPyConnection, files: Mapping[str, list[str]], match: Matcher) -> tuple[str, ...]:
    """Return the employer itself, or those in whose returns a person stands."""
    if match.subject.kind == "employer":
        return match.subject.names
    returns, numbers = files.get("wage_records", []), files.get("wage_tax_numbers", [])
    if not returns or not numbers:
        return ()
    rows = connection.execute(
        "SELECT DISTINCT employer_id FROM read_parquet($numbers, union_by_name = true) WHERE loonheffingennummer IN ("
        "SELECT loonheffingennummer FROM read_parquet($returns, union_by_name = true) "
        "WHERE worker_pid IN (SELECT unnest($people)))",
        {"numbers": numbers, "returns": returns, "people": list(match.subject.pseudonyms)},
    ).fetchall()
    return tuple(row[0] for row in rows)


def _is_planned(settings: KompasSettings, employer_id: str, today: date) -> bool:
    rolls = (plan_roll(snapshot) for snapshot in plan_snapshots(settings).values())
    if any(employer_id in roll and not is_over(roll, today) for roll in rolls):
        return True
    try:
        refuse_needed(settings, employer_id, today)
    except KompasError:
        return True
    return False


def _contested(settings: KompasSettings, subject: Subject) -> Iterator[bool]:
    for request in Corrections(store_of(settings)).open_requests():
        yield request.employer_id in subject.names or (
            request.contested is not None
            and any(str(value) in subject.names for value in request.contested.key.values())
        )
