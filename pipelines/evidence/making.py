"""Making an evidence pack: what it is made from decides its fingerprint, so that a stale one cannot pass for it."""

import hashlib
import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from data_contracts.errors import KompasError
from data_contracts.snapshots import SnapshotFolder
from models.evidence.feature_standing import FeatureSignature
from models.evidence.register_record import as_csv, as_json, record_of
from models.inputs import LANGUAGES, Language
from pipelines.evidence.document_of import document_of
from pipelines.evidence.gathering import Material, Sources, gather
from pipelines.evidence.html import write_html
from pipelines.evidence.missing import Missing, missing_from
from pipelines.evidence.pdf import write_pdf
from pipelines.snapshots.code_version import code_version
from pipelines.snapshots.writer import Recipe, as_input
from pipelines.steps.context import carried_notes

KIND = "evidence"
PACK_FILE, RECORD_JSON, RECORD_CSV, LINKS = (
    "pack.json", "algoritmeregister.json", "algoritmeregister.csv", "indicator_links",
)  # fmt: skip
ROOMS = (
    "data_contracts", "features", "models", "pipelines.evidence", "pipelines.fairness", "pipelines.registry",
    "pipelines.reporting",
)  # fmt: skip


def recipe_of(sources: Sources) -> Recipe:
    """Return what decides a pack: models, backtest, audit, answers, signatures, what lapsed, and the code."""
    models = sources.models
    configuration = {
        "answers": sources.answers.sha256,
        "signatures": _signatures_hash(sources.signatures),
        "lapsed": sources.lapsed(),
    }
    return Recipe(
        kind=KIND,
        code_version=code_version(ROOMS),
        inputs=tuple(as_input(item) for item in sources.used),
        configuration=configuration,
        synthetic=models.manifest.synthetic,
        notes=carried_notes(models),
    )


def refuse_examples(sources: Sources) -> None:
    """Refuse a file of answers that says of itself that it holds examples, where registers are real.

    Raises:
        KompasError: It does.
    """
    if sources.answers.refused:
        raise KompasError(
            "The file of answers holds the program's examples, and these registers are real: nobody answered.",
            str(sources.answers.path),
            "Take `example: true` out, and let the people whom each question names answer in their own words.",
        )


def fill_pack(folder: SnapshotFolder, sources: Sources, side: Path) -> dict[str, Any]:
    """Write all files of a pack.

    Args:
        folder: The published snapshots.
        sources: What it is made from.
        side: Where its files go.

    Returns:
        Notes for the manifest: how many things are missing, how many features were signed for, and whether examples
        stand in for people.
    """
    material = gather(folder, sources)
    missing = missing_from(material)
    made = datetime.now(UTC)
    for language in LANGUAGES:
        other: Language = "en" if language == "nl" else "nl"
        document = document_of(material, missing, language)
        write_html(document, side, other)
        write_pdf(document, side, made)
    record = record_of(material.filled)
    (side / RECORD_JSON).write_text(as_json(record), encoding="utf-8")
    (side / RECORD_CSV).write_text(as_csv(record), encoding="utf-8", newline="")
    material.links.write_parquet(side / f"{LINKS}.parquet")
    told = json.dumps(_pack(material, missing), indent=2, ensure_ascii=False, default=str)
    (side / PACK_FILE).write_text(told + "\n", encoding="utf-8")
    return {
        "missing": len(missing),
        "signed": sum(item.signature is not None for item in material.standings),
        "example": material.uses_examples,
    }


def _pack(material: Material, missing: tuple[Missing, ...]) -> dict[str, Any]:
    """Return the pack for programs: what is missing, how each feature stands, and what was answered."""
    answers = material.sources.answers
    return {
        "models": material.sources.models.manifest.snapshot_id,
        "day": material.sources.day,
        "missing": [asdict(item) for item in missing],
        "features": [
            {
                "feature": item.feature.name,
                "state": item.state,
                "problems": item.problems,
                "links": item.links,
                "signature": None if item.signature is None else _told(item.signature),
            }
            for item in material.standings
        ],
        "answers": {"file": str(answers.path.name), "sha256": answers.sha256, "example": answers.uses_examples},
        "record_problems": [asdict(item) for item in material.problems],
    }


def _told(signature: FeatureSignature) -> dict[str, Any]:
    return {name: value for name, value in asdict(signature).items() if name != "problems"} | {
        "problems": sorted(signature.problems)
    }


def _signatures_hash(signatures: tuple[FeatureSignature, ...]) -> str:
    told = json.dumps([_told(item) for item in signatures], sort_keys=True, default=str)
    return hashlib.sha256(told.encode()).hexdigest()
