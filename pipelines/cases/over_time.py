"""A case's test held again on several days, each time with what was known by then: who does best over time."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import polars as pl

from data_contracts.errors import KompasError
from models.evaluation.contest import Contestants, rank_later
from models.evaluation.evaluate import Ranking, TestRows, evaluate
from models.inputs import ModelInput, input_matrix
from models.learning.training import TrainingPlan
from pipelines.cases.definition import CaseDefinition
from pipelines.cases.inputs import CaseInputs
from pipelines.cases.labels import ranking_label
from pipelines.cases.samples import learnt_cases, other_rankings
from pipelines.reporting.over_time import OverTime, TestedPeriod, over_time_tables
from pipelines.reporting.report import Extra

CUT = 0.10
"""The share of the list at which a case's figures are told by cut-off."""


def case_over_time(
    case: CaseDefinition, rows: pl.DataFrame, inputs: CaseInputs, chosen: list[ModelInput], rounds: int
) -> tuple[Extra, ...]:
    """Return the tables by cut-off and of the regret; none when the case names no cut-offs.

    Args:
        case: The case.
        rows: One row a decision.
        inputs: The inputs of all rows.
        chosen: The inputs of the variant.
        rounds: Bootstrap resamples.

    Raises:
        KompasError: A period holds no test row, or there are too few cases to learn from before it.
    """
    if not case.split.cut_offs:
        return ()
    matrix = input_matrix(inputs.frame, chosen)
    tests, periods, contestants = [], [], []
    for cut_off, until in zip(case.split.cut_offs, _ends(case, rows), strict=True):
        learn, test = _parts(rows, cut_off, until)
        if not test.any():
            raise KompasError(
                f"Case {case.case} has no test row with a known outcome from {cut_off} until {until}.",
                "split.cut_offs",
                "Leave that day out.",
            )
        others = other_rankings(case, inputs, rows.filter(test), test)
        plan, about = TrainingPlan(seed=case.seed), {"name": f"{case.case} on {cut_off}"}
        training = learnt_cases(rows, matrix, learn)
        contestants.append(rank_later(training, matrix[test.to_numpy()], chosen, others, plan, about))
        tests.append(rows.filter(test))
        positives = int(tests[-1]["upheld"].sum())
        periods.append(TestedPeriod(cut_off, until, int(learn.sum()), len(tests[-1]), positives))
    rankings = _joined(contestants)
    figures = tuple(evaluate(rankings, _test_rows(tests), rounds=rounds, seed=case.seed))
    labels = {ranking.name: ranking_label(case, ranking.name) for ranking in rankings}
    return over_time_tables(OverTime(figures, labels, tuple(periods)), CUT)


def _ends(case: CaseDefinition, rows: pl.DataFrame) -> list[date]:
    last = rows.filter("test")["decided_on"].max()
    end = last + timedelta(days=1) if isinstance(last, date) else case.split.cut_offs[-1]
    return [*case.split.cut_offs[1:], end]


def _parts(rows: pl.DataFrame, cut_off: date, until: date) -> tuple[pl.Series, pl.Series]:
    """Return which rows were decided and known before a day, and which test rows were decided from then on."""
    labelled = pl.col("upheld").is_not_null()
    before = (pl.col("decided_on") < cut_off) & (pl.col("known_on") < cut_off)
    parts = rows.select(
        learn=labelled & before & pl.any_horizontal("train", "train_open", "test"),
        test=labelled & pl.col("test") & pl.col("decided_on").is_between(cut_off, until, closed="left"),
    )
    return parts["learn"], parts["test"]


def _joined(parts: list[Contestants]) -> list[Ranking]:
    return [
        replace(ranking, scores=np.concatenate([part.rankings[position].scores for part in parts]))
        for position, ranking in enumerate(parts[0].rankings)
    ]


def _test_rows(tests: list[pl.DataFrame]) -> TestRows:
    together = pl.concat(tests)
    return TestRows(
        together["upheld"].cast(pl.Float64).to_numpy(),
        clusters=together["entity"].rank("dense").cast(pl.Int64).to_numpy(),
        periods=np.repeat(np.arange(len(tests)), [len(test) for test in tests]),
    )
