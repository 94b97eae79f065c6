"""Scores without a model: the number of flags that an employer raises, and what past cases with that number came to.

Everything here can be recounted by hand: flags, the share of closed cases with a finding at that number of flags, and
plain means. It is what a law goes by while no model of it is in use; it is no model, and has no rank interval.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Literal

import numpy as np
import polars as pl

from data_contracts.yaml_files import read_yaml
from features.catalogue import load_catalogue
from models.heuristics import RedFlag, red_flags
from models.places import places
from models.scoring import NO_SCORES

Basis = Literal["random_arm", "closed_cases"]
SHARES_SCHEMA = {
    "law": pl.String,
    "least_flags": pl.Int64,
    "most_flags": pl.Int64,
    "cases": pl.Int64,
    "findings": pl.Int64,
    "share": pl.Float64,
    "basis": pl.String,
}
FLAGS_SCHEMA = {
    "employer_id": pl.String,
    "law": pl.String,
    "feature": pl.String,
    "value": pl.Float64,
    "above": pl.Float64,
}
NO_FLAGS = pl.DataFrame(schema=FLAGS_SCHEMA)
NO_SHARES = pl.DataFrame(schema=SHARES_SCHEMA)
AMOUNTS: Mapping[str, tuple[str, float]] = {
    "expected_workers": ("workers_affected", 1.0),
    "expected_underpaid_eur": ("underpaid_cents", 0.01),
}
"""What a finding comes to: the column of the cases, and what makes it the unit of the score."""


@dataclass(frozen=True)
class _Step:
    """Neighbouring numbers of flags taken together: from and up to how many, and what their closed cases weigh."""

    least: int
    most: int
    cases: int
    findings: int
    weight: float
    found: float

    def with_next(self, other: "_Step") -> "_Step":
        return _Step(
            self.least,
            other.most,
            self.cases + other.cases,
            self.findings + other.findings,
            self.weight + other.weight,
            self.found + other.found,
        )

    @property
    def share(self) -> float:
        rules = _rules()["shares"]
        return float((self.found + rules["added_findings"]) / (self.weight + rules["added_cases"]))


@cache
def _rules() -> dict[str, Any]:
    content: dict[str, Any] = read_yaml(Path(__file__).with_suffix(".yaml"))
    return content


def flags_of(law: str) -> tuple[RedFlag, ...]:
    """Return the flags that count for a law: its red flags, and a recent signal on its subject."""
    return (*red_flags()[law], RedFlag(**_rules()["signals"][law]))


def flag_count(law: str) -> pl.Expr:
    """Return the number of flags raised, of a frame with the features' columns; without a value none is raised."""
    return pl.sum_horizontal(_raised(flag).cast(pl.Int64) for flag in flags_of(law))


def flags_raised(frame: pl.DataFrame, law: str) -> pl.DataFrame:
    """Return a row for every flag that an employer raises, with the columns of ``FLAGS_SCHEMA``.

    Args:
        frame: The feature matrix.
        law: WML, Wav or Waadi.
    """
    rows = [
        frame.filter(_raised(flag)).select(
            "employer_id",
            law=pl.lit(law),
            feature=pl.lit(flag.feature),
            value=pl.col(flag.feature).cast(pl.Float64),
            above=pl.lit(flag.above),
        )
        for flag in flags_of(law)
    ]
    return pl.concat([NO_FLAGS, *rows]).sort("employer_id", maintain_order=True)


def flag_sentence(feature: str, value: float, above: float, language: str) -> str:
    """Return a flag that an employer raises in words: what was measured, its own figure, and the bound."""
    known = load_catalogue().feature(feature)
    figures = {name: known.format_value(number, language) for name, number in (("value", value), ("above", above))}
    return str(_rules()["sentence"][language]).format(label=known.label.in_language(language), **figures)


def past_shares(cases: pl.DataFrame, law: str) -> pl.DataFrame:
    """Return the share of past cases with a finding by number of flags, with the columns of ``SHARES_SCHEMA``.

    Cases of the random arm count alone where there are enough of them, each for the employers that it stands for; else
    all closed cases do, which were chosen, and so say little of those that nobody would choose (``basis``). Numbers of
    flags with few cases are taken together with the next; so are neighbours of which the higher number has the lower
    share (pool adjacent violators: Ayer and others, 1955, Annals of Mathematical Statistics 26). No share is 0 or 1.

    Args:
        cases: The law's closed cases with their features (``models.register_cases.law_frame``).
        law: WML, Wav or Waadi.

    Returns:
        No row when there are too few cases to tell any share.
    """
    drawn = cases.filter(pl.col("selection_ground") == "random")
    enough = _rules()["shares"]["random_arm"]
    by_lot = len(drawn) >= enough["cases"] and int(drawn["violation"].sum()) >= enough["findings"]
    if len(cases) < _rules()["shares"]["fewest_cases_of_law"]:
        return NO_SHARES
    basis: Basis = "random_arm" if by_lot else "closed_cases"
    steps = _rising(_filled(_counted(drawn if by_lot else cases, law, by_lot=by_lot)))
    rows = [
        (law, step.least, step.most, step.cases, step.findings, step.share, basis) for step in _open_ended(steps, law)
    ]
    return pl.DataFrame(rows, schema=SHARES_SCHEMA, orient="row")


def score_by_rules(
    frame: pl.DataFrame, facts: pl.DataFrame, cases: pl.DataFrame, hours: pl.DataFrame, law: str
) -> pl.DataFrame:
    """Return the scores of every row of the feature matrix, with the columns of ``models.scoring.SCORE_SCHEMA``.

    ``probability`` is the share of past cases with a finding at the employer's number of flags, null where there are
    too few to tell. Employers with as many flags go by the number of statute checks below the norm; others share a
    rank. There is no rank interval, and everybody is supported: nothing was learnt from some employers only.

    Args:
        frame: The feature matrix.
        facts: ``employer_id, law, rule, status`` of the statute checks.
        cases: The law's closed cases with their features.
        hours: ``employer_id, expected_hours``: the plain mean of the employer's size class.
        law: WML, Wav or Waadi.
    """
    below = (
        facts.filter(law=law, status=_rules()["fact_status"])
        .group_by("employer_id")
        .agg(pl.col("rule").n_unique().alias("facts"))
    )
    rated = (
        frame.select("employer_id", "as_of", "sector", flags=flag_count(law))
        .join(below, on="employer_id", how="left", maintain_order="left")
        .with_columns(pl.col("facts").fill_null(0), probability=_share_of(past_shares(cases, law)))
    )
    rank, tied = places((rated["flags"] + rated["facts"] / (1 + rated["facts"])).cast(pl.Float64).to_numpy())
    chance = pl.col("probability")
    scored = (
        rated.join(hours, on="employer_id", how="left", maintain_order="left")
        .with_columns(
            law=pl.lit(law),
            log_odds=(chance / (1 - chance)).log(),
            rank=pl.Series(rank),
            tied=pl.Series(tied),
            supported=pl.lit(value=True),
            **{name: chance * _mean_amount(cases, *of) for name, of in AMOUNTS.items()},
        )
        .drop("sector", "flags", "facts")
    )
    return pl.concat([NO_SCORES, scored], how="diagonal")


def _raised(flag: RedFlag) -> pl.Expr:
    return (pl.col(flag.feature).cast(pl.Float64).fill_nan(None) > flag.above).fill_null(value=False)


def _counted(cases: pl.DataFrame, law: str, *, by_lot: bool) -> list[_Step]:
    """Count the cases of each number of flags; a case weighs for the open ones, and by lot for those not drawn."""
    chance = pl.col("selection_probability").cast(pl.Float64) if by_lot else pl.lit(None, pl.Float64)
    weights = cases.select(
        pl.col("violation"), flags=flag_count(law), weight=pl.col("weight").fill_null(1.0) / chance.fill_null(1.0)
    )
    # Weights say which cases count for more than others; together they weigh what there are cases.
    weights = weights.with_columns(pl.col("weight") / pl.col("weight").mean())
    counted = (
        weights.group_by("flags")
        .agg(
            pl.len().alias("cases"),
            pl.col("violation").sum().alias("findings"),
            pl.col("weight").sum(),
            (pl.col("weight") * pl.col("violation")).sum().alias("found"),
        )
        .sort("flags")
    )
    return [_Step(row[0], *row) for row in counted.iter_rows()]


def _filled(steps: Sequence[_Step]) -> list[_Step]:
    """Take numbers of flags with too few cases together with the next, and the last with the one before."""
    fewest = _rules()["shares"]["fewest_cases"]
    filled: list[_Step] = []
    for step in steps:
        if filled and filled[-1].cases < fewest:
            filled[-1] = filled[-1].with_next(step)
        else:
            filled.append(step)
    if len(filled) > 1 and filled[-1].cases < fewest:
        last = filled.pop()
        filled[-1] = filled[-1].with_next(last)
    return filled


def _rising(steps: Sequence[_Step]) -> list[_Step]:
    rising: list[_Step] = []
    for step in steps:
        rising.append(step)
        while len(rising) > 1 and rising[-2].share >= rising[-1].share:
            last = rising.pop()
            rising[-1] = rising[-1].with_next(last)
    return rising


def _open_ended(steps: Sequence[_Step], law: str) -> list[_Step]:
    """Let the steps hold every number of flags that there can be: from none to all, without gaps."""
    ends = [step.least - 1 for step in steps[1:]] + [len(flags_of(law))]
    starts = [0, *(step.least for step in steps[1:])]
    return [replace(step, least=start, most=end) for step, start, end in zip(steps, starts, ends, strict=True)]


def _share_of(shares: pl.DataFrame) -> pl.Expr:
    found = pl.lit(None, pl.Float64)
    for least, share in shares.select("least_flags", "share").iter_rows():
        found = pl.when(pl.col("flags") >= least).then(pl.lit(share)).otherwise(found)
    return found


def _mean_amount(cases: pl.DataFrame, column: str, unit: float) -> pl.Expr:
    """Return the mean amount of a finding in the employer's sector; null where no finding states one."""
    stated = cases.filter(pl.col("violation")).drop_nulls(column).with_columns(amount=pl.col(column) * unit)
    if not stated["amount"].sum():  # an act under which nobody states this amount
        return pl.lit(None, pl.Float64)
    overall = float(np.mean(stated["amount"].to_numpy()))
    sectors = (
        stated.group_by("sector")
        .agg(pl.len().alias("cases"), pl.col("amount").mean())
        .filter(pl.col("cases") >= _rules()["amounts"]["fewest_cases"])
    )
    means = dict(sectors.drop_nulls("sector").select("sector", "amount").iter_rows())
    return pl.col("sector").replace_strict(means, default=overall, return_dtype=pl.Float64)
