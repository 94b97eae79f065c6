"""A run's folder with a warehouse, facts, scores and a plan of sixty employers, for what-ifs and scenarios.

In August 2026 each employer pays one worker for 100 hours: E00 to E04 at 11.60 an hour (below the minimum of 14.99),
E05 to E14 at 15.50, all others at 20.00. E20 hires from E21 and lends to E22.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from data_contracts.settings import KompasSettings, PlanSettings
from data_contracts.snapshots import Snapshot, SnapshotFolder
from features.facts import build_facts
from models.planning.plan import make_plan
from pipelines.planning.inputs import PlanSources, plan_inputs
from pipelines.snapshots.code_version import code_version
from pipelines.snapshots.writer import Recipe, as_input, publish
from pipelines.steps.context import StepContext, register_tables
from pipelines.steps.modelling import MODEL_ROOMS
from tests.features.registers import Registers, worker

AS_OF, AUGUST = date(2026, 10, 31), date(2026, 8, 1)
MONTHS = [date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1)]
EMPLOYERS = [f"E{number:02d}" for number in range(60)]
LOW, NEAR = EMPLOYERS[:5], EMPLOYERS[5:15]
LAWS = ("WML", "Wav", "Waadi")
PLAN = PlanSettings(random_share=0.1, comparison_share=0.0, replays=10, bundle_size=1, min_shares={"law:WML": 0.1})


@dataclass(frozen=True)
class WhatIfWorld:
    """The folder ``data`` of a run."""

    data: Path

    @property
    def settings(self) -> KompasSettings:
        return KompasSettings(data_dir=self.data, memory_limit="500MB", plan=PLAN)

    @property
    def folder(self) -> SnapshotFolder:
        return SnapshotFolder(self.data / "snapshots")

    @property
    def context(self) -> StepContext:
        return StepContext.of(self.settings, lambda _: None)

    def publish_data(self) -> None:
        """Publish warehouse, features and scores."""
        warehouse = self._publish("warehouse", (), _write_warehouse)
        features = self._publish("features", (warehouse,), lambda side: _write_features(warehouse, side))
        self._publish("scores", (features,), lambda side: _scores().write_parquet(side / "scores.parquet"))

    def publish_plan(self, code: str | None = None) -> Snapshot:
        """Publish the plan of the three months after the as-of date, as the step does.

        Args:
            code: The version of the program that made it, when that is not this one.
        """
        features, warehouse, scores = (self.folder.latest(kind) for kind in ("features", "warehouse", "scores"))
        inputs = plan_inputs(PlanSources(features, warehouse, scores, AS_OF), self.settings)
        plan = make_plan(inputs.frame, inputs.capacity, inputs.links, inputs.choices)
        tables = {"items": plan.items, "teams": plan.teams, "chances": plan.chances, "prices": plan.prices}

        def write(side: Path) -> None:
            for name, table in tables.items():
                table.write_parquet(side / f"{name}.parquet")

        return self._publish("plan", (scores, features, warehouse), write, {"plan_id": "2026-11-test"}, code)

    def _publish(
        self,
        kind: str,
        inputs: tuple[Snapshot, ...],
        write: object,
        notes: dict[str, str] | None = None,
        code: str | None = None,
    ) -> Snapshot:
        recipe = Recipe(
            kind=kind,
            code_version=code or code_version(MODEL_ROOMS),
            inputs=tuple(as_input(snapshot) for snapshot in inputs),
            configuration=PLAN.model_dump() if kind == "plan" else {},
            seeds={"seed": self.settings.seed},
            as_of=AS_OF,
            synthetic=True,
            notes=notes or {},
        )
        return publish(self.folder, recipe, write)  # type: ignore[arg-type]


def _write_warehouse(side: Path) -> None:
    registers = Registers(side)
    for number, employer in enumerate(EMPLOYERS):
        registers.employer(employer, waadi_registered_from=date(2015, 1, 1))
        cents = 116_000 if employer in LOW else 155_000 if employer in NEAR else 200_000
        registers.wage(employer, period=AUGUST, worker_pid=worker(number), wage_cents=cents)
        registers.establishment(f"{number:012d}", employer, last_seen_active=date(2026, 8, 1))
    registers.link("E21", "E20", period=AUGUST, workers=3).link("E20", "E22", period=AUGUST, workers=2)
    registers.write()
    path = next((side / "employers").glob("*.parquet"))
    pl.read_parquet(path).with_columns(trade_name="Firm " + pl.col("employer_id")).write_parquet(path)
    (side / "capacity").mkdir()
    rows = [("Midden-1", month, "Midden", "|".join(LAWS), 60 * 200, date(2026, 9, 1)) for month in MONTHS]
    columns = ["team", "month", "region", "skills", "available_minutes", "known_at"]
    pl.DataFrame(rows, schema=columns, orient="row").write_parquet(side / "capacity" / "all.parquet")


def _write_features(warehouse: Snapshot, side: Path) -> None:
    tables = register_tables(warehouse)
    build_facts(tables, AS_OF, side / "facts.parquet", threads=1, memory_limit="500MB")
    current = {"sector": "I", "size_class": "5-9", "province": "UT", "legal_form": "bv"}
    pl.DataFrame({"employer_id": EMPLOYERS}).with_columns(
        **{name: pl.lit(value) for name, value in current.items()}
    ).write_parquet(side / "current.parquet")


def _scores() -> pl.DataFrame:
    """Return made-up scores: the later the employer, the likelier a finding; the earlier, the more euros."""
    rows = [
        (employer, law, 0.1 + 0.01 * number, 2.0, 100.0 * (60 - number) if law == "WML" else None, 20.0, True)
        for number, employer in enumerate(EMPLOYERS)
        for law in LAWS
    ]
    columns = [
        "employer_id", "law", "probability", "expected_workers", "expected_underpaid_eur", "expected_hours",
        "supported",
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=columns, orient="row")
