"""A small case: inspections of ships in three ports, where older ships have more defects."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import yaml

ROWS = 1200
START = date(2021, 1, 1)


def make_definition() -> dict[str, Any]:
    return {
        "case": "harbour",
        "title": {"nl": "Haven", "en": "Harbour"},
        "source": "a port authority",
        "table": {"file": "visits.csv"},
        "id": "visit",
        "entity": "ship",
        "decided_on": "day",
        "outcome": {
            "column": "defects",
            "above": 0,
            "known_on": "closed",
            "label": {"nl": "gebrek gevonden", "en": "defect found"},
        },
        "attributes": [
            {"name": "age", "column": "age", "direction": 1, "label": {"nl": "leeftijd", "en": "age"}},
            {"name": "flag", "column": "old_engine", "kind": "flag", "label": {"nl": "oude motor", "en": "old engine"}},
            {"name": "port", "column": "port", "kind": "category", "label": {"nl": "haven", "en": "port"}},
        ],
        "history": [{"name": "ship", "entity": "ship", "label": {"nl": "schip", "en": "ship"}}],
        "split": {
            "train": {
                "where": [{"column": "day", "before": date(2022, 1, 1)}],
                "outcome_known_before": date(2022, 1, 1),
            },
            "test": {"where": [{"column": "day", "from": date(2022, 1, 1)}]},
        },
        "variants": [
            {"name": "full", "label": {"nl": "alles", "en": "all"}},
            {"name": "without_port", "without": ["port"], "label": {"nl": "zonder haven", "en": "without port"}},
        ],
        "baselines": [{"name": "oldest", "by": "age", "label": {"nl": "oudste eerst", "en": "oldest first"}}],
        "visit_schedule": True,
    }


def make_table(seed: int = 4) -> pl.DataFrame:
    generator = np.random.default_rng(seed)
    day = np.sort(generator.integers(0, 540, ROWS))
    age = generator.uniform(0, 30, ROWS)
    chance = 1 / (1 + np.exp(-(age - 18) / 4))
    return pl.DataFrame(
        {
            "visit": [f"V{number}" for number in range(ROWS)],
            "ship": [f"S{number}" for number in generator.integers(0, 300, ROWS)],
            "day": [START + timedelta(days=int(number)) for number in day],
            "closed": [START + timedelta(days=int(number)) for number in day + generator.integers(1, 60, ROWS)],
            "defects": (generator.random(ROWS) < chance).astype(int),
            "age": age.round(2),
            "old_engine": generator.integers(0, 2, ROWS),
            "port": generator.choice(["Delfzijl", "Vlissingen", "Moerdijk"], ROWS),
        }
    )


def write_case(folder: Path, definition: dict[str, Any]) -> str:
    path = folder / "harbour.yaml"
    path.write_text(yaml.safe_dump(definition, sort_keys=False), encoding="utf-8")
    return str(path)
