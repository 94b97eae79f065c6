"""Labels: which closed cases examined a law, what they found, and when that became known."""

from collections.abc import Mapping
from datetime import date

import polars as pl

from data_contracts.as_known import as_known_sql
from data_contracts.query import query_frame

LAWS = ("WML", "Wav", "Waadi")


def labelled_cases(tables: Mapping[str, str], as_of: date) -> pl.DataFrame:
    """Return the labels known on a date: one row a case and law that was examined.

    Only an examined law can give a negative; a case that did not look at a law says nothing about it. A label is known
    when both the closing of the case and the finding are.

    Args:
        tables: Paths of the warehouse's ``inspections`` and ``findings``.
        as_of: The as-of date.

    Returns:
        ``case_id, employer_id, law, selection_ground, selection_probability, selected_on, known_on, violation, team,
        spent_minutes``.
    """
    inspections = as_known_sql("read_parquet($inspections)", ["case_id"])
    findings = as_known_sql("read_parquet($findings)", ["case_id", "law"])
    query = f"""
        SELECT i.case_id, i.employer_id, f.law, i.selection_ground, i.selection_probability, i.selected_on,
               greatest(i.known_at, f.known_at) AS known_on, f.violation, i.team, i.spent_minutes
        FROM ({inspections}) AS i JOIN ({findings}) AS f USING (case_id)
        WHERE i.closed_on IS NOT NULL AND f.examined AND f.violation IS NOT NULL
        ORDER BY i.case_id, f.law
    """  # noqa: S608 -- built from our own contracts' names; values go in as parameters
    values = {"inspections": tables["inspections"], "findings": tables["findings"], "as_of": as_of}
    return query_frame(query, values)


def open_cases(tables: Mapping[str, str], since: date, as_of: date) -> int:
    """Return how many cases selected on or after a date were not closed yet on the as-of date."""
    query = f"""
        SELECT case_id FROM ({as_known_sql("read_parquet($inspections)", ["case_id"])})
        WHERE closed_on IS NULL AND selected_on >= $since
    """  # noqa: S608 -- built from our own contracts' names; values go in as parameters
    return len(query_frame(query, {"inspections": tables["inspections"], "since": since, "as_of": as_of}))
