"""An audit of fairness with figures to check by hand, for the page that shows it."""

import json
from pathlib import Path
from typing import Any

import polars as pl

from data_contracts.snapshots import Snapshot, SnapshotFolder
from models.fairness.adjusted import SCHEMA
from models.fairness.figures import FIGURE_SCHEMA
from models.fairness.indicator_links import LINK_SCHEMA
from models.fairness.power import POWER_SCHEMA
from models.fairness.proxies import PROXY_SCHEMA
from models.fairness.subgroups import SUBGROUP_SCHEMA
from models.fairness.within import WITHIN_SCHEMA
from pipelines.snapshots.writer import Recipe, as_input, publish

TRAIT = {"name": "origin", "labels": {"nl": "Herkomst", "en": "Origin"}, "protected": True, "policy": False}
SECTOR = {"name": "sector", "labels": {"nl": "Sector", "en": "Sector"}, "protected": False, "policy": True}
ACCUSED: dict[str, Any] = {
    "law": None,
    "step": "hand_selection",
    "part": None,
    "dimension": "origin",
    "group": "b",
    "reference": "a",
}
ODDS = {"odds_ratio": 2.0, "low": 1.5, "high": 2.6}


def publish_audit(folder: SnapshotFolder) -> Snapshot:
    """Publish an audit of the features in use that accuses the choice by hand, with one figure withheld."""
    inputs = tuple(as_input(folder.latest(kind)) for kind in ("features", "warehouse"))
    as_of = folder.latest("features").manifest.as_of
    report = {
        "as_of": as_of, "months": 24, "cut": 0.02, "dimensions": [SECTOR, TRAIT], "plan": "2026-10",
        "unknown": ["plan_before", "unseen"], "tests": {"accused": 1, "not_accused": 1, "not_estimable": 1},
        "accused": [ACCUSED | ODDS],
    }  # fmt: skip

    def fill(side: Path) -> None:
        for name, frame in _frames().items():
            frame.write_parquet(side / f"{name}.parquet")
        (side / "report.json").write_text(json.dumps(report), encoding="utf-8")

    return publish(folder, Recipe("fairness", "test", inputs, synthetic=True), fill)


def _frames() -> dict[str, pl.DataFrame]:
    counts: dict[str, Any] = {
        "units": 1000,
        "in_group": 300,
        "chosen": 100,
        "chosen_in_group": 46,
        "raw_odds_ratio": 2.2,
    }
    tests = [
        ACCUSED | ODDS | counts | {"unseen_cause_low": 2.37, "verdict": "accused"},
        ACCUSED | counts | {"step": "visit", "verdict": "not_accused", "odds_ratio": 1.0, "low": 0.8, "high": 1.25},
        ACCUSED | {"step": "sanction", "law": "WML", "units": 40, "in_group": 9, "verdict": "not_estimable"},
    ]  # fmt: skip
    figure = {"step": "hand_selection", "measure": "selection_rate", "dimension": "sector", "units": 200}
    figure |= {"notable": False}
    told = {"value": 0.25, "low": 0.19, "high": 0.31, "status": "estimated", "positives": 50, "negatives": 150}
    pair = {"dimension": "sector x origin", "group": "A x b"}
    figures = [
        figure | told | {"group": "A", "others_value": 0.2, "difference": 0.05, "notable": True},
        figure | {"group": "F", "status": "withheld"},
        figure | {"group": "I", "status": "not_estimable", "positives": 0, "negatives": 200},
        figure | told | pair,
    ]
    growth = {"ratio": 2.0, "cumulative": 2.0, "odds_ratio": 2.0, "verdict": "accused", "largest": True, "arises": True}
    named = {name: value for name, value in ACCUSED.items() if name != "part"}
    proxy = {
        "dimension": "origin",
        "group": "b",
        "kind": "all",
        "verdict": "some",
        "auc": 0.64,
        "low": 0.62,
        "high": 0.66,
    }
    link = {"law": "WML", "feature": "share_on_call", "verdict": "holds", "value": 0.3, "low": 0.1, "high": 0.5}
    power = {"law": "WML", "step": "score", "dimension": "origin", "group": "b", "measure": "false_negative_rate",
             "group_share": 0.3, "visits_needed": 51_000, "visits_made": 803}  # fmt: skip
    searched = {"law": "Waadi", "step": "finding", "rule": "sector=F & sole_trader=yes", "value": 0.9, "expected": 0.8,
                "difference": 0.1, "low": 0.05, "high": 0.15, "units": 400}  # fmt: skip
    file = {"state": pl.lit("unanswered"), "unanswered": pl.lit(["lawful"])}
    return {
        "step_tests": _frame(tests, SCHEMA | {"p_adjusted": pl.Float64, "verdict": pl.String}),
        "growth": pl.DataFrame([named | growth], schema_overrides={"law": pl.String}),
        "group_figures": _frame(figures, FIGURE_SCHEMA),
        "over_cuts": _frame([], FIGURE_SCHEMA),
        "within": _frame([], WITHIN_SCHEMA),
        "power": _frame([power], POWER_SCHEMA),
        "subgroups": _frame([searched], {"law": pl.String, "step": pl.String, **SUBGROUP_SCHEMA}),
        "proxies": _frame([proxy], PROXY_SCHEMA),
        "indicators": _frame([link], LINK_SCHEMA).with_columns(**file),
    }


def _frame(rows: list[dict[str, Any]], schema: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=schema)
