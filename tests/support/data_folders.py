"""A run's data folder with drops that were really ingested, a hundred rows a table, real or synthetic."""

import atexit
import json
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import polars as pl

from data_contracts.settings import KompasSettings
from data_contracts.snapshots import Snapshot, SnapshotFolder
from data_contracts.store import AuditLine, AuditLog, sqlite_url
from pipelines.pseudonyms.keys import new_key_file
from pipelines.steps.context import StepContext, StepResult
from pipelines.steps.ingest import ingest_step
from tests.support.deliveries import DROP, NOTE, Delivery
from tests.support.register_rows import MAKERS, ROWS, Row

Rows = dict[str, list[Row]]
REAL: dict[str, object] = NOTE | {"synthetic": False}


def good_rows() -> Rows:
    return {table: [make(n) for n in range(ROWS)] for table, make in MAKERS.items()}


@dataclass
class DataFolder:
    """The folder ``root/data`` and a key file outside it."""

    root: Path
    note: dict[str, object] = field(default_factory=lambda: dict(REAL))

    def __post_init__(self) -> None:
        if not self.key_file.exists():
            new_key_file(self.key_file, self.data)

    @property
    def data(self) -> Path:
        return self.root / "data"

    @property
    def key_file(self) -> Path:
        return self.root / "keys" / "pseudonyms"

    @property
    def settings(self) -> KompasSettings:
        return KompasSettings(data_dir=self.data, pseudonym_key_file=self.key_file, memory_limit="500MB")

    @property
    def environment(self) -> dict[str, str]:
        """Settings for the command, as environment variables."""
        return {"KOMPAS_PSEUDONYM_KEY_FILE": str(self.key_file), "KOMPAS_DATA_DIR": str(self.data)}

    @property
    def folder(self) -> SnapshotFolder:
        return SnapshotFolder(self.data / "snapshots")

    @property
    def warehouse(self) -> Snapshot:
        return self.folder.latest("warehouse")

    def deliver(self, drop: str, rows: Rows) -> Delivery:
        """Write a drop."""
        return Delivery(self.data, rows=rows, drop=drop, note=self.note).write()

    def ingest(self) -> StepResult:
        return ingest_step(StepContext.of(self.settings, lambda _: None))

    def load(self, drop: str = DROP, spoil: Callable[[Rows], object] = lambda rows: rows) -> Snapshot:
        """Deliver and load a drop of all tables after spoiling some of its rows.

        The same first drop is ingested once in a process; whoever asks it again gets a copy of the folder and its key.
        """
        rows = good_rows()
        spoil(rows)
        if self.data.exists():
            self.deliver(drop, rows)
            self.ingest()
        else:
            loaded = _loaded_once(json.dumps({"note": self.note, "drop": drop, "rows": rows}))
            shutil.copytree(loaded.data, self.data)
            shutil.copy2(loaded.key_file, self.key_file)
        return self.warehouse

    def rows(self, table: str, snapshot: Snapshot | None = None) -> pl.DataFrame:
        """Return the valid rows of a table."""
        return pl.read_parquet((snapshot or self.warehouse).table(table))

    def log(self) -> tuple[AuditLine, ...]:
        return AuditLog(sqlite_url(self.data)).lines()


@cache
def _loaded_once(asked: str) -> DataFolder:
    """A folder with one drop that was ingested, in which nobody writes; it goes when the process ends."""
    drop = json.loads(asked)
    root = tempfile.mkdtemp(prefix="kompas-loaded-")
    atexit.register(shutil.rmtree, root, ignore_errors=True)
    made = DataFolder(Path(root), drop["note"])
    made.deliver(drop["drop"], drop["rows"])
    made.ingest()
    return made
