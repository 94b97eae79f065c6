"""Work that a screen asks for and a worker does: each job is taken by one worker, and by another when that one died."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Literal
from uuid import uuid4

from sqlalchemy import Connection, Select, and_, insert, or_, select, update

from data_contracts.store.audit_log import AuditLog, append_line, as_stored
from data_contracts.store.engine import utc_now
from data_contracts.store.tables import JOBS
from data_contracts.yaml_files import read_yaml

JobState = Literal["waiting", "running", "done", "failed"]
ASKED = "ask_job"
"""The audit log's word for asking for a job."""
STALE_AFTER_S = 120.0
"""A worker that has not been heard of for so long is taken to be dead, and its job goes to another."""
MOST_TRIES = 3
"""How often a job is taken before it is given up: one that kills its worker would otherwise go round for ever."""


@dataclass(frozen=True)
class Job:
    """One job as it stands; moments are ISO 8601 in UTC.

    Attributes:
        job_id: Its name.
        kind: What is to be done, e.g. ``what_if``.
        argument: With what; JSON.
        state: ``waiting``, ``running``, ``done`` or ``failed``.
        asked_by: Who asked for it.
        asked_at: When.
        started_at: When a worker last took it.
        seen_at: When that worker was last heard of.
        finished_at: When it was done or failed.
        tries: How often a worker took it.
        worker: Which worker took it last.
        result: The snapshot that it made.
        problem: Why it failed: language to words.
    """

    job_id: str
    kind: str
    argument: dict[str, Any]
    state: JobState
    asked_by: str
    asked_at: str
    started_at: str | None
    seen_at: str | None
    finished_at: str | None
    tries: int
    worker: str | None
    result: str | None
    problem: dict[str, str] | None


class Jobs:
    """The jobs in a SQL store.

    Args:
        url: The address of the store (`data_contracts.store.store_address`).
        stale_after_s: After how many seconds of silence a worker is taken to be dead.
    """

    def __init__(self, url: str, stale_after_s: float = STALE_AFTER_S) -> None:
        self._log = AuditLog(url)
        self._stale_after = timedelta(seconds=stale_after_s)

    def ask(self, kind: str, argument: Mapping[str, Any], by: str) -> str:
        """Ask for a job, log that, and return its name.

        Args:
            kind: What is to be done.
            argument: With what; JSON. It goes into the audit log as it is, so it names no employer, and no person
                but who decided to ask.
            by: Who asks.

        Raises:
            KompasError: The store cannot be written.
        """
        job_id, stored = uuid4().hex, as_stored(argument)
        new = {"job_id": job_id, "kind": kind, "argument": stored, "state": "waiting", "asked_by": by, "tries": 0}
        with self._log.transaction(writing=True) as connection:
            line = append_line(connection, by, ASKED, f"job:{job_id}", {"kind": kind, "argument": stored})
            connection.execute(insert(JOBS).values(**new, asked_at=line.at))
        return job_id

    def take(self, kinds: Collection[str], worker: str) -> Job | None:
        """Take the job of these kinds that waits longest, or one whose worker died; ``None`` when there is none.

        No two workers take the same job: PostgreSQL locks its row and lets others skip it, SQLite locks the store.

        Args:
            kinds: What the worker can do.
            worker: Its name, different for each.

        Raises:
            KompasError: The store cannot be written.
        """
        with self._log.transaction(writing=True, whole=False) as connection:
            while (job := _first(connection, self._to_be_taken(kinds).limit(1))) is not None:
                if job.tries < MOST_TRIES:
                    now = utc_now()
                    taken = {"state": "running", "worker": worker, "tries": job.tries + 1}
                    _change(connection, job, **taken, started_at=now, seen_at=now, finished_at=None)
                    return _first(connection, select(JOBS).where(JOBS.c.job_id == job.job_id))
                words = {language: text.format(tries=job.tries) for language, text in _words()["abandoned"].items()}
                _change(connection, job, state="failed", finished_at=utc_now(), problem=words)
        return None

    def still_at_it(self, job: Job) -> bool:
        """Say that a worker is still at work on a job that it took; ``False`` when the job is no longer its own."""
        return self._of_worker(job, seen_at=utc_now())

    def finish(self, job: Job, result: str) -> bool:
        """Record what a job made.

        Args:
            job: As it was taken.
            result: The snapshot's id.

        Returns:
            ``False`` when another worker has taken the job since: then its result counts, not this one.

        Raises:
            KompasError: The store cannot be written.
        """
        return self._of_worker(job, state="done", finished_at=utc_now(), result=result)

    def fail(self, job: Job, problem: Mapping[str, str]) -> bool:
        """Record why a job could not be done: language (nl, en) to words; else as `finish`."""
        return self._of_worker(job, state="failed", finished_at=utc_now(), problem=dict(problem))

    def give_back(self, job: Job) -> bool:
        """Let a job wait again, because its worker stops before it is done; else as `finish`."""
        return self._of_worker(job, state="waiting", tries=job.tries - 1, started_at=None, seen_at=None, worker=None)

    def of(self, job_id: str) -> Job | None:
        """Return a job as it stands, or ``None`` when there is none of that name.

        Raises:
            KompasError: The store cannot be read.
        """
        with self._log.transaction(writing=False) as connection:
            return _first(connection, select(JOBS).where(JOBS.c.job_id == job_id))

    def recent(self, kind: str, limit: int = 20) -> tuple[Job, ...]:
        """Return the jobs of a kind that were asked for last, the newest first.

        Raises:
            KompasError: The store cannot be read.
        """
        query = select(JOBS).where(JOBS.c.kind == kind).order_by(JOBS.c.asked_at.desc(), JOBS.c.job_id).limit(limit)
        with self._log.transaction(writing=False) as connection:
            return tuple(Job(**row) for row in connection.execute(query).mappings())

    def _to_be_taken(self, kinds: Collection[str]) -> Select[Any]:
        silent_since = (datetime.now(UTC) - self._stale_after).isoformat(timespec="microseconds")
        return (
            select(JOBS)
            .where(
                JOBS.c.kind.in_(sorted(kinds)),
                or_(JOBS.c.state == "waiting", and_(JOBS.c.state == "running", JOBS.c.seen_at <= silent_since)),
            )
            .order_by(JOBS.c.asked_at, JOBS.c.job_id)
            .with_for_update(skip_locked=True)
        )

    def _of_worker(self, job: Job, **values: Any) -> bool:
        own = (JOBS.c.job_id == job.job_id, JOBS.c.state == "running")
        taken = (JOBS.c.worker == job.worker, JOBS.c.tries == job.tries)
        with self._log.transaction(writing=True, whole=False) as connection:
            return connection.execute(update(JOBS).where(*own, *taken).values(**values)).rowcount == 1


def _first(connection: Connection, query: Select[Any]) -> Job | None:
    row = connection.execute(query).mappings().first()
    return None if row is None else Job(**row)


def _change(connection: Connection, job: Job, **values: Any) -> None:
    connection.execute(update(JOBS).where(JOBS.c.job_id == job.job_id).values(**values))


@cache
def _words() -> Mapping[str, Mapping[str, str]]:
    content: dict[str, dict[str, str]] = read_yaml(Path(__file__).with_name("job_words.yaml"))
    return content
