"""A small case with a random arm: checks of boats, by lot and by a score, with the crew and the size of each."""

from pathlib import Path
from typing import Any

import polars as pl
import yaml

CREW = {"M": "mixed", "W": "women"}


def make_definition() -> dict[str, Any]:
    def words(text: str) -> dict[str, str]:
        return {"nl": text, "en": text}

    def crew(**unknown: bool) -> dict[str, Any]:
        levels = [{"name": name, "one_of": [code], "label": words(name)} for code, name in CREW.items()]
        levels[0] |= unknown
        return {"name": "crew", "file": "crew.csv", "column": "crew", "label": words("crew"), "levels": levels}

    return {
        "kind": "random_arm",
        "case": "boats",
        "title": {"nl": "Boten", "en": "Boats"},
        "source": "a coast guard",
        "outcome": {"nl": "gebrek", "en": "defect"},
        "columns": {"selection": "why", "result": "what", "score": "score"},
        "definitions": {
            "arms": {"random": ["lot"], "chosen": ["score"]},
            "results": {"found": ["defect"], "not_found": ["none"]},
        },
        "fairness": {
            "groups": [
                crew() | {"protected": True},
                {"name": "size", "file": "size.csv", "column": "size", "label": words("size"), "bands": [10]},
            ]
        },
        "not_sayable": [{"nl": "De zee zegt niets.", "en": "The sea says nothing."}],
        "published": {
            "label": words("a paper"),
            "source": "a paper, 2020",
            "definitions": {
                "arms": {"random": ["lot"], "chosen": ["score", "again"]},
                "results": {"found": ["defect", "left"], "not_found": ["none"]},
            },
            "groups": [crew(or_else=True)],
            "why": [words("It counts boats that were checked again.")],
            "figures": [
                {"measure": "found_random", "value": 0.26, "decimals": 2},
                {"measure": "found_chosen", "dimension": "crew", "group": "women", "value": 0.5},
                {"measure": "part_of_chosen", "dimension": "crew", "group": "women", "value": 0.6},
                {"measure": "part_of_random", "dimension": "crew", "group": "women", "value": 0.4},
            ],
        },
    }


def make_rows() -> list[tuple[str, str, float | None, str, int]]:
    """Return why a boat was checked, what was found, its score, its crew and its size: 100 by lot, 200 by score."""

    def boats(count: int, *row: Any) -> list[Any]:
        return [row] * count

    return [
        *boats(10, "lot", "defect", None, "W", 5),
        *boats(30, "lot", "none", None, "W", 5),
        *boats(15, "lot", "defect", None, "M", 20),
        *boats(42, "lot", "none", None, "M", 20),
        *boats(1, "lot", "left", None, "M", 20),
        *boats(2, "lot", "none", None, "", 20),
        *boats(50, "score", "defect", 0.5, "W", 5),
        *boats(70, "score", "none", 0.3, "W", 5),
        *boats(40, "score", "defect", 0.5, "M", 20),
        *boats(40, "score", "none", 0.3, "M", 20),
        *boats(12, "again", "defect", None, "W", 5),
        *boats(8, "again", "none", None, "M", 20),
    ]


def write_files(folder: Path) -> None:
    columns = {"why": pl.String, "what": pl.String, "score": pl.Float64, "crew": pl.String, "size": pl.Int64}
    frame = pl.DataFrame(make_rows(), schema=columns, orient="row")
    for name in ("crew", "size"):
        frame.select("why", "what", "score", name).sample(fraction=1, shuffle=True, seed=len(name)).write_csv(
            folder / f"{name}.csv"
        )


def write_random_arm(folder: Path, definition: dict[str, Any]) -> str:
    path = folder / "boats.yaml"
    path.write_text(yaml.safe_dump(definition, sort_keys=False), encoding="utf-8")
    return str(path)
