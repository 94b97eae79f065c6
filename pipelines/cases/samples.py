"""From a case's rows to what is learnt from and what is ranked."""

import numpy as np
import polars as pl

from models.evaluation.evaluate import Ranking, TestRows
from models.learning.training import Cases
from pipelines.cases.definition import CaseDefinition
from pipelines.cases.inputs import CaseInputs


def learnt_cases(rows: pl.DataFrame, matrix: np.ndarray, train: pl.Series) -> Cases:
    """Return the rows to learn from as arrays."""
    chosen = rows.filter(train)
    return Cases(
        matrix[train.to_numpy()],
        chosen["upheld"].cast(pl.Float64).to_numpy(),
        chosen["decided_on"].to_numpy().astype("datetime64[D]"),
        chosen["known_on"].to_numpy().astype("datetime64[D]"),
    )


def later_rows(case: CaseDefinition, later: pl.DataFrame) -> TestRows:
    """Return outcomes, visit days where visits were made in an order, and which rows are of one entity."""
    days = later["decided_on"].to_physical().cast(pl.Float64).to_numpy() if case.visit_schedule else None
    clusters = later["entity"].rank("dense").cast(pl.Int64).to_numpy()
    return TestRows(later["upheld"].cast(pl.Float64).to_numpy(), days, clusters)


def other_rankings(case: CaseDefinition, inputs: CaseInputs, later: pl.DataFrame, test: pl.Series) -> list[Ranking]:
    """Return the published model's ranking and the plain ones of the test rows."""
    others = []
    if case.published and case.published.score:
        others.append(Ranking("published", _scores(later["published"]), case.published.probability))
    for baseline in case.baselines:
        values = inputs.frame.filter(test)[baseline.by]
        others.append(Ranking(baseline.name, _scores(values), baseline.probability and values.null_count() == 0))
    return others


def _scores(values: pl.Series) -> np.ndarray:
    """Return values as scores; a row without a value comes last."""
    floats = values.cast(pl.Float64)
    lowest = floats.min()
    return floats.fill_null(0.0 if lowest is None else float(lowest) - 1.0).to_numpy()  # type: ignore[arg-type]
