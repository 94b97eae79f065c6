"""Which tables of a load are done, so that a failed load goes on where it stopped.

Beside the files of a table stands a mark with the hash of all that it was made from: its delivered files, what it
refers to, contracts, code and keys. A mark that fits means that the table need not be loaded again.
"""

import json
import shutil
from dataclasses import asdict
from pathlib import Path

from data_contracts.contract import Contract, load_contract
from pipelines.ingest.drops import combined_hash
from pipelines.ingest.load import Load
from pipelines.ingest.place import QUARANTINE
from pipelines.ingest.table import TableResult

DONE = "done"


class Progress:
    """The marks of a load in its folder.

    Args:
        out: The folder that the load fills.
        load: What it is made of.
    """

    def __init__(self, out: Path, load: Load) -> None:
        self._out = out
        self._load = load

    def result(self, contract: Contract) -> TableResult | None:
        """Return what an earlier try loaded of a table, if it was made from exactly the same."""
        mark = self._mark(contract.name)
        if not mark.is_file():
            return None
        content = json.loads(mark.read_text(encoding="utf-8"))
        if content.pop("made_from") != self._made_from(contract):
            return None
        return TableResult(**content | {"files": tuple(content["files"])})

    def keep(self, contract: Contract, result: TableResult) -> None:
        """Mark a table as done."""
        mark = self._mark(contract.name)
        mark.parent.mkdir(exist_ok=True)
        side = mark.with_suffix(".partial")
        side.write_text(json.dumps(asdict(result) | {"made_from": self._made_from(contract)}), encoding="utf-8")
        side.replace(mark)

    def forget(self, table: str) -> None:
        """Remove all that an earlier try left of a table."""
        self._mark(table).unlink(missing_ok=True)
        shutil.rmtree(self._out / table, ignore_errors=True)
        for path in (self._out / QUARANTINE).glob(f"{table}.*.parquet"):
            path.unlink()

    def _mark(self, table: str) -> Path:
        return self._out / DONE / f"{table}.json"

    def _made_from(self, contract: Contract) -> str:
        parts = {"made_with": self._load.made_with, "bases": str(self._load.bases), "load": self._load.name}
        for drop in self._load.drops:
            parts |= {
                f"{drop.name}/{path}": value
                for path, value in drop.hashes.items()
                if path.partition("/")[0] in (contract.name, path)
            }
        for reference in contract.references:
            parts[f"to {reference.table}"] = self._made_from(load_contract(reference.table))
        return combined_hash(parts)
