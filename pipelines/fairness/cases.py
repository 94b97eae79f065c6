"""Cases: what was found in each, how likely that was by models that had not seen the employer, and what came of it."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import polars as pl

from data_contracts.query import query_frame
from models.inputs import ModelInput
from models.labels import LAWS, labelled_cases
from models.selection.outcome_model import predict_outcomes
from models.selection.propensity import drawn_at_random
from models.selection.rows import FEWEST_TO_LEARN_FROM, case_rows
from pipelines.fairness.candidates import audited_months, query
from pipelines.fairness.sources import AuditSources

FINDINGS = """
    SELECT f.case_id AS unit, f.law, f.examined, f.violation, f.sanction, f.objection, f.workers_affected, f.known_at
    FROM read_parquet($findings) AS f WHERE f.known_at <= $as_of
"""


def chance_of(law: str) -> str:
    """Return the name of the column that holds the chance of a finding under a law."""
    return f"chance_{law}"


def examined_cases(sources: AuditSources, inputs: Sequence[ModelInput], seed: int, threads: int = 1) -> pl.DataFrame:
    """Return the closed cases of the audited months that examined a law, a row a case and law.

    Args:
        sources: What is audited.
        inputs: The inputs of the models.
        seed: Seed of parts and trees.
        threads: How many laws are worked on at once; the answers are the same.

    Returns:
        ``unit`` (the case), ``employer_id, law, ground, selected_on, outcome, weight, drawn, probability?`` and
        ``score``: the chance of a finding, were the case drawn by lot, by small models that learnt from the cases of
        other employers; null where too few cases teach anything.
    """
    labels = labelled_cases(
        {name: sources.warehouse.table(name) for name in ("inspections", "findings")}, sources.as_of
    )
    training = pl.read_parquet(sources.features.table("training"))
    with ThreadPoolExecutor(max_workers=threads) as workers:
        parts = list(workers.map(lambda law: _of_law(case_rows(labels, training, law), law, inputs, seed), LAWS))
    since = audited_months(sources.as_of)[0]
    return pl.concat(parts).filter(pl.col("selected_on") >= since)


def _of_law(cases: pl.DataFrame, law: str, inputs: Sequence[ModelInput], seed: int) -> pl.DataFrame:
    found = int(cases["violation"].sum())
    if min(found, len(cases) - found) < FEWEST_TO_LEARN_FROM:
        score = pl.Series("score", [None] * len(cases), dtype=pl.Float64)
    else:
        nobody = cases.select("employer_id", *(item.name for item in inputs)).head(0)
        score = pl.Series("score", predict_outcomes(cases, nobody, inputs, seed).cases, dtype=pl.Float64)
    drawn = pl.Series("drawn", drawn_at_random(cases), dtype=pl.Boolean)
    return cases.with_columns(score, drawn).select(
        "employer_id",
        "selected_on",
        "weight",
        "drawn",
        "score",
        unit="case_id",
        law=pl.lit(law),
        ground="selection_ground",
        outcome=pl.col("violation").cast(pl.Boolean),
        probability=pl.when(pl.col("drawn")).then(pl.col("selection_probability")),
    )


def all_cases(sources: AuditSources) -> pl.DataFrame:
    """Return every case that is known, open ones too: ``case_id, employer_id, ground, selected_on, closed_on?``."""
    values = {"inspections": sources.warehouse.table("inspections"), "as_of": sources.as_of}
    return query_frame(query("cases"), values).sort("case_id")


def findings_of(sources: AuditSources, cases: pl.DataFrame) -> pl.DataFrame:
    """Return findings as they became known, with the employer and the closing day of their case, if it is closed.

    Args:
        sources: What is audited.
        cases: As ``all_cases`` gives them.
    """
    values = {"findings": sources.warehouse.table("findings"), "as_of": sources.as_of}
    named = cases.select("employer_id", "closed_on", unit="case_id")
    return query_frame(FINDINGS, values).join(named, on="unit", maintain_order="left")


def chances_by_case(examined: pl.DataFrame) -> pl.DataFrame:
    """Return ``case_id`` and a column a law with the chance of a finding, where a case examined it."""
    named = examined.select(pl.col("unit").alias("case_id"), pl.format("chance_{}", "law").alias("name"), "score")
    wide = named.pivot(on="name", index="case_id", values="score", sort_columns=True)
    missing = [name for law in LAWS if (name := chance_of(law)) not in wide.columns]
    return wide.with_columns(pl.lit(None, pl.Float64).alias(name) for name in missing)


def line_of(scores: pl.Series, cut: float) -> float:
    """Return the score above which a share ``cut`` of a list lies."""
    known = scores.drop_nulls().to_numpy()
    return float(np.quantile(known, 1 - cut)) if len(known) else float("inf")
