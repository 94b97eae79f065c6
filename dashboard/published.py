"""What the dashboard reads: published snapshots, through DuckDB, and nothing else on the machine."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Lock
from typing import Any

import duckdb
import numpy as np

from dashboard.kept import MOST_KEPT, MOST_NUMBERS, MOST_ROWS, KeptLists, KeptTables, Numbers
from dashboard.lineage import Lineage
from dashboard.withheld import laws_withheld, masked
from data_contracts.errors import KompasError, MissingSnapshotError
from data_contracts.snapshots import Manifest, Snapshot, SnapshotFolder
from data_contracts.snapshots.reader import VERB_OF_KIND

Row = dict[str, Any]
Values = Mapping[str, Any] | Callable[[], Mapping[str, Any]]


class UnreadableSnapshotError(KompasError):
    """The files of a snapshot do not hold what a screen asks for: damaged, or of another version of the program."""


@dataclass
class _Database:
    """The database behind published data, opened at the first query, and what is kept of it."""

    tables: KeptTables = field(default_factory=KeptTables)
    numbers: KeptLists[Numbers] = field(default_factory=lambda: KeptLists(MOST_NUMBERS))
    answers: KeptLists[tuple[Row, ...]] = field(default_factory=lambda: KeptLists(MOST_ROWS))
    _connection: duckdb.DuckDBPyConnection | None = None
    _lock: Lock = field(default_factory=Lock)

    def opened(self, root: Path, memory_limit: str, threads: int) -> duckdb.DuckDBPyConnection:
        with self._lock:
            if self._connection is None:
                self._connection = _closed_database(root, memory_limit, threads)
            return self._connection


@dataclass
class Published:
    """Reads published snapshots; what is in use is looked up for every view, so a new plan shows without a restart.

    Args:
        root: The folder of the snapshots.
        memory_limit: What DuckDB may use, e.g. ``2GB``.
        threads: How many threads DuckDB may use.
        regions_of: Returns the regions whose employers whoever asks may see, anew for every query; none: all regions.
        suspended_of: Returns the laws whose models are suspended, anew for every query.
    """

    root: Path
    memory_limit: str = "2GB"
    threads: int = 2
    regions_of: Callable[[], tuple[str, ...]] = tuple
    suspended_of: Callable[[], tuple[str, ...]] = tuple
    _database: _Database = field(default_factory=_Database, repr=False)

    def seen_by(
        self, regions_of: Callable[[], tuple[str, ...]], suspended_of: Callable[[], tuple[str, ...]]
    ) -> "Published":
        """Return the same published data, seen by somebody of some regions only, without what is suspended."""
        return replace(self, regions_of=regions_of, suspended_of=suspended_of)

    @property
    def suspended(self) -> tuple[str, ...]:
        """The laws whose models are suspended: what they estimated is read by no query."""
        return self.suspended_of()

    def withheld(self, snapshot: Snapshot) -> tuple[str, ...]:
        """Return the laws of which a suspended model made what a snapshot estimates; of a plan: it is on hold."""
        return laws_withheld(self.folder, snapshot, self.suspended)

    @property
    def regions(self) -> tuple[str, ...]:
        """The regions whose employers whoever asks may see; empty: all.

        Queries of employers take them from here and nowhere else, so that nothing a browser says widens them.
        """
        return self.regions_of()

    @property
    def folder(self) -> SnapshotFolder:
        """The folder of snapshots."""
        return SnapshotFolder(self.root)

    def missing(self, needed: tuple[str, ...]) -> tuple[str, ...]:
        """Return which of the needed kinds have not been published yet, in the order of the steps."""
        asked = (kind for kind in VERB_OF_KIND if kind in needed)
        return tuple(kind for kind in asked if next(self.folder.snapshots(kind), None) is None)

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
            WithheldError: It asks for what rests on a suspended model as a whole.
            KompasError: The query takes more memory than it may.
        """
        with self._in_words():
            cursor = self._opened().cursor().execute(self._masked(sql, parameters), dict(parameters))
            names = [column[0] for column in cursor.description or ()]
            return [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]

    def kept(self, kind: str, state: str, sql: str, parameters: Values, most: int = MOST_KEPT) -> str:
        """Return the name of a table in memory that a query makes, once for each state of the data.

        Args:
            kind: What it holds, a word of our own.
            state: What tells this state of the data from any other.
            sql: The query that makes it.
            parameters: The query's values, or what returns them where they take work that a kept table needs no more.
            most: How many tables of the kind are kept.

        Raises:
            UnreadableSnapshotError: A file is damaged, or does not hold what the query asks for.
            KompasError: The query takes more memory than it may.
        """
        whole = " without ".join((state, *self.suspended))
        with self._in_words():
            return self._database.tables.table(self._opened(), kind, whole, lambda: self._read(sql, parameters), most)

    def numbers(self, sql: str, parameters: Mapping[str, Any]) -> Numbers:
        """Return the one column of whole numbers of a query, which are kept for whoever asks the same next.

        Args:
            sql: The query, of kept tables only: what it answers must never change.
            parameters: The values.

        Raises:
            UnreadableSnapshotError: The tables do not hold what the query asks for.
            KompasError: The query takes more memory than it may.
        """
        return self._database.numbers.list_of(_question(sql, parameters), lambda: self._numbers(sql, parameters))

    def answered(self, sql: str, parameters: Mapping[str, Any]) -> tuple[Row, ...]:
        """Return the few rows of a query, which are kept for whoever asks the same next; nobody may change them.

        Args:
            sql: The query, of kept tables only: what it answers must never change.
            parameters: The values.

        Raises:
            UnreadableSnapshotError: The tables do not hold what the query asks for.
            KompasError: The query takes more memory than it may.
        """
        return self._database.answers.list_of(_question(sql, parameters), lambda: tuple(self.rows(sql, parameters)))

    def _numbers(self, sql: str, parameters: Mapping[str, Any]) -> Numbers:
        with self._in_words():
            columns = self._opened().cursor().execute(self._masked(sql, parameters), dict(parameters)).fetchnumpy()
        (numbers,) = columns.values()
        return np.asarray(numbers, dtype=np.int32)

    def _read(self, sql: str, parameters: Values) -> tuple[str, Mapping[str, Any]]:
        values = parameters() if callable(parameters) else parameters
        return self._masked(sql, values), values

    def _masked(self, sql: str, parameters: Mapping[str, Any]) -> str:
        return masked(sql, parameters, self.root, self.suspended_of, self._columns)

    def _columns(self, path: str) -> list[str]:
        read = self._opened().cursor().execute("SELECT * FROM read_parquet($path) LIMIT 0", {"path": path})
        return [str(column[0]) for column in read.description or ()]

    def _opened(self) -> duckdb.DuckDBPyConnection:
        return self._database.opened(self.root, self.memory_limit, self.threads)

    @contextmanager
    def _in_words(self) -> Iterator[None]:
        """Tell what the database could not do in words that say what helps."""
        try:
            yield
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


def _question(sql: str, parameters: Mapping[str, Any]) -> str:
    return f"{sql}\n{sorted(parameters.items())!r}"


def _closed_database(root: Path, memory_limit: str, threads: int) -> duckdb.DuckDBPyConnection:
    """Return a database in memory that can read the snapshots and no other file or address."""
    database = duckdb.connect(":memory:", config={"memory_limit": memory_limit, "threads": threads})
    database.execute("SET allowed_directories = [$root]", {"root": str(root.absolute())})
    # The heads of files are read anew by every query: to keep them (parquet_metadata_cache, GLOBAL) would take a third
    # off the later blocks of a national dossier, and 170 MB of each worker, which is to stay below 700 MB.
    database.execute("SET enable_external_access = false")
    database.execute("SET lock_configuration = true")
    return database
