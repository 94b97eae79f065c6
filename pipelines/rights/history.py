"""The as-known history of one row of a register: every version, when it became known, and from which drop it came."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
from duckdb import DuckDBPyConnection

from data_contracts.as_known import KNOWN_AT, quoted
from data_contracts.contract import Contract, load_contract, register_names
from data_contracts.errors import KompasError
from data_contracts.settings import KompasSettings
from data_contracts.snapshots import SnapshotFolder
from pipelines.ingest.drops import Drop, read_drops
from pipelines.ingest.files import exactly
from pipelines.rights.holdings import REGISTER, Place, Row, places


@dataclass(frozen=True)
class Version:
    """One version of a row: what it says, since when that is known, from which drop, and in which snapshots it is."""

    row: Row
    known_at: date
    drop: str
    snapshots: tuple[str, ...]


def contract_of(table: str) -> Contract:
    """Return the contract of a register table that somebody may contest a row of.

    Raises:
        KompasError: There is no such table.
    """
    if table not in register_names():
        raise KompasError(
            f"There is no register table '{table}'.", "--table", f"Use one of: {', '.join(sorted(register_names()))}."
        )
    return load_contract(table)


def typed_key(contract: Contract, given: Sequence[str]) -> dict[str, str]:
    """Return a key as columns and values, from ``column=value`` texts.

    Raises:
        KompasError: A column of the key is missing, or one is given that the key does not have.
    """
    found = dict(text.partition("=")[::2] for text in given)
    needed = [name for name in contract.as_known_key if name != KNOWN_AT]
    if set(found) != set(needed):
        raise KompasError(
            f"A row of {contract.name} is named by: {', '.join(needed)}.", "--key", "Give each as COLUMN=VALUE."
        )
    return found


def versions(
    connection: DuckDBPyConnection, settings: KompasSettings, contract: Contract, key: Mapping[str, str]
) -> tuple[Version, ...]:
    """Return every version of a row in any warehouse snapshot, the first known first.

    Args:
        connection: DuckDB.
        settings: Where snapshots and drops are.
        contract: The contract of the table.
        key: The key without ``known_at``, as stored.
    """
    found: dict[str, tuple[Row, set[str]]] = {}
    for place in places(settings):
        if place.kind == REGISTER and place.table == contract.name:
            for row in _rows(connection, place, key):
                found.setdefault(str(row), (row, set()))[1].update(place.snapshots)
    drops = _drops(settings)
    rows = sorted(found.values(), key=lambda item: item[0][KNOWN_AT])
    return tuple(
        Version(row, row[KNOWN_AT], _drop_of(row[KNOWN_AT], drops), tuple(sorted(names))) for row, names in rows
    )


def is_about(row: Row, employer_id: str, numbers: Sequence[str]) -> bool:
    """Tell whether a row is of an employer: by its number, or by one of its wage tax numbers, parties or cases."""
    return employer_id in map(str, row.values()) or bool({*map(str, row.values())} & set(numbers))


def plans_on(settings: KompasSettings, version: Version) -> tuple[str, ...]:
    """Return the plans that were made when a version was known, from a snapshot that held it."""
    folder = SnapshotFolder(settings.snapshots_dir)
    return tuple(
        str(plan.manifest.notes.get("plan_id", plan.manifest.snapshot_id))
        for plan in folder.snapshots("plan")
        if plan.input_id(REGISTER) in version.snapshots and (plan.manifest.as_of or "") >= version.known_at.isoformat()
    )


def _rows(connection: DuckDBPyConnection, place: Place, key: Mapping[str, str]) -> list[Row]:
    where = " AND ".join(f"CAST({quoted(name)} AS VARCHAR) = $k{number}" for number, name in enumerate(key))
    values: dict[str, Any] = {f"k{number}": value for number, value in enumerate(key.values())}
    query = f"SELECT * FROM read_parquet($files, union_by_name = true) WHERE {where}"  # noqa: S608 -- our own names
    values["files"] = [exactly(content.path) for content in place.found]
    return pl.DataFrame(connection.sql(query, params=values).to_arrow_table()).to_dicts()


def _drops(settings: KompasSettings) -> tuple[Drop, ...]:
    try:
        return read_drops(settings.register_dir)
    except KompasError:  # the drops were removed after they were loaded
        return ()


def _drop_of(known_at: date, drops: Sequence[Drop]) -> str:
    """Return the drop that covers the day on which a version became known; empty when none here says so."""
    covering = (
        drop.name
        for drop in drops
        if drop.covers_from is not None and drop.covers_to is not None
        if drop.covers_from <= known_at <= drop.covers_to
    )
    return next(covering, "")
