"""A data folder with two drops of real (not synthetic) registers, and features and a plan that name the warehouse."""

from datetime import date
from pathlib import Path

import polars as pl

from data_contracts.snapshots import SnapshotFolder
from pipelines.snapshots.writer import Recipe, as_input, publish
from tests.support.data_folders import DataFolder, Rows, good_rows
from tests.support.plans import Item, publish_items

ME, NEIGHBOUR = "E007", "E008"
FORMULA = '=HYPERLINK("http://example.invalid")'
AS_OF = date(2026, 3, 31)
RUNNING, OVER = date(2026, 4, 15), date(2026, 7, 1)
"""A day on which the plan of April and May runs, and one on which it is over."""


def rights_folder(root: Path, *, number: str = "") -> DataFolder:
    """Return a folder in which the first employer's name begins like a formula, and got there in the second drop.

    Args:
        root: Where to.
        number: The citizen's number of the worker of the seventh employer; else that of the rows.
    """
    made = DataFolder(root)

    def named(rows: Rows) -> None:
        if number:
            for table in ("wage_records", "payslips", "placements", "permit_duties", "work_permits"):
                rows[table][7]["worker_number"] = number
        bad = dict(rows["signals"][7]) | {"signal_id": "S900", "topic": "nonsense"}
        rows["signals"].append(bad)

    made.load(spoil=named)
    rows = good_rows()
    later = {"trade_name": FORMULA, "known_at": "2026-03-10"}
    correction: Rows = {table: [] for table in rows} | {"employers": [rows["employers"][7] | later]}
    made.deliver("2026-03", {table: found for table, found in correction.items() if found})
    made.ingest()
    return made


def publish_after(folder: DataFolder) -> None:
    """Publish features (empty, as of March) and a plan in which the employer is drawn and its neighbour chosen."""
    snapshots = SnapshotFolder(folder.data / "snapshots")
    inputs = (as_input(folder.warehouse),)
    recipe = Recipe("features", "test", inputs=inputs, as_of=AS_OF, synthetic=False)
    facts = pl.DataFrame({"employer_id": [ME, NEIGHBOUR], "rule": ["minimum_wage", "minimum_wage"]})
    publish(snapshots, recipe, lambda side: facts.write_parquet(side / "facts.parquet"))
    publish_items(folder.data, (Item(7, random=True), Item(8)))
