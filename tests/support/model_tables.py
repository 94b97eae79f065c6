"""A backtest, scores with reasons and a monitoring with figures to check by hand, for the pages about the model."""

import json
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from data_contracts.snapshots import Snapshot, SnapshotFolder
from models.backtest_segments import SEGMENT_SCHEMA
from models.backtest_tables import CURVE_SCHEMA, METRIC_SCHEMA
from models.explaining.sample import SAMPLE_SCHEMA
from models.monitoring.drift import DRIFT_SCHEMA
from models.monitoring.outcomes import CALIBRATION_SCHEMA
from pipelines.snapshots.writer import Recipe, as_input, publish
from tests.support import tables
from tests.support.published import NOTES, publish_plan

CUT = 0.02
PERIODS = (date(2025, 11, 1), date(2026, 2, 1))
SCORED = 100
LEVEL = "share_below_minimum"
FREE = "mean_pay_ratio"
RARE = "wml_findings"


def publish_model_run(folder: SnapshotFolder, *, segments: bool = True, monitored: bool = True) -> SnapshotFolder:
    """Publish a backtest, scores and a monitoring after ``publish_all``, and a plan made from the scores."""
    backtest = {"metrics": metrics(), "curves": curves(), "hit_rates": tables.hit_rates(), "estimates": estimates()}
    if segments:
        backtest["segments"] = segment_rows()
    _publish(folder, "backtest", ("features", "warehouse"), backtest, report(), {"plan_cut": CUT})
    scores = {"scores": tables.scores(SCORED), "reasons": reasons(), "reason_families": families()}
    scores["contribution_sample"] = contribution_sample()
    drawn = {"contribution_sample": {"employers": SCORED, "of": 2_000, "seed": 1}}
    _publish(folder, "scores", ("features", "models"), scores, notes=drawn)
    publish_plan(folder, visits=60)
    if monitored:
        watched = {"drift": drift(), "calibration": calibration()}
        told = monitoring(folder.latest("models").manifest.snapshot_id)
        _publish(folder, "monitoring", ("features", "models"), watched, told)
    return folder


def metrics() -> pl.DataFrame:
    """Figures of two rankings in WML, over all and by period; the random arm has too few cases."""
    rows: list[tuple[Any, ...]] = []
    for ranking, precision in (("model", 0.6), ("heuristic", 0.3), ("random", 0.2)):
        for period in (None, *PERIODS):
            lift = precision / 0.2
            for metric, cut, value in (
                ("auc", None, 0.75),
                ("precision", CUT, precision),
                ("lift", CUT, lift),
                ("capture", CUT, lift * CUT),
            ):
                rows.append(("WML", "all", ranking, metric, cut, value, value * 0.9, value * 1.1, 400, 80, period))
    rows += [("WML", "all", "model", "precision", 0.1, 0.5, 0.45, 0.55, 400, 80, None)]
    rows += [("WML", "random", "model", "auc", None, None, None, None, 30, 4, None)]
    return pl.DataFrame(rows, schema=METRIC_SCHEMA, orient="row")


def curves() -> pl.DataFrame:
    """Of the first tenth a third is found, of half four fifths."""
    points = ((0.1, 1 / 3), (0.5, 0.8), (1.0, 1.0))
    rows = [
        ("WML", "all", ranking, "findings", None, share, captured, captured * 0.9, min(1.0, captured * 1.1))
        for ranking in ("model", "random")
        for share, captured in points
    ]
    return pl.DataFrame(rows, schema=CURVE_SCHEMA, orient="row")


def segment_rows() -> pl.DataFrame:
    """Everybody, two sectors that can be estimated and one that cannot."""
    known = (0.2, 0.16, 0.24, 0.5, 0.4, 0.6, 0.25, 0.2, 0.3, 1.1, 0.9, 1.3, "estimated")
    unknown = (None,) * 12
    rows = [
        ("WML", "all", "all", 0.1, 400, 80, 40.0, 20.0, *known),
        ("WML", "sector", "F", 0.1, 300, 60, 30.0, 15.0, *known),
        ("WML", "sector", "I", 0.1, 80, 18, 8.0, 4.0, *known),
        ("WML", "sector", "J", 0.1, 20, 2, 2.0, 1.0, *unknown, "not_estimable"),
    ]
    return pl.DataFrame(rows, schema=SEGMENT_SCHEMA, orient="row")


def estimates() -> pl.DataFrame:
    """The anchored estimate over all sectors and in one; in another too few cases were drawn."""
    rows = [
        ("WML", None, "anchored", 0.1, 0.07, 0.13, "estimated", 320, 31),
        ("WML", "F", "anchored", 0.15, 0.05, 0.3, "estimated", 40, 6),
        ("WML", "J", "anchored", None, None, None, "too_few", 5, 1),
        ("WML", None, "inspected", 0.29, 0.27, 0.31, "estimated", 3000, 880),
    ]
    names = ["law", "sector", "method", "estimate", "low", "high", "status", "cases", "positives"]
    return pl.DataFrame(rows, schema=names, orient="row")


def report() -> dict[str, Any]:
    """A report with two calibration bands: one as expected, one in which more was found."""
    bands = [
        {"cases": 200, "predicted": 0.1, "observed": 0.11, "low": 0.07, "high": 0.16},
        {"cases": 200, "predicted": 0.2, "observed": 0.29, "low": 0.23, "high": 0.36},
    ]
    importance = [{"input": LEVEL, "mean_absolute_contribution": 0.42}]
    law = {"rankings": {"model": {"calibration": {"bands": bands}}}, "importance": importance}
    return {"models": {"WML": law}}


def reasons() -> pl.DataFrame:
    """A hundred employers with the values 1 to 100 of one feature, ten with no value of another, four with a third."""
    names = tables.employer_ids(SCORED)
    rows = [(name, "WML", "up", 1, LEVEL, value / 100, float(value), 50.0) for value, name in enumerate(names, start=1)]
    rows += [(name, "WML", "down", 1, FREE, -0.2, None, 1.2) for name in names[:10]]
    rows += [(name, "WML", "down", 2, RARE, -0.1, 3.0, 0.0) for name in names[:4]]
    columns = ["employer_id", "law", "direction", "position", "feature", "contribution", "value", "peer_value"]
    return pl.DataFrame(rows, schema=columns, orient="row")


def contribution_sample() -> pl.DataFrame:
    """A hundred drawn employers: a feature that adds (value - 50) / 100, and one that ten have no value of."""
    names = tables.employer_ids(SCORED)
    rows = [(name, "WML", LEVEL, float(value), (value - 50) / 100) for value, name in enumerate(names, start=1)]
    rows += [
        (name, "WML", FREE, None, -0.2) if at < 10 else (name, "WML", FREE, 1.2, 0.02) for at, name in enumerate(names)
    ]
    return pl.DataFrame(rows, schema=SAMPLE_SCHEMA, orient="row")


def families() -> pl.DataFrame:
    """Two families; wages raise for half of the employers."""
    names = tables.employer_ids(SCORED)
    rows = [(name, "WML", "wages", 0.4 if at % 2 else -0.2, -1.0) for at, name in enumerate(names)]
    rows += [(name, "WML", "signals", 0.1, -1.0) for name in names]
    return pl.DataFrame(rows, schema=["employer_id", "law", "family", "contribution", "base"], orient="row")


def drift() -> pl.DataFrame:
    """One input that moved far, one that did not."""
    rows = [
        (LEVEL, 0.31, 0.02, 10, 900, 950, 0.1, 0.12, "drifted"),
        (FREE, 0.01, 0.02, 10, 900, 950, 0.0, 0.0, "steady"),
    ]
    return pl.DataFrame(rows, schema=DRIFT_SCHEMA, orient="row").with_columns(law=pl.lit("WML"))


def calibration() -> pl.DataFrame:
    """Enough cases over all grounds, too few by lot."""
    rows = [
        ("WML", "all", 80, 24, 20.0, 1.2, 0.85, 1.6),
        ("WML", "random", 12, 1, 1.1, None, None, None),
    ]
    return pl.DataFrame(rows, schema=CALIBRATION_SCHEMA, orient="row")


def monitoring(models: str) -> dict[str, Any]:
    """What a monitoring says of the model of WML in a models snapshot."""
    gap = {
        "law": "WML",
        "cut": CUT,
        "visits": 40,
        "found": 18,
        "drawn": 12,
        "drawn_found": 1,
        "backtest": {"value": 0.6, "low": 0.5, "high": 0.7},
        "backtest_lift": {"value": 3.0, "low": 2.5, "high": 3.5},
        "live": {"value": 0.45, "low": 0.31, "high": 0.6},
        "random": None,
        "gap": {"value": 0.15, "low": -0.03, "high": 0.32},
        "lift": None,
    }
    sentence = {"nl": "Niet te schatten: te weinig gelote bezoeken.", "en": "Not estimable: too few visits by lot."}
    rules = [{"law": "WML", "rule": "no_better_than_random", "status": "not_estimable", "sentence": sentence}]
    told = {
        "model": f"WML@{models}",
        "learnt_on": "2026-07-31",
        "scores_since": "2026-07-31",
        "population_of": "2026-07-31",
        "cases_still_open": 7,
        "score_drift": None,
        "gap": gap,
        "stop": {"advised": False, "rules": rules},
    }
    return {"stop_rule": {"version": 1, "sha256": "0"}, "models": {"WML": told}}


def _publish(
    folder: SnapshotFolder,
    kind: str,
    made_from: tuple[str, ...],
    frames: Mapping[str, pl.DataFrame],
    document: dict[str, Any] | None = None,
    notes: dict[str, Any] | None = None,
) -> Snapshot:
    inputs = tuple(as_input(folder.latest(name)) for name in made_from)
    recipe = Recipe(
        kind=kind, code_version="test", inputs=inputs, as_of=tables.AS_OF, synthetic=True, notes=NOTES | (notes or {})
    )
    return publish(folder, recipe, _writer(frames, document))


def _writer(frames: Mapping[str, pl.DataFrame], document: dict[str, Any] | None) -> Callable[[Path], None]:
    def write(side: Path) -> None:
        for name, frame in frames.items():
            frame.write_parquet(side / f"{name}.parquet")
        if document is not None:
            (side / "report.json").write_text(json.dumps(document), encoding="utf-8")

    return write
