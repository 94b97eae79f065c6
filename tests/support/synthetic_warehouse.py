"""A small synthetic warehouse, made by the program's own steps, and its tables as they would be without later rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from data_contracts.settings import KompasSettings
from features.engine import Engine, open_engine
from features.monthly.build import MonthFiles, build_month, build_moves
from features.monthly.reading import MonthlyFiles
from features.window import month_before
from pipelines.steps.context import StepContext, register_tables
from pipelines.steps.ingest import ingest_step
from pipelines.steps.synth import synth_step


@dataclass(frozen=True)
class SyntheticWarehouse:
    """Register tables by name (a path or glob), with the wage records in one file a month."""

    tables: Mapping[str, str]

    def known_on(self, day: date, folder: Path) -> "SyntheticWarehouse":
        """Return a copy without every row that became known after a day."""
        return SyntheticWarehouse({table: self._cut(table, day, folder / table) for table in self.tables})

    def monthly(self, folder: Path, engine: Engine | None = None) -> MonthlyFiles:
        """Make the monthly pre-aggregates of all months."""
        for kind in ("months", "moves"):
            (folder / kind).mkdir(parents=True)
        if engine is not None:
            self._sum_up(engine, folder)
        else:
            with open_engine(2, "1GB") as own:
                self._sum_up(own, folder)
        return MonthlyFiles((str(folder / "months" / "*.parquet"),), (str(folder / "moves" / "*.parquet"),))

    def _sum_up(self, engine: Engine, folder: Path) -> None:
        months = {date.fromisoformat(f"{path.name[:7]}-01"): (str(path),) for path in self._records()}
        for month, files in sorted(months.items()):
            build_month(engine, MonthFiles(month, (), files), folder / "months" / f"{month}.parquet")
            before = months.get(month_before(month), ())
            build_moves(engine, month, files, before, folder / "moves" / f"{month}.parquet")

    def _records(self) -> list[Path]:
        return sorted(Path(self.tables["wage_records"]).parent.glob("2*.parquet"))

    def _cut(self, table: str, day: date, folder: Path) -> str:
        folder.mkdir(parents=True)
        for path in sorted(Path(self.tables[table]).parent.glob("*.parquet")):
            pl.scan_parquet(path).filter(pl.col("known_at") <= day).sink_parquet(folder / path.name)
        return str(folder / "*.parquet")


def synthetic_warehouse(folder: Path, **synth: Any) -> SyntheticWarehouse:
    """Make a synthetic Netherlands in a folder, take it in, and return its tables."""
    settings = KompasSettings(
        data_dir=folder / "data", pseudonym_key_file=folder / "key", memory_limit="1GB", synth=synth, threads=2
    )
    context = StepContext.of(settings, lambda _: None)
    synth_step(context)
    ingest_step(context)
    return SyntheticWarehouse(register_tables(context.folder.latest("warehouse")))
