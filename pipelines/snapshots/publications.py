"""What the audit log holds of published snapshots: what each was at its publication, and what lawful erasures left.

A snapshot names what it was made from by its hash, so a file that is changed together with its manifest shows in the
next one. The plan, at the end, has no next one: its line in the log says what it was.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from data_contracts.snapshots import Manifest
from data_contracts.snapshots.manifest import MANIFEST_NAME
from data_contracts.store import AuditFilter, AuditLine, AuditLog
from pipelines.snapshots.erasing import ERASED, ERASURE_FINISHED

PUBLISHING = (
    "ingest", "features", "train", "backtest", "fairness", "candidates", "score", "plan", "monitoring",
    "routes", "what_if", "scenario", "evidence", "mitigation", "objectives", "bounds",
)  # fmt: skip
"""The steps whose line in the log (``run_<step>``) says what they published."""
_CHANGED_BY_ERASURE = ("files", "tombstones")


def publication(path: Path) -> dict[str, str]:
    """Return what the line of a step says of what it published; empty where it published no snapshot.

    Args:
        path: What the step wrote: the folder of a snapshot, or something else.
    """
    if not (path / MANIFEST_NAME).is_file():
        return {}
    manifest = Manifest.read(path)
    return {"snapshot": manifest.snapshot_id} | _hashes(manifest)


@dataclass(frozen=True)
class Logged:
    """What the log knows of snapshots.

    Attributes:
        erased: The hashes of files that a lawful erasure left.
        published: For each snapshot, by its name, the hashes of its content and manifest.
    """

    erased: frozenset[str] = frozenset()
    published: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def names(self, manifest: Manifest) -> bool:
        """Tell whether the log says what this snapshot was at its publication; older programs did not write it."""
        return manifest.snapshot_id in self.published

    def contradicts(self, manifest: Manifest) -> bool:
        """Tell whether the log says that this snapshot was something else at its publication."""
        return self.names(manifest) and self.published[manifest.snapshot_id] != _hashes(manifest)


def logged(log: AuditLog) -> Logged:
    """Return what the log knows of snapshots.

    Raises:
        KompasError: The store cannot be read.
    """
    erasures = (_detail(line).get("files") for line in log.lines(AuditFilter((ERASED, ERASURE_FINISHED))))
    published: dict[str, Mapping[str, str]] = {}
    for line in log.lines(AuditFilter(tuple(f"run_{step}" for step in PUBLISHING))):
        told = _detail(line)
        if {"snapshot", "content", "manifest"} <= told.keys():
            # The first line counts: a later one about the same snapshot did not publish it.
            published.setdefault(str(told["snapshot"]), {name: told[name] for name in ("content", "manifest")})
    return Logged(frozenset(str(digest) for files in erasures for digest in files or ()), published)


def _detail(line: AuditLine) -> dict[str, Any]:
    """Return the detail of a line; one that was tampered with can be anything, and the check of the log says so."""
    return line.detail if isinstance(line.detail, dict) else {}


def _hashes(manifest: Manifest) -> dict[str, str]:
    """Return two hashes that a lawful erasure does not change.

    Fields without a value are left out, so that a field that a later version adds changes no hash.
    """
    content = {name: value for name, value in asdict(manifest).items() if name not in _CHANGED_BY_ERASURE}
    told = {name: value for name, value in content.items() if value not in (None, "", (), [], {})}
    digest = hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
    return {"content": manifest.content_hash, "manifest": digest}
