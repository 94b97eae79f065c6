"""One plan and everything that it was made from, so that no screen mixes the outcomes of two runs."""

from dataclasses import dataclass, field

from data_contracts.errors import MissingSnapshotError
from data_contracts.snapshots import Manifest, Snapshot, SnapshotFolder
from data_contracts.snapshots.reader import VERB_OF_KIND

# The manifest of which kind names the snapshot that the plan rests on.
_NAMED_BY = {"scores": "plan", "features": "plan", "monthly": "features", "warehouse": "plan", "models": "scores"}


class GoneSnapshotError(MissingSnapshotError):
    """The plan rests on a snapshot that is no longer there, or that can no longer be read.

    Args:
        kind: The kind of the snapshot.
        snapshot: The snapshot that was made from it.
        folder: Where it was looked for.
    """

    def __init__(self, kind: str, snapshot: Snapshot, folder: SnapshotFolder) -> None:
        self.kind = kind
        made = snapshot.manifest
        super().__init__(
            f"The {made.kind} snapshot {made.snapshot_id} was made from a {kind} snapshot that is not there any more: "
            f"{snapshot.input_id(kind) or 'it names none'}.",
            str(folder.root / kind),
            "Run `kompas run`, which makes again what is missing.",
        )


@dataclass(frozen=True)
class Lineage:
    """The plan on the screens, the snapshots that it was made from, and the backtest in use.

    A later snapshot of a kind, of a run that did not come as far as a plan, is not part of it. A snapshot is looked for
    once: a screen, for which a lineage is made, rests on one state of the folder.
    """

    folder: SnapshotFolder
    plan: Snapshot
    backtest: Snapshot | None
    _found: dict[str, Snapshot] = field(default_factory=dict, init=False, repr=False, compare=False)

    def snapshot(self, kind: str) -> Snapshot:
        """Return the warehouse, features, models or scores snapshot that the plan was made from.

        Raises:
            GoneSnapshotError: It is not there any more.
        """
        if kind == "plan":
            return self.plan
        if kind not in self._found:
            self._found[kind] = self._looked_for(kind)
        return self._found[kind]

    def manifests(self) -> dict[str, Manifest]:
        """Return the manifest of each kind that is still there, in the order of the steps."""
        found = {kind: self._if_there(kind) for kind in VERB_OF_KIND}
        return {kind: snapshot.manifest for kind, snapshot in found.items() if snapshot}

    def _if_there(self, kind: str) -> Snapshot | None:
        if kind == "backtest":
            return self.backtest
        try:
            return self.snapshot(kind)
        except GoneSnapshotError:
            return None

    def _looked_for(self, kind: str) -> Snapshot:
        heir = self.snapshot(_NAMED_BY[kind])
        named = heir.input_id(kind)
        found = self.folder.find(kind, named) if named else None
        if found is None:
            raise GoneSnapshotError(kind, heir, self.folder)
        return found
