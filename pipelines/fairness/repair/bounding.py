"""Bounds for a trait that is not held: a table of its share by group, beside who was visited by choice in each."""

from pathlib import Path

import polars as pl

from data_contracts.errors import KompasError
from models.fairness.groups import open_groups
from pipelines.fairness.candidates import audited_months
from pipelines.fairness.cases import all_cases, findings_of
from pipelines.fairness.gathering import RANDOM
from pipelines.fairness.sources import AuditSources

COLUMNS = ("cell", "share_in_group")


def read_shares(path: Path) -> pl.DataFrame:
    """Return a table of shares: ``cell, share_in_group``, from a CSV file with these columns.

    Raises:
        KompasError: The file cannot be read as such a table.
    """
    try:
        table = pl.read_csv(path, schema_overrides={"cell": pl.String, "share_in_group": pl.Float64})
        return table.select(COLUMNS).sort("cell")
    except (OSError, pl.exceptions.PolarsError) as error:
        raise KompasError(
            "The table of shares cannot be read.",
            str(path),
            f"Give a CSV file with a line of names, {','.join(COLUMNS)}, and shares between 0 and 1 with a point.",
        ) from error


def cells_of(sources: AuditSources, shares: pl.DataFrame, by: str) -> pl.DataFrame:
    """Return the cells of ``models.fairness.bounds.aggregate_bounds``: employers, and who was visited by choice.

    A unit is an employer of today. It is chosen when a visit that was not drawn by lot was closed in the audited
    months, and something was found when one of these found a violation of any law.

    Args:
        sources: What is audited.
        shares: ``cell, share_in_group``.
        by: The open dimension whose groups are the cells.

    Raises:
        KompasError: There is no such dimension, or a group with employers has no share.
    """
    groups = open_groups(sources.employers()).filter(pl.col("dimension") == by)
    if groups.is_empty():
        raise KompasError(
            f"There is no open dimension '{by}'.", remedy="Use sector, size_class, region, legal_form ..."
        )
    if missing := sorted(set(groups["group"]) - set(shares["cell"])):
        raise KompasError(
            f"The table has no share for: {', '.join(missing[:5])}.",
            remedy=f"Give every group of {by} that has employers.",
        )
    since = audited_months(sources.as_of)[0]
    cases = all_cases(sources).filter(
        pl.col("closed_on") >= since, pl.col("closed_on") <= sources.as_of, pl.col("ground") != RANDOM
    )
    found = findings_of(sources, cases).filter(pl.col("violation"), pl.col("closed_on").is_not_null())["employer_id"]
    inside = {
        "chosen": pl.col("unit").is_in(cases["employer_id"].implode()),
        "found": pl.col("unit").is_in(found.implode()),
    }
    counted = groups.group_by(pl.col("group").alias("cell")).agg(
        pl.len().cast(pl.Int64).alias("units"),
        *(test.sum().cast(pl.Int64).alias(name) for name, test in inside.items()),
    )
    return counted.join(shares, on="cell").sort("cell")
