"""What an inspection file gets of a selection, frozen at the moment of a decision: rows that are only ever added.

The extract holds facts and where they come from, and nothing by which an estimate or lot could be told. Its hash
stands in the audit log. It holds a random seal, which goes with its content at a lawful erasure: without it nobody can
try employers against the hash.
"""

import hashlib
import json
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb
from sqlalchemy import Connection, select

from data_contracts.errors import KompasError
from data_contracts.query import query_frame
from data_contracts.snapshots import Snapshot, SnapshotFolder
from data_contracts.store.audit_log import AuditLog, as_stored, canonical
from data_contracts.store.recorded import Recorded, append
from data_contracts.store.tables import FROZEN_EXTRACTS

FROZEN = "freeze_extract"
"""The audit log's word for an extract that was frozen; its line holds the hash."""
SEAL = "seal"
FORM = 1
READS_AS = {"joint_visit": "visit"}
"""A joint visit reads as a visit until its case is closed: it is never a random one, and so would tell."""
KINDS = ("plan", "features", "warehouse")
"""Which snapshots an extract names: not that of the scores, of which it holds nothing."""
Content = dict[str, Any]

RECORDED = Recorded(
    FROZEN_EXTRACTS,
    noun="extract",
    actions=frozenset({FROZEN}),
    action=lambda _: FROZEN,
    told=("sequence", "plan_id", "decision", "content_hash"),
    about="employer_id",
    erased={"content": "{}"},
)
"""How the log tells an extract: all but the employer and what the extract says."""


@dataclass(frozen=True)
class FrozenExtract:
    """An extract as it was frozen: when (UTC), at which decision (its sequence), and with which hash in the log."""

    sequence: int
    at: str
    plan_id: str
    decision: int
    content: Content
    content_hash: str

    @property
    def is_erased(self) -> bool:
        """Whether its content was lawfully erased since."""
        return not self.content

    @property
    def holds(self) -> bool:
        """Whether the content gives the hash that stands beside it."""
        return content_hash(self.content) == self.content_hash


@dataclass(frozen=True)
class ExtractBasis:
    """What the extracts of a plan's employers are read from: the plan and the snapshots that it names."""

    plan: Snapshot

    def contents(self, employers: Collection[str]) -> dict[str, Content]:
        """Return, by employer, what an extract says now, without a seal.

        Facts that cannot be read are empty (``None``), since a decision must not wait for a damaged file.
        """
        items = _by_employer(_rows(self.plan, "items", ("employer_id", "month", "team"), employers))
        features = self._input("features")
        facts = None if features is None else _facts(features, employers)
        return {
            employer_id: {
                "form": FORM,
                "plan_id": str(self.plan.manifest.notes.get("plan_id")),
                "employer_id": employer_id,
                "as_of": self.plan.manifest.as_of,
                "synthetic": self.plan.manifest.synthetic,
                "item": next(iter(items.get(employer_id, [])), None),
                "facts": None if facts is None else facts.get(employer_id, []),
                "sources": self._sources(features),
            }
            for employer_id in employers
        }

    def _sources(self, features: Snapshot | None) -> list[dict[str, str]]:
        named = {item.kind: item for item in self.plan.manifest.inputs}
        if features is not None:
            named |= {item.kind: item for item in features.manifest.inputs if item.kind not in named}
        told = [("plan", self.plan.manifest.snapshot_id, self.plan.manifest.content_hash)]
        told += [(kind, named[kind].snapshot_id, named[kind].content_hash) for kind in KINDS if kind in named]
        return [dict(zip(("kind", "snapshot_id", "content_hash"), source, strict=True)) for source in told]

    def _input(self, kind: str) -> Snapshot | None:
        named = self.plan.input_id(kind)
        return SnapshotFolder(self.plan.path.parent.parent).find(kind, named) if named else None


class Extracts:
    """The frozen extracts in a SQL store.

    Args:
        url: The address of the store (`data_contracts.store.store_address`).
    """

    def __init__(self, url: str) -> None:
        self._log = AuditLog(url)

    def of_item(self, plan_id: str, employer_id: str) -> tuple[FrozenExtract, ...]:
        """Return the extracts of an employer under a plan, in the order in which they were frozen.

        Raises:
            KompasError: The store cannot be read.
        """
        columns = FROZEN_EXTRACTS.c
        query = select(FROZEN_EXTRACTS).where(columns.plan_id == plan_id, columns.employer_id == employer_id)
        with self._log.transaction(writing=False) as connection:
            rows = connection.execute(query.order_by(columns.sequence)).mappings().all()
        return tuple(_as_frozen(dict(row)) for row in rows)


def with_item(content: Content, month: date | None, team: str | None) -> Content:
    """Return an extract with a month and team where the plan gives none: what a person brought in reads like all else.

    Args:
        content: From `ExtractBasis.contents`.
        month: First day of the month in which it is to be done.
        team: By which team.
    """
    if content["item"] is not None:
        return content
    return content | {"item": {"month": month and month.isoformat(), "team": team}}


def freeze(connection: Connection, content: Content, decision: int, system_user: str) -> None:
    """Freeze an extract beside the decision, within the decision's own transaction.

    Args:
        connection: From `AuditLog.transaction`, opened for writing.
        content: From `ExtractBasis.contents`.
        decision: The sequence of the decision.
        system_user: Under which user of the system it was done.
    """
    sealed = as_stored(content) | {SEAL: secrets.token_hex(16)}
    values = {
        "plan_id": content["plan_id"],
        "employer_id": content["employer_id"],
        "decision": decision,
        "content": canonical(sealed),
        "content_hash": content_hash(sealed),
    }
    append(connection, RECORDED, values, system_user)


def content_hash(content: Mapping[str, Any]) -> str:
    """Return SHA-256 over the canonical JSON of an extract (keys sorted, no spaces), its seal with it."""
    return hashlib.sha256(canonical(dict(content)).encode()).hexdigest()


def unsealed(content: Mapping[str, Any]) -> Content:
    """Return an extract without its seal, as two of them are compared."""
    return {name: value for name, value in as_stored(content).items() if name != SEAL}


def _as_frozen(row: Mapping[str, Any]) -> FrozenExtract:
    names = ("sequence", "at", "plan_id", "decision", "content_hash")
    return FrozenExtract(content=json.loads(row["content"]), **{name: row[name] for name in names})


def _facts(features: Snapshot, employers: Collection[str]) -> dict[str, list[Content]] | None:
    try:
        return _by_employer(_rows(features, "facts", ("*",), employers))
    except (KompasError, OSError, duckdb.Error):
        return None


def _rows(snapshot: Snapshot, table: str, columns: Collection[str], employers: Collection[str]) -> list[Content]:
    # Within one employer every column in order: the same rows give the same hash, however the file is sorted.
    query = (
        f"SELECT {', '.join(columns)} FROM read_parquet($rows) "  # noqa: S608 -- our own names
        "WHERE employer_id IN (SELECT unnest($employers)) ORDER BY ALL"
    )
    rows = query_frame(query, {"rows": snapshot.table(table), "employers": sorted(employers)}).to_dicts()
    return [{name: _plain(value) for name, value in row.items()} for row in rows]


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _by_employer(rows: list[Content]) -> dict[str, list[Content]]:
    found: dict[str, list[Content]] = {}
    for row in rows:
        found.setdefault(str(row.pop("employer_id")), []).append(row)
    return found
