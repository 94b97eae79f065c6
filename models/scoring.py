"""Scores of every employer for every law; ``models.explaining`` has the reasons behind them."""

from collections.abc import Collection, Sequence

import polars as pl

from models.arrays import Floats, Integers
from models.inputs import ModelInput, input_matrix
from models.law_models import LawModels, forget
from models.learning.ensemble import member_log_odds, rank_interval
from models.places import places

SCORE_SCHEMA = {
    "employer_id": pl.String,
    "as_of": pl.Date,
    "law": pl.String,
    "log_odds": pl.Float64,
    "probability": pl.Float64,
    "rank": pl.Int64,
    "rank_low": pl.Int64,
    "rank_high": pl.Int64,
    "tied": pl.Int64,
    "probability_without_memory": pl.Float64,
    "rank_without_memory": pl.Int64,
    "support_distance": pl.Float64,
    "supported": pl.Boolean,
    "expected_workers": pl.Float64,
    "expected_underpaid_eur": pl.Float64,
    "expected_hours": pl.Float64,
}
NO_SCORES = pl.DataFrame(schema=SCORE_SCHEMA)


def score_law(
    frame: pl.DataFrame, law: str, models: LawModels, inputs: Sequence[ModelInput], memory: Collection[str]
) -> pl.DataFrame:
    """Return the scores of every row of the feature matrix, with the columns of ``SCORE_SCHEMA``.

    Rank 1 is the highest; employers with the same score share the best of their places, and ``tied`` counts them, the
    employer itself among them. ``rank_low`` and ``rank_high`` are the 95% interval of the place over the bootstrap
    ensemble. ``expected_workers`` and ``expected_underpaid_eur`` are the probability times what a finding comes to, and
    null where no finding says so. ``supported`` is false where the employer resembles nothing that was inspected: the
    probability and rank are then kept for the record, and are not to be acted on.

    Args:
        frame: The feature matrix.
        law: WML, Wav or Waadi.
        models: The law's models.
        inputs: The models' inputs.
        memory: Names of the inputs that the model without memory does not see.
    """
    matrix = input_matrix(frame, inputs)
    log_odds = models.model.log_odds(matrix)
    probability = models.model.calibration.probability(log_odds)
    rank, tied = places(log_odds)
    low, high = rank_interval(member_log_odds(models.members, matrix), rank, tied)
    certain = {"rank_low": low, "rank_high": high} if models.members else {}
    distance = {} if models.support is None else {"support_distance": models.support.distance(matrix)}
    columns = {
        "log_odds": log_odds,
        "probability": probability,
        "rank": rank,
        "tied": tied,
        **certain,
        **_without_memory(frame, models, inputs, memory),
        **distance,
        **{name: probability * amount for name, amount in _given_a_finding(frame, matrix, models).items()},
        **({} if models.hours is None else {"expected_hours": models.hours.expected(matrix, frame["size_class"])}),
    }
    scored = frame.select("employer_id", "as_of", pl.lit(law).alias("law")).hstack(pl.DataFrame(columns))
    # What no model gives is null.
    return pl.concat([NO_SCORES, scored], how="diagonal").with_columns(supported=pl.col("support_distance") <= 1.0)


def wide_probabilities(employers: pl.DataFrame, scores: pl.DataFrame, laws: Sequence[str]) -> pl.DataFrame:
    """Return every employer with a column ``p_<law>`` for each law; null for a law that has no model."""
    for law in laws:
        own = scores.filter(pl.col("law") == law).select("employer_id", pl.col("probability").alias(f"p_{law}"))
        employers = employers.join(own, on="employer_id", how="left")
    return employers


def _without_memory(
    frame: pl.DataFrame, models: LawModels, inputs: Sequence[ModelInput], memory: Collection[str]
) -> dict[str, Floats | Integers]:
    if models.without_memory is None:
        return {}
    log_odds = models.without_memory.log_odds(input_matrix(frame, forget(inputs, memory)))
    return {
        "probability_without_memory": models.without_memory.calibration.probability(log_odds),
        "rank_without_memory": places(log_odds)[0],
    }


def _given_a_finding(frame: pl.DataFrame, matrix: Floats, models: LawModels) -> dict[str, Floats]:
    amounts = {"expected_workers": models.workers, "expected_underpaid_eur": models.underpaid}
    return {name: model.expected(matrix, frame["sector"]) for name, model in amounts.items() if model is not None}
