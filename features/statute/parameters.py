"""Statutory parameters. One question: what holds on this date? Nothing is guessed: what we do not know says why."""

from bisect import bisect_right
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache, wraps
from pathlib import Path
from types import MappingProxyType
from typing import Any, ParamSpec, TypeVar

from data_contracts.errors import KompasError
from data_contracts.yaml_files import read_yaml
from features.statute.laws import LAWS_FOLDER

CERTAINTIES = ("high", "medium", "low", "unverified", "unknown")
EURO_UNIT = "eur"
Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Known:
    """A value that holds on the date asked for. Amounts are in whole cents."""

    value: Any
    article: str
    source: str
    certainty: str
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True)
class Unknown:
    """No value is known for the date: why, and the last value before it that was (which does not hold)."""

    reason_nl: str
    reason_en: str
    last_known: Known | None


@dataclass(frozen=True)
class Entry:
    """One dated entry of a parameter; ``value`` is ``None`` when it is known to change to something we lack."""

    known: Known
    note_nl: str
    note_en: str

    @property
    def is_unknown(self) -> bool:
        """Whether the entry stands for a value that was not found."""
        return self.known.value is None


@dataclass(frozen=True)
class Parameter:
    """A parameter of an act with its entries in order of date."""

    parameter_id: str
    title_nl: str
    title_en: str
    unit: str
    entries: tuple[Entry, ...]


REPLACED: ContextVar[Mapping[str, Parameter]] = ContextVar("replaced", default=MappingProxyType({}))
"""Parameters that stand in for those of the files, by id; only ``features.statute.overlays`` sets them."""


def cache_of_the_law(function: Callable[Asked, Answer]) -> Callable[Asked, Answer]:
    """Cache what is worked out from parameters, but never what an overlay makes of it."""
    cached = cache(function)

    @wraps(function)
    def answer(*args: Asked.args, **kwargs: Asked.kwargs) -> Answer:
        return function(*args, **kwargs) if REPLACED.get() else cached(*args, **kwargs)  # type: ignore[arg-type]

    return answer


def holds_on(parameter_id: str, on: date) -> Known | Unknown:
    """Return what a parameter is on a date.

    Raises:
        KompasError: There is no parameter of that name.
    """
    parameter = parameter_named(parameter_id)
    position = bisect_right([entry.known.valid_from for entry in parameter.entries], on) - 1
    if position < 0:
        return _before_first(parameter)
    entry = parameter.entries[position]
    if entry.is_unknown:
        return Unknown(entry.note_nl, entry.note_en, _last_known(parameter.entries[:position]))
    if entry.known.valid_to is not None and on > entry.known.valid_to:
        return _after_last(parameter, entry.known)
    return entry.known


def parameter_named(parameter_id: str) -> Parameter:
    """Return a parameter with all its entries.

    Raises:
        KompasError: There is no parameter of that name.
    """
    parameters = load_parameters()
    if parameter_id not in parameters:
        raise KompasError(
            f"There is no statutory parameter '{parameter_id}'.",
            str(LAWS_FOLDER),
            f"Use one of: {', '.join(sorted(parameters))}.",
        )
    return parameters[parameter_id]


def load_parameters() -> dict[str, Parameter]:
    """Return all parameters of all acts by id, as the overlays in force make them.

    Raises:
        KompasError: A file is incomplete, its dates are out of order or a word of certainty is not ours.
    """
    replaced = REPLACED.get()
    return {**held_parameters(), **replaced} if replaced else held_parameters()


@cache
def held_parameters() -> dict[str, Parameter]:
    """Return all parameters of all acts by id, as the files hold them; see ``load_parameters``."""
    parameters = [read_parameter(path) for path in sorted(LAWS_FOLDER.glob("*/parameters/*.yaml"))]
    return {parameter.parameter_id: parameter for parameter in parameters}


def read_parameter(path: Path) -> Parameter:
    """Return the parameter in one file.

    Raises:
        KompasError: See ``load_parameters``.
    """
    try:
        content = read_yaml(path)
        starts = [entry["from"] for entry in content["values"]]
        _require(starts == sorted(set(starts)), "its values are not in order of date", path)
        ends = [start - timedelta(days=1) for start in starts[1:]] + [None]
        entries = [_read_entry(content, entry, end, path) for entry, end in zip(content["values"], ends, strict=True)]
        title = content["title"]
        return Parameter(content["id"], title["nl"], title["en"], content["unit"], tuple(entries))
    except (KeyError, TypeError, AttributeError) as error:
        raise KompasError(
            f"A statutory parameter is incomplete: {error}.", str(path), "Compare with a file beside it."
        ) from error


def _read_entry(content: dict[str, Any], entry: dict[str, Any], end: date | None, path: Path) -> Entry:
    value, note = entry["value"], entry.get("note", {})
    _require(entry["certainty"] in CERTAINTIES, f"certainty '{entry['certainty']}' is not one of ours", path)
    _require((value is None) == (entry["certainty"] == "unknown"), "unknown and an empty value go together", path)
    _require(value is not None or {"nl", "en"} <= set(note), "an unknown value says why in nl and en", path)
    known = Known(
        _in_cents(value) if content["unit"] == EURO_UNIT else value,
        entry.get("article", content["article"]),
        entry["source"],
        entry["certainty"],
        entry["from"],
        entry.get("to", end),
    )
    return Entry(known, note.get("nl", ""), note.get("en", ""))


def _in_cents(amounts: Any) -> Any:
    """Return euro amounts, one or by name, as whole cents; the decimal text is what was written: nothing is rounded."""
    if isinstance(amounts, dict):
        return {name: _in_cents(amount) for name, amount in amounts.items()}
    return None if amounts is None else int(Decimal(str(amounts)) * 100)


def _require(holds: bool, problem: str, path: Path) -> None:
    if not holds:
        raise KompasError(f"A statutory parameter is wrong: {problem}.", str(path), "Correct the file.")


def _last_known(entries: tuple[Entry, ...]) -> Known | None:
    return next((entry.known for entry in reversed(entries) if not entry.is_unknown), None)


def _before_first(parameter: Parameter) -> Unknown:
    first = parameter.entries[0].known.valid_from
    return Unknown(
        f"Deze versie kent '{parameter.title_nl}' vanaf {first:%d-%m-%Y}; van eerdere datums is geen waarde opgenomen.",
        f"This version knows '{parameter.title_en}' from {first:%Y-%m-%d}; no value is held for earlier dates.",
        None,
    )


def _after_last(parameter: Parameter, last: Known) -> Unknown:
    return Unknown(
        f"'{parameter.title_nl}' is vervallen na {last.valid_to:%d-%m-%Y}.",
        f"'{parameter.title_en}' ended after {last.valid_to:%Y-%m-%d}.",
        last,
    )
