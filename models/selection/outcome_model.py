"""What a random visit would find, predicted for everybody from all cases, never by a model that saw the employer."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from models.arrays import Floats
from models.inputs import ModelInput, input_matrix
from models.selection.folds import FOLDS, employer_folds, fit_trees
from models.selection.propensity import drawn_at_random


@dataclass(frozen=True)
class Predictions:
    """The chance of a finding when drawn at random: of each case and of each employer of the population."""

    cases: Floats
    population: Floats


def predict_outcomes(
    cases: pl.DataFrame, population: pl.DataFrame, inputs: Sequence[ModelInput], seed: int
) -> Predictions:
    """Learn from all cases and predict as if each were drawn at random.

    Whether a case was drawn is an input of its own: chosen cases teach how features and findings go together, without
    lending their higher level, which comes also of what inspectors knew and no register holds.

    Args:
        cases: A law's cases: ``employer_id, violation, weight, selection_ground, selection_probability`` and inputs.
        population: One row an employer: ``employer_id`` and inputs.
        inputs: The inputs; monotone directions are kept.
        seed: Seed of folds and trees.
    """
    of_cases, of_population = employer_folds([cases, population], seed)
    drawn = drawn_at_random(cases).astype(np.float64)
    matrix, others = input_matrix(cases, inputs), input_matrix(population, inputs)
    with_ground = [*inputs, ModelInput("drawn_at_random")]
    outcomes, weights = (cases[name].cast(pl.Float64).to_numpy() for name in ("violation", "weight"))
    predicted, everybody = np.zeros(len(matrix)), np.zeros(len(others))
    for fold in range(FOLDS):
        seen = of_cases != fold
        learnt = np.column_stack([matrix[seen], drawn[seen]])
        model = fit_trees(learnt, outcomes[seen], weights[seen], seed, with_ground)
        for rows, folds, target in ((matrix, of_cases, predicted), (others, of_population, everybody)):
            own = folds == fold
            if own.any():
                target[own] = model.predict(np.column_stack([rows[own], np.ones(int(own.sum()))]), num_threads=1)
    return Predictions(predicted, everybody)
