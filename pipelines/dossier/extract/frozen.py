"""The extract of an employer under a plan: as it was frozen, and whether it would be the same now."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from getpass import getuser
from typing import Any

from data_contracts.errors import KompasError
from data_contracts.settings import KompasSettings
from data_contracts.snapshots import SnapshotFolder
from data_contracts.store import AuditFilter, AuditLog
from data_contracts.store.decisions import PlanDecisions
from data_contracts.store.extracts import (
    FROZEN,
    Content,
    ExtractBasis,
    Extracts,
    FrozenExtract,
    content_hash,
    unsealed,
    with_item,
)
from data_contracts.store.item_state import item_state
from pipelines.dossier.replay import log_opening
from pipelines.routing.plans import find_plan
from pipelines.store import store_of

WRITTEN = "write_extract"
"""The audit log's word for an extract that was written; its line holds the hash and whether it was the frozen one."""
COMPARED = ("item", "facts", "sources", "as_of", "form")


@dataclass(frozen=True)
class Extract:
    """An extract to be written.

    Attributes:
        content: What it says: as frozen, or as it stands now when nothing was decided yet.
        digest: The hash of the content.
        frozen: What was frozen at the latest decision; ``None`` when nothing was.
        in_the_log: Whether the audit log holds the hash of what was frozen.
        differs: Which parts would say something else now; empty when all is the same.
        made: When it was written.
    """

    content: Content
    digest: str
    frozen: FrozenExtract | None
    in_the_log: bool
    differs: tuple[str, ...]
    made: datetime

    @property
    def is_sound(self) -> bool:
        """Whether it is what was frozen, by its own hash and by the log, and nothing differs now."""
        return self.frozen is not None and self.frozen.holds and self.in_the_log and not self.differs


def extract(settings: KompasSettings, employer_id: str, plan: str, purpose: str) -> Extract:
    """Return the extract of a planned employer; who asked, what for, and the hash are logged.

    Args:
        settings: Where snapshots and store are.
        employer_id: The employer.
        plan: Name of the plan or of its snapshot.
        purpose: What it is made for.

    Raises:
        KompasError: There is no purpose, plan or planned employer like this, what was frozen was lawfully erased, or
            the log cannot be written.
    """
    url, snapshot = store_of(settings), find_plan(SnapshotFolder(settings.snapshots_dir), plan)
    log, plan_id = AuditLog(url), str(snapshot.manifest.notes["plan_id"])
    log_opening(log, snapshot, employer_id, purpose, "file")
    now = ExtractBasis(snapshot).contents([employer_id])[employer_id]
    state = item_state(row for row in PlanDecisions(url).of_plan(plan_id) if row.employer_id == employer_id)
    if now["item"] is None and not state.by_hand:
        raise KompasError(
            f"Employer {employer_id} was not chosen under plan {plan_id}, so that no inspection file gets an extract.",
            employer_id,
            "Check number and plan; `--for court` explains why an employer was not chosen.",
        )
    frozen = next(reversed(Extracts(url).of_item(plan_id, employer_id)), None)
    if frozen is not None and frozen.is_erased:
        raise KompasError(
            "What was frozen for this file was lawfully erased.", employer_id, "See `kompas audit list --action erase`."
        )
    now = with_item(now, state.month, state.team)
    content = now if frozen is None else frozen.content
    reference = log.reference("employer", employer_id)
    logged = {line.detail.get("content_hash") for line in log.lines(AuditFilter((FROZEN,), subject=reference))}
    made = Extract(
        content,
        content_hash(content),
        frozen,
        frozen is not None and frozen.content_hash in logged,
        () if frozen is None else tuple(_differing(unsealed(content), unsealed(now))),
        datetime.now(UTC),
    )
    detail = {"plan": plan_id, "content_hash": made.digest, "frozen": frozen is not None, "differs": made.differs}
    log.record(getuser(), WRITTEN, reference, detail)
    return made


def _differing(then: dict[str, Any], now: dict[str, Any]) -> Iterator[str]:
    yield from (name for name in COMPARED if then.get(name) != now.get(name))
