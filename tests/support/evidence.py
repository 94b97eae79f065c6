"""Evidence packs for tests: one without anything missing, published as the program would, and answers of people."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from data_contracts.settings import KompasSettings
from data_contracts.snapshots import Snapshot, SnapshotFolder
from models.evidence.questions import questions
from pipelines.evidence.answers_file import answers_path
from pipelines.evidence.gathering import sources_of
from pipelines.evidence.making import PACK_FILE, recipe_of
from pipelines.snapshots.writer import publish

STANDS = {"name": "A. Jansen", "role": "jurist", "date": date(2026, 1, 15), "review": date(2099, 1, 15)}


def publish_pack(data: Path, missing: tuple[Mapping[str, str], ...] = ()) -> Snapshot:
    """Publish a pack of the newest models of a run, bound as the program binds it; what is missing is told by us."""
    settings = KompasSettings(data_dir=data)
    folder = SnapshotFolder(settings.snapshots_dir)

    def fill(side: Path) -> dict[str, Any]:
        told = {"missing": [{"section": "dpia", "what": dict(what)} for what in missing]}
        (side / PACK_FILE).write_text(json.dumps(told), encoding="utf-8")
        return {"missing": len(missing), "signed": 3, "example": False}

    return publish(folder, recipe_of(sources_of(settings, folder, folder.latest("models"))), fill)


def people_answer(data: Path, *leave_out: str, **other: Mapping[str, Any]) -> Path:
    """Write answers of people to every question but some; ``other`` gives fields of an answer by its question."""
    answers = {
        question.name: STANDS
        | {"answer": _text(question.name, question.yes_or_no, question.values)}
        | dict(other.get(question.name.replace(".", "_"), {}))
        for question in questions()
        if question.name not in leave_out
    }
    path = answers_path(KompasSettings(data_dir=data))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump({"answers": answers}, allow_unicode=True), encoding="utf-8")
    return path


def _text(name: str, yes_or_no: bool, values: tuple[str, ...]) -> Any:
    special = {
        "register.contact_email": "vragen@inspectie.example",
        "register.begin_date": "2026-12",
        "register.end_date": "2027-12",
        "register.category": ["Werk"],
    }
    if name in special:
        return special[name]
    if name.endswith("grouping"):
        return ["Wet minimumloon"]
    if name.endswith(("website", "url", "publiccode")):
        return "https://inspectie.example/uitleg"
    return "Ja, dat mag." if yes_or_no else values[-1] if values else f"Ons antwoord op {name}."
