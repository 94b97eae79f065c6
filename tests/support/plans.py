"""A small plan over the employers of a data folder that was really ingested."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from data_contracts.snapshots import Snapshot, SnapshotFolder
from pipelines.snapshots.writer import Recipe, as_input, publish

PLAN_ID = "2026-04-0123abcd"
MONTHS = (date(2026, 4, 1), date(2026, 5, 1))
AS_OF = date(2026, 3, 31)
TODAY = max(date.today(), date(2026, 12, 1))
"""Decisions are of the clock on the wall, so what is made of them cannot be known earlier."""
DRAWN_WITH = 0.04


@dataclass(frozen=True)
class Item:
    """An item of the plan: the employer's number, what is done, and whether lot drew it."""

    number: int
    instrument: str = "visit"
    random: bool = False
    comparison: bool = False
    topic: str = "minimum_wage"
    team: str = "West 1"

    @property
    def employer_id(self) -> str:
        return f"E{self.number:03d}"


def publish_items(
    data: Path, items: Sequence[Item], plan_id: str = PLAN_ID, months: Sequence[date] = MONTHS
) -> Snapshot:
    """Publish a plan with these items, made from the warehouse in use."""
    folder = SnapshotFolder(data / "snapshots")
    warehouse = folder.latest("warehouse")
    recipe = Recipe(
        kind="plan",
        code_version="test",
        inputs=(as_input(warehouse),),
        as_of=AS_OF,
        synthetic=warehouse.manifest.synthetic,
        notes={"plan_id": plan_id, "month": months[0].isoformat(), "months": [month.isoformat() for month in months]},
    )
    frame = pl.DataFrame([_row(item, plan_id, months) for item in items])

    chances = frame.select("employer_id", "random_probability", inclusion_probability="random_probability")

    def write(side: Path) -> None:
        frame.write_parquet(side / "items.parquet")
        chances.write_parquet(side / "inclusion.parquet")

    return publish(folder, recipe, write)


def _row(item: Item, plan_id: str, months: Sequence[date]) -> dict[str, object]:
    return {
        "plan_id": plan_id,
        "month": months[item.number % len(months)],
        "team": item.team,
        "employer_id": item.employer_id,
        "trade_name": f"Bedrijf {item.number}",
        "establishment_id": f"{item.number:012d}",
        "instrument": item.instrument,
        "topic": item.topic,
        "capacity_to_comply": "low",
        "selection_ground": "random" if item.random else "model",
        "comparison": item.comparison,
        "random_probability": DRAWN_WITH,
    }
