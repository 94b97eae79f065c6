"""Amounts: workers affected and euros underpaid in a case with a finding, and the hours that a case takes.

A group's mean (sector, or size class for hours), drawn towards the overall mean, times what trees make of the
employer's own features; the trees stay out unless they are plainly better on later cases.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from data_contracts.yaml_files import read_yaml
from models.arrays import Booleans, Dates, Floats, Integers, JsonObject
from models.evaluation.bootstrap import draw, percentile_interval, resamples
from models.inputs import ModelInput, input_names
from models.learning.amount_model import AmountModel
from models.learning.calibration_choice import plainly_better


@dataclass(frozen=True)
class Amounts:
    """Cases with an amount, one row a case: inputs, the amount (0 or more), its group, its employer and its days."""

    matrix: Floats
    amounts: Floats
    groups: tuple[str, ...]
    employers: Integers
    decided_on: Dates
    known_on: Dates

    def subset(self, keep: Booleans) -> "Amounts":
        """Return the cases for which ``keep`` is true."""
        return Amounts(
            self.matrix[keep],
            self.amounts[keep],
            tuple(group for group, kept in zip(self.groups, keep, strict=True) if kept),
            self.employers[keep],
            self.decided_on[keep],
            self.known_on[keep],
        )


@cache
def severity_rules() -> dict[str, Any]:
    """Return the figures of ``severity.yaml``."""
    rules: dict[str, Any] = read_yaml(Path(__file__).with_suffix(".yaml"))
    return rules


def train_amounts(
    amounts: Amounts, inputs: Sequence[ModelInput], about: JsonObject, *, seed: int, threads: int = 1
) -> AmountModel | None:
    """Train the model of an amount; ``None`` when there are too few cases to say anything.

    Args:
        amounts: Cases with an amount, in any order.
        inputs: The inputs, in the order of the matrix's columns.
        about: What the card says besides (what the amount is, its unit, its groups).
        seed: Seed of the trees and of the interval.
        threads: LightGBM's threads.
    """
    rules = severity_rules()
    if len(amounts.amounts) < rules["least_cases"]:
        return None
    options = {"seed": seed, "num_threads": threads}
    held_out = _held_out(amounts, options)
    means, overall, cap = _group_means(amounts)
    helped = held_out is not None and held_out.trees_help
    trees = _trees(amounts, means, overall, cap, options) if helped else None
    above = float(np.maximum(amounts.amounts - cap, 0).sum() / max(amounts.amounts.sum(), 1e-9))
    card = about | {
        "cases": len(amounts.amounts),
        "mean": float(amounts.amounts.mean()),
        "cap": cap,
        "share_above_cap": above,
        "uses_trees": trees is not None,
        "held_out_in_time": None if held_out is None else held_out.card(amounts, seed),
        "rules": rules,
        "seed": seed,
    }
    return AmountModel(means, overall, trees, tuple(input_names(inputs)), card)


@dataclass(frozen=True)
class _HeldOut:
    """What was expected of later cases by the means alone and with trees, and which cases those were."""

    rows: Booleans
    by_means: Floats
    by_trees: Floats
    trees_help: bool

    def card(self, amounts: Amounts, seed: int) -> JsonObject:
        """Return the ratio of what was expected to what came, with a 95% interval over employers."""
        actual, employers = amounts.amounts[self.rows], amounts.employers[self.rows]
        expected = self.by_trees if self.trees_help else self.by_means

        def ratio(sample: Integers) -> float:
            total = float(actual[sample].sum())
            return float(expected[sample].sum()) / total if total > 0 else float("nan")

        drawn = draw(ratio, resamples(employers, severity_rules()["bootstrap_rounds"], seed))
        low, high = percentile_interval(drawn)
        return {"cases": len(actual), "expected_over_actual": ratio(np.arange(len(actual))), "low": low, "high": high}


def _held_out(amounts: Amounts, options: JsonObject) -> _HeldOut | None:
    """Predict each block of time from what was known before it began; ``None`` when no block has enough before it."""
    rules = severity_rules()
    by_means, by_trees = np.full(len(amounts.amounts), np.nan), np.full(len(amounts.amounts), np.nan)
    days = amounts.decided_on.astype("int64")
    edges = np.unique(np.quantile(days, np.linspace(0, 1, rules["time_blocks"] + 1)[1:-1], method="lower"))
    for start, end in zip(edges, [*edges[1:], np.iinfo(np.int64).max], strict=True):
        now = (days >= start) & (days < end)
        seen = amounts.subset(amounts.known_on.astype("int64") < start)
        if len(seen.amounts) < rules["least_cases_to_measure"]:
            continue
        later = amounts.subset(now)
        means, overall, cap = _group_means(seen)
        by_means[now] = AmountModel(means, overall, None, (), {}).expected(later.matrix, later.groups)
        trees = _trees(seen, means, overall, cap, options)
        by_trees[now] = AmountModel(means, overall, trees, (), {}).expected(later.matrix, later.groups)
    rows = np.isfinite(by_means)
    if not rows.any():
        return None
    capped = np.minimum(amounts.amounts[rows], _group_means(amounts)[2])
    deviances = [_deviance(capped, expected[rows]) for expected in (by_trees, by_means)]
    enough = len(amounts.amounts) >= rules["least_cases_for_trees"]
    helped = enough and plainly_better(deviances[0], deviances[1], np.ones(int(rows.sum())))
    return _HeldOut(rows, by_means[rows], by_trees[rows], helped)


def _group_means(amounts: Amounts) -> tuple[dict[str, float], float, float]:
    """Return each group's capped mean, drawn towards the overall one; the overall mean; and the cap."""
    rules = severity_rules()
    cap = float(np.quantile(amounts.amounts, rules["cap_quantile"]))
    capped = np.minimum(amounts.amounts, cap)
    overall, start = max(float(capped.mean()), 1e-9), rules["shrinkage_cases"]
    names, where = np.unique(np.array(amounts.groups, dtype=str), return_inverse=True)
    totals, counts = np.bincount(where, capped), np.bincount(where)
    means = (totals + start * overall) / (counts + start)
    return {str(name): float(mean) for name, mean in zip(names, means, strict=True)}, overall, cap


def _trees(amounts: Amounts, means: dict[str, float], overall: float, cap: float, options: JsonObject) -> str:
    rules = severity_rules()
    parameters = {
        **rules["parameters"],
        **options,
        "objective": "tweedie",
        "tweedie_variance_power": rules["variance_power"],
        "deterministic": True,
        "force_row_wise": True,
        "verbosity": -1,
    }
    import lightgbm as lgb  # loads slowly, and who only reads figures needs none of it

    start = np.log([means.get(group, overall) for group in amounts.groups])
    data = lgb.Dataset(amounts.matrix, np.minimum(amounts.amounts, cap), init_score=start, params=parameters)
    return str(lgb.train(parameters, data, num_boost_round=rules["trees"]).model_to_string())


def _deviance(actual: Floats, expected: Floats) -> Floats:
    """Return each row's Tweedie deviance, without the part that does not depend on what was expected."""
    power = severity_rules()["variance_power"]
    parts = expected ** (2 - power) / (2 - power) - actual * expected ** (1 - power) / (1 - power)
    return np.asarray(2 * parts, dtype=np.float64)
