"""Calibration: from a ranking model's log-odds to a probability that can be read as a frequency.

Every calibration here is a rising function of the log-odds, so that none ever turns a ranking around or ties what was
apart. All are kept as JSON.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, ClassVar

import numpy as np

from models.arrays import Floats, JsonObject

LEAST_SLOPE = 1e-6
"""Where outcomes say that more score means no more findings, the curve is this flat: the order stays as it is."""
_CLOSE = 1e-6


class Calibration(ABC):
    """A rising function from log-odds to calibrated log-odds."""

    kind: ClassVar[str]

    @abstractmethod
    def log_odds(self, raw: Floats) -> Floats:
        """Return calibrated log-odds for log-odds of shape ``(rows,)``."""

    def probability(self, raw: Floats) -> Floats:
        """Return calibrated probabilities for log-odds of shape ``(rows,)``."""
        return sigmoid(self.log_odds(raw))

    def stretch(self, raw: Floats, base: float) -> Floats:
        """Return by what a row's contributions are multiplied so that they add up to its calibrated log-odds.

        A row's contributions lead from ``base`` to its log-odds along a straight line; the calibrated log-odds of both
        ends are joined by a straight line too, and its steepness is what this returns (above 0). So shares and signs
        of the reasons stay as the model gave them, and their sum is the score that is shown. For Platt's sigmoid this
        is its slope, the same for every row.

        Args:
            raw: Uncalibrated log-odds, shape ``(rows,)``.
            base: The uncalibrated log-odds from which the contributions start.
        """
        beside = np.where(np.abs(raw - base) < _CLOSE, base + _CLOSE, raw)
        start = self.log_odds(np.array([base]))[0]
        return np.asarray((self.log_odds(beside) - start) / (beside - base), dtype=np.float64)

    def as_json(self) -> JsonObject:
        """Return the kind and all parameters."""
        return {"kind": self.kind, **asdict(self)}  # type: ignore[call-overload]


@dataclass(frozen=True)
class Platt(Calibration):
    """Platt's sigmoid: ``slope * log_odds + intercept``.

    Source: Platt, Probabilistic outputs for support vector machines, 1999.
    """

    slope: float
    intercept: float
    kind: ClassVar[str] = "platt"

    def log_odds(self, raw: Floats) -> Floats:
        """Return calibrated log-odds, shape ``(rows,)``."""
        return self.slope * raw + self.intercept


@dataclass(frozen=True)
class Beta(Calibration):
    """Beta calibration: ``below * ln(s) - above * ln(1 - s) + intercept`` with ``s`` the sigmoid of the log-odds.

    Low and high scores can be stretched apart from each other; with ``below = above`` it is Platt's sigmoid. Neither is
    negative. Source: Kull, Silva Filho and Flach, Beta calibration, AISTATS 2017.
    """

    below: float
    above: float
    intercept: float
    kind: ClassVar[str] = "beta"

    def log_odds(self, raw: Floats) -> Floats:
        """Return calibrated log-odds, shape ``(rows,)``."""
        low, high = beta_terms(raw)
        return self.below * low + self.above * high + self.intercept


@dataclass(frozen=True)
class Isotonic(Calibration):
    """Isotonic steps joined by lines: the middle of each step in log-odds (``knots``) and its log-odds (``values``).

    Beyond the outermost steps the curve is all but flat. Source: Zadrozny and Elkan, KDD 2002; steps joined at their
    middles: Oron and Flournoy, Centered isotonic regression, Statistics in Biopharmaceutical Research 2017.
    """

    knots: tuple[float, ...]
    values: tuple[float, ...]
    kind: ClassVar[str] = "isotonic"

    def log_odds(self, raw: Floats) -> Floats:
        """Return calibrated log-odds, shape ``(rows,)``."""
        between = np.interp(raw, self.knots, self.values)
        beyond = raw - np.clip(raw, self.knots[0], self.knots[-1])
        return np.asarray(between + LEAST_SLOPE * beyond, dtype=np.float64)


IDENTITY = Platt(1.0, 0.0)


def calibration_of(content: Mapping[str, Any]) -> Calibration:
    """Return the calibration that ``as_json`` wrote."""
    values: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in content.items()}
    kinds = {kind.kind: kind for kind in (Platt, Beta, Isotonic)}
    return kinds[values.pop("kind")](**values)


def sigmoid(log_odds: Floats) -> Floats:
    """Return ``1 / (1 + exp(-x))`` without overflow."""
    return 0.5 * (1.0 + np.tanh(0.5 * log_odds))


def beta_terms(raw: Floats) -> tuple[Floats, Floats]:
    """Return ``ln(s)`` and ``-ln(1 - s)`` of the sigmoid of log-odds, without overflow."""
    return -np.logaddexp(0.0, -raw), np.logaddexp(0.0, raw)
