"""The statutory parameters as tables, for the periods that a build reads."""

from collections.abc import Mapping, Sequence
from dataclasses import astuple
from datetime import date
from typing import Any

import polars as pl

from data_contracts.errors import KompasError
from data_contracts.reference_data import region_of_province, section_of_division
from features.engine import Engine
from features.statute.minimum_bounds import period_minimums
from features.statute.parameter_rows import parameter_rows
from features.statute.parameters import Unknown, holds_on, parameter_named


def stage_parameters(engine: Engine, first_period: date, last_period: date) -> None:
    """Make the tables of statutory parameters and of sectors and regions.

    Makes ``minimum_wage`` (a row for each period, age and scale), ``employment_codes``, ``registration_duty``,
    ``deemed_registered``, ``parameter_values`` (see ``parameter_rows``), ``sections`` and ``regions``.

    Args:
        engine: Where the tables are made.
        first_period: First day of the first month that is read.
        last_period: First day of the last month in which a return that is read may end.
    """
    _stage_minimum_wage(engine, first_period, last_period)
    codes = [(code, kind) for kind, listed in _on(last_period, "wml.employment_types").items() for code in listed]
    _rows(engine, "employment_codes", {"code": pl.Int64, "kind": pl.String}, codes)
    duties = [entry.known for entry in parameter_named("waadi.registration_duty").entries]
    registration = [(duty.valid_from, duty.valid_to) for duty in duties if duty.value == "registration"]
    _rows(engine, "registration_duty", {"valid_from": pl.Date, "valid_to": pl.Date}, registration)
    deemed = [(code,) for code in _on(last_period, "waadi.deemed_registered")]
    _rows(engine, "deemed_registered", {"sbi_code": pl.String}, deemed)
    engine.frame_table("parameter_values", parameter_rows())
    _rows(engine, "sections", {"division": pl.String, "section": pl.String}, list(section_of_division().items()))
    _rows(engine, "regions", {"province": pl.String, "region": pl.String}, list(region_of_province().items()))


def _stage_minimum_wage(engine: Engine, first_period: date, last_period: date) -> None:
    schema = {
        "period": pl.Date, "age": pl.Int32, "bbl": pl.Boolean, "months_ahead": pl.Int32, "older": pl.Int32,
        "cents": pl.Int64, "high_cents": pl.Int64, "between_reason": pl.String,
    }  # fmt: skip
    _rows(engine, "minimum_wage", schema, [astuple(row) for row in period_minimums(first_period, last_period)])


def _on(day: date, parameter_id: str) -> Any:
    answer = holds_on(parameter_id, day)
    if isinstance(answer, Unknown):
        raise KompasError(answer.reason_en, parameter_id, "Choose a later as-of date, or add the parameter's value.")
    return answer.value


def _rows(engine: Engine, name: str, schema: Mapping[str, Any], rows: Sequence[tuple[Any, ...]]) -> None:
    """Make a temporary table of rows held in Python."""
    engine.frame_table(name, pl.DataFrame(rows, schema=dict(schema), orient="row"))
