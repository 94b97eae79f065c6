"""What ``kompas monitor`` prints: per model its drift, whether its chances come true, the gap, and the stop rule."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from data_contracts.settings import KompasSettings
from data_contracts.snapshots import Snapshot, SnapshotFolder
from features.catalogue import load_catalogue
from models.inputs import Language
from models.registry.identity import ModelId
from pipelines.columns import aligned
from pipelines.monitoring.words import estimate, found, share, words
from pipelines.registry.models import active_events
from pipelines.steps.monitoring import KIND, REPORT

DRIFTED_SHOWN = 8
SHIFTED = ("drifted", "watch")
INDENT = "  "


def monitoring_lines(settings: KompasSettings, language: Language) -> Iterator[str]:
    """Yield the figures of the monitoring in use, law by law, and below each what the stop rule says.

    Args:
        settings: The run's settings.
        language: Language of the lines.
    """
    snapshot = SnapshotFolder(settings.snapshots_dir).latest(KIND)
    report = _report(snapshot)
    yield words("as_of", language, as_of=snapshot.manifest.as_of or "-")
    first_of: dict[str, str] = {}
    for law, model in report["models"].items():
        yield ""
        of_the_same = first_of.setdefault(ModelId.parse(model["model"]).snapshot_id, law)
        yield words("model", language, since=model["scores_since"] or words("not_yet", language), **model)
        yield from (f"{INDENT}{line}" for line in _drift(snapshot, law, of_the_same, model, language))
        yield from (f"{INDENT}{line}" for line in _calibration(snapshot, law, model["cases_still_open"], language))
        yield from (f"{INDENT}{line}" for line in _gap(model["gap"], language))
        yield from (f"{INDENT}{line}" for line in _stop(settings, law, model["stop"], report["stop_rule"], language))


def stops(settings: KompasSettings) -> bool:
    """Tell whether the stop rule is met for a model in use."""
    report = _report(SnapshotFolder(settings.snapshots_dir).latest(KIND))
    return any(model["stop"]["advised"] for model in report["models"].values())


def _report(snapshot: Snapshot) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(snapshot.file(REPORT).read_text(encoding="utf-8"))
    return content


def _drift(
    snapshot: Snapshot, law: str, of_the_same: str, model: Mapping[str, Any], language: Language
) -> Iterator[str]:
    if model["population_of"] is None:
        yield words("no_drift", language)
        return
    if law == of_the_same:
        yield from _input_drift(snapshot, law, model, language)
    else:
        yield words("drift_as_above", language, law=of_the_same)
    scores = model["score_drift"]
    yield words(
        "score_drift",
        language,
        ks=found(scores["ks"], language),
        by_chance=found(scores["ks_by_chance"], language),
        then=share(scores["mean_then"], language),
        now=share(scores["mean_now"], language),
        state=words(scores["state"], language),
    )


def _input_drift(snapshot: Snapshot, law: str, model: Mapping[str, Any], language: Language) -> Iterator[str]:
    drift = pl.read_parquet(snapshot.table("drift")).filter(law=law)
    counted = dict(drift["state"].value_counts().iter_rows())
    states = ("drifted", "watch", "steady", "not_estimable")
    yield words("drift", language, since=model["population_of"], **{name: counted.get(name, 0) for name in states})
    shifted = drift.filter(pl.col("state").is_in(SHIFTED)).head(DRIFTED_SHOWN)
    rows = [
        (
            load_catalogue().feature(row["feature"]).label.in_language(language),
            found(row["psi"], language),
            found(row["psi_by_chance"], language),
            f"{share(row['missing_then'], language)} > {share(row['missing_now'], language)}",
            words(row["state"], language),
        )
        for row in shifted.iter_rows(named=True)
    ]
    if rows:
        yield from aligned(
            (words("input", language), "PSI", words("by_chance", language), words("missing", language), ""), rows
        )


def _calibration(snapshot: Snapshot, law: str, still_open: int, language: Language) -> Iterator[str]:
    rows = [
        (
            words(f"ground_{row['selection_ground']}", language),
            f"{row['cases']:,}",
            f"{row['found']:,}",
            found(row["expected"], language, 1),
            estimate({"value": row["ratio"], "low": row["low"], "high": row["high"]}, language),
        )
        for row in pl.read_parquet(snapshot.table("calibration")).filter(law=law).iter_rows(named=True)
    ]
    yield words("calibration", language, open=still_open)
    heads = [words(name, language) for name in ("ground", "cases", "found", "expected", "ratio")]
    yield from aligned(heads, rows, frozenset(heads[1:4]))


def _gap(gap: Mapping[str, Any], language: Language) -> Iterator[str]:
    yield words("gap", language)
    cut = words("without_cut", language) if gap["cut"] is None else share(gap["cut"], language)
    rows = [
        (words("backtest_precision", language, cut=cut), estimate(gap["backtest"], language, share)),
        (
            words("live_precision", language, **gap),
            estimate(gap["live"], language, share),
        ),
        (words("gap_itself", language), estimate(gap["gap"], language, share)),
        (words("random_rate", language, **gap), estimate(gap["random"], language, share)),
        (words("backtest_lift", language), estimate(gap["backtest_lift"], language)),
        (words("live_lift", language), estimate(gap["lift"], language)),
    ]
    yield from aligned((words("figure", language), words("interval", language)), rows)


def _stop(
    settings: KompasSettings, law: str, stop: Mapping[str, Any], rule: Mapping[str, Any], language: Language
) -> Iterator[str]:
    yield words("stop_rule", language, version=rule["version"], sha256=rule["sha256"][:12])
    if _changed_since(settings, law, rule["sha256"]):
        yield words("stop_rule_changed", language)
    for result in stop["rules"]:
        status = "" if result["status"] == "not_estimable" else f"{words(result['status'], language)}: "
        yield f"{status}{result['sentence'][language]}"
    if stop["advised"]:
        yield words("stop_advised", language)
        yield f'{INDENT}kompas models rollback {law} --by "NAME" --reason "WHY"'
    else:
        yield words("stop_not_advised", language)


def _changed_since(settings: KompasSettings, law: str, today: str) -> bool:
    """Tell whether the rule is another than the one that was recorded when the model was put in use."""
    event = active_events(settings).get(law)
    gates = [] if event is None else [gate for gate in event.gates if gate["gate"] == "stop_rule"]
    return any(gate["figures"]["sha256"] != today for gate in gates)
