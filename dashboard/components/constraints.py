"""Constraints of a plan in words, and what a change of one would bring."""

from datetime import date

from dashboard import formats
from dashboard.components.groups import group_name
from dashboard.texts import Words
from models.planning.words import sector_group_name
from models.yields import OBJECTIVES, UNITS

_SIDES = {" at least": "at_least", " at most": "at_most"}
_GROUPS = ("region", "sector", "size_class")
_OBJECTIVE_OF = {unit: objective for objective, unit in UNITS.items()}
_CHANGES = {
    "hours": "hour",
    "point_less": "point",
    "at_least_step": "lower",
    "at_most_step": "higher",
    "at_least_dropped": "removed",
    "at_most_dropped": "removed",
}
WORTH_TELLING = 0.0005
"""A smaller gain is nought in the decimals that are shown."""
_SHARES = ("random_share", "reserve_share", "comparison_share")


def constraint_name(constraint: str, words: Words) -> str:
    """Return a constraint in words, e.g. ``minimum voor regio Noord`` for ``region:Noord at least``.

    Args:
        constraint: ``hours:<team>`` or ``hours:<team>:<month>``, the name of a share, or ``<dimension>:<group>`` with
            ``at least`` or ``at most``. What is not known stays as it is.
        words: The words.
    """
    for ending, side in _SIDES.items():
        if constraint.endswith(ending):
            return words(f"constraint.{side}", group=_group(constraint.removesuffix(ending), words))
    family, _, rest = constraint.partition(":")
    if family == "hours" and rest:
        return _hours(rest, words)
    return words.of_code("constraint", family) if family in _SHARES else constraint


def change_name(change: str, words: Words) -> str:
    """Return a change in words, e.g. ``één uur erbij``; what is not known stays as it is."""
    code = _CHANGES.get(change)
    return words.of_code("change", code) if code else change


def capital(text: str) -> str:
    """Return a text with a capital, as it begins a line."""
    return text[:1].upper() + text[1:]


def yield_text(amount: float, unit: str, words: Words) -> str:
    """Return an expected yield in words, e.g. ``0,06 vastgestelde overtredingen``.

    Args:
        amount: How much.
        unit: An objective, or its unit as the tables of a plan give it; what is not known stands behind the amount.
        words: The words.
    """
    objective, size = _OBJECTIVE_OF.get(unit, unit), abs(amount)
    if objective == "underpaid" and size >= 1:
        sign = formats.MINUS if amount < 0 else ""
        return sign + words("yield.underpaid", amount=formats.number(size, words.language))
    decimals = 0 if size >= 100 or not amount else 1 if size >= 10 else 2 if size >= 0.1 else 3
    written = formats.number(amount, words.language, decimals)
    return words(f"yield.{objective}", amount=written) if objective in OBJECTIVES else f"{written} {unit}"


def _hours(rest: str, words: Words) -> str:
    team, _, month = rest.partition(":")
    if not month:
        return words("constraint.hours", team=team)
    return words("constraint.hours_month", team=team, month=formats.month(_month(month), words.language))


def _month(text: str) -> date | None:
    try:
        return date.fromisoformat(text if len(text) > len("2026-11") else f"{text}-01")
    except ValueError:
        return None


def _group(name: str, words: Words) -> str:
    dimension, _, group = name.partition(":")
    if dimension == "law":
        return words("constraint.law", law=group)
    if dimension == "cover":
        return words("constraint.cover", group=_group(group, words))
    if dimension == "sector_group":
        return words("constraint.sector_group", group=sector_group_name(group, words.language))
    called = group_name(dimension, group, words)
    return words(f"constraint.{dimension}", group=called) if dimension in _GROUPS else called
