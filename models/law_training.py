"""Training all that speaks of one law."""

from collections.abc import Collection, Sequence
from dataclasses import replace

import numpy as np
import polars as pl

from models.arrays import Floats, Integers, JsonObject
from models.explaining.stability import EMPLOYERS, reason_stability
from models.inputs import ModelInput, input_matrix
from models.law_models import LawModels, forget
from models.learning.amount_model import AmountModel
from models.learning.ranking_model import RankingModel
from models.learning.severity import Amounts, train_amounts
from models.learning.training import (
    Cases,
    TooFewCasesError,
    TrainingPlan,
    train_members,
    train_ranking_model,
    train_with_another_seed,
)
from models.learning.tuning import tuned_plan
from models.register_cases import cases_of
from models.selection.propensity import fit_propensity, selection_weights
from models.selection.support import fit_support


def train_law(
    frame: pl.DataFrame,
    population: pl.DataFrame,
    inputs: Sequence[ModelInput],
    plan: TrainingPlan,
    about: JsonObject,
    *,
    memory: Collection[str],
    members: int,
    tuning_trials: int = 0,
    selection_power: float = 0.0,
    workers: int = 1,
) -> LawModels:
    """Train a law's model, its ensemble, the model without memory, the amounts and the support.

    Args:
        frame: The law's labelled cases with their features (``models.register_cases.law_frame``).
        population: Every employer that could be inspected, with its features.
        inputs: The model's inputs.
        plan: How to train.
        about: What the cards say besides.
        memory: Names of the inputs that remember earlier inspections.
        members: Members of the bootstrap ensemble.
        tuning_trials: Settings to try inside the training window, for all of the law's models.
        selection_power: How strongly cases are weighted by inverse selection (``weighted_cases``).
        workers: How many members are trained at once.

    Raises:
        TooFewCasesError: There are too few cases of either outcome to learn from.
    """
    cases, weighed = weighted_cases(frame, population, inputs, plan.seed, selection_power)
    tuned = tuned_plan(cases, inputs, plan, tuning_trials)
    plan, about = tuned.plan, about | weighed | {"tuning": tuned.about}
    model = _with_stability(train_ranking_model(cases, inputs, plan, about), cases, population, inputs, plan)
    ensemble = train_members(cases, employers_of(frame), inputs, plan, model.card["trees"], members, workers)
    found = frame.filter(pl.col("violation"))
    return LawModels(
        model,
        tuple(ensemble),
        _without_memory(cases, inputs, plan, about, memory),
        _amounts(found, "workers_affected", 1.0, "sector", inputs, plan),
        _amounts(found, "underpaid_cents", 0.01, "sector", inputs, plan),
        support=fit_support(cases.matrix, inputs, plan.seed),
    )


def _with_stability(
    model: RankingModel, cases: Cases, population: pl.DataFrame, inputs: Sequence[ModelInput], plan: TrainingPlan
) -> RankingModel:
    """Say on the card how many of an employer's strongest reasons a model of another seed names too."""
    other = replace(model, trees=train_with_another_seed(cases, inputs, plan, model.card["trees"]))
    drawn = population.sample(min(EMPLOYERS, len(population)), seed=plan.seed)
    found = reason_stability(model, other, input_matrix(drawn, inputs), inputs, seed=plan.seed)
    return replace(model, card=model.card | {"reason_stability": None if found is None else found.as_json()})


def train_hours(
    labels: pl.DataFrame, features: pl.DataFrame, inputs: Sequence[ModelInput], plan: TrainingPlan
) -> AmountModel | None:
    """Train the hours that a case takes, whatever laws it examines; ``None`` when too few cases say so.

    Args:
        labels: As ``models.labels.labelled_cases`` gives them.
        features: The training matrix: one row a case.
        inputs: The model's inputs.
        plan: Seed and threads.
    """
    closed = labels.group_by("case_id").agg(pl.col("spent_minutes", "selected_on").first(), pl.col("known_on").min())
    frame = closed.join(features, on="case_id", how="inner").sort("selected_on", "case_id")
    return _amounts(frame, "spent_minutes", 1 / 60, "size_class", inputs, plan)


def weighted_cases(
    frame: pl.DataFrame, population: pl.DataFrame, inputs: Sequence[ModelInput], seed: int, power: float = 0.0
) -> tuple[Cases, JsonObject]:
    """Return the cases with their weights and teams, and what the card says of the weights.

    A case counts for the cases still open that it stands for. With a power above 0 it counts for the employers that are
    seldom inspected too: inverse selection intensities, stabilised and truncated (``models.selection.propensity``),
    raised to that power. Between 0 and 1 this trades bias for variance (Shimodaira, Improving predictive inference
    under covariate shift, Journal of Statistical Planning and Inference 2000).

    Args:
        frame: The law's labelled cases with their features.
        population: Every employer that could be inspected, with its features.
        inputs: The model's inputs.
        seed: Seed of the selection model.
        power: From 0, no weighing for selection, to 1, in full.
    """
    cases = replace(cases_of(frame, inputs), teams=team_numbers(frame))
    about: JsonObject = {"weights": {"maturity": cases.weights is not None, "selection_power": power}}
    if power == 0.0 or frame.is_empty():
        return cases, about
    maturity = np.ones(len(frame)) if cases.weights is None else cases.weights
    selection = selection_weights(fit_propensity(population, frame, inputs, seed)) ** power
    return replace(cases, weights=maturity * selection / selection.mean()), about


def team_numbers(frame: pl.DataFrame) -> Integers:
    """Return each case's team as a number from 0, -1 where it is not known; numbers mean nothing outside the frame."""
    return (frame["team"].rank("dense").cast(pl.Int64) - 1).fill_null(-1).to_numpy()


def employers_of(frame: pl.DataFrame) -> Integers:
    """Return each row's employer as a number."""
    return frame["employer_id"].rank("dense").cast(pl.Int64).to_numpy()


def _without_memory(
    cases: Cases, inputs: Sequence[ModelInput], plan: TrainingPlan, about: JsonObject, memory: Collection[str]
) -> RankingModel | None:
    kept = forget(inputs, memory)
    columns = [position for position, item in enumerate(inputs) if item.name not in memory]
    try:
        return train_ranking_model(
            replace(cases, matrix=np.ascontiguousarray(cases.matrix[:, columns])),
            kept,
            plan,
            about | {"without": sorted(memory)},
        )
    except TooFewCasesError:
        return None


def _amounts(
    frame: pl.DataFrame, column: str, unit: float, group: str, inputs: Sequence[ModelInput], plan: TrainingPlan
) -> AmountModel | None:
    stated = frame.drop_nulls(column)
    amounts: Floats = stated[column].cast(pl.Float64).to_numpy() * unit
    if not amounts.any():  # a law under which nobody states this amount
        return None
    return train_amounts(
        Amounts(
            input_matrix(stated, inputs),
            amounts,
            tuple(stated[group].fill_null("").to_list()),
            employers_of(stated),
            stated["selected_on"].to_numpy().astype("datetime64[D]"),
            stated["known_on"].to_numpy().astype("datetime64[D]"),
        ),
        inputs,
        {"amount": column, "group": group},
        seed=plan.seed,
        threads=plan.threads,
    )
