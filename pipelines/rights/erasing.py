"""Erasing what is held on a subject, by the machinery that retention has: tombstones, and a log whose chain holds."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from getpass import getuser

import pyarrow.parquet as pq
from duckdb import DuckDBPyConnection

from data_contracts.errors import KompasError
from data_contracts.settings import KompasSettings
from data_contracts.snapshots.integrity import file_hash
from data_contracts.store import AuditLog, corrections
from data_contracts.store.erasing import erase_texts, forget_employer
from data_contracts.store.free_text import one_line
from data_contracts.store.saved_views import remove_views
from data_contracts.store.tables import CORRECTION_REQUESTS, SAVED_VIEWS
from pipelines.auditing.forgetting import ABOUT_EMPLOYERS, checked_reason
from pipelines.ingest.files import exactly
from pipelines.rights.answering import ERASE_ASKED, log_use
from pipelines.rights.duties import duties, duties_that_hold
from pipelines.rights.holdings import BAD_ROW, Place, of_registers, places
from pipelines.rights.matching import Matcher, keyed_columns, person_columns
from pipelines.rights.stored import naming
from pipelines.rights.subject import Subject
from pipelines.snapshots.erasing import ERASED, Content, Erasure, Rewritten
from pipelines.snapshots.workspace import workspace
from pipelines.steps.ingest import REFUSED
from pipelines.store import store_of

REASON = "request"
"""The word in tombstones and in `kompas verify`: erased because somebody asked."""


@dataclass(frozen=True)
class Erased:
    """What an erasure did, or would do: rows by place, places whose rows are kept, and the duties in the way."""

    rows: dict[str, int]
    kept: tuple[str, ...]
    held: tuple[str, ...]


def erase(
    settings: KompasSettings, subject: Subject, by: str, reason: str, purpose: str, today: date, *, apply: bool
) -> Erased:
    """Erase what is held on a subject, or say what would be.

    Rows that are about other people or another employer too are kept. The caller holds the lock of the data folder and
    has finished erasures that were broken off.

    Args:
        settings: Where everything is.
        subject: Whom it is about.
        by: Who grants it, by name.
        reason: Why; it is recorded.
        purpose: What the request is.
        today: The day of the erasure.
        apply: Whether to do it.

    Raises:
        KompasError: A duty to keep holds (which is recorded), a name or reason is missing, or a file is damaged.
    """
    given, person = checked_reason(reason), one_line(by)
    if not person:
        raise KompasError("Nobody is named who grants this.", "--by", "Name the person who answers for it.")
    with workspace(settings) as (connection, _):
        found = places(settings)
        match = of_registers(settings, subject, connection)
        held = duties_that_hold(settings, connection, found, match, today)
        told = {"by": person, "reason": given, "refused": list(held), "applied": apply and not held}
        log = log_use(settings, subject, ERASE_ASKED, purpose, **told)
        if held and apply:
            raise _refused(held)
        staged: list[tuple[Erasure, list[Rewritten]]] = []
        try:
            staged.extend(_staged(connection, found, match))
            counts = _counts(staged, found)
            if apply:
                _finish(settings, log, subject, staged, {"by": person, "reason": given, "rows": counts}, today)
                counts |= _refused_files(connection, settings, match)
        finally:
            for erasure, _ in staged:
                if not erasure.is_unfinished:
                    erasure.abandon()
    return Erased(counts, tuple(_kept(found, match)), held)


def _refused(held: Sequence[str]) -> KompasError:
    why = " ".join(f"{duties()[name]['en']} (To be confirmed: {duties()[name]['to_confirm']}.)" for name in held)
    return KompasError(
        f"Nothing was erased, since a duty to keep holds. {why}",
        "kompas rights erase",
        "The refusal is recorded. Ask again when this no longer holds, or have a lawyer judge it.",
    )


def _staged(
    connection: DuckDBPyConnection, found: Sequence[Place], match: Matcher
) -> Iterator[tuple[Erasure, list[Rewritten]]]:
    """Write all new files aside; nothing that is published has changed yet."""
    by_kind: dict[tuple[str, str], list[Place]] = {}
    for place in found:
        by_kind.setdefault((str(place.folder.root), place.kind), []).append(place)
    for group in by_kind.values():
        erasure = Erasure(group[0].folder, group[0].kind)
        erasure.begin()
        rewritten: list[Rewritten] = []
        for content in (content for place in group for content in place.found):
            condition = _condition(content, match)
            if condition is not None:
                made = _rewritten(connection, erasure, content, condition, len(rewritten))
                rewritten += [made] if made else []
        yield erasure, rewritten


Condition = tuple[str, dict[str, list[str] | list[int]]]


def _condition(content: Content, match: Matcher) -> Condition | None:
    """Return which rows of a file go; none of a table whose rows are about somebody else too."""
    columns = pq.read_schema(content.path).names
    if "raw" in columns and "rule" in columns:
        return BAD_ROW, {"words": list(match.words())}
    if match.subject.kind == "employer" and is_shared(columns):
        return None
    return match.condition(columns)


def is_shared(columns: Sequence[str]) -> bool:
    """Tell whether the rows of a table are about people, or about two employers."""
    keys = keyed_columns()
    other = [name for name in columns if name in keys and keys[name][1] != name]
    return bool(person_columns() & set(columns)) or bool(other)


def _rewritten(
    connection: DuckDBPyConnection, erasure: Erasure, content: Content, condition: Condition, number: int
) -> Rewritten | None:
    where, values = condition
    source = "read_parquet($path)"
    parameters = {"path": exactly(content.path), **values}
    query = f"SELECT count(*) FROM {source} WHERE {where}"  # noqa: S608 -- our own names
    gone = connection.execute(query, parameters).fetchall()[0][0]
    if not gone:
        return None
    if file_hash(content.path) != content.sha256:
        raise KompasError(
            "A file that holds rows to be erased is not what was published.",
            str(content.path),
            "Run `kompas verify`, and make the snapshot again or remove it.",
        )
    staged = erasure.staging / f"{number}.parquet"
    left = connection.execute(
        f"COPY (SELECT * FROM {source} WHERE NOT coalesce(({where}), false)) "  # noqa: S608 -- our own names
        "TO $staged (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 20480)",
        parameters | {"staged": str(staged)},
    ).fetchall()[0][0]
    return Rewritten(content, staged, gone, left)


def _counts(staged: Sequence[tuple[Erasure, list[Rewritten]]], found: Sequence[Place]) -> dict[str, int]:
    place_of = {content: place for place in found for content in place.found}
    counts: dict[str, int] = {}
    for _, rewritten in staged:
        for item in rewritten:
            place = place_of[item.content]
            name = f"{place.kind}/{place.table}"
            counts[name] = counts.get(name, 0) + item.rows_removed
    return counts


def _finish(
    settings: KompasSettings,
    log: AuditLog,
    subject: Subject,
    staged: Sequence[tuple[Erasure, list[Rewritten]]],
    told: dict[str, object],
    today: date,
) -> None:
    """Do it: journals, the log's line with the hashes of the new files, the files, and last the store."""
    ready = [(erasure, rewritten) for erasure, rewritten in staged if rewritten]
    for erasure, rewritten in ready:
        erasure.prepare(rewritten, REASON, today)
    hashes = sorted({digest for erasure, _ in ready for digest in erasure.hashes()})
    detail = told | {"on": today.isoformat(), "files": hashes}
    log.record(getuser(), ERASED, log.reference(subject.kind, subject.name), detail)
    for erasure, _ in ready:
        erasure.finish()
    _forget(settings, subject, str(told["reason"]))


def _forget(settings: KompasSettings, subject: Subject, reason: str) -> None:
    log = AuditLog(store_of(settings))
    with log.transaction(writing=True) as connection:
        remove_views(connection, naming(connection, SAVED_VIEWS, subject), getuser())
        if subject.kind == "employer":
            forget_employer(connection, ABOUT_EMPLOYERS, subject.name, getuser(), reason)
            return
        rows = naming(connection, CORRECTION_REQUESTS, subject)
        erase_texts(connection, corrections.RECORDED, rows, getuser(), reason)
    for name in subject.names:
        log.forget(subject.kind, name, getuser(), reason)


def _refused_files(connection: DuckDBPyConnection, settings: KompasSettings, match: Matcher) -> dict[str, int]:
    """Take the bad rows of tables that were refused away; these files are no snapshots and have no manifest."""
    counts: dict[str, int] = {}
    for path in sorted((settings.data_dir / REFUSED).glob("*.parquet")):
        values = {"path": exactly(path), "words": list(match.words())}
        gone = connection.execute(
            f"SELECT count(*) FROM read_parquet($path) WHERE {BAD_ROW}",  # noqa: S608 -- our own names
            values,
        ).fetchall()[0][0]
        if gone:
            side = path.with_name(f".{path.name}.erasing")
            connection.execute(
                f"COPY (SELECT * FROM read_parquet($path) WHERE NOT {BAD_ROW}) TO $side "  # noqa: S608 -- our own
                "(FORMAT parquet, COMPRESSION zstd)",
                values | {"side": str(side)},
            )
            side.replace(path)
            counts[f"{REFUSED}/{path.stem}"] = gone
    return counts


def _kept(found: Sequence[Place], match: Matcher) -> Iterator[str]:
    if match.subject.kind == "employer":
        for place in found:
            if not place.is_quarantine and is_shared(pq.read_schema(place.found[0].path).names):
                yield f"{place.kind}/{place.table}"
