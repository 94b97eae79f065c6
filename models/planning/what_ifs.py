"""The named what-ifs: what each changes in a plan, what may be chosen in it, and what plans are compared by."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from data_contracts.errors import KompasError
from data_contracts.yaml_files import read_yaml

Texts = Mapping[str, str]
KINDS = ("team", "count", "points", "law", "date", "percent", "objective", "share", "region", "weight")


@dataclass(frozen=True)
class Option:
    """Something that may be chosen in a what-if: its kind (``KINDS``) and its default, ``None`` when it has none."""

    name: str
    kind: str
    default: Any
    title: Texts


@dataclass(frozen=True)
class NamedWhatIf:
    """A what-if with a name; in ``title`` the options stand between braces."""

    what_if_id: str
    title: Texts
    about: Texts
    options: tuple[Option, ...]


@dataclass(frozen=True)
class Measure:
    """A figure that plans are compared by: its unit and its name by language."""

    name: str
    unit: str
    label: Texts


@dataclass(frozen=True)
class InspectorHours:
    """How many hours of work an inspector more brings in a month, how certain that is and where it comes from."""

    hours_a_month: float
    certainty: str
    source: Texts


def named_what_ifs() -> tuple[NamedWhatIf, ...]:
    """Return the named what-ifs in the order of the file."""
    return tuple(_what_if(entry) for entry in _content()["what_ifs"])


def what_if_named(what_if_id: str) -> NamedWhatIf:
    """Return a named what-if.

    Raises:
        KompasError: There is none of that name.
    """
    for what_if in named_what_ifs():
        if what_if.what_if_id == what_if_id:
            return what_if
    known = ", ".join(what_if.what_if_id for what_if in named_what_ifs())
    raise KompasError(
        f"There is no what-if '{what_if_id}'.", "", f"Use one of: {known}; or --set, --hours, --law-until."
    )


def measures() -> tuple[Measure, ...]:
    """Return what plans are compared by, in order."""
    return tuple(Measure(name, entry["unit"], entry) for name, entry in _content()["measures"].items())


def inspector_hours() -> InspectorHours:
    """Return the hours of one inspector more."""
    return InspectorHours(**_content()["inspector"])


def _what_if(entry: Mapping[str, Any]) -> NamedWhatIf:
    options = tuple(
        Option(name, option["kind"], option["default"], option["title"]) for name, option in entry["options"].items()
    )
    return NamedWhatIf(entry["id"], entry["title"], entry["about"], options)


@cache
def _content() -> dict[str, Any]:
    content: dict[str, Any] = read_yaml(Path(__file__).with_suffix(".yaml"))
    return content
