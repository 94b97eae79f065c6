"""The tables that an audit publishes: of groups, never of an employer."""

from dataclasses import dataclass, fields
from pathlib import Path

import polars as pl

KIND, REPORT = "fairness", "report.json"


@dataclass(frozen=True)
class AuditTables:
    """See ``docs/interfaces.md``. What is about too few is left out of each (``pipelines.fairness.hiding``)."""

    group_figures: pl.DataFrame
    over_cuts: pl.DataFrame
    within: pl.DataFrame
    step_tests: pl.DataFrame
    growth: pl.DataFrame
    power: pl.DataFrame
    proxies: pl.DataFrame
    indicators: pl.DataFrame
    subgroups: pl.DataFrame

    def write(self, folder: Path) -> None:
        """Write each table as Parquet."""
        for field in fields(self):
            getattr(self, field.name).write_parquet(folder / f"{field.name}.parquet")
