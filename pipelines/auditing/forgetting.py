"""Forgetting whom lines and rows of the store are about, and what people typed in them."""

from collections.abc import Iterator
from datetime import date
from getpass import getuser

from sqlalchemy import select

from data_contracts.errors import KompasError
from data_contracts.settings import KompasSettings
from data_contracts.store import AuditLog, corrections, decisions, extracts, outcomes
from data_contracts.store.deliveries import Deliveries
from data_contracts.store.erasing import erase_texts
from data_contracts.store.erasing import forget_employer as forget_in_store
from data_contracts.store.free_text import holds_citizen_number
from data_contracts.store.plan_decision import same_person
from data_contracts.store.plan_roll import plan_roll
from pipelines.counting import counted
from pipelines.outcomes.cases import PlanRecord, cases_of, is_over
from pipelines.outcomes.delivering import plan_record, stands
from pipelines.outcomes.plans import plan_snapshots
from pipelines.store import store_of

OF_AN_EMPLOYER = "employer"
TABLES = (decisions.RECORDED, outcomes.RECORDED)
"""The tables with what people typed about the items of plans."""
ABOUT_EMPLOYERS = (*TABLES, extracts.RECORDED, corrections.RECORDED)
"""The tables with rows about employers."""


def forget_employer(settings: KompasSettings, employer_id: str, reason: str, today: date) -> str:
    """Forget whom the log's lines and the rows of decisions and outcomes about an employer are about.

    Args:
        settings: The run's settings.
        employer_id: The employer.
        reason: Why; it is recorded.
        today: A plan with an item of it must be over on this day, and its cases delivered.

    Returns:
        What was done, for people.

    Raises:
        KompasError: No reason is given, the rows are still needed, or the log never named this employer.
    """
    given = checked_reason(reason)
    refuse_needed(settings, employer_id, today)
    with AuditLog(store_of(settings)).transaction(writing=True) as connection:
        line = forget_in_store(connection, ABOUT_EMPLOYERS, employer_id, getuser(), given)
    if line is None:
        raise KompasError(
            f"The audit log names no employer {employer_id}, so there is nothing to forget.",
            employer_id,
            "See whether the number is right.",
        )
    return f"Forgotten: nobody can tell any more that {line.subject} was this employer (line {line.sequence})."


def forget_names(settings: KompasSettings, before: date, reason: str, name: str | None, today: date) -> str:
    """Erase the names and remarks that people typed in decisions and outcomes of plans that are over.

    Args:
        settings: The run's settings.
        before: Only rows that were recorded before this day (UTC).
        reason: Why; it is recorded.
        name: Only rows with this person's name; ``None``: all.
        today: A plan whose last month has not passed on this day keeps its names: they say who may answer whom.

    Returns:
        What was done, for people.

    Raises:
        KompasError: No reason is given, or the store cannot be written.
    """
    given, running, done = checked_reason(reason), set(_running(settings, today)), []
    with AuditLog(store_of(settings)).transaction(writing=True) as connection:
        for recorded in TABLES:
            columns = recorded.table.c
            query = select(recorded.table).where(columns.at < before.isoformat(), columns.by != "")
            rows = [
                dict(row)
                for row in connection.execute(query).mappings()
                if row["plan_id"] not in running and (name is None or same_person(row["by"], name))
            ]
            erased = erase_texts(connection, recorded, rows, getuser(), given)
            done.append(counted(erased, recorded.noun))
    kept = f" Plans that are not over keep theirs: {', '.join(sorted(running))}." if running else ""
    return f"Names and remarks erased of {' and '.join(done)} from before {before}.{kept}"


def checked_reason(reason: str) -> str:
    """Return a reason without spaces around it.

    Raises:
        KompasError: It is empty or holds a citizen's number.
    """
    given = reason.strip()
    if not given:
        raise KompasError("No reason is given.", "--reason", "Say why; it is recorded and cannot be changed.")
    if holds_citizen_number(given):
        raise KompasError("A reason may not hold a citizen's number (BSN).", "--reason", "Leave the number out.")
    return given


def _running(settings: KompasSettings, today: date) -> Iterator[str]:
    for plan_id, snapshot in plan_snapshots(settings).items():
        if not is_over(plan_roll(snapshot), today):
            yield plan_id


def refuse_needed(settings: KompasSettings, employer_id: str, today: date) -> None:
    """Refuse to forget whom rows are about that a running plan or the registers still need.

    Raises:
        KompasError: They need them.
    """
    url = store_of(settings)
    before = Deliveries(url).all()
    for snapshot in plan_snapshots(settings).values():
        record = plan_record(url, snapshot)
        if not _is_about(record, employer_id):
            continue
        if not is_over(record.roll, today):
            raise KompasError(
                f"Plan {record.roll.plan_id} is not over, and something was decided or told about this employer in it.",
                employer_id,
                "Forget it when the last month of the plan has passed.",
            )
        if any(case.employer_id == employer_id and not stands(case, before) for case in cases_of(record, today)):
            raise KompasError(
                "What came of this employer is not in the registers yet.",
                employer_id,
                "Run `kompas outcomes deliver` first.",
            )


def _is_about(record: PlanRecord, employer_id: str) -> bool:
    named = (name for row in record.decisions for name in (row.employer_id, row.other_employer_id))
    return employer_id in {*named, *(row.outcome.employer_id for row in record.outcomes)}
