"""``kompas evidence``: the evidence pack of the newest models as snapshot, which their gate asks for."""

from pathlib import Path
from typing import Any

from pipelines.evidence.gathering import sources_of
from pipelines.evidence.making import fill_pack, recipe_of, refuse_examples
from pipelines.steps.context import StepContext, StepResult, intact, publish_step


def evidence_step(context: StepContext) -> StepResult:
    """Make the evidence pack of the newest models, or keep the one that was made from exactly the same.

    Raises:
        MissingSnapshotError: There are no models yet.
        KompasError: The models are damaged, what they were made from is gone, the answers cannot be read, or they are
            examples and the registers are real.
    """
    models = intact(context.folder.latest("models"))
    sources = sources_of(context.settings, context.folder, models)
    refuse_examples(sources)
    remarks: list[str] = []

    def fill(side: Path) -> dict[str, Any]:
        notes = fill_pack(context.folder, sources, side)
        remarks.append(_said(notes))
        return notes

    return publish_step(context, recipe_of(sources), fill, remarks)


def _said(notes: dict[str, Any]) -> str:
    missing, example = notes["missing"], notes["example"]
    state = f"{missing:,} missing, as its first page says" if missing else "nothing is missing"
    return f"The pack is {'in' if missing else ''}complete: {state}." + (
        " Example answers stand in for people; they count for synthetic registers only." if example else ""
    )
