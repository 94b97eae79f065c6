"""Tiny register deliveries: one drop with a hundred good rows a table, as text, to be spoilt one at a time."""

import csv
import io
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from data_contracts.contract import register_names
from pipelines.ingest import Load, TableResult, ingest, read_drops
from tests.support.register_rows import MAKERS, ROWS, Row, rsin

__all__ = ["DROP", "KEY", "MAKERS", "NOTE", "ROWS", "Delivery", "Row", "csv_text", "rsin"]

DROP = "2026-02"
KEY = bytes(range(32))
NOTE: dict[str, object] = {"source": "a test", "synthetic": True, "note_nl": "verzonnen", "note_en": "made up"}


def csv_text(rows: Iterable[Row]) -> str:
    """Return rows as CSV with a header."""
    rows = list(rows)
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


@dataclass
class Delivery:
    """A drop below ``root/register``: good rows a table, written as ``<drop>/<table>/a.csv``."""

    root: Path
    rows: dict[str, list[Row]] = field(
        default_factory=lambda: {table: [make(n) for n in range(ROWS)] for table, make in MAKERS.items()}
    )
    told: list[str] = field(default_factory=list)
    drop: str = DROP
    note: dict[str, object] = field(default_factory=lambda: dict(NOTE))

    @property
    def register(self) -> Path:
        """The folder of the drops."""
        return self.root / "register"

    @property
    def folder(self) -> Path:
        """The folder of the drop."""
        return self.register / self.drop

    @property
    def out(self) -> Path:
        """The folder that ingest fills."""
        return self.root / "out"

    def write(self) -> "Delivery":
        """Write all tables and ``delivery.json``; the text of a table can then be spoilt in its file."""
        self.folder.mkdir(parents=True)
        self.out.mkdir(exist_ok=True)
        (self.folder / "delivery.json").write_text(json.dumps(self.note), encoding="utf-8")
        for table, rows in self.rows.items():
            self.write_file(f"{table}/a.csv", csv_text(rows))
        return self

    def write_file(self, name: str, content: str | bytes) -> Path:
        """Write one file of the drop as it is given."""
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def ingest(self) -> tuple[TableResult, ...]:
        """Run ingest of the warehouse's tables on all drops that were written."""
        load = Load(read_drops(self.register), register_names(), (KEY,), (), "a test")
        return ingest(load, self.out, threads=2, memory_limit="500MB", report=self.told.append)

    def valid(self, table: str) -> pl.DataFrame:
        """Return the valid rows of a table."""
        return pl.read_parquet(self.out / table / "*.parquet")

    def quarantine(self, table: str) -> list[dict[str, object]]:
        """Return the quarantine of a table, in its order; without bad rows there is no file."""
        files = sorted((self.out / "quarantine").glob(f"{table}.*.parquet"))
        return pl.read_parquet(files, glob=False).to_dicts() if files else []
