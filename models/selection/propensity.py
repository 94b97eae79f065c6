"""Who is inspected: the intensity of inspection given an employer's features.

The random arm's part is known by design; only the rest, the choice by hand or by model, is learnt. Because the random
arm can reach every employer, the sum of both is never below the known part: weights are bounded by design, and no
employer is out of reach (positivity). This is the mixture that Owen and Zhou (2000, JASA 95) show to be safe.

The learnt part is a ridge logistic regression, not trees: cases are seen as of when they were chosen and the population
as of now, and trees find the values that only tell the date (a share that is drawn to a mean which moves each month).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from models.arrays import Booleans, Floats, Integers
from models.inputs import ModelInput, input_matrix
from models.selection.folds import FOLDS, employer_folds
from models.selection.log_odds import LogOdds, fit_log_odds
from models.selection.shares import effective_cases

POPULATION_PER_CASE = 4
LEAST_POPULATION = 10_000
FEWEST_TARGETED = 50
TRUNCATED = 0.01
"""Share of the training weights that is brought back to the quantile at either end."""


@dataclass(frozen=True)
class Propensity:
    """How often employers are inspected in the window of the cases that it was learnt from.

    ``known`` is the random arm's part: the expected number of draws of an employer. ``models`` give the log-odds of
    being a targeted case rather than a member of the population, one a fold; ``scale`` brings odds to an intensity.
    ``of_cases`` and ``of_population`` are the intensity at each case and at each row of the population that it was
    learnt from, by the model that did not see the employer.
    """

    known: float
    models: tuple[LogOdds, ...]
    scale: float
    of_cases: Floats
    of_population: Floats

    def intensity(self, matrix: Floats) -> Floats:
        """Return the expected number of inspections in the window, shape ``(rows,)``, for any employers."""
        if not self.models:
            return np.full(len(matrix), self.known + self.scale)
        log_odds = np.mean([model.predict(matrix) for model in self.models], axis=0)
        return np.asarray(self.known + self.scale * np.exp(log_odds), dtype=np.float64)

    def probability(self, matrix: Floats) -> Floats:
        """Return the chance of at least one inspection in the window, shape ``(rows,)``."""
        return -np.expm1(-self.intensity(matrix))


@dataclass(frozen=True)
class Overlap:
    """How far the inspected cases can speak for the population.

    ``cases`` were inspected, as informative about the population as ``effective_cases`` drawn at random;
    ``largest_weight`` is the largest share of the total weight that one case has. ``hardly_targeted`` is the share of
    the population whose targeted intensity lies below that of 99% of the targeted cases: of these employers only the
    random arm tells.
    """

    cases: int
    effective_cases: float
    largest_weight: float
    hardly_targeted: float


def drawn_at_random(cases: pl.DataFrame) -> Booleans:
    """Return which cases are of the random arm with a known probability."""
    return cases.select(
        ((pl.col("selection_ground") == "random") & pl.col("selection_probability").is_not_null()).alias("drawn")
    )["drawn"].to_numpy()


def fit_propensity(
    population: pl.DataFrame, cases: pl.DataFrame, inputs: Sequence[ModelInput], seed: int = 1
) -> Propensity:
    """Learn how often employers are inspected.

    The targeted part is the odds of being a targeted case rather than a row of the population: with rare choices these
    odds *are* the intensity up to the sampling of the population, also when an employer has several cases (Qin, 1998,
    Biometrika 85, on case and control samples). Cross-fitted over employers (Chernozhukov and others, 2018).

    Args:
        population: One row an employer that could be inspected: ``employer_id`` and the inputs.
        cases: One row a case: ``employer_id, selection_ground, selection_probability, selected_on`` and the inputs.
        inputs: What the choice may have looked at.
        seed: Seed of folds and sampling.
    """
    drawn = drawn_at_random(cases)
    known, targeted = known_intensity(cases), int((~drawn).sum())
    if targeted < FEWEST_TARGETED:
        level = targeted / max(1, len(population))
        alike = (np.full(len(rows), known + level) for rows in (cases, population))
        return Propensity(known, (), level, *alike)
    size = min(len(population), max(LEAST_POPULATION, POPULATION_PER_CASE * targeted))
    sampled = np.zeros(len(population), dtype=np.bool_)
    sampled[np.random.default_rng(seed).permutation(len(population))[:size]] = True
    rows = [input_matrix(table, inputs) for table in (cases, population)]
    folds = employer_folds([cases, population], seed)
    models = tuple(
        _fit_fold(rows, (~drawn & (folds[0] != fold), sampled & (folds[1] != fold))) for fold in range(FOLDS)
    )
    scale = size / len(population)
    unseen = (known + scale * np.exp(_by_fold(models, *pair)) for pair in zip(rows, folds, strict=True))
    return Propensity(known, models, scale, *unseen)


def known_intensity(cases: pl.DataFrame) -> float:
    """Return the expected number of random draws of an employer in the window of the cases; 0 without a random arm.

    Of each month in which lot drew: the number drawn over the employers that they stand for (the sum of ``1 /
    selection_probability``), added up. A plan draws once for all its months, so months without a draw add nothing.
    """
    drawn = cases.filter(drawn_at_random(cases))
    if drawn.is_empty():
        return 0.0
    by_draw = drawn.group_by(pl.col("selected_on").dt.truncate("1mo").alias("draw")).agg(
        chance=pl.len() / (1 / pl.col("selection_probability")).sum()
    )
    return float(by_draw["chance"].sum())


def selection_weights(propensity: Propensity) -> Floats:
    """Return weights that make the training cases look like the population: stabilised, truncated, of mean 1.

    Inverse intensities, those beyond the outer 1% brought back to it, so that no handful of cases decides a model.
    """
    weights = propensity.of_cases.mean() / propensity.of_cases
    low, high = np.quantile(weights, [TRUNCATED, 1 - TRUNCATED])
    truncated = np.clip(weights, low, high)
    return np.asarray(truncated / truncated.mean(), dtype=np.float64)


def overlap(propensity: Propensity, cases: pl.DataFrame) -> Overlap:
    """Return how far the cases that the propensity was learnt from can speak for its population."""
    weights = 1 / propensity.of_cases
    targeted = propensity.of_cases[~drawn_at_random(cases)]
    least = float(np.quantile(targeted, TRUNCATED)) if len(targeted) else float("inf")
    below = float((propensity.of_population < least).mean())
    return Overlap(len(cases), effective_cases(weights), float(weights.max() / weights.sum()), below)


def _fit_fold(rows: list[Floats], seen: tuple[Booleans, Booleans]) -> LogOdds:
    """Tell the cases from the population that may be seen."""
    learn = np.concatenate([matrix[keep] for matrix, keep in zip(rows, seen, strict=True)])
    return fit_log_odds(learn, (np.arange(len(learn)) < seen[0].sum()).astype(np.float64))


def _by_fold(models: Sequence[LogOdds], matrix: Floats, folds: Integers) -> Floats:
    """Return the log-odds of each row by the model that did not see its employer."""
    log_odds = np.zeros(len(matrix))
    for fold, model in enumerate(models):
        log_odds[folds == fold] = model.predict(matrix[folds == fold])
    return log_odds
