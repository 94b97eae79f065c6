"""What the dashboard keeps in memory: what would otherwise be worked out anew for every page of a list."""

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sized
from dataclasses import dataclass, field
from hashlib import sha256
from threading import Lock
from typing import Any, Generic, TypeVar

import duckdb
import numpy as np
from numpy.typing import NDArray

from data_contracts.snapshots import Snapshot

MOST_KEPT = 2
"""Of each kind of table: the one in use, and the one before it, which a reader may be in the middle of."""
MOST_NUMBERS = 8_000_000
"""Of all lists of numbers together: 32 MB, for the order of 450,000 employers some eighteen times over."""
MOST_ROWS = 20_000
"""Of all short answers together, such as what there is to choose from."""

Numbers = NDArray[np.int32]
KeptList = TypeVar("KeptList", bound=Sized)


def state_of(*snapshots: Snapshot) -> str:
    """Return what tells this state of some snapshots from any other.

    A lawful erasure leaves a snapshot its number: only the hashes of its files tell that rows went.
    """
    return " ".join(
        part
        for snapshot in snapshots
        for part in (snapshot.manifest.snapshot_id, *(file.sha256 for file in snapshot.manifest.files))
    )


@dataclass
class KeptTables:
    """Tables made once for each state of the data; those that were not used for longest go when newer ones come."""

    _made: dict[str, list[str]] = field(default_factory=dict)
    _making: dict[str, Lock] = field(default_factory=dict)

    def table(
        self,
        database: duckdb.DuckDBPyConnection,
        kind: str,
        state: str,
        query: Callable[[], tuple[str, Mapping[str, Any]]],
        most: int = MOST_KEPT,
    ) -> str:
        """Return the name of the table that a query makes; it is made when it is not there yet.

        Args:
            database: Where to make it.
            kind: What it holds, a word of our own.
            state: What tells this state of the data from any other, e.g. the numbers of the snapshots.
            query: Returns the query that makes it and its values; asked only when the table is not there yet.
            most: How many tables of the kind are kept.
        """
        name = f"kept_{kind}_{sha256(state.encode()).hexdigest()[:16]}"
        with self._making.setdefault(kind, Lock()):
            names = self._made.setdefault(kind, [])
            if name in names:
                names.remove(name)
            else:
                sql, parameters = query()
                database.cursor().execute(f"CREATE TABLE {name} AS {sql}", dict(parameters))
            names.append(name)
            for old in names[:-most]:
                database.cursor().execute(f"DROP TABLE IF EXISTS {old}")
                names.remove(old)
        return name


@dataclass
class KeptLists(Generic[KeptList]):
    """Lists that queries returned, such as which rows a filter lets through and in which order.

    Args:
        most: How much all lists hold together; those that were not used for longest go first.
    """

    most: int
    _lists: OrderedDict[str, KeptList] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def list_of(self, question: str, answer: Callable[[], KeptList]) -> KeptList:
        """Return the list that answers a question; it is looked up when nobody asked it lately.

        Args:
            question: What tells it from any other question: of kept tables only, which never change.
            answer: Looks them up.
        """
        key = sha256(question.encode("utf-8", "replace")).hexdigest()
        with self._lock:
            if key in self._lists:
                self._lists.move_to_end(key)
                return self._lists[key]
        found = answer()
        with self._lock:
            self._lists[key] = found
            while len(self._lists) > 1 and sum(map(_weight, self._lists.values())) > self.most:
                self._lists.popitem(last=False)
        return found


def _weight(kept: Sized) -> int:
    return len(kept) + 100  # an empty list takes room too
