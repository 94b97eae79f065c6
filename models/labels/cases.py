"""From register to labels: which closed cases examined a law, what they found, and when that became known."""

from collections.abc import Mapping
from datetime import date
from functools import reduce

import polars as pl

from data_contracts.as_known import as_known_sql
from data_contracts.contract import load_contract
from data_contracts.query import query_frame
from features.outcomes import case_outcomes_sql
from models.arrays import Floats
from models.labels.articles import counts
from models.labels.maturity import SELECTIONS, maturity_weights
from models.labels.rules import LabelRules, LawRules, label_rules

_DETAILS = """
    SELECT outcome.*, found.article, found.workers_affected, found.underpaid_cents,
        greatest(closing.known_on, finding.known_on) AS first_known_on
    FROM ({outcomes}) AS outcome
    JOIN ({findings}) AS found USING (case_id, law)
    JOIN (
        SELECT case_id, min(known_at) AS known_on FROM read_parquet($inspections)
        WHERE known_at <= $as_of AND closed_on IS NOT NULL GROUP BY case_id
    ) AS closing USING (case_id)
    JOIN (
        SELECT case_id, law, min(known_at) AS known_on FROM read_parquet($findings)
        WHERE known_at <= $as_of GROUP BY case_id, law
    ) AS finding USING (case_id, law)
    ORDER BY case_id, law
"""


def labelled_cases(tables: Mapping[str, str], as_of: date) -> pl.DataFrame:
    """Return the labels known on a date: one row a case and law that was examined.

    Only an examined law can give a negative; a case that did not look at a law says nothing about it. A label is known
    when both the closing of the case and the finding are; what came of an objection changes it only when the finding
    itself changed. A violation counts when ``rules.yaml`` says that its article does; one of another article (a report
    under art. 8 to 11 of the Waadi) is no positive and is marked ``report_only``. A violation whose article ought to
    decide and is not given is no label at all (``undecided_cases``).

    Args:
        tables: Paths of the warehouse's ``inspections`` and ``findings``.
        as_of: The as-of date.

    Returns:
        ``case_id, employer_id, law, selection_ground, selection_probability, selected_on, known_on, violation, team,
        spent_minutes, article, workers_affected, underpaid_cents, first_known_on`` (first day with any outcome),
        ``report_only, regime`` (of the law on ``selected_on``), ``comparable`` (its outcome says something about the
        regime on the as-of date), ``matured`` (selected at least the horizon ago) and ``weight`` (for how many selected
        cases it stands, the open ones counted).
    """
    rules = label_rules()
    labels = _with_rules(_outcomes(tables, as_of), as_of, rules).filter(pl.col("violation").is_not_null())
    weights = weights_on(labels, selected_cases(tables, as_of), as_of)
    return labels.with_columns(weight=pl.Series("weight", weights, dtype=pl.Float64))


def selected_cases(tables: Mapping[str, str], as_of: date) -> pl.DataFrame:
    """Return ``case_id, selection_ground, selected_on, closed_on?`` of every case known on a date, open ones too."""
    known = as_known_sql("read_parquet($inspections)", load_contract("inspections").as_known_key)
    query = f"""
        SELECT {", ".join(SELECTIONS)}, closed_on FROM ({known})
        WHERE selected_on <= $as_of ORDER BY case_id
    """  # noqa: S608 -- built from our own contracts' names; values go in as parameters
    return query_frame(query, {"inspections": tables["inspections"], "as_of": as_of})


def weights_on(labels: pl.DataFrame, selected: pl.DataFrame, as_of: date) -> Floats:
    """Return for how many selected cases each labelled one stands.

    Args:
        labels: Rows with ``law, selection_ground, selected_on, first_known_on``.
        selected: All cases that the labelled ones stand for, as ``selected_cases`` gives them.
        as_of: The day until which cases were followed.
    """
    rules = label_rules()
    days = {law: own.horizon_days for law, own in rules.laws.items()}
    return maturity_weights(
        (labels["first_known_on"] - labels["selected_on"]).dt.total_days().cast(pl.Float64).to_numpy(),
        labels["selection_ground"],
        selected.select("selection_ground", days=(pl.lit(as_of) - pl.col("selected_on")).dt.total_days()),
        horizon_days=labels["law"].replace_strict(days, return_dtype=pl.Float64).to_numpy(),
        largest_weight=rules.largest_weight,
        fewest_cases=rules.fewest_cases,
    )


def undecided_cases(tables: Mapping[str, str], as_of: date) -> int:
    """Return how many violations are no label, because the article that ought to decide is not given."""
    return int(_with_rules(_outcomes(tables, as_of), as_of, label_rules())["violation"].null_count())


def open_cases(tables: Mapping[str, str], since: date, as_of: date) -> int:
    """Return how many cases selected on or after a date were not closed yet on the as-of date."""
    selected = selected_cases(tables, as_of)
    return selected.filter(pl.col("closed_on").is_null() & (pl.col("selected_on") >= since)).height


def _outcomes(tables: Mapping[str, str], as_of: date) -> pl.DataFrame:
    query = _DETAILS.format(
        outcomes=case_outcomes_sql(),
        findings=as_known_sql("read_parquet($findings)", load_contract("findings").as_known_key),
    )
    values = {"inspections": tables["inspections"], "findings": tables["findings"], "as_of": as_of}
    return query_frame(query, values)


def _with_rules(outcomes: pl.DataFrame, as_of: date, rules: LabelRules) -> pl.DataFrame:
    parts = [_of_law(outcomes.filter(pl.col("law") == law), own, as_of) for law, own in rules.laws.items()]
    return pl.concat(parts).sort("case_id", "law")


def _of_law(outcomes: pl.DataFrame, rules: LawRules, as_of: date) -> pl.DataFrame:
    now = rules.regime_on(as_of)
    decided = reduce(
        lambda held, regime: pl.when(pl.col("selected_on") >= regime.starts).then(pl.lit(regime.name)).otherwise(held),
        rules.regimes,
        pl.lit(None, dtype=pl.String),
    )
    return (
        outcomes.with_columns(
            regime=decided, matured=(pl.lit(as_of) - pl.col("selected_on")).dt.total_days() >= rules.horizon_days
        )
        .pipe(lambda frame: _counted(frame, rules))
        .with_columns(comparable=pl.col("regime").is_in(sorted(now.learns_from if now else ())).fill_null(value=False))
    )


def _counted(frame: pl.DataFrame, rules: LawRules) -> pl.DataFrame:
    """Let only the articles that count make a violation; keep what was written down beside it."""
    verdicts = pl.DataFrame(
        [
            {"regime": regime.name, "article": text, "counts": counts(text, regime.articles)}
            for regime in rules.regimes
            if regime.articles is not None
            for text in frame["article"].drop_nulls().unique().sort()
        ],
        schema={"regime": pl.String, "article": pl.String, "counts": pl.Boolean},
    )
    selective = [regime.name for regime in rules.regimes if regime.articles is not None]
    decides = pl.col("regime").is_in(selective).fill_null(value=False)
    counted = pl.when(~decides).then(pl.lit(value=True)).otherwise(pl.col("counts"))
    return (
        frame.join(verdicts, on=["regime", "article"], how="left", maintain_order="left")
        .with_columns(report_only=pl.col("violation") & (counted == pl.lit(value=False)).fill_null(value=False))
        .with_columns(violation=pl.when(pl.col("violation")).then(counted).otherwise(pl.lit(value=False)))
        .drop("counts")
    )
