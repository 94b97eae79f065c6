"""Which files are judged together: those of all snapshots that hold one run of drops, each content once.

Synthetic registers of several series, and real ones after them, are different worlds: a number in one says nothing
about the same number in another.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from data_contracts.contract import audit_names, load_contract, register_names
from data_contracts.errors import KompasError
from data_contracts.settings import KompasSettings
from data_contracts.snapshots import Snapshot, SnapshotFolder
from data_contracts.snapshots.reader import VERB_OF_ANY_KIND
from pipelines.ingest.place import QUARANTINE
from pipelines.snapshots.erasing import Content, Erasure, contents
from pipelines.steps.ingest import AUDIT


@dataclass(frozen=True)
class Store:
    """Where the snapshots of a kind with register rows are, and which tables they hold."""

    folder: SnapshotFolder
    kind: str
    tables: tuple[str, ...]

    @property
    def erasure(self) -> Erasure:
        """The erasure in these snapshots."""
        return Erasure(self.folder, self.kind)

    def snapshots(self) -> tuple[Snapshot, ...]:
        """Return them all, the newest first.

        Raises:
            KompasError: Of one of them the manifest cannot be read, so that nobody knows what it holds.
        """
        unreadable = self.folder.unreadable([self.kind])
        if unreadable:
            raise KompasError(
                f"A {self.kind} snapshot has no readable manifest, so that nothing can be erased in it.",
                str(unreadable[0]),
                "Remove the folder, and run this again.",
            )
        return tuple(self.folder.snapshots(self.kind))


def stores(settings: KompasSettings) -> tuple[Store, Store]:
    """Return the warehouse and the store of the audit traits."""
    return (
        Store(SnapshotFolder(settings.snapshots_dir), "warehouse", register_names()),
        Store(SnapshotFolder(settings.audit_store_dir), AUDIT, audit_names()),
    )


def erasures(settings: KompasSettings) -> tuple[Erasure, ...]:
    """Return the erasure in every kind of snapshot: registers first, then what was made of them."""
    folder = SnapshotFolder(settings.snapshots_dir)
    derived = (Erasure(folder, kind) for kind in VERB_OF_ANY_KIND if kind != "warehouse")
    return (*(store.erasure for store in stores(settings)), *derived)


@dataclass(frozen=True)
class TableFiles:
    """What is judged of one table: its valid rows and its bad ones."""

    table: str
    store: Store
    rows: tuple[Content, ...]
    quarantine: tuple[Content, ...]

    def months(self) -> Iterator[tuple[Content, ...]]:
        """Yield the files whose rows may share a key: of a table stored by month those of each month, else all."""
        if load_contract(self.table).partition_column is None:
            yield self.rows
            return
        by_month: dict[str, list[Content]] = {}
        for content in self.rows:
            by_month.setdefault(_file_name(content).split(".")[0], []).append(content)
        yield from (tuple(group) for group in by_month.values())


@dataclass(frozen=True)
class Lineage:
    """All snapshots that hold one run of drops, by table; referring tables come before those that they refer to."""

    tables: tuple[TableFiles, ...]


def lineages(both: Iterable[Store]) -> tuple[Lineage, ...]:
    """Return what is to be judged together."""
    found: dict[tuple[bool, str], list[TableFiles]] = {}
    for store in reversed(tuple(both)):
        worlds: dict[tuple[bool, str], list[Snapshot]] = {}
        for snapshot in store.snapshots():
            worlds.setdefault(_world(snapshot), []).append(snapshot)
        for world, snapshots in worlds.items():
            found.setdefault(world, []).extend(_tables(store, snapshots))
    return tuple(Lineage(tuple(tables)) for tables in found.values())


def _tables(store: Store, snapshots: Sequence[Snapshot]) -> Iterator[TableFiles]:
    held = contents(snapshots)
    for table in reversed(store.tables):
        rows = tuple(content for content in held if _folder(content) == table)
        bad = tuple(
            content for content in held if _folder(content) == QUARANTINE and _file_name(content).split(".")[0] == table
        )
        yield TableFiles(table, store, rows, bad)


def _world(snapshot: Snapshot) -> tuple[bool, str]:
    return snapshot.manifest.synthetic, str(snapshot.manifest.configuration.get("series", ""))


def _folder(content: Content) -> str:
    return content.places[0][1].partition("/")[0]


def _file_name(content: Content) -> str:
    return content.places[0][1].rpartition("/")[2]
