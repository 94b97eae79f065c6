"""One step of the process: does it choose members of a group more often than others at the same known risk?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np
import polars as pl

from models.arrays import Booleans, Floats, Integers
from models.evaluation.bootstrap import Z_95
from models.fairness.design import curve, level_columns, number_columns, unseen_chances
from models.fairness.odds import fit_odds
from models.fairness.raw_gap import raw_gap
from models.fairness.unseen_cause import unseen_cause, unseen_cause_of_limit
from models.inputs import ModelInput, input_matrix
from models.selection.folds import employer_folds

NORMAL = NormalDist()
HELD_BACK = 0.01
"""Ridge penalty on what is adjusted for: just enough for an end where all or none are chosen. Groups have none."""
UNKNOWN = "\0unknown"

SCHEMA = {
    "law": pl.String,
    "step": pl.String,
    "part": pl.String,
    "dimension": pl.String,
    "group": pl.String,
    "reference": pl.String,
    "odds_ratio": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "p_value": pl.Float64,
    "units": pl.Int64,
    "in_group": pl.Int64,
    "chosen": pl.Int64,
    "chosen_in_group": pl.Int64,
    "fewest_of_side": pl.Int64,
    "fewest_of_cell": pl.Int64,
    "raw_odds_ratio": pl.Float64,
    "raw_difference": pl.Float64,
    "raw_low": pl.Float64,
    "raw_high": pl.Float64,
    "unseen_cause": pl.Float64,
    "unseen_cause_low": pl.Float64,
    "method": pl.String,
}


@dataclass(frozen=True)
class Step:
    """A step: who could be chosen, who was, and what was known of each before.

    ``units`` has ``unit, employer_id, chosen``, ``stratum`` (who could be chosen beside each other, as a month) and
    ``risk?`` (a chance), and the lawful facts that the choice may have looked at: ``numbers`` and ``kinds`` name them.
    ``part`` tells the tests of one step apart, as the selection grounds.
    """

    name: str
    units: pl.DataFrame
    numbers: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    law: str | None = None
    part: str | None = None


@dataclass(frozen=True)
class Adjusting:
    """Rules of the adjustment, see ``steps.yaml``: ``least`` is the minimum of employers chosen and passed over."""

    least: int
    controls: int
    folds: int
    chosen_a_column: int
    seed: int = 1


@dataclass(frozen=True)
class _Tested:
    """The groups of a step that can be tested, all against the largest of their dimension."""

    names: tuple[tuple[str, str], ...]
    columns: Floats
    others: Floats


def step_odds(step: Step, groups: pl.DataFrame, dimensions: Sequence[str], rules: Adjusting) -> pl.DataFrame:
    """Test one step in all dimensions at once, so that of dimensions that go together the right one is named.

    The odds of being chosen are modelled with the groups of all dimensions beside each other and what was known before:
    strata, lawful facts, the risk, the chance of being chosen given those facts, and the chance of belonging to each
    group given them, the last two by boosted trees that did not see the employer. A gap that follows from either of
    the two being well told is adjusted for (double robustness: Bang and Robins, 2005, Biometrics 61; cross-fitting:
    Chernozhukov and others, 2018, Econometrics Journal 21). Where few are chosen out of many, all of them are kept with
    ``controls`` times as many of the others, which leaves odds ratios as they are (Prentice and Pyke, 1979, Biometrika
    66). Intervals and p-values hold for employers that occur more than once.

    Args:
        step: The step.
        groups: ``unit, dimension, group``; a unit without a row belongs to no known group of the dimension.
        dimensions: The dimensions that are tested.
        rules: Rules of the adjustment.

    Returns:
        A row a dimension and group other than its largest, the columns of ``SCHEMA``: the odds ratio against the
        largest group with 95% interval and p-value, nulls where the counts do not allow it; the raw gap in the share
        chosen against all others of the dimension, with how few employers are behind its counts; and how strong a cause
        that is not in the data must be.
    """
    units = _with_groups(step.units, groups, dimensions)
    levels = [(dimension, *ordered) for dimension in dimensions if (ordered := _by_size(units, dimension))]
    pairs = [(name, group, names[0]) for name, *names in levels for group in names[1:]]
    told = _adjusted(step, units, pairs, rules)
    rows = [_row(step, units, pair, told.get(pair[:2], {}), rules.least) for pair in pairs]
    return pl.DataFrame(rows, schema=SCHEMA)


def _with_groups(units: pl.DataFrame, groups: pl.DataFrame, dimensions: Sequence[str]) -> pl.DataFrame:
    for dimension in dimensions:
        of_dimension = groups.filter(pl.col("dimension") == dimension).select("unit", pl.col("group").alias(dimension))
        units = units.join(of_dimension, on="unit", how="left", maintain_order="left")
    return units.with_columns(pl.col(*dimensions).fill_null(UNKNOWN)) if dimensions else units


def _by_size(units: pl.DataFrame, dimension: str) -> list[str]:
    counted = units.filter(pl.col(dimension) != UNKNOWN).group_by(dimension).len()
    return counted.sort("len", dimension, descending=[True, False])[dimension].to_list()


def _adjusted(
    step: Step, units: pl.DataFrame, pairs: Sequence[tuple[str, str, str]], rules: Adjusting
) -> dict[tuple[str, str], dict[str, Any]]:
    """Return odds ratio, interval, p-value and method of each dimension and group that can be tested."""
    tested = _tested(units, pairs, rules.least)
    if not tested.names:
        return {}
    kept = _sampled(units["chosen"].to_numpy(), rules)
    sample, columns, others = units.filter(kept), tested.columns[kept], tested.others[kept]
    chosen = sample["chosen"].to_numpy()
    known, method = _what_was_known(step, sample, columns, rules)
    matrix = np.column_stack([columns, np.ones(len(sample)), others, known])
    free = columns.shape[1] + 1
    penalties = np.concatenate([np.zeros(free), np.full(matrix.shape[1] - free, HELD_BACK)])
    clusters = sample["employer_id"].rank("dense").cast(pl.Int64).to_numpy()
    fitted = fit_odds(matrix, chosen.astype(np.float64), penalties, clusters)
    errors = np.sqrt(np.diag(fitted.covariance))
    return {
        pair: _told(float(fitted.slopes[place]), float(errors[place])) | {"method": method}
        for place, pair in enumerate(tested.names)
    }


def _tested(units: pl.DataFrame, pairs: Sequence[tuple[str, str, str]], least: int) -> _Tested:
    """Divide the groups into those with enough of both outcomes, as has the group they are held against, and others."""
    enough: Mapping[tuple[str, str], bool] = {
        (dimension, group): _enough(units.filter(pl.col(dimension) == group), least)
        for dimension, *names in pairs
        for group in names
    }
    ones = {(name, group): (units[name] == group).cast(pl.Float64).to_numpy() for name, group, _ in pairs}
    names = tuple((name, group) for name, group, held in pairs if enough[name, group] and enough[name, held])
    unknown = [
        (units[name] == UNKNOWN).cast(pl.Float64).to_numpy() for name in dict.fromkeys(pair[0] for pair in pairs)
    ]
    others = [column for pair, column in ones.items() if pair not in names] + [one for one in unknown if one.any()]
    return _Tested(names, _beside([ones[pair] for pair in names], units), _beside(others, units))


def _enough(units: pl.DataFrame, least: int) -> bool:
    counts = (units.filter(chosen)["employer_id"].n_unique() for chosen in (pl.col("chosen"), ~pl.col("chosen")))
    return min(counts) >= least


def _sampled(chosen: Booleans, rules: Adjusting) -> Booleans:
    """Keep all that were chosen and some of the others."""
    passed = np.flatnonzero(~chosen)
    size = min(len(passed), rules.controls * int(chosen.sum()))
    kept = chosen.copy()
    kept[np.random.default_rng(rules.seed).permutation(passed)[:size]] = True
    return kept


def _what_was_known(step: Step, sample: pl.DataFrame, groups: Floats, rules: Adjusting) -> tuple[Floats, str]:
    """Return the columns that are adjusted for, and how: in full, or in short where few were chosen."""
    chosen = sample["chosen"].to_numpy()
    kinds = [name for name in (*step.kinds, "stratum") if name in sample.columns]
    missing = [name for name in step.numbers if sample[name].null_count()]
    levels = level_columns(sample, [*kinds, *missing], rules.least)
    plain = np.column_stack([number_columns(sample, step.numbers), levels])
    risk = [curve(_risk(sample))] if "risk" in sample.columns and sample["risk"].count() else []
    if not step.numbers and not step.kinds:
        return np.column_stack([plain, *risk]), "strata"
    numbers = [input_matrix(sample, [ModelInput(name) for name in step.numbers])] if step.numbers else []
    seen = np.column_stack([*numbers, levels])
    folds = employer_folds([sample], rules.seed, rules.folds)[0]
    outcomes = [chosen, *(column > 0 for column in groups.T)]
    chances = [curve(unseen_chances(seen, outcome, folds, rules.seed)) for outcome in outcomes]
    full = np.column_stack([plain, *risk, *chances])
    if min(chosen.sum(), (~chosen).sum()) >= rules.chosen_a_column * full.shape[1]:
        return full, "full"
    return np.column_stack([part[:, :1] for part in (*risk, *chances)]), "short"


def _risk(sample: pl.DataFrame) -> Floats:
    return sample["risk"].fill_null(strategy="mean").to_numpy()


def _told(slope: float, error: float) -> dict[str, Any]:
    return {
        "odds_ratio": float(np.exp(slope)),
        "low": float(np.exp(slope - Z_95 * error)),
        "high": float(np.exp(slope + Z_95 * error)),
        "p_value": 2 * NORMAL.cdf(-abs(slope) / error),
    }


def _row(
    step: Step, units: pl.DataFrame, pair: tuple[str, str, str], told: Mapping[str, Any], least: int
) -> dict[str, Any]:
    dimension, group, reference = pair
    names = {"law": step.law, "step": step.name, "part": step.part, "dimension": dimension, "group": group}
    known = units.filter(pl.col(dimension) != UNKNOWN)
    inside = (known[dimension] == group).to_numpy()
    chosen, clusters = known["chosen"].to_numpy(), _numbers(known["employer_id"])
    gap = raw_gap(chosen, inside, clusters, least)
    return names | {"reference": reference} | gap | dict(told) | _strength(told, gap)


def _strength(told: Mapping[str, Any], gap: Mapping[str, Any]) -> dict[str, float]:
    if not told:
        return {}
    share = gap["chosen"] / gap["units"]
    return {
        "unseen_cause": unseen_cause(told["odds_ratio"], share),
        "unseen_cause_low": unseen_cause_of_limit(told["low"], told["high"], share),
    }


def _numbers(names: pl.Series) -> Integers:
    return names.rank("dense").cast(pl.Int64).to_numpy()


def _beside(columns: Sequence[Floats], units: pl.DataFrame) -> Floats:
    return np.column_stack(columns) if columns else np.empty((len(units), 0))
