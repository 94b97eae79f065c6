"""Finding the expired rows of all snapshots, and writing the files without them aside.

One month of a large table at a time; DuckDB spills what does not fit in its memory. Only files that hold expired rows
are written, and nothing that is published is touched.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
from duckdb import DuckDBPyConnection

from data_contracts.as_known import quoted
from data_contracts.contract import Contract, load_contract
from data_contracts.errors import KompasError
from data_contracts.snapshots.integrity import file_hash
from pipelines.ingest.files import exactly
from pipelines.retention.expiry import GONE, age_columns, cutoff_day, find_gone
from pipelines.retention.lineages import Lineage, TableFiles
from pipelines.retention.quarantined import last_day_of_bad_row_sql
from pipelines.snapshots.erasing import Content, Rewritten


@dataclass(frozen=True)
class Expired:
    """The rows of one file that are to go.

    Attributes:
        kind: The kind of snapshot that the file is in.
        table: The register table.
        in_quarantine: Whether they are bad rows in quarantine; then ``rows`` counts one a broken rule.
        rows: How many rows.
        oldest: The earliest last valid day among them.
        newest: The latest.
        rewritten: The file without them.
    """

    kind: str
    table: str
    in_quarantine: bool
    oldest: date
    newest: date
    rewritten: Rewritten

    @property
    def rows(self) -> int:
        """How many rows go."""
        return self.rewritten.rows_removed


class Search:
    """A search for expired rows.

    Args:
        connection: DuckDB, with bounds on its memory and a folder to spill to.
        day: The day on which nothing may be kept for longer than its contract says.
    """

    def __init__(self, connection: DuckDBPyConnection, day: date) -> None:
        self._connection = connection
        self._day = day
        self._written = 0

    def run(self, lineage: Lineage) -> Iterator[Expired]:
        """Yield what is to go of a lineage, its files without that written into the folder of the erasure."""
        kept: dict[str, list[str]] = {}
        for files in lineage.tables:
            contract = load_contract(files.table)
            cutoff = cutoff_day(self._connection, self._day, contract.retention.years)
            stay = kept.setdefault(files.table, [])
            _refuse_other_contract(contract, files)
            for group in files.months():
                gone = group and find_gone(
                    self._connection, contract, [_read(item.path) for item in group], cutoff, kept
                )
                for content in group:
                    found = self._without_gone(files, contract, content) if gone else None
                    stay.append(_read(found.rewritten.staged if found else content.path))
                    if found:
                        yield found
            yield from (item for bad in files.quarantine if (item := self._without_bad(files, contract, bad, cutoff)))

    def _without_gone(self, files: TableFiles, contract: Contract, content: Content) -> Expired | None:
        key = ", ".join(quoted(name) for name in contract.as_known_key)
        order = ", ".join(quoted(name) for name in contract.stored_key)
        return self._rewrite(
            files,
            content,
            leaves=f"SELECT {GONE}.ended FROM source JOIN {GONE} USING ({key})",  # noqa: S608
            stays=f"FROM source ANTI JOIN {GONE} USING ({key}) ORDER BY {order}",
            quarantine=False,
        )

    def _without_bad(self, files: TableFiles, contract: Contract, content: Content, cutoff: date) -> Expired | None:
        ended = last_day_of_bad_row_sql(contract, content.first_published)
        expired = f"{ended} < DATE '{cutoff}'"
        return self._rewrite(
            files,
            content,
            leaves=f"SELECT {ended} AS ended FROM source WHERE {expired}",  # noqa: S608
            stays=f"FROM source WHERE NOT ({expired}) ORDER BY file, line, rule, column_name",
            quarantine=True,
        )

    def _rewrite(
        self, files: TableFiles, content: Content, *, leaves: str, stays: str, quarantine: bool
    ) -> Expired | None:
        """Write a content without the rows that go, if any do. The queries are over ``source``."""
        source = "WITH source AS (FROM read_parquet($path)) "
        parameters = {"path": _read(content.path)}
        counted = self._connection.execute(
            f"{source}, leaving AS ({leaves}) SELECT count(*), min(ended), max(ended) FROM leaving",  # noqa: S608
            parameters,
        ).fetchall()
        rows, oldest, newest = counted[0]
        if not rows:
            return None
        _refuse_damaged(content)
        self._written += 1
        staged = files.store.erasure.staging / f"{self._written}.parquet"
        left = self._connection.execute(
            f"COPY ({source} {stays}) TO $staged (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 20480)",
            parameters | {"staged": str(staged)},
        ).fetchall()[0][0]
        rewritten = Rewritten(content, staged, rows, left)
        return Expired(files.store.kind, files.table, quarantine, oldest, newest, rewritten)


def _read(path: Path) -> str:
    return exactly(path)


def _refuse_other_contract(contract: Contract, files: TableFiles) -> None:
    """Refuse files without the columns that say how old a row is: their rows would stay in silence."""
    needed = age_columns(contract)
    for content in files.rows:
        missing = sorted(needed - set(pq.read_schema(content.path).names))
        if missing:
            raise KompasError(
                f"A snapshot was made with another contract of {contract.name}: it has no {', '.join(missing)}.",
                content.places[0][0],
                "Remove that snapshot, so that nothing is kept in it for too long.",
            )


def _refuse_damaged(content: Content) -> None:
    """Refuse to give a changed file a hash of its own: that would make the damage look lawful."""
    if file_hash(content.path) != content.sha256:
        raise KompasError(
            "A file that holds rows to be erased is not what was published.",
            str(content.path),
            "Run `kompas verify`, and make the snapshot again or remove it.",
        )
