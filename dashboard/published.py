"""What the dashboard reads: published snapshots, through DuckDB, and nothing else on the machine."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any

import duckdb

from dashboard.lineage import Lineage
from data_contracts.errors import KompasError, MissingSnapshotError
from data_contracts.snapshots import Manifest, Snapshot, SnapshotFolder
from data_contracts.snapshots.reader import VERB_OF_KIND

Row = dict[str, Any]


class UnreadableSnapshotError(KompasError):
    """The files of a snapshot do not hold what a screen asks for: damaged, or of another version of the program."""


@dataclass
class Published:
    """Reads published snapshots; what is in use is looked up for every view, so a new plan shows without a restart.

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

    def lineage(self) -> Lineage | None:
        """Return the plan in use and what it was made from, or ``None`` when there is no plan yet."""
        try:
            plan = self.folder.latest("plan")
        except MissingSnapshotError:
            return None
        backtest = None if self.missing(("backtest",)) else self.folder.latest("backtest")
        return Lineage(self.folder, plan, backtest)

    def plan(self, snapshot_id: str = "") -> Snapshot:
        """Return the plan that a screen already shows if it still exists, or else the one in use.

        Raises:
            MissingSnapshotError: There is none yet.
        """
        shown = self.folder.find("plan", snapshot_id) if snapshot_id else None
        return shown or self.folder.latest("plan")

    def plan_name(self, plan: Snapshot) -> str:
        """Return the name by which screens and exports say under which plan an employer was selected."""
        rows = self.rows("SELECT min(plan_id) AS name FROM read_parquet($items)", {"items": plan.table("items")})
        return rows[0]["name"] or plan.manifest.snapshot_id

    def manifests(self) -> dict[str, Manifest]:
        """Return the manifest of the snapshot in use of each kind that exists, for screens that have no plan yet."""
        return {kind: self.folder.latest(kind).manifest for kind in self.folder.kinds()}

    def rows(self, sql: str, parameters: Mapping[str, Any]) -> list[Row]:
        """Run a query and return its rows as dictionaries.

        Args:
            sql: The query; every value, and every path of a table, is a named parameter in it.
            parameters: The values.

        Raises:
            UnreadableSnapshotError: A file is damaged, or does not hold what the query asks for.
            KompasError: The query takes more memory than it may.
        """
        try:
            cursor = self._opened().cursor().execute(sql, dict(parameters))
            names = [column[0] for column in cursor.description or ()]
            return [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]
        except duckdb.OutOfMemoryException as error:
            raise KompasError(
                f"There is too little memory to read the published data: {error}",
                "memory_limit",
                "Give the program more with the setting memory_limit, and start the dashboard again.",
            ) from error
        except duckdb.Error as error:
            raise UnreadableSnapshotError(
                f"The published data cannot be read: {error}",
                str(self.root),
                "Run `kompas run`: it makes damaged snapshots again, and those of another version of the program.",
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
