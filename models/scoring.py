"""Scores of every employer for every law, and the reasons behind them."""

from collections.abc import Sequence

import polars as pl

from models.inputs import ModelInput, input_matrix
from models.learning.ranking_model import RankingModel
from models.reasons import reasons_of, strongest_reasons


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
        ``employer_id, law, direction, position, feature, contribution, value, peer_value``.
    """
    reasons = reasons_of(model, input_matrix(frame, inputs), inputs)
    strongest = strongest_reasons(reasons, frame["employer_id"]).rename({"row": "employer_id"})
    names = [item.name for item in inputs]
    return (
        strongest.with_columns(law=pl.lit(law))
        .join(_long(frame, names, "value"), on=["employer_id", "feature"], how="left")
        .join(_long(peers, names, "peer_value"), on=["employer_id", "feature"], how="left")
        .select("employer_id", "law", "direction", "position", "feature", "contribution", "value", "peer_value")
        .sort("employer_id", "law", "direction", "position")
    )


def wide_probabilities(scores: pl.DataFrame, laws: Sequence[str]) -> pl.DataFrame:
    """Return one row an employer with a column ``p_<law>`` for each law."""
    wide = scores.pivot(on="law", index="employer_id", values="probability")
    return wide.select("employer_id", *(pl.col(law).alias(f"p_{law}") for law in laws))


def _long(frame: pl.DataFrame, names: Sequence[str], value: str) -> pl.DataFrame:
    return frame.select("employer_id", *(pl.col(name).cast(pl.Float64) for name in names)).unpivot(
        index="employer_id", variable_name="feature", value_name=value
    )
