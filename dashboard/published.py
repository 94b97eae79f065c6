"""What the dashboard reads: the newest published snapshots, through DuckDB, and nothing else on the machine."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any

import duckdb

from data_contracts.errors import KompasError
from data_contracts.snapshots import Manifest, Snapshot, SnapshotFolder
from data_contracts.snapshots.reader import VERB_OF_KIND

Row = dict[str, Any]


@dataclass
class Published:
    """Reads published snapshots; the newest is looked up at every use, so a new one shows without a restart.

    Args:
        root: The folder of the snapshots.
        memory_limit: What DuckDB may use, e.g. ``2GB``.
        threads: How many threads DuckDB may use.
    """

    root: Path
    memory_limit: str = "2GB"
    threads: int = 2
    _database: duckdb.DuckDBPyConnection | None = field(default=None, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)

    @property
    def folder(self) -> SnapshotFolder:
        """The folder of snapshots."""
        return SnapshotFolder(self.root)

    def missing(self, needed: tuple[str, ...]) -> tuple[str, ...]:
        """Return which of the needed kinds have not been published yet, in the order of the steps."""
        present = self.folder.kinds()
        return tuple(kind for kind in VERB_OF_KIND if kind in needed and kind not in present)

    def latest(self, kind: str, snapshot_id: str | None = None) -> Snapshot:
        """Return the newest snapshot of a kind, or the one that a screen already shows if it still exists.

        Raises:
            MissingSnapshotError: There is none yet.
        """
        if snapshot_id:
            for snapshot in self.folder.snapshots(kind):
                if snapshot.manifest.snapshot_id == snapshot_id:
                    return snapshot
        return self.folder.latest(kind)

    def plan_name(self, plan: Snapshot) -> str:
        """Return the name by which screens and exports say under which plan an employer was selected."""
        rows = self.rows("SELECT min(plan_id) AS name FROM read_parquet($items)", {"items": plan.table("items")})
        return rows[0]["name"] or plan.manifest.snapshot_id

    def manifests(self) -> dict[str, Manifest]:
        """Return the manifest of the newest snapshot of each kind that exists, in the order of the steps."""
        return {kind: self.folder.latest(kind).manifest for kind in self.folder.kinds()}

    def rows(self, sql: str, parameters: Mapping[str, Any]) -> list[Row]:
        """Run a query and return its rows as dictionaries.

        Args:
            sql: The query; every value, and every path of a table, is a named parameter in it.
            parameters: The values.

        Raises:
            KompasError: The snapshot does not hold what the query asks for.
        """
        try:
            cursor = self._opened().cursor().execute(sql, dict(parameters))
            names = [column[0] for column in cursor.description or ()]
            return [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]
        except duckdb.Error as error:
            raise KompasError(
                f"The published data cannot be read: {error}",
                str(self.root),
                "Run `kompas run` again with this version of the program.",
            ) from error

    def _opened(self) -> duckdb.DuckDBPyConnection:
        with self._lock:
            if self._database is None:
                self._database = _closed_database(self.root, self.memory_limit, self.threads)
            return self._database


def _closed_database(root: Path, memory_limit: str, threads: int) -> duckdb.DuckDBPyConnection:
    """Return a database in memory that can read the snapshots and no other file or address."""
    database = duckdb.connect(":memory:", config={"memory_limit": memory_limit, "threads": threads})
    database.execute("SET allowed_directories = [$root]", {"root": str(root.absolute())})
    database.execute("SET enable_external_access = false")
    database.execute("SET lock_configuration = true")
    return database
