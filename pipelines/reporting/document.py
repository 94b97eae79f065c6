"""The report as JSON: figures as numbers, words in both languages, *not applicable* said and not left out."""

import json
import math
from dataclasses import asdict
from pathlib import Path

from models.arrays import JsonObject
from models.evaluation.bootstrap import Estimate
from models.evaluation.curves import CurvePoint
from models.evaluation.evaluate import Figure
from pipelines.reporting.report import Report, Section
from pipelines.reporting.tables import SCHEDULE_METRICS

NOT_APPLICABLE = "not applicable"


def report_document(report: Report) -> JsonObject:
    """Return the whole report as an object that JSON can hold."""
    return {
        "name": report.name,
        "title": report.title,
        "source": report.source,
        "outcome": report.outcome,
        "synthetic": report.synthetic,
        "bootstrap": {"rounds": report.rounds, "seed": report.seed, "level": 0.95},
        "notes": list(report.notes),
        "not_applicable": report.not_applicable,
        "published_figures": [asdict(item) for item in report.quoted],
        **{extra.name: extra.data for extra in report.extras},
        "models": {section.name: _section(section) for section in report.sections},
    }


def write_json(report: Report, path: Path) -> None:
    """Write the report as JSON; a figure that could not be computed is null."""
    text = json.dumps(_finite(report_document(report)), indent=2, ensure_ascii=False, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8")


def _section(section: Section) -> JsonObject:
    return {
        "label": section.label,
        "training": section.training,
        "test": section.test,
        "as_visited_first_half": NOT_APPLICABLE if section.as_visited is None else section.as_visited,
        "rankings": {
            name: {"label": label, "figures": _figures(section, name), "calibration": _calibration(section, name)}
            for name, label in section.rankings.items()
        },
        "importance": [
            {"input": name, "label": section.importance_labels[name], "mean_absolute_contribution": value}
            for name, value in section.importance.items()
        ],
        "examples": [asdict(example) for example in section.examples],
        "capture": [_point(point) for point in section.curves],
        **{extra.name: extra.data for extra in section.extras},
    }


def _point(point: CurvePoint) -> JsonObject:
    return {"ranking": point.ranking, "of": point.of, "share": point.share, **_estimate(point.captured)}


def _calibration(section: Section, ranking: str) -> JsonObject | str:
    check = section.calibration.get(ranking)
    return NOT_APPLICABLE if check is None else asdict(check)


def _figures(section: Section, ranking: str) -> JsonObject:
    own = [figure for figure in section.figures if figure.ranking == ranking]
    document: JsonObject = {_key(figure): _figure(figure) for figure in own}
    for metric in SCHEDULE_METRICS:
        document.setdefault(metric, NOT_APPLICABLE)
    return document


def _key(figure: Figure) -> str:
    return figure.metric if figure.cut is None else f"{figure.metric}_at_{100 * figure.cut:g}%"


def _figure(figure: Figure) -> JsonObject:
    document = _estimate(figure.estimate)
    if figure.difference is not None:
        document["model_minus_this"] = _estimate(figure.difference)
    return document


def _estimate(estimate: Estimate) -> JsonObject:
    return {"value": estimate.value, "low": estimate.low, "high": estimate.high}


def _finite(value: object) -> object:
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
