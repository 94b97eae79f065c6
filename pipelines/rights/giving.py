"""What of the holdings may be given to the subject, and what may not yet: the same for everybody, whatever is there."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from data_contracts.settings import KompasSettings
from data_contracts.snapshots import Snapshot, SnapshotFolder
from data_contracts.store.plan_roll import plan_roll
from pipelines.dossier.selection import selection_of
from pipelines.outcomes.cases import is_over
from pipelines.outcomes.plans import plan_snapshots
from pipelines.rights.holdings import Holding, Row, is_of_bad_rows
from pipelines.rights.stored import LOG
from pipelines.rights.subject import Subject
from pipelines.store import store_of

GIVEN_KINDS = frozenset({"warehouse", "monthly", "features", "models", "backtest"})
"""Kinds of snapshot that hold nothing of an estimate or a plan."""
OF_PLANS = frozenset({"store/plan_decisions", "store/plan_outcomes", "store/frozen_extracts", "store/jobs"})
INSPECTIONS, FINDINGS, SIGNALS = "warehouse/inspections", "warehouse/findings", "warehouse/signals"
SOURCE_KIND = "source_kind"
OF_RIGHTS = "rights_"
"""How the log's words for what was done with a request begin; who asked knows of it."""
LEFT_OUT = "(left out)"


@dataclass(frozen=True)
class Given:
    """A holding as it may be given.

    Attributes:
        holding: What is given of it.
        withheld: Why rows of it are, or would be, kept back: a word of ``texts.yaml``; empty when none ever is.
            It is the same whether or not there is anything to keep back.
    """

    holding: Holding
    withheld: str = ""


@dataclass(frozen=True)
class Closed:
    """What may not be told yet.

    Attributes:
        plans: Plans that run or whose case is open.
        from_as_of: From which as-of date estimates are kept back.
        since: From which moment lines of the log are kept back: when the first of these plans was made.
    """

    plans: frozenset[str]
    from_as_of: str | None
    since: datetime | None = None


def not_told_yet(settings: KompasSettings, subject: Subject, today: date) -> Closed:
    """Return of which plans nothing is given on a day.

    Raises:
        KompasError: The store cannot be read.
    """
    plans: dict[str, str] = {}
    for plan_id, snapshot in plan_snapshots(settings).items():
        over = is_over(plan_roll(snapshot), today)
        if not over or not _may_tell(settings, snapshot, subject):
            plans[plan_id] = str(snapshot.manifest.as_of)
    made = (snapshot.manifest for snapshot in SnapshotFolder(settings.snapshots_dir).snapshots("plan"))
    since = (
        datetime.fromisoformat(plan.created_at) for plan in made if plan.notes.get("plan_id", plan.snapshot_id) in plans
    )
    return Closed(frozenset(plans), min(plans.values(), default=None), min(since, default=None))


def given(found: Sequence[Holding], closed: Closed, as_of: Mapping[str, str | None], audit: str) -> Iterator[Given]:
    """Yield the holdings as they may be given.

    Args:
        found: All holdings.
        closed: From `not_told_yet`.
        as_of: The as-of date of each snapshot.
        audit: The kind of the snapshots with what only the fairness audit may use.
    """
    open_cases, of_plans = _open_cases(found), "plan" if closed.plans else ""
    for holding in found:
        kind = holding.place.partition("/")[0]
        if kind == audit:
            yield Given(replace(holding, rows=(), counted_only=True), "audit")
        elif is_of_bad_rows(holding.place):
            yield _bad_rows(holding)
        elif holding.place in (INSPECTIONS, FINDINGS):
            rows = tuple(row for row in holding.rows if row["case_id"] not in open_cases)
            yield Given(replace(holding, rows=rows, count=len(rows)), "open_case")
        elif holding.place == SIGNALS:
            rows = tuple(row | {SOURCE_KIND: LEFT_OUT} for row in holding.rows)
            yield Given(replace(holding, rows=rows), "reporter")
        elif holding.place == LOG:
            rows = tuple(_line(row) for row in holding.rows if not _is_of_that_time(row, closed))
            yield Given(replace(holding, rows=rows, count=len(rows)), of_plans)
        elif holding.place in OF_PLANS:
            rows = tuple(row for row in holding.rows if not _names(row, closed.plans))
            yield Given(replace(holding, rows=rows, count=len(rows)), of_plans)
        elif kind in GIVEN_KINDS or kind == "store" or not holding.snapshots:
            yield Given(holding)
        else:
            kept = _is_kept(holding, closed, as_of)
            yield Given(replace(holding, rows=(), count=0), of_plans) if kept else Given(holding)


def _bad_rows(holding: Holding) -> Given:
    """Return bad rows as the good ones of their table are given."""
    table = holding.place.rpartition("/")[2].partition(".")[0]
    if table in (_table(INSPECTIONS), _table(FINDINGS)):
        return Given(replace(holding, rows=(), count=0), "open_case")
    if table == _table(SIGNALS):
        return Given(replace(holding, rows=tuple(map(_without_reporter, holding.rows))), "reporter")
    return Given(holding)


def _table(place: str) -> str:
    return place.rpartition("/")[2]


def _without_reporter(row: Row) -> Row:
    try:
        raw = json.dumps(json.loads(row["raw"]) | {SOURCE_KIND: LEFT_OUT}, ensure_ascii=False)
    except (TypeError, ValueError):  # a line that could not be read as a row
        raw = LEFT_OUT
    return row | {"raw": raw}


def _is_kept(holding: Holding, closed: Closed, as_of: Mapping[str, str | None]) -> bool:
    if closed.from_as_of is None:
        return False
    return any((as_of.get(name) or closed.from_as_of) >= closed.from_as_of for name in holding.snapshots)


def _may_tell(settings: KompasSettings, snapshot: Snapshot, subject: Subject) -> bool:
    if subject.kind == "worker":
        return True
    folder = SnapshotFolder(settings.snapshots_dir)
    return selection_of(folder, snapshot, subject.name, store_of(settings)).may_tell


def _open_cases(found: Sequence[Holding]) -> frozenset[str]:
    rows = [row for holding in found if holding.place == INSPECTIONS for row in holding.rows]
    ended = {row["case_id"] for row in rows if row["closed_on"] is not None}
    return frozenset(row["case_id"] for row in rows) - ended


def _names(row: Row, plans: frozenset[str]) -> bool:
    text = str(row)
    return any(plan in text for plan in plans)


def _line(row: Row) -> Row:
    """Return a line of the log; of requests only their purpose, since a refusal to erase says that a plan runs."""
    return row | {"detail": {"purpose": row["detail"].get("purpose")}} if row["action"].startswith(OF_RIGHTS) else row


def _is_of_that_time(row: Row, closed: Closed) -> bool:
    """Tell whether a line of the log, whatever it names, can be about a plan that is not told of yet."""
    if closed.since is None or row["action"].startswith(OF_RIGHTS):
        return False
    return datetime.fromisoformat(row["at"]) >= closed.since
