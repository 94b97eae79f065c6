"""Estimates of a law and of a law and sector as rows, each with its interval or with why there is none."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import polars as pl

from models.inputs import ModelInput
from models.selection.estimators import BY_THE_RANDOM_ARM, METHODS, SelectedSample, estimate, trust_in_predictions
from models.selection.outcome_model import Predictions, predict_outcomes
from models.selection.propensity import Propensity, drawn_at_random, fit_propensity, overlap
from models.selection.shares import FEWEST_CASES, bounds_without_contrast, share_interval

FEWEST_TO_LEARN_FROM = 20
"""Below so many cases of either outcome no outcome model is learnt."""
ESTIMATED, BOUNDS_ONLY = "estimated", "bounds_only"
NO_RANDOM_SAMPLE, TOO_FEW = "no_random_sample", "too_few"
ESTIMATE_SCHEMA = {
    "law": pl.String,
    "sector": pl.String,
    "method": pl.String,
    "estimate": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "status": pl.String,
    "cases": pl.Int64,
    "positives": pl.Int64,
}
OVERLAP_SCHEMA = {
    "law": pl.String,
    "cases": pl.Int64,
    "effective_cases": pl.Float64,
    "largest_weight": pl.Float64,
    "hardly_targeted": pl.Float64,
    "random_cases": pl.Int64,
    "trust_in_predictions": pl.Float64,
}


@dataclass(frozen=True)
class SelectionRows:
    """What selective labels allow to be said: the estimates, and how far the cases can speak for the population."""

    estimates: pl.DataFrame
    overlap: pl.DataFrame


def selection_rows(
    labels: pl.DataFrame,
    training: pl.DataFrame,
    population: pl.DataFrame,
    inputs: Sequence[ModelInput],
    *,
    laws: Sequence[str],
    since: date,
    seed: int,
) -> SelectionRows:
    """Estimate hit rate and population non-compliance of every law, and of every law and sector.

    Args:
        labels: As ``models.labels.labelled_cases`` gives them.
        training: The training matrix: one row a case, with ``employer_id``, ``sector`` and the inputs.
        population: The matrix of all active employers on the as-of date.
        inputs: The models' inputs.
        laws: Which laws.
        since: Estimates speak of cases selected on this day or later; earlier ones help to predict only.
        seed: Seed of folds and trees.

    Returns:
        ``law, sector?`` (null: all sectors), ``method`` (see ``models.selection.estimators``), ``estimate?, low?,
        high?, status`` (estimated; bounds_only: nothing, or nothing else, was found, so there is an interval but no
        estimate; no_random_sample and too_few: not estimable), ``cases, positives`` (those that the method rests on);
        and a row a law on overlap. Every sector of the population has its rows, those without any case too.
    """
    estimates, overlaps = [], []
    for law in laws:
        cases = case_rows(labels, training, law)
        recent = cases.filter(pl.col("selected_on") >= since)
        if recent.is_empty():
            continue
        propensity = fit_propensity(population, recent, inputs, seed)
        sample = selected_sample(cases, recent, population, inputs, propensity, seed)
        estimates += list(_law_rows(law, sample, recent["sector"], population["sector"]))
        told = overlap(propensity, recent)
        overlaps.append(
            {"law": law, "random_cases": int(sample.drawn.sum())}
            | vars(told)
            | {"trust_in_predictions": trust_in_predictions(sample)}
        )
    return SelectionRows(pl.DataFrame(estimates, schema=ESTIMATE_SCHEMA), pl.DataFrame(overlaps, schema=OVERLAP_SCHEMA))


def case_rows(labels: pl.DataFrame, training: pl.DataFrame, law: str) -> pl.DataFrame:
    """Return one row a closed case that examined the law, with its selection, its outcome and its features.

    Cases whose outcome says nothing of the law as it stands now are left out.
    """
    columns = ("case_id", "selection_ground", "selection_probability", "selected_on", "violation", "weight")
    chosen = labels.filter((pl.col("law") == law) & pl.col("comparable")).select(*columns)
    return chosen.join(training, on="case_id", how="inner").sort("selected_on", "case_id")


def selected_sample(
    cases: pl.DataFrame,
    recent: pl.DataFrame,
    population: pl.DataFrame,
    inputs: Sequence[ModelInput],
    propensity: Propensity,
    seed: int,
) -> SelectedSample:
    """Return the recent cases of a law as arrays, predicted by models that learnt from all its cases.

    Args:
        cases: All cases of the law (``case_rows``).
        recent: Those among them that the estimates speak of.
        population: The matrix of all active employers.
        inputs: The inputs.
        propensity: Learnt from the recent cases.
        seed: Seed of folds and trees.
    """
    predictions = _predictions(cases, population, inputs, seed)
    is_recent = cases["case_id"].is_in(recent["case_id"].implode()).to_numpy()
    return SelectedSample(
        outcomes=recent["violation"].cast(pl.Float64).to_numpy(),
        drawn=drawn_at_random(recent),
        probability=recent["selection_probability"].fill_null(1.0).to_numpy(),
        maturity=recent["weight"].to_numpy(),
        intensity=propensity.of_cases,
        clusters=(recent["employer_id"].rank("dense").cast(pl.Int64) - 1).to_numpy(),
        predicted=predictions.cases[is_recent],
        everybody=predictions.population,
    )


def cell_row(sample: SelectedSample, method: str, trust: float) -> dict[str, Any]:
    """Return ``method, estimate, low, high, status, cases, positives`` of a cell.

    Whether a cell is estimable is decided by how many cases were drawn, never by what they found: showing only cells in
    which enough was found by luck would overstate. Without any finding there is no estimate, only its bounds.
    """
    used = sample.outcomes[sample.drawn] if method in BY_THE_RANDOM_ARM else sample.outcomes
    told = {"method": method, "cases": len(used), "positives": int(used.sum())}
    if method != "inspected" and not sample.drawn.any():
        return told | {"status": NO_RANDOM_SAMPLE}
    if (len(used) if method == "inspected" else int(sample.drawn.sum())) < FEWEST_CASES:
        return told | {"status": TOO_FEW}
    if not 0 < used.sum() < len(used):
        weights = sample.random_weights if method in BY_THE_RANDOM_ARM else sample.maturity
        share = bounds_without_contrast(used, weights)
        return told | {"status": BOUNDS_ONLY, "low": share.low, "high": share.high}
    share = share_interval(estimate(sample, method, trust))
    return told | {"status": ESTIMATED, "estimate": share.value, "low": share.low, "high": share.high}


def _law_rows(
    law: str, sample: SelectedSample, of_cases: pl.Series, of_population: pl.Series
) -> Iterator[dict[str, Any]]:
    trust = trust_in_predictions(sample)
    for sector in (None, *of_population.drop_nulls().unique().sort()):
        cell = sample
        if sector is not None:
            inside = [(sectors == sector).fill_null(value=False).to_numpy() for sectors in (of_cases, of_population)]
            cell = sample.cell(*inside)
        for method in METHODS:
            yield {"law": law, "sector": sector} | cell_row(cell, method, trust)


def _predictions(cases: pl.DataFrame, population: pl.DataFrame, inputs: Sequence[ModelInput], seed: int) -> Predictions:
    """Return predictions; all zero, so that they count for nothing, where there is too little to learn from."""
    positives = int(cases["violation"].sum())
    if min(positives, len(cases) - positives) < FEWEST_TO_LEARN_FROM:
        return Predictions(np.zeros(len(cases)), np.zeros(len(population)))
    return predict_outcomes(cases, population, inputs, seed)
