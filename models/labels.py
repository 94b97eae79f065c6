"""Labels: which closed cases examined a law, what they found, and when that became known."""

from collections.abc import Mapping
from datetime import date

import polars as pl

from data_contracts.as_known import as_known_sql
from data_contracts.contract import load_contract
from data_contracts.query import query_frame
from features.outcomes import case_outcomes_sql

LAWS = ("WML", "Wav", "Waadi")


def labelled_cases(tables: Mapping[str, str], as_of: date) -> pl.DataFrame:
    """Return the labels known on a date: one row a case and law that was examined.

    Only an examined law can give a negative; a case that did not look at a law says nothing about it. A label is known
    when both the closing of the case and the finding are; what came of an objection changes it only when the finding
    itself changed.

    Args:
        tables: Paths of the warehouse's ``inspections`` and ``findings``.
        as_of: The as-of date.

    Returns:
        ``case_id, employer_id, law, selection_ground, selection_probability, selected_on, known_on, violation, team,
        spent_minutes``.
    """
    query = f"FROM ({case_outcomes_sql()}) ORDER BY case_id, law"
    values = {"inspections": tables["inspections"], "findings": tables["findings"], "as_of": as_of}
    return query_frame(query, values)


def open_cases(tables: Mapping[str, str], since: date, as_of: date) -> int:
    """Return how many cases selected on or after a date were not closed yet on the as-of date."""
    known = as_known_sql("read_parquet($inspections)", load_contract("inspections").as_known_key)
    query = f"""
        SELECT case_id FROM ({known})
        WHERE closed_on IS NULL AND selected_on >= $since
    """  # noqa: S608 -- built from our own contracts' names; values go in as parameters
    return len(query_frame(query, {"inspections": tables["inspections"], "since": since, "as_of": as_of}))
