"""The backtests: how the model does beside plain rankings, each figure with its interval."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from models.evaluation.bootstrap import Estimate
from models.evidence.document import Block, Heading, Table, Text, rows_of
from models.evidence.questions import questions_in
from models.registry.gates import gate_rules
from pipelines.evidence.gathering import Material
from pipelines.evidence.missing import Missing
from pipelines.evidence.sections.asked import answers_table
from pipelines.evidence.words import Words
from pipelines.registry.evidence import estimate_of, plan_cut_of
from pipelines.reporting.words import with_interval

AUC = "auc"


def write(material: Material, words: Words, _missing: Sequence[Missing]) -> list[Block]:
    """Return the section."""
    blocks: list[Block] = [Text(words("backtest.lead")), answers_table(material, questions_in("backtest"), words)]
    backtest = material.sources.backtest
    if backtest is None:
        return [*blocks, Text(words("backtest.none"), "missing")]
    report = json.loads(backtest.file("report.json").read_text(encoding="utf-8"))
    cut = plan_cut_of(backtest) or 0.0
    for model in material.models:
        told = report["models"].get(model.law)
        blocks.extend(_law(model.law, told, cut, words) if told else [Text(words("backtest.none"), "missing")])
    notes = [Text(note[words.language]) for note in report["notes"]]
    return [*blocks, Heading(words("backtest.notes")), *notes]


def _law(law: str, told: dict[str, Any], cut: float, words: Words) -> Iterator[Block]:
    metric = gate_rules()["thresholds"]["metric"]
    key = f"{metric}_at_{100 * cut:g}%"
    head = tuple(words(f"backtest.{name}") for name in ("ranking", "precision", "difference", "auc"))
    rows = rows_of(_ranking(item, key, metric, words) for item in told["rankings"].values())
    yield Table(words("backtest.caption", law=law, cut=cut), head, rows, (28, 24, 28, 20))
    yield Text(words("backtest.cases", **told["test"]))
    yield Text(_random_arm(told, words), "note")


def _ranking(ranking: dict[str, Any], key: str, metric: str, words: Words) -> Iterator[str]:
    figures = ranking["figures"]
    yield ranking["label"][words.language]
    yield _told(metric, figures.get(key), words)
    difference = estimate_of(figures.get(key, {}).get("model_minus_this"))
    yield (
        words("points", value=difference.value, low=difference.low, high=difference.high)
        if difference
        else words("nothing")
    )
    yield _told(AUC, figures.get(AUC), words)


def _told(metric: str, figure: dict[str, Any] | None, words: Words) -> str:
    estimate: Estimate | None = estimate_of(figure)
    return with_interval(metric, estimate, words.language) if estimate else words("not_estimable")


def _random_arm(told: dict[str, Any], words: Words) -> str:
    arm = next((item for item in told.get("grounds", ()) if item["ground"] == "random"), None)
    counts = {name: (arm or {}).get(name, 0) for name in ("cases", "positives")}
    figures = (arm or {}).get("figures")
    measured = figures if isinstance(figures, list) else []  # with too few cases the report holds a word instead
    own = (item for item in measured if item["ranking"] == "model" and item["metric"] == AUC)
    auc = estimate_of(next(own, None))
    if auc is None:
        return words("backtest.random.few", **counts)
    return words("backtest.random", auc=with_interval(AUC, auc, words.language), **counts)
