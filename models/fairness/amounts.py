"""What a unit adds to a sum: the amounts that measures are made of, each an expression over the columns of ``units``.

A measure is a figure of sums of amounts; so a group's figure, that of all others and every resample come from the same
additions, and nothing is ever looped over.
"""

from collections.abc import Iterable
from functools import cache

import polars as pl

from data_contracts.errors import KompasError

_ONE = pl.lit(1.0)
# Of a random arm without scores nobody knows who would have been chosen.
_JUDGED = pl.col("chosen").is_not_null().cast(pl.Float64)
_CHOSEN = pl.col("chosen").cast(pl.Float64).fill_null(0.0)
_KNOWN = pl.col("outcome").is_not_null()
_POSITIVE = pl.col("outcome").cast(pl.Float64).fill_null(0.0)
_NEGATIVE = (1.0 - pl.col("outcome").cast(pl.Float64)).fill_null(0.0)
_EXAMINED = _KNOWN.cast(pl.Float64)
_DRAWN = (pl.col("drawn") & _KNOWN).cast(pl.Float64)
_STANDS_FOR = pl.when(pl.col("drawn") & _KNOWN).then(pl.col("weight") / pl.col("probability")).otherwise(0.0)
_SCORED = pl.col("score").is_not_null().cast(pl.Float64)
_CHANCE = pl.col("score").fill_null(0.0)
_VISITS = pl.col("visits").cast(pl.Float64)

AMOUNTS = {
    "units": _ONE,
    "chosen": _CHOSEN,
    "not_chosen": _JUDGED - _CHOSEN,
    "judged": _JUDGED,
    "examined": pl.col("weight") * _CHOSEN * _EXAMINED,
    "hits": pl.col("weight") * _CHOSEN * _POSITIVE,
    "hits_counted": _CHOSEN * _POSITIVE,
    "misses_counted": _CHOSEN * _NEGATIVE,
    # Of the random arm: each drawn and examined unit stands for weight / probability units.
    "random_cases": _STANDS_FOR,
    "random_chosen": _STANDS_FOR * _CHOSEN,
    "random_hits": _STANDS_FOR * _CHOSEN * _POSITIVE,
    "random_positives": _STANDS_FOR * _POSITIVE,
    "random_hits_counted": _DRAWN * _CHOSEN * _POSITIVE,
    "random_misses_counted": _DRAWN * _CHOSEN * _NEGATIVE,
    "random_positives_counted": _DRAWN * _POSITIVE,
    "random_negatives_counted": _DRAWN * _NEGATIVE,
    # Those among them of whom it is known whether they would have been chosen.
    "judged_positives": _STANDS_FOR * _JUDGED * _POSITIVE,
    "judged_positives_left": _STANDS_FOR * _POSITIVE * (_JUDGED - _CHOSEN),
    "judged_negatives": _STANDS_FOR * _JUDGED * _NEGATIVE,
    "judged_negatives_chosen": _STANDS_FOR * _NEGATIVE * _CHOSEN,
    "judged_positives_counted": _DRAWN * _JUDGED * _POSITIVE,
    "judged_negatives_counted": _DRAWN * _JUDGED * _NEGATIVE,
    # Those among them that have a score.
    "random_scored": _STANDS_FOR * _SCORED,
    "random_scored_positives": _STANDS_FOR * _SCORED * _POSITIVE,
    "random_expected": _STANDS_FOR * _CHANCE,
    "random_expected_squares": _STANDS_FOR * _CHANCE**2,
    "random_expected_hits": _STANDS_FOR * _CHANCE * _POSITIVE,
    "random_scored_positives_counted": _DRAWN * _SCORED * _POSITIVE,
    "random_scored_negatives_counted": _DRAWN * _SCORED * _NEGATIVE,
    "visits": _VISITS,
    "visited": (_VISITS > 0).cast(pl.Float64),
    "not_visited": (_VISITS == 0).cast(pl.Float64),
    "workers": pl.col("workers").cast(pl.Float64),
}
"""Amounts by name. Those that end in ``_counted`` count units; the others weigh them."""


@cache
def columns_of(names: tuple[str, ...]) -> frozenset[str]:
    """Return the columns of ``units`` that amounts are made of; ``weight`` is not among them, for it has a default."""
    return frozenset(column for name in names for column in AMOUNTS[name].meta.root_names()) - {"weight"}


def amounts_of(units: pl.DataFrame, names: Iterable[str]) -> pl.DataFrame:
    """Return one column an amount, one row a unit.

    Args:
        units: The units; ``weight`` is 1 where it is not given.
        names: Keys of ``AMOUNTS``.

    Raises:
        KompasError: A unit was drawn with a probability that is unknown or not above 0 and at most 1, or lacks a value
            that has to be there.
    """
    wanted = dict.fromkeys(names)
    weighed = units if "weight" in units.columns else units.with_columns(weight=_ONE)
    if "probability" in columns_of(tuple(wanted)):
        _check_probabilities(units)
    amounts = weighed.select(AMOUNTS[name].alias(name) for name in wanted)
    _check_complete(amounts, units)
    return amounts


def _check_probabilities(units: pl.DataFrame) -> None:
    odd = units.filter(pl.col("drawn") & ~pl.col("probability").is_between(0, 1, closed="right").fill_null(value=False))
    if len(odd):
        raise KompasError(
            f"{len(odd)} units of the random arm have no probability between 0 and 1.",
            where=str(odd["unit"][0]),
            remedy="Give the probability with which each was drawn; without it nothing can be said of everybody.",
        )


def _check_complete(amounts: pl.DataFrame, units: pl.DataFrame) -> None:
    for amount in amounts.iter_columns():
        if len(lacking := units.filter(~amount.is_finite().fill_null(value=False))):
            raise KompasError(
                f"{len(lacking)} units have no value for '{amount.name}'.",
                where=str(lacking["unit"][0]),
                remedy=f"Give every unit {', '.join(sorted(columns_of((amount.name,))))}, or leave the unit out.",
            )
