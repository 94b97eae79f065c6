"""What a visit is expected to yield by law, under a chosen objective."""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

import numpy as np
import polars as pl

from data_contracts.yaml_files import read_yaml
from models.arrays import Floats

Objective = Literal["hits", "workers", "underpaid", "severity", "mix"]
OBJECTIVES: tuple[Objective, ...] = get_args(Objective)
UNITS: Mapping[Objective, str] = {
    "hits": "acts with a finding",
    "workers": "workers affected",
    "underpaid": "EUR underpaid",
    "severity": "severity points",
    "mix": "means of all employers",
}
COLUMN_OF: Mapping[str, str] = {"hits": "p", "workers": "workers", "underpaid": "underpaid"}
SCORED: Mapping[str, str] = {
    "p": "probability",
    "workers": "expected_workers",
    "underpaid": "expected_underpaid_eur",
}


def law_expectations(scores: pl.DataFrame, laws: Sequence[str]) -> pl.DataFrame:
    """Return what is expected of each employer by law, one row an employer.

    Args:
        scores: As ``models.scoring.score_law`` gives them, one row an employer and law.
        laws: The laws, each of which gets its columns, with or without a model.

    Returns:
        ``employer_id, supported`` and ``p_<law>, workers_<law>, underpaid_<law>`` of each law. A law counts only where
        the employer resembles what was inspected for it; elsewhere its figures are null (not estimable, which is not
        0). ``supported`` is false for an employer that does for no law.
    """
    counts = pl.col("supported").fill_null(value=True)
    figures = [
        pl.col(column).filter(counts & (pl.col("law") == law)).first().alias(f"{name}_{law}")
        for law in laws
        for name, column in SCORED.items()
    ]
    return scores.group_by("employer_id", maintain_order=True).agg(counts.any().alias("supported"), *figures)


def law_values(frame: pl.DataFrame, laws: Sequence[str], objective: Objective, mix: Mapping[str, float]) -> Floats:
    """Return what a visit to each employer is expected to yield by law, (n, L); what is not estimable adds nothing.

    Under several laws the same worker can count more than once.

    Args:
        frame: ``p_<law>, workers_<law>, underpaid_<law>`` of each law, n rows.
        laws: The laws, L.
        objective: ``hits``: laws with a finding; ``workers``: workers affected; ``underpaid``: euros underpaid;
            ``severity``: findings times the weights of ``yields.yaml``; ``mix``: a sum of those.
        mix: For ``mix``: the weight of each objective, in units of its mean over the frame.
    """
    if objective != "mix":
        return np.column_stack([frame.select(_value(law, objective)).to_series().to_numpy() for law in laws])
    total = np.zeros((len(frame), len(laws)))
    for name, weight in sorted(mix.items()):
        part = law_values(frame, laws, _pure(name), {})
        mean = float(part.sum(axis=1).mean()) if len(frame) else 0.0
        total += weight * part / mean if mean > 0 else 0.0
    return total


def _pure(name: str) -> Objective:
    found: list[Objective] = [objective for objective in OBJECTIVES if objective == name and name != "mix"]
    return found[0]


def _value(law: str, objective: Objective) -> pl.Expr:
    if objective == "severity":
        return _severity(law).fill_null(0.0)
    return pl.col(f"{COLUMN_OF[objective]}_{law}").fill_null(0.0).cast(pl.Float64)


def _severity(law: str) -> pl.Expr:
    """Return the chance of a finding times its weight, by what a finding is expected to come to."""
    weights = _weights()
    chance = pl.col(f"p_{law}")
    of_finding = {"workers": pl.col(f"workers_{law}"), "underpaid_eur": pl.col(f"underpaid_{law}")}
    weight = pl.lit(float(weights["law"][law]))
    for name, expected in of_finding.items():
        weight = weight * _class_weight(pl.when(chance > 0).then(expected / chance), weights[name])
    return chance * weight


def _class_weight(amount: pl.Expr, classes: Sequence[tuple[float, float]]) -> pl.Expr:
    weight = pl.lit(float(classes[0][1]))
    for least, value in classes[1:]:
        weight = pl.when(amount >= least).then(pl.lit(float(value))).otherwise(weight)
    return weight


@cache
def _weights() -> dict[str, Any]:
    content: dict[str, Any] = read_yaml(Path(__file__).with_suffix(".yaml"))
    return content
