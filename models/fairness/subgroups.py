"""An unsupervised search for groups that fare worse at like risk: found on half of the employers, tested on the others.

Nobody has to have thought of the group: all conjunctions of up to three conditions over open dimensions are looked at
(subgroup discovery: Wrobel, 1997; for audits Kearns, Neel, Roth and Wu, Preventing fairness gerrymandering, 2018).
Among so many one is always worst by chance, so what is found is tested on employers that were not searched (sample
splitting: Cox, Biometrika 62, 1975), and the whole is done again for several divisions, so that no lot decides.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

import numpy as np
import polars as pl
from scipy.special import ndtr

from data_contracts.errors import KompasError
from models.arrays import Booleans, Floats, Integers
from models.evaluation.bootstrap import Z_95
from models.fairness.groups import partition, telling_pairs
from models.fairness.like_risk import LikeRisk, classes_of_risk
from models.fairness.measures import measures
from models.fairness.subgroup_words import SubgroupRules, rule_texts, subgroup_rules
from models.selection.folds import employer_folds
from models.small_cells import FEW

Worse = Literal["visited_for_nothing", "chosen"]
Rule = tuple[tuple[str, str], ...]
"""Conditions, each a dimension and its group, in the order of the dimensions."""
FIGURES = ("value", "expected", "difference", "low", "high")
SUBGROUP_SCHEMA = {
    "rule": pl.String,
    "conditions": pl.Int64,
    "text_nl": pl.String,
    "text_en": pl.String,
    **dict.fromkeys(FIGURES, pl.Float64),
    "p_adjusted": pl.Float64,
    "units": pl.Int64,
    "positives": pl.Int64,
    "tested": pl.Int64,
    "splits": pl.Int64,
}


@dataclass(frozen=True)
class Conjunctions:
    """Units divided by up to three dimensions: ``codes`` is each unit's cell, -1 for none, (units,)."""

    dimensions: tuple[str, ...]
    labels: tuple[list[str], ...]
    codes: Integers

    @property
    def size(self) -> int:
        """How many cells there can be."""
        return int(np.prod([len(names) for names in self.labels]))

    def rule(self, code: int) -> Rule:
        """Return the conditions of a cell."""
        places = np.unravel_index(code, [len(names) for names in self.labels])
        named = zip(self.dimensions, self.labels, places, strict=True)
        return tuple((dimension, names[int(place)]) for dimension, names, place in named)


@dataclass(frozen=True)
class _Half:
    """One half: which units, how each fares beyond its risk, and who is like whom."""

    rows: Integers
    worse: Floats
    beyond: Floats
    like: LikeRisk


def worse_subgroups(
    units: pl.DataFrame, groups: pl.DataFrame, dimensions: Sequence[str], worse: Worse, *, seed: int = 1
) -> pl.DataFrame:
    """Return the subgroups that fare worse than others of like risk, in words, by figures of units not searched.

    In each division the strongest few conjunctions of one half are tested on the other, each beyond what those before
    it cover. A rule's p-value is twice the median over all divisions of its p-value times the number tested (1 where
    it was not among them): the chance that any rule is named wrongly is then at most ``family_wise``, however the
    divisions hang together (Meinshausen, Meier and Bühlmann, Journal of the American Statistical Association 104,
    2009).

    Args:
        units: ``unit, employer_id, worse`` (Boolean, known), ``risk?`` (a chance, known before) and, if not all units
            could be chosen beside each other, ``stratum`` (as a month).
        groups: ``unit, dimension, group``.
        dimensions: Open dimensions to search.
        worse: What ``worse`` means: visited and examined without a finding (units are visits), or chosen.
        seed: Seed of the divisions.

    Returns:
        ``SUBGROUP_SCHEMA``, most certain first, empty when there is nothing to name. ``value`` is the rule's share that
        fares worse, ``expected`` what others of like risk would bring, with the 95% interval of the difference; all,
        like ``units, positives``, of the one half with the middle difference of those on which the rule was tested
        (``tested`` of ``splits``).

    Raises:
        KompasError: It is not known of a unit whether it fared worse.
    """
    if units["worse"].null_count():
        raise KompasError(
            "It is not known of every unit whether it fared worse.",
            remedy="Leave out visits that were not examined or are still open.",
        )
    rules = subgroup_rules()
    units = units.sort("unit")
    found = conjunctions(units, groups, dimensions)
    return _named(pl.concat(division(units, found, seed, split) for split in range(rules.splits)), worse, rules)


def conjunctions(units: pl.DataFrame, groups: pl.DataFrame, dimensions: Sequence[str]) -> list[Conjunctions]:
    """Return how all sets of up to so many dimensions divide the units, those that only repeat another left out.

    Args:
        units: With ``unit``, each once.
        groups: ``unit, dimension, group``.
        dimensions: Which.
    """
    most = subgroup_rules().conditions
    parts = {name: partition(units, groups, name) for name in dimensions}
    telling = set(telling_pairs(dimensions))
    sets = [names for count in range(1, most + 1) for names in combinations(dimensions, count)]
    found = []
    for names in sets:
        if set(combinations(names, 2)) <= telling and all(parts[name].labels for name in names):
            codes, known = np.zeros(len(units), dtype=np.int64), np.ones(len(units), dtype=bool)
            for name in names:
                own = parts[name].codes.to_numpy()
                codes, known = codes * len(parts[name].labels) + own, known & (own >= 0)
            found.append(Conjunctions(names, tuple(parts[name].labels for name in names), np.where(known, codes, -1)))
    return found


_TESTED = {"rule": pl.String, "conditions": pl.Object, "split": pl.Int64, "p_value": pl.Float64} | dict.fromkeys(
    (*FIGURES, "units", "positives"), pl.Float64
)


def division(units: pl.DataFrame, found: Sequence[Conjunctions], seed: int, split: int) -> pl.DataFrame:
    """Return what one division of the employers found on one half, tested on the other.

    Args:
        units: As ``worse_subgroups``.
        found: What is searched, in the order of the units.
        seed: Seed of all divisions.
        split: Which of them.

    Returns:
        ``rule, conditions, split, p_value`` (times the number tested) and the figures of the half that was not
        searched, null below the minimum.
    """
    rules = subgroup_rules()
    half = employer_folds([units], seed * 1000 + split, 2)[0]
    searched, held = (_half(units, np.flatnonzero(half == side), rules) for side in (0, 1))
    candidates = _candidates(searched, found, rules)
    clusters = units["employer_id"].rank("dense").cast(pl.Int64).to_numpy()[held.rows]
    rows = []
    for one, code in candidates:
        told = _tested(held, one.codes[held.rows] == code, clusters)
        rule = one.rule(code)
        adjusted = min(1.0, told.pop("p_value") * len(candidates))
        rows.append({"rule": _key(rule), "conditions": rule, "split": split, "p_value": adjusted} | told)
    return pl.DataFrame(rows, schema=_TESTED).with_columns(pl.col(FIGURES).fill_nan(None))


def _half(units: pl.DataFrame, rows: Integers, rules: SubgroupRules) -> _Half:
    own = units[rows]
    like = classes_of_risk(own, min(rules.bins, len(own) // rules.fewest_in_bin))
    worse = own["worse"].cast(pl.Float64).to_numpy()
    return _Half(rows, worse, like.beyond(worse), like)


def _candidates(half: _Half, among: Sequence[Conjunctions], rules: SubgroupRules) -> list[tuple[Conjunctions, int]]:
    """Return the strongest rules, each by what the ones before it leave (sequential covering)."""
    left = np.ones(len(half.rows), dtype=bool)
    chosen: list[tuple[Conjunctions, int]] = []
    for _ in range(rules.candidates):
        best = max(
            ((*_strongest(half, found.codes[half.rows], left, found.size), place)
             for place, found in enumerate(among)),
            default=(0.0, 0, 0),
        )  # fmt: skip
        strength, code, place = best
        if strength <= 0:
            break
        chosen.append((among[place], code))
        left &= among[place].codes[half.rows] != code
    return chosen


def _strongest(half: _Half, codes: Integers, left: Booleans, size: int) -> tuple[float, int]:
    """Return the strength (in standard errors) and the code of the cell that fares worst beyond its risk."""
    inside = (codes >= 0) & left
    codes = codes[inside]
    counts, worse, beyond, squares = (
        np.bincount(codes, weights, size)
        for weights in (np.ones(len(codes)), half.worse[inside], half.beyond[inside], half.beyond[inside] ** 2)
    )
    minimum = measures()["hit_rate"].minimum
    enough = (worse >= minimum.positives) & (counts - worse >= minimum.negatives) & (counts < left.sum())
    if not enough.any():
        return 0.0, 0
    error = np.sqrt(squares[enough] * (1 - counts[enough] / left.sum()))
    strength = np.divide(beyond[enough], error, out=np.zeros_like(error), where=error > 0)
    best = int(strength.argmax())
    return float(strength[best]), int(np.flatnonzero(enough)[best])


def _tested(half: _Half, inside: Booleans, clusters: Integers) -> dict[str, float]:
    """Return the difference with others of like risk in the half that was not searched, and its one-sided p-value.

    The p-value is a score test that holds for employers with more than one unit; 1 below the minimum counts, and of so
    few employers that nothing may be told of them.
    """
    positives, size = float(half.worse[inside].sum()), float(inside.sum())
    minimum = measures()["hit_rate"].minimum
    member = half.like.beyond(inside.astype(np.float64))
    weight = float((member**2).sum())
    few = len(np.unique(clusters[inside])) < FEW
    if few or positives < minimum.positives or size - positives < minimum.negatives or weight <= 0:
        return {"p_value": 1.0, "units": size, "positives": positives} | dict.fromkeys(FIGURES, float("nan"))
    difference = float((member * half.beyond).sum()) / weight
    scale = half.like.spent
    expected, error = (
        np.sqrt(scale * (np.bincount(clusters, member * rest) ** 2).sum()) / weight
        for rest in (half.beyond, half.beyond - difference * member)
    )
    value = positives / size
    return {
        "p_value": float(ndtr(-difference / expected)) if expected > 0 else 1.0,
        "units": size,
        "positives": positives,
        "value": value,
        "expected": value - difference,
        "difference": difference,
        "low": difference - Z_95 * float(error),
        "high": difference + Z_95 * float(error),
    }


def _named(tests: pl.DataFrame, worse: Worse, rules: SubgroupRules) -> pl.DataFrame:
    rows = []
    for (key,), told in tests.partition_by("rule", as_dict=True, maintain_order=True).items():
        absent = [1.0] * (rules.splits - len(told))
        p_value = min(1.0, 2 * float(np.median([*told["p_value"], *absent])))
        if p_value <= rules.family_wise:
            known = told.filter(pl.col("value").is_not_null())
            middle = known.sort("difference", "split").row(len(known) // 2, named=True)
            figures = {name: middle[name] for name in FIGURES}
            counts = {name: int(middle[name]) for name in ("units", "positives")}
            rule: Rule = told["conditions"][0]
            texts = rule_texts(rule, worse, figures | counts)
            row = {"rule": key, "conditions": len(rule), "text_nl": texts["nl"], "text_en": texts["en"]}
            rows.append(row | figures | counts | {"p_adjusted": p_value, "tested": len(known), "splits": rules.splits})
    return pl.DataFrame(rows, schema=SUBGROUP_SCHEMA).sort("p_adjusted", "rule")


def _key(rule: Rule) -> str:
    return " & ".join(f"{dimension}={group}" for dimension, group in rule)
