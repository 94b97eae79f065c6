"""Which calibration: chosen on time that it was not fitted on, the simplest unless another is plainly better."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models.arrays import Booleans, Dates, Floats, Integers, JsonObject
from models.evaluation.reliability import reliability
from models.learning.calibration import IDENTITY, Calibration
from models.learning.calibration_fit import FITTERS, Fitter, fit_isotonic, fit_platt

ENOUGH_OF_EACH_OUTCOME = 10
ISOTONIC_FROM = 1_000
"""Held-out cases from which steps are tried: with fewer they follow chance (Niculescu-Mizil and Caruana, ICML 2005)."""


@dataclass(frozen=True)
class HeldOut:
    """Predictions for cases that the model which made them had not seen, one row a case.

    ``block`` numbers the blocks of time in order; ``starts`` holds each block's first day.
    """

    log_odds: Floats
    outcomes: Floats
    weights: Floats
    known_on: Dates
    block: Integers
    starts: Dates

    def before(self, block: int) -> Booleans:
        """Return which rows of earlier blocks had an outcome that was known when a block began."""
        return np.asarray((self.block < block) & (self.known_on < self.starts[block]), dtype=np.bool_)


@dataclass(frozen=True)
class ChosenCalibration:
    """The calibration that a model gets, and what the card says of how it was chosen."""

    calibration: Calibration
    about: JsonObject


def choose_calibration(held_out: HeldOut, fitters: Sequence[Fitter] | None = None) -> ChosenCalibration:
    """Choose a kind of calibration by its log loss out of time, and fit it on all held-out predictions.

    Each kind is fitted on the blocks before a block and measured on that block, for every block in turn. A less simple
    kind is taken only when its mean log loss is lower by more than the standard error of the paired difference (the
    one-standard-error rule of Breiman and others, Classification and regression trees, 1984); otherwise it is a tie,
    and the simpler one stays. With too few held-out cases to compare there is only Platt's sigmoid.

    Args:
        held_out: Predictions of the forward chain.
        fitters: The kinds, from the simplest to the least simple; all of them when not given, isotonic steps only from
            ``ISOTONIC_FROM`` cases on.
    """
    if fitters is None:
        enough = len(held_out.outcomes) >= ISOTONIC_FROM
        fitters = FITTERS if enough else [fitter for fitter in FITTERS if fitter is not fit_isotonic]
    measured = [_out_of_time(held_out, fitter) for fitter in fitters]
    later = np.isfinite(measured[0])
    if not later.any():
        few = fit_platt(held_out.log_odds, held_out.outcomes, held_out.weights)
        return ChosenCalibration(few, {"kind": few.kind, "compared_on": 0, "log_loss": {}, "reliability": []})
    losses = [log_loss(values[later], held_out.outcomes[later]) for values in measured]
    weights = held_out.weights[later]
    best = 0
    for other in range(1, len(fitters)):
        if plainly_better(losses[other], losses[best], weights):
            best = other
    fitted = [fitter(held_out.log_odds, held_out.outcomes, held_out.weights) for fitter in fitters]
    return ChosenCalibration(
        fitted[best],
        {
            "kind": fitted[best].kind,
            "compared_on": int(later.sum()),
            "log_loss": {
                item.kind: float(np.average(loss, weights=weights)) for item, loss in zip(fitted, losses, strict=True)
            },
            "reliability": reliability_rows(held_out.outcomes[later], measured[best][later]),
        },
    )


def log_loss(log_odds: Floats, outcomes: Floats) -> Floats:
    """Return each row's log loss: minus the logarithm of the probability given to what happened."""
    return np.logaddexp(0.0, np.where(outcomes > 0, -log_odds, log_odds))


def reliability_rows(outcomes: Floats, log_odds: Floats) -> list[JsonObject]:
    """Return bands of cases in order of probability: how many, expected and observed, with Wilson's 95% interval."""
    bands = reliability(outcomes, 1.0 / (1.0 + np.exp(-log_odds)))
    return [
        {
            "cases": band.cases,
            "expected": band.predicted,
            "observed": band.observed,
            "low": band.low,
            "high": band.high,
        }
        for band in bands
    ]


def plainly_better(losses: Floats, simpler: Floats, weights: Floats) -> bool:
    """Tell whether losses are lower than a simpler rival's on the same rows by more than one standard error."""
    gain = simpler - losses
    mean = np.average(gain, weights=weights)
    error = np.sqrt(np.sum((weights * (gain - mean)) ** 2)) / weights.sum()
    return bool(mean > error)


def _out_of_time(held_out: HeldOut, fitter: Fitter) -> Floats:
    """Return calibrated log-odds by curves fitted on earlier blocks only; NaN where there was too little before."""
    values = np.full(len(held_out.outcomes), np.nan)
    for block in range(len(held_out.starts)):
        before, now = held_out.before(block), held_out.block == block
        positives = int(held_out.outcomes[before].sum())
        if min(positives, int(before.sum()) - positives) < ENOUGH_OF_EACH_OUTCOME:
            continue
        fitted = fitter(held_out.log_odds[before], held_out.outcomes[before], held_out.weights[before])
        values[now] = fitted.log_odds(held_out.log_odds[now])
    return values


NOT_CHOSEN = ChosenCalibration(IDENTITY, {"kind": "none", "compared_on": 0, "log_loss": {}, "reliability": []})
"""Without any held-out case the log-odds stay as they are."""
