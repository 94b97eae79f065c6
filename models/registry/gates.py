"""The gates: what a model must show before a named person can put it in use."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal

import numpy as np

from data_contracts.yaml_files import read_yaml
from models.evaluation.agreement import calibration_slope, found_over_expected
from models.evaluation.bootstrap import Estimate
from models.evaluation.reliability import ReliabilityBand
from models.evidence.rules import evidence_rules
from models.evidence.standing import PackStanding
from models.inputs import LANGUAGES
from models.monitoring.stop_rule import stop_rule, stop_rule_hash
from models.wording import Texts, in_both

Status = Literal["passed", "failed", "not_estimable", "not_asked"]
Beside = Literal["none", "unusable", "same_recipe", "other"]
"""What is in use for the law: nothing, what cannot score any more, a model of the same recipe, or another one."""
Figures = Mapping[str, float | int | str | None]

KEEPS_OUT: frozenset[Status] = frozenset({"failed", "not_estimable"})
MOST_NAMED = 5


@dataclass(frozen=True)
class GateResult:
    """What came of one gate: its figures, and a sentence in each language."""

    gate: str
    status: Status
    figures: Figures
    sentence: Texts

    @property
    def keeps_out(self) -> bool:
        """Whether the model cannot be put in use because of it."""
        return self.status in KEEPS_OUT

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON can hold it; a figure that is no number is none."""
        figures = {name: None if _is_no_number(value) else value for name, value in self.figures.items()}
        return asdict(self) | {"figures": figures}


@dataclass(frozen=True)
class Evidence:
    """What is known of a model when it is judged.

    Attributes:
        law: The law.
        cases: Cases of its backtest; 0 when there is none of the same features and recipe.
        positives: How many of them had a finding.
        cut: The plan's cut, as a share of employers.
        precision: The model's figure at the plan's cut; ``None`` when it was not measured.
        differences: Its figure minus that of ``heuristic`` and ``active``, on the same resamples; absent: not measured.
        beside: What is in use for the law.
        bands: The backtest's cases in bands of about the same chance.
        damaged: Files that are missing or changed.
        inputs: The model's inputs, in order.
        catalogue: The inputs that the catalogue gives today, in order.
        pack: Its evidence pack.
    """

    law: str
    cases: int = 0
    positives: int = 0
    cut: float | None = None
    precision: Estimate | None = None
    differences: Mapping[str, Estimate] = field(default_factory=dict)
    beside: Beside = "none"
    bands: Sequence[ReliabilityBand] = ()
    damaged: Sequence[str] = ()
    inputs: Sequence[str] = ()
    catalogue: Sequence[str] = ()
    pack: PackStanding = field(default_factory=PackStanding)


@cache
def gate_rules() -> dict[str, Any]:
    """Return the content of ``gates.yaml``: ``thresholds`` and ``sentences``."""
    content: dict[str, Any] = read_yaml(Path(__file__).parent / "gates.yaml")
    return content


def judge(evidence: Evidence) -> tuple[GateResult, ...]:
    """Return the result of every gate, in the order in which they are shown."""
    return tuple(_gates(evidence))


def may_be_activated(results: Sequence[GateResult]) -> bool:
    """Tell whether no gate keeps the model out; what cannot be estimated keeps it out like what fails."""
    return not any(result.keeps_out for result in results)


def kept_out_by(gates: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return those of recorded gates that keep a model out, each with its figures and sentences."""
    return [gate for gate in gates if gate.get("status") in KEEPS_OUT]


def _is_no_number(value: float | int | str | None) -> bool:
    return isinstance(value, float) and not np.isfinite(value)


def _gates(evidence: Evidence) -> Iterator[GateResult]:
    counted = {"cases": evidence.cases, "positives": evidence.positives}
    yield _result("backtest", "passed" if evidence.cases else "not_estimable", counted)
    yield _not_worse("not_worse_than_heuristic", evidence, "heuristic")
    yield _not_worse_than_active(evidence)
    yield from _calibration(evidence)
    damaged = ", ".join(evidence.damaged[:MOST_NAMED])
    yield _result("files", "failed" if evidence.damaged else "passed", {"files": damaged})
    yield _inputs(evidence)
    yield _evidence_pack(evidence.pack)
    # What would end its use is set before it begins; the hash shows a later change.
    yield _result("stop_rule", "passed", {"version": stop_rule()["version"], "sha256": stop_rule_hash()})


def _not_worse(gate: str, evidence: Evidence, other: str) -> GateResult:
    difference, precision = evidence.differences.get(other), evidence.precision
    if difference is None or precision is None or not np.isfinite([difference.low, difference.high]).all():
        return _result(gate, "not_estimable", {"cut": evidence.cut})
    figures = {
        "cut": evidence.cut,
        "value": precision.value,
        "difference": difference.value,
        "low": difference.low,
        "high": difference.high,
    }
    return _result(gate, "failed" if difference.high < 0 else "passed", figures)


def _not_worse_than_active(evidence: Evidence) -> GateResult:
    gate = "not_worse_than_active"
    if evidence.beside in ("none", "unusable"):
        return _result(gate, "not_asked", {}, evidence.beside)
    measured = _not_worse(gate, evidence, "active")
    if measured.status == "not_estimable" and evidence.beside == "same_recipe":
        return _result(gate, "passed", {}, evidence.beside)
    return measured


def _calibration(evidence: Evidence) -> Iterator[GateResult]:
    chances = np.array([band.predicted for band in evidence.bands])
    cases = np.array([float(band.cases) for band in evidence.bands])
    hits = np.round(np.array([band.observed for band in evidence.bands]) * cases)
    total, found = int(cases.sum()), int(hits.sum())
    thresholds = gate_rules()["thresholds"]
    few = total < thresholds["minimum_cases"] or min(found, total - found) < thresholds["minimum_of_each_outcome"]
    ratio = None if few else found_over_expected(found, total, float((chances * cases).sum()))
    slope = None if few else calibration_slope(chances, cases, hits)
    yield _within("calibration_ratio", ratio, *thresholds["calibration_ratio"])
    yield _within("calibration_slope", slope, *thresholds["calibration_slope"])


def _within(gate: str, estimate: Estimate | None, least: float, most: float) -> GateResult:
    if estimate is None:
        return _result(gate, "not_estimable", {"least": least, "most": most})
    touches = estimate.high >= least and estimate.low <= most
    return _result(gate, "passed" if touches else "failed", asdict(estimate) | {"least": least, "most": most})


def _inputs(evidence: Evidence) -> GateResult:
    if tuple(evidence.inputs) == tuple(evidence.catalogue):
        return _result("inputs", "passed", {"inputs": len(evidence.inputs)})
    differing = sorted(set(evidence.inputs) ^ set(evidence.catalogue)) or ["the order"]
    return _result("inputs", "failed", {"differing": ", ".join(differing[:MOST_NAMED])})


def _evidence_pack(pack: PackStanding) -> GateResult:
    named, most = pack.missing, evidence_rules().most_named
    figures: dict[str, float | int | str | None] = {
        "pack": pack.pack,
        "missing": len(named),
        "signed": pack.signed,
        "answers": pack.answers,
        **{f"first_{language}": " ".join(text[language] for text in named[:most]) for language in LANGUAGES},
    }
    if pack.state == "complete":
        return _result("evidence_pack", "passed", figures, "example" if pack.example else "passed")
    return _result("evidence_pack", "failed", figures, pack.state)


def _result(gate: str, status: Status, figures: Figures, sentence: str = "") -> GateResult:
    return GateResult(gate, status, figures, in_both(gate_rules()["sentences"][gate][sentence or status], figures))
