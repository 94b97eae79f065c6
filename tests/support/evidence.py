"""Evidence packs for tests: one without anything missing, published as the program would, and answers of people."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import yaml

from data_contracts.settings import KompasSettings
from data_contracts.snapshots import Snapshot, SnapshotFolder
from models.evidence.questions import questions
from pipelines.evidence.answers_file import answers_path
from pipelines.evidence.gathering import sources_of
from pipelines.evidence.making import PACK_FILE, recipe_of
from pipelines.fairness.tables import REPORT
from pipelines.registry.models import models_of
from pipelines.snapshots.writer import Recipe, as_input, publish

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
    if name in ("register.goal", "register.tags"):
        return "akkoord"
    return "Ja, dat mag." if yes_or_no else values[-1] if values else f"Ons antwoord op {name}."


def publish_audit(data: Path, *laws: str) -> Snapshot:
    """Publish an audit of the newest models (of all laws, or some) that could test nothing, as the audit publishes."""
    folder = SnapshotFolder(data / "snapshots")
    models = folder.latest("models")
    recipe = Recipe("fairness", "test", (as_input(models),), synthetic=models.manifest.synthetic)
    return publish(folder, recipe, lambda side: _write_audit(side, models, laws))


def as_real(data: Path) -> None:
    """Make every snapshot of a run say that its registers are real."""
    for path in (data / "snapshots").glob("*/*/manifest.json"):
        path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | {"synthetic": False}), encoding="utf-8")


def _write_audit(side: Path, models: Snapshot, laws: tuple[str, ...]) -> None:
    told = {
        "models": dict.fromkeys(laws or [model.law for model in models_of(models)], models.manifest.snapshot_id),
        "tests": {"accused": 0, "not_accused": 0, "not_estimable": 0},
        "accused": [],
        "not_estimable": [],
        "unknown": ["no_traits"],
        "power": {"lines": []},
    }
    (side / REPORT).write_text(json.dumps(told), encoding="utf-8")
    names = pl.String
    tests = dict.fromkeys(("law", "step", "part", "dimension", "group", "verdict"), names)
    numbers = dict.fromkeys(("odds_ratio", "low", "high", "units", "p_adjusted"), pl.Float64)
    pl.DataFrame(schema=tests | numbers).write_parquet(side / "step_tests.parquet")
    figures = dict.fromkeys(("law", "step", "dimension", "group", "measure"), names) | {"notable": pl.Boolean}
    values = dict.fromkeys(("value", "low", "high", "difference", "difference_low", "difference_high"), pl.Float64)
    pl.DataFrame(schema=figures | values | {"p_adjusted": pl.Float64}).write_parquet(side / "group_figures.parquet")
