"""Opening the store of traits: here only, with a line in the audit log, and as groups that nothing else is made of."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from getpass import getuser

import polars as pl

from data_contracts.as_known import as_known_sql
from data_contracts.contract import load_contract
from data_contracts.errors import KompasError, MissingSnapshotError
from data_contracts.query import query_frame
from data_contracts.settings import KompasSettings
from data_contracts.snapshots import Snapshot, SnapshotFolder
from data_contracts.snapshots.integrity import damaged_files
from data_contracts.store import AuditLog
from pipelines.fairness.rules import audit_rules
from pipelines.store import store_of

TABLE = "audit_traits"
OPENED = "open_traits"
"""The audit log's word for opening the store."""
PURPOSE = "fairness_audit"
A, B = "a", "b"
SCHEMA = pl.Schema({"employer_id": pl.String, "dimension": pl.String, "group": pl.String})
_SHARES = """
    SELECT employer_id, trait,
        coalesce(max(share) FILTER (trait_group = 'b'), 1 - max(share) FILTER (trait_group = 'a')) AS share
    FROM (
        SELECT * FROM ({known}) WHERE valid_from <= $as_of
        QUALIFY row_number() OVER (PARTITION BY employer_id, trait, trait_group ORDER BY valid_from DESC) = 1
    )
    GROUP BY employer_id, trait ORDER BY employer_id, trait
"""


@dataclass(frozen=True)
class Traits:
    """The traits as groups: ``employer_id, dimension, group``; ``snapshot`` is None when none are held."""

    snapshot: Snapshot | None
    groups: pl.DataFrame

    @property
    def dimensions(self) -> tuple[str, ...]:
        """The traits that are held."""
        return tuple(self.groups["dimension"].unique().sort())


def held_traits(settings: KompasSettings) -> Snapshot | None:
    """Return the snapshot of the store of traits that is in use, if there is one. Nothing of it is read."""
    try:
        return SnapshotFolder(settings.audit_store_dir).latest(TABLE)
    except MissingSnapshotError:
        return None


def open_traits(settings: KompasSettings, held: Snapshot | None, as_of: date) -> Traits:
    """Open the store and return the group of each employer in each trait, as known on a date.

    A line in the audit log says who opened it, and for what, before anything is read.

    Args:
        settings: The run's settings.
        held: As ``held_traits`` gives it.
        as_of: The as-of date.

    Raises:
        KompasError: A file of the store is not what was loaded.
    """
    if held is None:
        return Traits(None, pl.DataFrame(schema=SCHEMA))
    detail: Mapping[str, str] = {"purpose": PURPOSE, "snapshot_id": held.manifest.snapshot_id, "as_of": str(as_of)}
    AuditLog(store_of(settings)).record(getuser(), OPENED, TABLE, dict(detail))
    if damaged := damaged_files(held):
        raise KompasError(
            f"The store of traits for the fairness audit is damaged: {', '.join(damaged[:3])}.",
            str(held.path),
            "Deliver the traits again and run `kompas ingest`.",
        )
    known = as_known_sql("read_parquet($traits)", load_contract(TABLE).as_known_key)
    shares = query_frame(_SHARES.format(known=known), {"traits": held.table(TABLE), "as_of": as_of})
    group = pl.when(pl.col("share") >= audit_rules().half).then(pl.lit(B)).otherwise(pl.lit(A))
    groups = shares.filter(pl.col("share").is_not_null()).select("employer_id", dimension="trait", group=group)
    return Traits(held, groups.cast(SCHEMA))
