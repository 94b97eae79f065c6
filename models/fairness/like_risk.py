"""Units of like risk: what a figure is beyond what its class of risk, and the slope inside it, explain."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from models.arrays import Floats, Integers

SPECK = 1e-12


@dataclass(frozen=True)
class LikeRisk:
    """Each unit's class, and its risk less the mean of that class; each of shape ``(units,)``."""

    codes: Integers
    risk: Floats

    @property
    def spent(self) -> float:
        """By how much a variance of what is left has to be raised, for the two figures that each class took."""
        classes = len(np.unique(self.codes))
        return len(self.codes) / max(1, len(self.codes) - 2 * classes)

    def beyond(self, values: Floats) -> Floats:
        """Return values less the straight line in risk of their class, shape ``(units,)``.

        Jumps between classes and slopes inside them are taken out, so a cut in the list is too.
        """
        centred = values - self._mean(values)
        slopes = _divided(self._sums(self.risk * centred), self._sums(self.risk**2))
        return np.asarray(centred - slopes[self.codes] * self.risk)

    def _mean(self, values: Floats) -> Floats:
        return np.asarray(_divided(self._sums(values), self._sums(np.ones(len(values))))[self.codes])

    def _sums(self, values: Floats) -> Floats:
        return np.bincount(self.codes, values).astype(np.float64)


def _divided(above: Floats, below: Floats) -> Floats:
    return np.divide(above, below, out=np.zeros_like(above), where=below > SPECK)


def classes_of_risk(units: pl.DataFrame, bins: int) -> LikeRisk:
    """Return units by classes of risk of equal size, stratum by stratum; unknown risks are a class of their own.

    Args:
        units: ``risk?`` and, if not all could be chosen beside each other, ``stratum``.
        bins: Number of classes of a stratum; at least one.
    """
    over = ["stratum"] if "stratum" in units.columns else [pl.lit(0)]
    place = (pl.col("risk").rank("average") - 0.5) / pl.col("risk").count()
    named = units.select(
        pl.struct(
            (place.over(over) * max(1, bins)).floor().fill_null(-1).alias("class"),
            *([pl.col("stratum")] if "stratum" in units.columns else []),
        )
        .rank("dense")
        .cast(pl.Int64)
        .alias("code")
        - 1,
        risk=pl.col("risk").fill_null(0.0),
    )
    centred = named.select(pl.col("risk") - pl.col("risk").mean().over("code"))["risk"]
    return LikeRisk(named["code"].to_numpy(), centred.to_numpy())
