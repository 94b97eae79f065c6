"""What a reader asks of a list (filters, order, which rows), as SQL of our own names and the reader's values.

The grid's request comes from a browser, so it can be anything. Only columns that the page lists and comparisons that
are known here reach the query; the values go in as parameters; what is not understood is left out.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

SORTS = ("asc", "desc")
MAX_CONDITIONS = 20
MAX_ROWS = 500
MAX_TEXT = 500


@dataclass(frozen=True)
class ListColumn:
    """A column that a reader may filter and sort on.

    Args:
        sql: What is shown.
        kind: How its values compare.
        sorts_by: What it sorts by, where that is not what is shown.
        also: Further text that a filter matches as well, such as the same word in the other language.
        folded: The same texts, first ``sql`` and then ``also``, where a table holds them without capitals and accents;
            none of them is ever NULL.
    """

    sql: str
    kind: Literal["text", "number"] = "text"
    sorts_by: str = ""
    also: tuple[str, ...] = ()
    folded: tuple[str, ...] = ()

    @property
    def compared(self) -> tuple[str, ...]:
        """What a filter on text compares with: without capitals and accents, and never NULL."""
        return self.folded or tuple(f"coalesce(strip_accents(lower({sql})), '')" for sql in (self.sql, *self.also))


@dataclass(frozen=True)
class ListQuery:
    """The conditions and the order as SQL, with the values of their parameters."""

    where: str
    order: str
    parameters: Mapping[str, Any]


_TEXT = {
    "contains": "contains({column}, {value})",
    "notContains": "NOT contains({column}, {value})",
    "equals": "{column} = {value}",
    "notEqual": "{column} <> {value}",
    "startsWith": "starts_with({column}, {value})",
    "endsWith": "suffix({column}, {value})",
}
_DENIALS = frozenset({"notContains", "notEqual"})
_NUMBER = {
    "equals": "abs({column} - {value}) < 1e-9",
    "notEqual": "abs({column} - {value}) >= 1e-9",
    "lessThan": "{column} < {value}",
    "lessThanOrEqual": "{column} <= {value}",
    "greaterThan": "{column} > {value}",
    "greaterThanOrEqual": "{column} >= {value}",
    "inRange": "{column} BETWEEN {value} AND {value_to}",
}
_BLANK = {"blank": "coalesce(CAST({column} AS VARCHAR), '') = ''", "notBlank": "CAST({column} AS VARCHAR) <> ''"}


def list_query(
    filter_model: object, sort_model: object, columns: Mapping[str, ListColumn], default_order: str
) -> ListQuery:
    """Translate the grid's filter and sort model.

    Args:
        filter_model: Column to filter, as AG Grid writes it; anything else is no filter.
        sort_model: ``[{"colId": ..., "sort": "asc" or "desc"}]``, as AG Grid writes it.
        columns: The columns that may be asked for.
        default_order: SQL for the order when none is asked for, and among equals.
    """
    parameters: dict[str, Any] = {}
    entries = filter_model.items() if isinstance(filter_model, dict) else ()
    clauses = [_of_column(columns[name], entry, parameters) for name, entry in entries if name in columns]
    asked = sort_model if isinstance(sort_model, list) else ()
    order = [part for part in (_ordering(item, columns) for item in asked) if part]
    where = " AND ".join(clause for clause in clauses if clause) or "TRUE"
    return ListQuery(where, ", ".join([*order, default_order]), parameters)


def filters_in(address: Mapping[str, str], columns: Mapping[str, ListColumn]) -> dict[str, Any]:
    """Return the filters that an address carries; one that cannot be read is none."""
    try:
        filters = json.loads(address.get("filter", "{}"))
    except (ValueError, RecursionError):
        return {}
    known = filters.items() if isinstance(filters, dict) else ()
    return {name: entry for name, entry in known if name in columns and isinstance(entry, dict)}


def sorts_in(address: Mapping[str, str], columns: Mapping[str, ListColumn]) -> list[dict[str, str]]:
    """Return the order that an address carries, e.g. ``expected_hours.desc,team.asc``."""
    pairs = (part.rpartition(".") for part in address.get("sort", "").split(","))
    return [{"colId": name, "sort": way} for name, _, way in pairs if name in columns and way in SORTS]


def row_window(request: Mapping[str, Any]) -> tuple[int, int]:
    """Return the first row (from 0) and the number of rows that a request asks for, within reason."""
    start = _whole(request.get("startRow"), 0)
    end = _whole(request.get("endRow"), start + MAX_ROWS)
    return start, min(max(end - start, 0), MAX_ROWS)


def _ordering(item: object, columns: Mapping[str, ListColumn]) -> str:
    name = item.get("colId") if isinstance(item, dict) else None
    if not isinstance(item, dict) or not isinstance(name, str) or name not in columns:
        return ""
    direction = "DESC" if item.get("sort") == "desc" else "ASC"
    return f"{columns[name].sorts_by or columns[name].sql} {direction} NULLS LAST"


def _of_column(column: ListColumn, entry: object, parameters: dict[str, Any]) -> str:
    if not isinstance(entry, dict):
        return ""
    conditions = entry.get("conditions")
    if not isinstance(conditions, list):
        return _condition(column, entry, parameters)
    joint = " OR " if entry.get("operator") == "OR" else " AND "
    parts = [_condition(column, item, parameters) for item in conditions[:MAX_CONDITIONS]]
    known = [part for part in parts if part]
    return f"({joint.join(known)})" if known else ""


def _condition(column: ListColumn, entry: object, parameters: dict[str, Any]) -> str:
    if not isinstance(entry, dict) or not isinstance(entry.get("type"), str):
        return ""
    comparison = entry["type"]
    if comparison in _BLANK:
        return _BLANK[comparison].format(column=column.sql)
    if column.kind == "text":
        return _text_condition(column, comparison, entry.get("filter"), parameters)
    return _number_condition(column, comparison, entry, parameters)


def _text_condition(column: ListColumn, comparison: str, value: object, parameters: dict[str, Any]) -> str:
    if comparison not in _TEXT or not isinstance(value, str) or not value:
        return ""
    folded = value[:MAX_TEXT].encode("utf-8", "replace").decode().replace("\0", "")
    bound = f"strip_accents(lower({_bind(parameters, folded)}))"
    parts = [_TEXT[comparison].format(column=text, value=bound) for text in column.compared]
    return f"({(' AND ' if comparison in _DENIALS else ' OR ').join(parts)})"


def _number_condition(column: ListColumn, comparison: str, entry: Mapping[str, Any], parameters: dict[str, Any]) -> str:
    value, value_to = _finite(entry.get("filter")), _finite(entry.get("filterTo"))
    if comparison not in _NUMBER or value is None or (comparison == "inRange" and value_to is None):
        return ""
    bound_to = _bind(parameters, value_to) if comparison == "inRange" else ""
    return _NUMBER[comparison].format(column=column.sql, value=_bind(parameters, value), value_to=bound_to)


def _bind(parameters: dict[str, Any], value: object) -> str:
    name = f"filter_{len(parameters)}"
    parameters[name] = value
    return f"${name}"


def _finite(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        finite = float(value)
    except OverflowError:
        return None
    return finite if math.isfinite(finite) else None


def _whole(value: object, default: int) -> int:
    number = _finite(value)
    return default if number is None else int(min(max(number, 0), 2**31))
