"""Made-up cases that something can be learnt from: one input raises the chance, one lowers it, one says nothing."""

import numpy as np

from models.inputs import ModelInput
from models.learning.calibration import sigmoid
from models.learning.training import Cases, TrainingPlan

INPUTS = [ModelInput("risk", 1), ModelInput("noise", 0), ModelInput("safety", -1)]
PLAN = TrainingPlan(trees=60, seed=3, threads=1)


def make_cases(rows: int = 1500, seed: int = 5) -> Cases:
    """Return cases over two years in order of the day on which they were chosen."""
    generator = np.random.default_rng(seed)
    matrix = generator.normal(size=(rows, 3))
    matrix[generator.random(rows) < 0.1, 1] = np.nan
    chance = sigmoid(1.5 * matrix[:, 0] - 1.0 * matrix[:, 2] - 1.0)
    outcomes = (generator.random(rows) < chance).astype(float)
    decided = np.datetime64("2024-01-01") + np.sort(generator.integers(0, 700, rows)).astype("timedelta64[D]")
    known = decided + generator.integers(10, 200, rows).astype("timedelta64[D]")
    return Cases(matrix, outcomes, decided.astype("datetime64[D]"), known.astype("datetime64[D]"))
