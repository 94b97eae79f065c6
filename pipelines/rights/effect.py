"""What a granted correction would change: an employer's facts, made again with one later row beside the others."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from data_contracts.as_known import KNOWN_AT
from data_contracts.contract import Contract
from data_contracts.errors import KompasError
from data_contracts.settings import KompasSettings
from data_contracts.snapshots import Snapshot, SnapshotFolder
from features.statute.explain import facts_of
from pipelines.rights.history import Version
from pipelines.snapshots.workspace import workspace
from pipelines.steps.context import register_tables

Fact = dict[str, Any]


@dataclass(frozen=True)
class Effect:
    """The facts of an employer as stored rows say, and with the correction; ``why_not`` when they cannot be made."""

    as_of: date | None
    before: tuple[Fact, ...] = ()
    after: tuple[Fact, ...] = ()
    why_not: str = ""

    @property
    def changed(self) -> tuple[tuple[Fact | None, Fact | None], ...]:
        """The facts that are other, or there in one only."""
        then, now = ({(fact["rule"], fact["status"]): fact for fact in facts} for facts in (self.before, self.after))
        names = dict.fromkeys((*then, *now))
        return tuple((then.get(name), now.get(name)) for name in names if then.get(name) != now.get(name))


def effect_of(
    settings: KompasSettings, employer_id: str, contract: Contract, latest: Version, column: str, value: str
) -> Effect:
    """Return what the facts are with and without a corrected row, which comes as a later row in a drop would.

    Args:
        settings: Where snapshots are, and the bounds of DuckDB.
        employer_id: The employer.
        contract: The contract of the contested table.
        latest: The version that stands.
        column: The contested column, as stored.
        value: What it should say, as text; empty: nothing.

    Raises:
        KompasError: The value is none that the column can hold.
    """
    folder = SnapshotFolder(settings.snapshots_dir)
    features = folder.latest("features")
    as_of = date.fromisoformat(str(features.manifest.as_of))
    warehouse = folder.input_of(features, "warehouse")
    if latest.known_at >= as_of:
        return Effect(as_of, why_not=f"This became known on {latest.known_at}, and the facts are of {as_of}.")
    with workspace(settings) as (_, scratch):
        tables = dict(register_tables(warehouse))
        corrected = tables | {contract.name: _with_row(scratch, warehouse, contract, latest, column, value, as_of)}
        try:
            before, after = (_facts(settings, used, as_of, employer_id) for used in (tables, corrected))
        except KompasError as error:
            return Effect(as_of, why_not=str(error))
    return Effect(as_of, before, after)


def _facts(settings: KompasSettings, tables: Mapping[str, str], as_of: date, employer_id: str) -> tuple[Fact, ...]:
    bounds: dict[str, Any] = {"threads": settings.threads, "memory_limit": settings.memory_limit}
    return tuple(facts_of(tables, as_of, employer_id, **bounds))


def _with_row(
    scratch: Path, warehouse: Snapshot, contract: Contract, latest: Version, column: str, value: str, as_of: date
) -> str:
    """Return a glob of the table's own files and one more with the corrected row, known on the as-of date."""
    place = scratch / contract.name
    place.mkdir()
    original = Path(warehouse.table(contract.name))
    files = sorted(original.parent.glob(original.name))
    for position, file in enumerate(files):
        (place / f"{position}.parquet").symlink_to(file.resolve())
    schema = pl.read_parquet_schema(files[0])
    frame = pl.DataFrame([latest.row], schema=schema).with_columns(
        _typed(column, value, schema), pl.lit(as_of).alias(KNOWN_AT)
    )
    frame.write_parquet(place / "corrected.parquet")
    return str(place / "*.parquet")


def _typed(column: str, value: str, schema: Mapping[str, pl.DataType]) -> pl.Series:
    wanted = pl.Series(column, [value or None], dtype=pl.String)
    kind = schema[column]
    try:
        if kind == pl.Date:
            return wanted.str.to_date("%Y-%m-%d")
        return wanted.str.to_lowercase() == "true" if kind == pl.Boolean else wanted.cast(kind)
    except pl.exceptions.PolarsError as error:
        raise KompasError(
            f"'{value}' is nothing that {column} can hold.",
            "--should",
            "Give it as the warehouse stores it: cents, minutes, YYYY-MM-DD, true or false.",
        ) from error
