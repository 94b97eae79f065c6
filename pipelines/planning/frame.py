"""Every employer that could be looked at, with all that a plan weighs."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path

import polars as pl

from data_contracts.reference_data import region_of_province
from data_contracts.settings import PlanSettings
from data_contracts.snapshots import Snapshot
from data_contracts.yaml_files import read_yaml
from models.labels import LAWS
from models.planning.hours import expected_hours
from models.planning.responses import capacity_to_comply, load_responses
from models.yields import law_expectations
from pipelines.planning.registers import Registers

MATRIX = ("employer_id", "sector", "size_class", "province", "legal_form")
NO_SITE = "none_known"


@cache
def reading_rules() -> Mapping[str, Mapping[str, int]]:
    """Return the figures of ``inputs.yaml``."""
    rules: dict[str, dict[str, int]] = read_yaml(Path(__file__).with_name("inputs.yaml"))
    return rules


def plan_frame(
    features: Snapshot, scores: Snapshot, registers: Registers, settings: PlanSettings, salt: str
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the frame and the links of a plan, as ``models.planning.plan.make_plan`` takes them.

    An employer that resembles nothing inspected is not ``supported`` and so not ``eligible``, and its chances are null;
    it stays in the frame of the random arm. Without any model everyone is as eligible as before.

    Args:
        features: The features in use.
        scores: The scores made from them.
        registers: The warehouse, as known on the as-of date.
        settings: Cool-off and repeat cap.
        salt: Goes into the hash of the sites' lot.
    """
    matrix = pl.read_parquet(features.table("current"), columns=list(MATRIX))
    scored = pl.read_parquet(scores.table("scores"))
    cases = registers.query("cases", ["inspections", "findings"])
    links = _links(registers)
    parts = (
        _names(registers),
        _sites(registers, salt),
        _kinds(links),
        _hours(matrix, cases, scored),
        law_expectations(scored, LAWS),
        _seen_before(cases, registers.as_of, settings),
    )
    frame = matrix
    for part in parts:
        frame = frame.join(part, on="employer_id", how="left", maintain_order="left")
    told = _with_topics(_completed(frame), pl.read_parquet(features.table("facts"), columns=FACTS))
    among = pl.col("lender_id", "hirer_id").is_in(matrix["employer_id"].implode())
    return told.sort("employer_id"), links.filter(pl.all_horizontal(among)).sort("lender_id", "hirer_id")


def _completed(frame: pl.DataFrame) -> pl.DataFrame:
    """Fill what the parts say nothing of, and add what follows from them."""
    return frame.with_columns(
        pl.col("supported").fill_null(value=True),
        pl.col("found", "barred").fill_null(value=False),
        pl.col("kind").fill_null("neither"),
        pl.col("site_doubtful").fill_null(value=True),
        pl.col("site_rule").fill_null(NO_SITE),
        region=pl.col("province").replace_strict(region_of_province(), default=None),
    ).with_columns(
        eligible=pl.col("supported") & ~pl.col("barred"),
        capacity_to_comply=capacity_to_comply(pl.col("size_class"), pl.col("found"), load_responses()),
    )


FACTS = ["employer_id", "rule", "status", "workers"]


def _with_topics(frame: pl.DataFrame, facts: pl.DataFrame) -> pl.DataFrame:
    """Add each employer's topic: of its facts, or of the law under which a finding is likeliest."""
    responses = load_responses()
    topic = pl.col("rule").replace_strict(responses.topic_of_rule, default=None, return_dtype=pl.String)
    of_facts = (
        facts.filter(pl.col("status").is_in(["below", "noted"]))
        .with_columns(topic=topic)
        .drop_nulls("topic")
        .sort(pl.col("status") != "below", pl.col("workers"), "topic", descending=[False, True, False])
        .group_by("employer_id", maintain_order=True)
        .agg(pl.col("topic").first())
    )
    joined = frame.join(of_facts, on="employer_id", how="left", maintain_order="left")
    largest = pl.max_horizontal(*(pl.col(f"p_{law}") for law in LAWS))
    likeliest = pl.coalesce(
        pl.when(pl.col(f"p_{law}") == largest).then(pl.lit(responses.topic_of_law[law])) for law in LAWS
    )
    return joined.with_columns(topic=pl.coalesce("topic", likeliest)).drop("found", "barred")


def _links(registers: Registers) -> pl.DataFrame:
    """Return ``lender_id, hirer_id, workers``: who lent to whom lately; a party of no register keeps its own name."""
    return registers.rows(
        "SELECT lender_id, hirer_id, max(workers) AS workers FROM ({links}) "
        "WHERE period > $since AND period <= $as_of GROUP BY lender_id, hirer_id ORDER BY lender_id, hirer_id",
        ["staffing_links", "parties"],
        {"since": months_before(registers.as_of, reading_rules()["links"]["within_months"])},
        links=registers.links_sql(),
    )


def _kinds(links: pl.DataFrame) -> pl.DataFrame:
    """Return ``employer_id, kind`` of everybody in a link."""
    roles = pl.concat(
        [
            links.select(employer_id="lender_id", role=pl.lit("lender")),
            links.select(employer_id="hirer_id", role=pl.lit("hirer")),
        ]
    ).unique()
    both = pl.when(pl.len() > 1).then(pl.lit("both")).otherwise(pl.col("role").first())
    return roles.group_by("employer_id").agg(both.alias("kind"))


def _sites(registers: Registers, salt: str) -> pl.DataFrame:
    seen_since = months_before(registers.as_of, reading_rules()["site"]["seen_within_months"])
    return registers.query("sites", ["establishments"], {"seen_since": seen_since, "salt": salt})


def _names(registers: Registers) -> pl.DataFrame:
    return registers.rows(
        "SELECT employer_id, arg_max(trade_name, valid_from) AS trade_name FROM ({employers}) "
        "WHERE valid_from <= $as_of GROUP BY employer_id",
        ["employers"],
    )


def _hours(matrix: pl.DataFrame, cases: pl.DataFrame, scored: pl.DataFrame) -> pl.DataFrame:
    """Return ``employer_id, expected_hours, mean_hours``.

    The first is the models' estimate, or its size class's mean where there is none; the second always that mean.
    """
    closed = cases.drop_nulls("spent_minutes").join(matrix, on="employer_id")
    modelled = scored.group_by("employer_id").agg(pl.col("expected_hours").mean().alias("modelled"))
    return (
        expected_hours(matrix, closed)
        .join(modelled, on="employer_id", how="left", maintain_order="left")
        .select(
            "employer_id",
            pl.coalesce("modelled", "expected_hours").alias("expected_hours"),
            pl.col("expected_hours").alias("mean_hours"),
        )
    )


def _seen_before(cases: pl.DataFrame, as_of: date, settings: PlanSettings) -> pl.DataFrame:
    """Return ``employer_id, found, barred``: whether a finding stands, and whether it was seen too lately or too often.

    The register tells no visit from a desk check, so every case counts.
    """
    lately = pl.col("selected_on") > months_before(as_of, settings.cool_off_months)
    counted = pl.col("selected_on") > months_before(as_of, 12 * settings.repeat_years)
    return cases.group_by("employer_id").agg(
        pl.col("found").any(),
        (lately.any() | (counted.sum() >= settings.repeat_cap)).alias("barred"),
    )


def months_before(day: date, months: int) -> date:
    """Return the same day so many months earlier, or the last day of that month where there is none."""
    earlier: date = pl.select(pl.lit(day).dt.offset_by(f"-{months}mo")).item()
    return earlier
