"""What the data page reads: manifests, the statistics in Parquet footers, and counts of quarantine; never a register.

A footer holds the least and the greatest value of each column, so that the age of a table of a hundred million rows is
known without reading one of them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path

from dashboard.kept import state_of
from dashboard.lineage import Lineage
from dashboard.published import Published, Row
from data_contracts.as_known import KNOWN_AT
from data_contracts.contract import Contract, load_contract, register_names
from data_contracts.snapshots import Snapshot
from data_contracts.snapshots.reader import VERB_OF_ANY_KIND, VERB_OF_KIND

QUARANTINE = "quarantine"
EARLIER_AT_MOST = 10
"""How many snapshots of a kind that are not in use are listed."""
_PARQUET = ".parquet"

_STATISTICS = """
SELECT split_part(substr(file_name, $from), '/', 1) AS table_name, path_in_schema AS column_name,
       min(TRY_CAST(stats_min_value AS DATE)) AS first, max(TRY_CAST(stats_max_value AS DATE)) AS last
FROM parquet_metadata($files)
WHERE list_contains($columns, path_in_schema)
GROUP BY ALL
"""

_BAD_ROWS = """
SELECT split_part(file, '/', 1) AS drop_name, table_name, rule, count(DISTINCT (file, line)) AS bad_rows,
       any_value(message_nl) AS message_nl, any_value(message_en) AS message_en,
       min(struct_pack(file := file, line := line)) AS place
FROM read_parquet($files)
GROUP BY ALL ORDER BY drop_name DESC, table_name, bad_rows DESC, rule
"""


@dataclass(frozen=True)
class Freshness:
    """How old one table of the registers is; days are ``None`` when it holds no row.

    Attributes:
        table: Its name.
        rows: How many rows it holds, corrections too.
        known_until: When its latest row became known.
        valid_from: The earliest day on which a row began to hold.
        valid_until: The latest such day; of wage returns the last day of the latest period.
    """

    table: str
    rows: int
    known_until: date | None
    valid_from: date | None
    valid_until: date | None


@dataclass(frozen=True)
class OnDisk:
    """The files of a snapshot: how much they take, and how many are not there or of another size than was published."""

    files: int
    size_bytes: int
    missing: int
    other_size: int


def in_use(published: Published, lineage: Lineage | None) -> list[Snapshot]:
    """Return the snapshot in use of each kind on the way to the plan, in the order of the steps."""
    manifests = lineage.manifests() if lineage else published.manifests()
    found = (published.folder.find(kind, manifest.snapshot_id) for kind, manifest in manifests.items())
    return [snapshot for snapshot in found if snapshot is not None]


def others(published: Published, used: list[Snapshot]) -> dict[str, list[Snapshot]]:
    """Return the newest snapshots that are not in use, or not on the way to the plan, by kind."""
    paths = {snapshot.path for snapshot in used}
    told = {}
    for kind in VERB_OF_ANY_KIND:
        unused = (item for item in published.folder.snapshots(kind) if item.path not in paths)
        told[kind] = list(islice(unused, EARLIER_AT_MOST))
    return {kind: snapshots for kind, snapshots in told.items() if snapshots}


def rows_by_table(snapshot: Snapshot) -> dict[str, int]:
    """Return the rows of each table of a snapshot, as its manifest says."""
    counted: dict[str, int] = {}
    for file in snapshot.manifest.files:
        if file.rows is not None:
            table = file.path.split("/")[0].removesuffix(_PARQUET)
            counted[table] = counted.get(table, 0) + file.rows
    return counted


def on_disk(snapshot: Snapshot) -> OnDisk:
    """Hold the files against the manifest by their size only; hashes are for `kompas verify`."""
    files = snapshot.manifest.files
    sizes = [_size(snapshot.path / file.path) for file in files]
    return OnDisk(
        files=len(files),
        size_bytes=sum(size or 0 for size in sizes),
        missing=sum(size is None for size in sizes),
        other_size=sum(size is not None and size != file.size_bytes for file, size in zip(files, sizes, strict=True)),
    )


def freshness(published: Published, warehouse: Snapshot) -> list[Freshness]:
    """Return how old each table of the registers is, in the order of their names."""
    rows = rows_by_table(warehouse)
    contracts = {name: load_contract(name) for name in register_names()}
    statistics = _statistics(published, warehouse, contracts)
    told = []
    for name, contract in sorted(contracts.items()):
        valid = contract.valid_time
        last = valid.end if contract.partition_column and valid.end else valid.start
        told.append(
            Freshness(
                table=name,
                rows=rows.get(name, 0),
                known_until=statistics.get((name, KNOWN_AT), (None, None))[1],
                valid_from=statistics.get((name, valid.start), (None, None))[0],
                valid_until=statistics.get((name, last), (None, None))[1],
            )
        )
    return told


def bad_rows(published: Published, warehouse: Snapshot) -> list[Row]:
    """Return ``drop_name, table_name, rule, bad_rows, message_nl, message_en, place``, the latest drop first.

    A row that broke several rules counts once for each. ``place`` is the file and line of the first.
    """
    files = [str(path) for path in sorted((warehouse.path / QUARANTINE).glob(f"*{_PARQUET}"))]
    return published.rows(_BAD_ROWS, {"files": files}) if files else []


def drops(warehouse: Snapshot) -> tuple[str, ...]:
    """Return the names of the drops that the warehouse holds, in order."""
    return tuple(item.snapshot_id for item in warehouse.manifest.inputs if item.kind not in VERB_OF_KIND)


def _statistics(
    published: Published, warehouse: Snapshot, contracts: Mapping[str, Contract]
) -> dict[tuple[str, str], tuple[date | None, date | None]]:
    files = [str(warehouse.path / path) for path in _files_of(warehouse, contracts)]
    if not files:
        return {}
    columns = {KNOWN_AT, *(name for contract in contracts.values() for name in _valid_columns(contract))}
    values = {"files": files, "from": len(str(warehouse.path)) + 2, "columns": sorted(columns)}
    kept = published.kept("freshness", state_of(warehouse), _STATISTICS, values)
    rows = published.rows(f"SELECT * FROM {kept}", {})  # noqa: S608 -- our own name
    return {(row["table_name"], row["column_name"]): (row["first"], row["last"]) for row in rows}


def _files_of(warehouse: Snapshot, contracts: Mapping[str, Contract]) -> Iterator[str]:
    for file in warehouse.manifest.files:
        if file.rows and file.path.split("/")[0] in contracts:
            yield file.path


def _valid_columns(contract: Contract) -> Iterator[str]:
    yield contract.valid_time.start
    if contract.valid_time.end is not None:
        yield contract.valid_time.end


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except OSError:
        return None
