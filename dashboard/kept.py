"""Tables that the dashboard keeps in memory: what would otherwise be worked out anew for every page of a list."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from threading import Lock
from typing import Any

import duckdb

MOST_KEPT = 2
"""Of each kind: the one in use, and the one before it, which a reader may be in the middle of."""


@dataclass
class KeptTables:
    """Tables made once for each state of the data, and dropped when newer ones have come."""

    _made: dict[str, list[str]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def table(
        self, database: duckdb.DuckDBPyConnection, kind: str, state: str, sql: str, parameters: Mapping[str, Any]
    ) -> str:
        """Return the name of the table that a query makes; it is made when it is not there yet.

        Args:
            database: Where to make it.
            kind: What it holds, a word of our own.
            state: What tells this state of the data from any other, e.g. the numbers of the snapshots.
            sql: The query that makes it.
            parameters: The query's values.
        """
        name = f"kept_{kind}_{sha256(state.encode()).hexdigest()[:16]}"
        with self._lock:
            names = self._made.setdefault(kind, [])
            if name not in names:
                database.cursor().execute(f"CREATE TABLE {name} AS {sql}", dict(parameters))
                names.append(name)
            for old in names[:-MOST_KEPT]:
                database.cursor().execute(f"DROP TABLE IF EXISTS {old}")
                names.remove(old)
        return name
