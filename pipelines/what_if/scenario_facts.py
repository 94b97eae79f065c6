"""The facts of a scenario: the same registers, as known on the same date, under the law with overlays."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from data_contracts.as_known import as_known_sql
from data_contracts.contract import load_contract
from data_contracts.errors import KompasError
from data_contracts.query import query_frame
from data_contracts.reference_data import region_of_province
from data_contracts.settings import KompasSettings
from data_contracts.snapshots import Snapshot
from features.facts import build_facts
from features.statute.overlays import law_with
from features.statute.rules import load_rules
from features.statute.scenarios import Scenario
from features.window import Window
from pipelines.steps.context import register_tables


@dataclass(frozen=True)
class AskedScenario:
    """A scenario as somebody asked for it: its percentage, and from which day (``None``: its own)."""

    scenario: Scenario
    percent: float | None
    starts: date | None

    def first_day(self, as_of: date) -> tuple[date, bool]:
        """Return from which day the overlays hold in the facts, and whether that is another day than was asked for.

        A day after the twelve periods that facts look at would show nothing. The rule is then taken to have held in all
        of them: who would fall under if it held now.
        """
        window = Window(as_of)
        asked = self.starts or self.scenario.starts or window.first_period
        return (window.first_period, True) if asked > window.last_period else (asked, False)


def facts_now(features: Snapshot, scenario: Scenario) -> pl.DataFrame:
    """Return the published facts.

    Raises:
        KompasError: They were made by another version of a check that the scenario is counted in.
    """
    facts = pl.read_parquet(features.table("facts"))
    versions = {part.rule: load_rules()[part.rule].version for part in scenario.counts}
    made = facts.filter(pl.col("rule").is_in(list(versions))).select("rule", "rule_version").unique()
    old = sorted(rule for rule, version in made.iter_rows() if versions[rule] != version)
    if old:
        raise KompasError(
            f"The facts in use were made by an earlier version of the check {', '.join(old)}.",
            str(features.path),
            "Run `kompas features`, or `kompas run`, and ask again.",
        )
    return facts


def facts_then(warehouse: Snapshot, asked: AskedScenario, as_of: date, out: Path, settings: KompasSettings) -> None:
    """Write the facts under the scenario, as known on the as-of date; the law is as it was afterwards."""
    starts, _ = asked.first_day(as_of)
    with law_with(asked.scenario.overlays(starts, asked.percent)):
        build_facts(
            register_tables(warehouse), as_of, out, threads=settings.threads, memory_limit=settings.memory_limit
        )


def described_employers(features: Snapshot, warehouse: Snapshot, as_of: date) -> pl.DataFrame:
    """Return ``employer_id, trade_name, sector, region, size_class`` of every employer that is active."""
    columns = ["employer_id", "sector", "size_class", "province"]
    known = as_known_sql("read_parquet($employers)", load_contract("employers").as_known_key)
    names = query_frame(
        f"SELECT employer_id, arg_max(trade_name, valid_from) AS trade_name FROM ({known}) "  # noqa: S608 -- our names
        "WHERE valid_from <= $as_of GROUP BY employer_id",
        {"employers": warehouse.table("employers"), "as_of": as_of},
    )
    return (
        pl.read_parquet(features.table("current"), columns=columns)
        .join(names, on="employer_id", how="left")
        .with_columns(region=pl.col("province").replace_strict(region_of_province(), default=None))
        .drop("province")
    )
