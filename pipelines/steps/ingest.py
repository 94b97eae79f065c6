"""``kompas ingest``: from delivered files to the warehouse snapshot."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from data_contracts.snapshots import InputSnapshot
from pipelines.ingest import delivery_hash, ingest, read_delivery
from pipelines.snapshots.code_version import code_version
from pipelines.snapshots.writer import Recipe
from pipelines.steps.context import StepContext, StepResult, publish_step


def ingest_step(context: StepContext) -> StepResult:
    """Load the delivery; the same delivery twice is loaded once."""
    settings = context.settings
    delivery = read_delivery(settings.register_dir)
    content = delivery_hash(settings.register_dir)
    recipe = Recipe(
        kind="warehouse",
        code_version=code_version(["data_contracts", "pipelines.ingest", "pipelines.steps"]),
        inputs=(InputSnapshot("register", delivery.source, content),),
        synthetic=delivery.synthetic,
        notes={"source": delivery.source, "note_nl": delivery.note_nl, "note_en": delivery.note_en},
    )
    remarks: list[str] = []

    def fill(side: Path) -> dict[str, Any]:
        result = ingest(
            settings.register_dir,
            side,
            threads=settings.threads,
            memory_limit=settings.memory_limit,
            report=context.say,
            refused_dir=settings.data_dir / "quarantine",
        )
        remarks.extend(_quarantined(table.table, table.rows_quarantined, table.broken_rules) for table in result.tables)
        return {"tables": [asdict(table) for table in result.tables]}

    result = publish_step(context, recipe, fill, remarks)
    return StepResult(result.path, result.rows, result.reused, tuple(filter(None, result.remarks)))


def _quarantined(table: str, rows: int, rules: dict[str, int]) -> str:
    if not rows:
        return ""
    named = ", ".join(f"{rule} ({count:,})" for rule, count in sorted(rules.items()))
    return f"{rows:,} rows of {table} went to quarantine: {named}."
