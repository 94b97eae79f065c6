"""Scores of every employer for every law, and the reasons behind them."""

from collections.abc import Sequence

import polars as pl

from models.inputs import ModelInput, input_matrix
from models.learning.ranking_model import RankingModel
from models.reasons import reasons_of, strongest_reasons

SCORE_SCHEMA = {
    "employer_id": pl.String,
    "as_of": pl.Date,
    "law": pl.String,
    "log_odds": pl.Float64,
    "probability": pl.Float64,
    "rank": pl.Int64,
}
REASON_SCHEMA = {
    "employer_id": pl.String,
    "law": pl.String,
    "direction": pl.String,
    "position": pl.Int64,
    "feature": pl.String,
    "contribution": pl.Float64,
    "value": pl.Float64,
    "peer_value": pl.Float64,
}
NO_SCORES, NO_REASONS = pl.DataFrame(schema=SCORE_SCHEMA), pl.DataFrame(schema=REASON_SCHEMA)


def score_law(frame: pl.DataFrame, law: str, model: RankingModel, inputs: Sequence[ModelInput]) -> pl.DataFrame:
    """Return ``employer_id, as_of, law, log_odds, probability, rank`` for every row of the feature matrix.

    Rank 1 is the highest; employers with the same score share the best of their places.
    """
    log_odds = model.log_odds(input_matrix(frame, inputs))
    return frame.select(
        "employer_id",
        "as_of",
        pl.lit(law).alias("law"),
        pl.Series("log_odds", log_odds),
        pl.Series("probability", model.calibration.probability(log_odds)),
    ).with_columns(rank=pl.col("log_odds").rank("min", descending=True).cast(pl.Int64))


def law_reasons(
    frame: pl.DataFrame, peers: pl.DataFrame, law: str, model: RankingModel, inputs: Sequence[ModelInput]
) -> pl.DataFrame:
    """Return the strongest reasons of every employer, with its own figure and that of its peers.

    Args:
        frame: The feature matrix.
        peers: The peers' median of each feature, in the same rows and columns.
        law: WML, Wav or Waadi.
        model: The law's model.
        inputs: The model's inputs.

    Returns:
        ``employer_id, law, direction, position, feature, contribution, value, peer_value``; contributions are to the
        calibrated log-odds, whose sigmoid is the probability.
    """
    reasons = reasons_of(model, input_matrix(frame, inputs), inputs).calibrated(model.calibration)
    strongest = strongest_reasons(reasons, frame["employer_id"]).rename({"row": "employer_id"})
    names = [item.name for item in inputs]
    return (
        strongest.with_columns(law=pl.lit(law))
        .join(_long(frame, names, "value"), on=["employer_id", "feature"], how="left")
        .join(_long(peers, names, "peer_value"), on=["employer_id", "feature"], how="left")
        .select("employer_id", "law", "direction", "position", "feature", "contribution", "value", "peer_value")
        .sort("employer_id", "law", "direction", "position")
    )


def wide_probabilities(employers: pl.DataFrame, scores: pl.DataFrame, laws: Sequence[str]) -> pl.DataFrame:
    """Return every employer with a column ``p_<law>`` for each law; null for a law that has no model."""
    for law in laws:
        own = scores.filter(pl.col("law") == law).select("employer_id", pl.col("probability").alias(f"p_{law}"))
        employers = employers.join(own, on="employer_id", how="left")
    return employers


def _long(frame: pl.DataFrame, names: Sequence[str], value: str) -> pl.DataFrame:
    return frame.select("employer_id", *(pl.col(name).cast(pl.Float64) for name in names)).unpivot(
        index="employer_id", variable_name="feature", value_name=value
    )
