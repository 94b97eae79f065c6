"""The statistical link of each feature: does it go with findings among cases drawn by lot, and the way it should.

Only the random arm can tell. Among chosen cases a feature goes with whatever the choice went by, so a link there may be
of the choice's own making (Algoritmekader, measure 3-dat-02; Lakkaraju and others, The selective labels problem, 2017).
"""

from collections.abc import Iterator, Mapping, Sequence
from math import atanh
from statistics import NormalDist
from typing import Any

import numpy as np
import polars as pl

from features.indicator import EITHER, HIGHER, LOWER, Indicator
from models.arrays import Booleans, Floats, Integers
from models.evaluation.bootstrap import Z_95
from models.fairness.comparisons import with_notable
from models.fairness.concordance import gamma
from models.fairness.figures import ESTIMATED, NO_RANDOM_SAMPLE, NOT_ESTIMABLE
from models.fairness.link_rules import LinkRules, link_rules
from models.fairness.measures import Minimum, measures, power_rule

HOLDS, CONTRARY, NONE, UNDECIDED = "holds", "contrary", "none", "undecided"
NOT_HELD = (CONTRARY, NONE)
"""The verdicts of a feature whose link does not hold; *undecided* is none of them, and a person may sign for it."""

EXPECTED_SCHEMA = {"law": pl.String, "feature": pl.String, "expected": pl.String}
LINK_SCHEMA = {
    "law": pl.String,
    "feature": pl.String,
    "expected": pl.String,
    "status": pl.String,
    "verdict": pl.String,
    "value": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "p_value": pl.Float64,
    "p_adjusted": pl.Float64,
    "cases": pl.Int64,
    "positives": pl.Int64,
    "negatives": pl.Int64,
    "without_value": pl.Int64,
    "needed": pl.Int64,
}


def expectations(indicators: Mapping[str, Indicator], names: Sequence[str], laws: Sequence[str]) -> pl.DataFrame:
    """Return which way the link of each feature should go in each act, from the indicator files.

    Args:
        indicators: The files by feature; of a feature without one nothing is expected, so either way will do.
        names: The features to ask, those of the matrix.
        laws: The acts.

    Returns:
        ``law, feature, expected`` (higher, lower or either).
    """
    rows = [
        (law, name, indicators[name].expected_in(law) if name in indicators else EITHER)
        for law in laws
        for name in names
    ]
    return pl.DataFrame(rows, EXPECTED_SCHEMA, orient="row")


def indicator_links(units: pl.DataFrame, features: pl.DataFrame, expected: pl.DataFrame) -> pl.DataFrame:
    """Return the link of each feature with a finding, by act, among cases drawn by lot.

    The association is Goodman and Kruskal's gamma, each case weighted by how many it stands for (its weight over its
    chance of being drawn), with an interval by employer. A link *holds* when it differs from 0 after correction over
    all rows of the result (Benjamini and Hochberg, 5%) the expected way, and is *contrary* the other way. It is *none*
    when the whole interval lies inside practical zero (equivalence: Schuirmann, 1987), however sure it is not exactly
    0. Else there are too few random cases to tell: *undecided*.

    Args:
        units: Cases, one row a case and act: ``law, unit, employer_id, drawn, probability?, outcome?, weight``.
        features: ``unit`` and a column a feature, as known when the case was selected; null where undefined.
        expected: ``law, feature, expected``, a row for each link that is wanted; see ``expectations``.

    Returns:
        ``LINK_SCHEMA``, a row a row of ``expected``. ``status`` is estimated, not_estimable (fewer cases than the
        minimum, or hardly any that differ) or no_random_sample, where figures are null and the verdict is undecided.
        ``needed``: with how many random cases like these an undecided link that is really 0 would come out as none in
        four of five times; null for others.
    """
    arm = units.filter(pl.col("drawn") & pl.col("outcome").is_not_null() & (pl.col("probability") > 0))
    arm = arm.join(features, on="unit", how="left", validate="m:1", maintain_order="left")
    rows = [
        row
        for (law,), wanted in expected.group_by("law", maintain_order=True)
        for row in _links_of_law(str(law), wanted, arm.filter(pl.col("law") == law))
    ]
    return _with_verdicts(pl.DataFrame(rows, {**LINK_SCHEMA, "error": pl.Float64}))


def _links_of_law(law: str, wanted: pl.DataFrame, arm: pl.DataFrame) -> Iterator[dict[str, Any]]:
    outcome = arm["outcome"].cast(pl.Boolean).to_numpy()
    weights = (arm["weight"] / arm["probability"]).cast(pl.Float64).to_numpy()
    clusters = arm["employer_id"].rank("dense").cast(pl.Int64).to_numpy() - 1
    for feature, way in wanted.select("feature", "expected").iter_rows():
        values = arm[feature].cast(pl.Float64).fill_null(float("nan")).to_numpy()
        found = _link(values, outcome, weights, clusters)
        yield {"law": law, "feature": feature, "expected": way} | found


def _link(values: Floats, outcome: Booleans, weights: Floats, clusters: Integers) -> dict[str, Any]:
    known = np.isfinite(values)
    values, outcome, weights, clusters = values[known], outcome[known], weights[known], clusters[known]
    counts = {
        "cases": len(values),
        "positives": int(outcome.sum()),
        "negatives": int((~outcome).sum()),
        "without_value": int((~known).sum()),
    }
    if not len(known):
        return counts | {"status": NO_RANDOM_SAMPLE}
    if not _enough(values, counts, measures()["hit_rate"].minimum, link_rules()):
        return counts | {"status": NOT_ESTIMABLE}
    link = gamma(values, outcome, weights, clusters)
    figures = {"value": link.value, "low": link.low, "high": link.high, "error": link.error}
    return counts | figures | {"p_value": max(link.p_value, _exact(values, outcome)), "status": ESTIMATED}


def _enough(values: Floats, counts: Mapping[str, int], minimum: Minimum, rules: LinkRules) -> bool:
    if counts["positives"] < minimum.positives or counts["negatives"] < minimum.negatives:
        return False
    return bool(_apart(values).sum() >= rules.fewest_apart)


def _apart(values: Floats) -> Booleans:
    """Return which rows have another value than the commonest, shape ``(rows,)``."""
    distinct, times = np.unique(values, return_counts=True)
    return np.asarray(values != distinct[times.argmax()])


def _exact(values: Floats, outcome: Booleans) -> float:
    """Return Fisher's exact p-value of having another value than the commonest, where few may be expected to; else 0.

    With fewer than five findings, or cases without, that may be expected among them, a normal error makes chance hits
    of a rare mark look sure several times too often (Cochran, Biometrics 10, 1954).
    """
    apart, size = _apart(values), len(values)
    if apart.sum() * min(outcome.sum(), size - outcome.sum()) / size >= link_rules().fewest_expected:
        return 0.0
    from scipy.stats import fisher_exact  # loads slowly, and who only reads figures needs none of it

    table = np.bincount(2 * apart + outcome, minlength=4).reshape(2, 2)
    return float(fisher_exact(table)[1])


def _with_verdicts(links: pl.DataFrame) -> pl.DataFrame:
    zero = link_rules().practical_zero
    rises, falls = pl.col("value") > 0, pl.col("value") < 0
    against = (rises & (pl.col("expected") == LOWER)) | (falls & (pl.col("expected") == HIGHER))
    verdict = (
        pl.when((pl.col("low") > -zero) & (pl.col("high") < zero))
        .then(pl.lit(NONE))
        .when(pl.col("notable") & against)
        .then(pl.lit(CONTRARY))
        .when(pl.col("notable"))
        .then(pl.lit(HOLDS))
        .otherwise(pl.lit(UNDECIDED))
    )
    told = with_notable(links).with_columns(verdict=verdict)
    wanting = (pl.col("status") == ESTIMATED) & (pl.col("verdict") == UNDECIDED)
    return told.with_columns(needed=pl.when(wanting).then(_needed(zero))).select(LINK_SCHEMA.keys())


def _needed(zero: float) -> pl.Expr:
    """Return how many cases like these would tell: the error falls with the root of their number."""
    power = NormalDist().inv_cdf((1 + power_rule().power) / 2)
    times = (pl.col("error") * (Z_95 + power) / atanh(zero)) ** 2
    return pl.max_horizontal((pl.col("cases") * times).ceil(), pl.col("cases") + 1).cast(pl.Int64)
