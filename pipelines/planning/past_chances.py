"""How many employers were looked at in past years, by the register of cases."""

from datetime import date

import polars as pl

from models.planning.chances import ALL, DIMENSIONS, SCHEMA
from pipelines.planning.frame import reading_rules
from pipelines.planning.registers import Registers


def past_chances(registers: Registers) -> pl.DataFrame:
    """Return the chance of being looked at by year and group, with the columns of ``models.planning.chances.SCHEMA``.

    A year's employers are those that were active in it; the looked-at are those of whom a case was selected. Years of
    which the register has no case are left out: that is not knowing, and not a chance of 0. ``months`` is the number of
    months of the year in which a case was selected: a year at the edge of the register is no whole year.
    """
    years = past_years(registers.as_of)
    counted = registers.query(
        "years",
        ["employers", "inspections", "staffing_links", "parties"],
        {"years": list(years)},
        links=registers.links_sql(),
    )
    dimensions = [pl.lit(ALL).alias("group"), *(pl.col(name).fill_null("unknown") for name in DIMENSIONS)]
    parts = [
        counted.group_by("year", "months", dimension.alias("group"))
        .agg(pl.col("employers", "looked_at").sum())
        .with_columns(dimension=pl.lit(name), at=pl.lit(at))
        for at, (name, dimension) in enumerate(zip((ALL, *DIMENSIONS), dimensions, strict=True))
    ]
    return (
        pl.concat(parts)
        .with_columns(
            period=pl.col("year").cast(pl.String),
            chance=pl.col("looked_at") / pl.col("employers"),
            chance_random=pl.lit(None),
        )
        .sort("year", "at", "group", descending=[True, False, False])
        .select(pl.col(name).cast(kind) for name, kind in SCHEMA.items())
    )


def past_years(as_of: date) -> tuple[int, ...]:
    """Return the calendar years of which chances are told, the as-of date's own first."""
    return tuple(as_of.year - back for back in range(reading_rules()["chances"]["years"]))
