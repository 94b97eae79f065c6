"""The plain rankings beside every model: a model that does not beat them is not worth its opacity."""

import numpy as np

from models.arrays import Floats
from models.learning.calibration import sigmoid
from models.learning.training import Cases


def logistic_ranking(cases: Cases, matrix: Floats) -> Floats:
    """Return the probability of a logistic regression that was fitted on the same cases and inputs.

    Missing values become the median, every input is standardised, and a ridge penalty keeps it stable.
    Weighted cases count by their weight.

    Args:
        cases: Labelled cases to learn from.
        matrix: Inputs of the rows to rank, shape ``(rows, inputs)``.
    """
    from sklearn.impute import SimpleImputer  # loads slowly, and who only reads figures needs none of it
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    model = make_pipeline(
        SimpleImputer(strategy="median", keep_empty_features=True),
        StandardScaler(),
        LogisticRegression(C=0.1, max_iter=2_000),
    )
    model.fit(cases.matrix, cases.outcomes, logisticregression__sample_weight=cases.weights)
    return sigmoid(np.asarray(model.decision_function(matrix), dtype=np.float64))
