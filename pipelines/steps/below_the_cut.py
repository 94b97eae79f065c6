"""What would bring a planned employer below the plan's cut: the extract for its dossier, made with the plan."""

from collections.abc import Mapping

import numpy as np
import polars as pl

from data_contracts.snapshots import Snapshot
from features.catalogue import load_catalogue
from features.peers import peer_medians, peers_of
from models.arrays import Floats
from models.explaining.changeable import load_steps
from models.explaining.counterfactual import counterfactual, counterfactual_sentence
from models.inputs import LANGUAGES, ModelInput, input_matrix, input_names
from models.learning.ranking_model import RankingModel, load_model

SCHEMA = {
    "employer_id": pl.String,
    "law": pl.String,
    "steps": pl.Int64,
    "sentence_nl": pl.String,
    "sentence_en": pl.String,
}


def below_the_cut(
    frame: pl.DataFrame, planned: pl.Series, models: Mapping[str, Snapshot], inputs: list[ModelInput]
) -> pl.DataFrame:
    """Return for each planned employer and law above the cut which steps of its own would bring it below.

    The cut of a law is the score of the last place that as many visits as are planned would reach. An employer
    whose estimate lies below it already has no row.

    Args:
        frame: The feature matrix.
        planned: The employers of the plan.
        models: Of each law the models snapshot in use.
        inputs: The models' inputs.

    Returns:
        ``employer_id, law, steps`` (null when no steps of its own would do) and the sentence in both languages.
    """
    chosen = frame.filter(pl.col("employer_id").is_in(planned.implode())).sort("employer_id")
    if chosen.is_empty():
        return pl.DataFrame(schema=SCHEMA)
    peers = input_matrix(peers_of(chosen, peer_medians(frame, input_names(inputs))), inputs)
    own, everybody = input_matrix(chosen, inputs), input_matrix(frame, inputs)
    rows = []
    for law, snapshot in models.items():
        model = load_model(snapshot.path, law, input_names(inputs))
        cut = _cut(model.log_odds(everybody), len(planned))
        for position in np.flatnonzero(model.log_odds(own) >= cut):
            told = _told(model, own[position], peers[position], inputs, cut)
            rows.append({"employer_id": chosen["employer_id"][int(position)], "law": law, **told})
    return pl.DataFrame(rows, schema=SCHEMA).sort("employer_id", "law")


def _cut(log_odds: Floats, visits: int) -> float:
    place = min(visits, len(log_odds)) - 1
    return float(-np.partition(-log_odds, place)[place])


def _told(
    model: RankingModel, row: Floats, peers: Floats, inputs: list[ModelInput], cut: float
) -> dict[str, int | str | None]:
    found = counterfactual(model, row, inputs, peers, load_steps(), cut)
    sentences = {
        f"sentence_{language}": counterfactual_sentence(found, inputs, load_catalogue(), language)
        for language in LANGUAGES
    }
    return {"steps": None if found is None else len(found.changes), **sentences}
