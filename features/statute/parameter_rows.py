"""Every dated value of the statutory parameters as rows, known or not, so that SQL can ask what holds on a date."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import polars as pl

from features.statute.parameters import EURO_UNIT, Entry, Parameter, load_parameters

SCHEMA = {
    "parameter_id": pl.String, "name": pl.String, "number": pl.Float64, "text": pl.String, "known": pl.Boolean,
    "certainty": pl.String, "valid_from": pl.Date, "valid_to": pl.Date,
}  # fmt: skip
Named = dict[str, Any]
Row = tuple[str, str, float | None, str | None, bool, str, date, date | None]


def parameter_rows() -> pl.DataFrame:
    """Return every named value of every parameter, with the days from and to which it holds.

    Returns:
        One row a parameter, name and entry: ``parameter_id``, ``name`` (an element of a list; empty when the parameter
        is one value), ``number`` (amounts in cents; a yes is 1) or else ``text``, ``known``, ``certainty``,
        ``valid_from`` and ``valid_to`` (the last day; null while it holds). Where ``known`` is false the value on those
        days was not found, and ``number`` or ``text`` is the last one before them (null when there is none).
    """
    rows = [row for parameter in load_parameters().values() for row in _rows_of(parameter)]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def _rows_of(parameter: Parameter) -> Iterator[Row]:
    last: Named = {}
    for entry in parameter.entries:
        given = {} if entry.is_unknown else _named(entry.known.value)
        # An amount that a later entry leaves out is not known from then on; other values end there.
        missing = last if entry.is_unknown or parameter.unit == EURO_UNIT else {}
        if not given and not missing:
            missing = {"": None}
        yield from (_row(parameter, entry, name, value, name in given) for name, value in (missing | given).items())
        last = last | given


def _row(parameter: Parameter, entry: Entry, name: str, value: Any, known: bool) -> Row:
    number = float(value) if isinstance(value, int | float) else None
    text = None if number is not None or value is None else str(value)
    certainty = entry.known.certainty if known else "unknown"
    return (parameter.parameter_id, name, number, text, known, certainty, entry.known.valid_from, entry.known.valid_to)


def _named(value: Any) -> Named:
    if isinstance(value, dict):
        return {str(name): part for name, part in value.items()}
    if isinstance(value, list):
        return {str(part): part for part in value}
    return {"": value}
