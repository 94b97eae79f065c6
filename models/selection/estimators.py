"""From cases that somebody chose to a figure about everybody: four ways, and which of them to believe.

``random_arm``: the random arm alone, by its known probabilities. Unbiased by design.

``anchored``, the main one: predictions for everybody from a model that learnt from *all* cases, corrected by how far it
is off in the *random arm*. Unbiased by design too, whatever the model is worth, since the correction is drawn by lot; a
good model only makes it narrower. It is the difference estimator of survey sampling (Cassel, Sarndal and Wretman, 1976,
Biometrika 63), lately called prediction-powered inference; how far the model is followed is tuned so that it can hardly
do harm (Angelopoulos, Duchi and Zrnic, PPI++, 2023).

``inverse_probability``: all cases, weighted by how seldom such employers are inspected. ``doubly_robust``: predictions
corrected in *all* cases so weighted (Robins, Rotnitzky and Zhao, 1994, JASA 89; Chernozhukov and others, 2018,
Econometrics Journal 21). Both assume that whom people chose depends on nothing but the features. Inspectors also go by
tips and by what they see, so they lean to finding too much; they are shown beside the others to tell by how much.

``inspected`` is the plain share of hits among all cases: a figure about those cases, not about the population.
"""

from dataclasses import dataclass

import numpy as np

from models.arrays import Booleans, Floats, Integers
from models.selection.shares import Mean, weighted_mean

METHODS = ("inspected", "random_arm", "anchored", "inverse_probability", "doubly_robust")
BY_THE_RANDOM_ARM = ("random_arm", "anchored")
MAIN_METHOD = "anchored"


@dataclass(frozen=True)
class SelectedSample:
    """A law's cases and the population that they are to speak for; all arrays but the last are by case.

    ``outcomes`` holds 0 or 1; ``drawn`` tells the random arm, ``probability`` its chance of being drawn (anything for
    the others), ``maturity`` the weight for cases still open, ``intensity`` how often such an employer is inspected
    by any ground, ``clusters`` the employer; ``predicted`` and ``everybody`` hold the outcome model's predictions of
    the cases and of the population.
    """

    outcomes: Floats
    drawn: Booleans
    probability: Floats
    maturity: Floats
    intensity: Floats
    clusters: Integers
    predicted: Floats
    everybody: Floats

    def cell(self, cases: Booleans, population: Booleans) -> "SelectedSample":
        """Return the part of some cases and of some employers, say of one sector."""
        return SelectedSample(
            self.outcomes[cases],
            self.drawn[cases],
            self.probability[cases],
            self.maturity[cases],
            self.intensity[cases],
            self.clusters[cases],
            self.predicted[cases],
            self.everybody[population],
        )

    @property
    def random_weights(self) -> Floats:
        """Weights of the cases of the random arm: the inverse of their known probabilities."""
        return self.maturity[self.drawn] / self.probability[self.drawn]


def estimate(sample: SelectedSample, method: str, trust: float) -> Mean:
    """Return the share of the population that a visit would find in breach, with its variance by employer.

    The population counts as known: the variance is that of drawing the cases.

    Args:
        sample: A cell's cases and population.
        method: One of ``METHODS``.
        trust: How far the anchored estimate follows the model (``trust_in_predictions``).
    """
    if method == "random_arm":
        return _by_the_random_arm(sample, 0.0)
    if method == "anchored":
        return _by_the_random_arm(sample, trust)
    if method == "inverse_probability":
        return weighted_mean(sample.outcomes, sample.maturity / sample.intensity, sample.clusters)
    if method == "doubly_robust":
        residuals = sample.outcomes - sample.predicted
        correction = weighted_mean(residuals, sample.maturity / sample.intensity, sample.clusters)
        return Mean(float(sample.everybody.mean()) + correction.value, correction.variance)
    return weighted_mean(sample.outcomes, sample.maturity, sample.clusters)


def trust_in_predictions(sample: SelectedSample) -> float:
    """Return the factor on the predictions that makes the anchored estimate's variance smallest, from 0 to 1.

    The weighted slope of outcome on prediction in the random arm: 1 for a model whose chances come true, below it for
    one that overstates, 0 for one that tells nothing. One factor a law, so that small cells do not tune their own.
    """
    if sample.drawn.sum() < 2:
        return 0.0
    weights, outcomes = sample.random_weights, sample.outcomes[sample.drawn]
    predicted = sample.predicted[sample.drawn]
    centred = predicted - np.average(predicted, weights=weights)
    spread = float((weights * centred**2).sum())
    slope = float((weights * centred * outcomes).sum()) / spread if spread > 0 else 0.0
    return min(1.0, max(0.0, slope))


def _by_the_random_arm(sample: SelectedSample, trust: float) -> Mean:
    corrected = sample.outcomes[sample.drawn] - trust * sample.predicted[sample.drawn]
    correction = weighted_mean(corrected, sample.random_weights, sample.clusters[sample.drawn])
    level = trust * float(sample.everybody.mean()) if trust > 0 else 0.0
    return Mean(level + correction.value, correction.variance)
