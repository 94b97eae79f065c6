"""The questions that can be asked, what may be chosen in each, and what a form comes to as a job."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from dashboard.components.groups import group_name
from dashboard.texts import Words
from data_contracts.store.plan_request import MIX
from features.statute.scenarios import LEAST_PERCENT, MOST_PERCENT, load_scenarios
from models.labels import LAWS
from models.planning.what_ifs import named_what_ifs
from models.yields import OBJECTIVES

_NEEDED = frozenset({"team", "law", "region", "objective", "count", "points", "share"})
_BOUNDS: Mapping[str, tuple[float, float]] = {
    "count": (-100, 100),
    "points": (-100, 100),
    "percent": (LEAST_PERCENT, MOST_PERCENT),
    "share": (0, 100),
    "weight": (0, 100),
}
_IN_DUTCH_ORDER = re.compile(r"(\d{1,2})-(\d{1,2})-(\d{4})")
_PLACE = re.compile(r"\{\w+\}")


class WrongFormError(Exception):
    """A field of the form is empty or wrong; the text says which, in the reader's language."""


@dataclass(frozen=True)
class Field:
    """Something that may be chosen, and its kind: one of ``models.planning.what_ifs.KINDS``."""

    name: str
    kind: str
    default: Any
    title: Mapping[str, str]

    @property
    def is_number(self) -> bool:
        """Whether it is a number with bounds."""
        return self.kind in _BOUNDS

    @property
    def bounds(self) -> tuple[float, float]:
        """The smallest and largest number; of a share as a percentage."""
        return _BOUNDS[self.kind]


@dataclass(frozen=True)
class Question:
    """One what-if or scenario: the kind of its job, its name in the argument, its words and its fields."""

    kind: str
    name: str
    title: Mapping[str, str]
    about: Mapping[str, str]
    fields: tuple[Field, ...] = ()

    @property
    def key(self) -> str:
        """How the form names it."""
        return f"{self.kind}:{self.name}"

    def label(self, words: Words) -> str:
        """Return it as something to choose: its own words, or its title with the places left open."""
        if f"question.{self.name}" in words.entries:
            return words(f"question.{self.name}")
        return _PLACE.sub("…", self.title[words.language])

    def explanation(self, words: Words) -> str:
        """Return what it changes; the places that the form fills in are left open."""
        return _PLACE.sub("…", self.about[words.language])


@dataclass(frozen=True)
class Offered:
    """What there is to choose from: the plan's teams and regions."""

    teams: Sequence[str] = field(default_factory=tuple)
    regions: Sequence[str] = field(default_factory=tuple)

    def options(self, kind: str, words: Words) -> list[dict[str, str]]:
        """Return the values of a kind of field and their words; none for a number or a date."""
        if kind == "team":
            return [{"value": name, "label": name} for name in self.teams]
        if kind == "region":
            return [{"value": name, "label": group_name("region", name, words)} for name in self.regions]
        if kind == "law":
            return [{"value": name, "label": words(f"law.{name}")} for name in LAWS]
        if kind == "objective":
            return [{"value": name, "label": words.of_code("objective", name)} for name in OBJECTIVES]
        return []


def questions() -> tuple[Question, ...]:
    """Return every question, what-ifs of the plan first and scenarios of the law after them."""
    plans = tuple(
        Question(
            "what_if",
            item.what_if_id,
            item.title,
            item.about,
            tuple(Field(option.name, option.kind, option.default, option.title) for option in item.options),
        )
        for item in named_what_ifs()
    )
    return plans + tuple(
        Question("scenario", item.scenario_id, item.title, item.about, _scenario_fields(item.percent))
        for item in load_scenarios()
    )


def question_named(key: object) -> Question | None:
    """Return the question of that key, if there is one."""
    return next((item for item in questions() if item.key == key), None)


def opening_question(parameters: Mapping[str, str]) -> Question:
    """Return the question that the form opens with: of another objective when the address names one, else the first."""
    objective = parameters.get("objective")
    asked = question_named("what_if:objective")
    if asked is None or objective not in OBJECTIVES:
        return questions()[0]
    chosen = (replace(item, default=objective) if item.kind == "objective" else item for item in asked.fields)
    return replace(asked, fields=tuple(chosen))


def argument_of(question: Question, given: Mapping[str, Any], offered: Offered, words: Words) -> dict[str, Any]:
    """Return the argument of the job that a filled-in form asks for.

    Args:
        question: What is asked.
        given: The value of each field by its name; it comes from a browser, so it can be anything.
        offered: What there is to choose from.
        words: For what is said of a field that is wrong.

    Raises:
        WrongFormError: A field is empty or wrong.
    """
    argument: dict[str, Any] = {"name": question.name}
    for item in question.fields:
        value = _value(item, given.get(item.name), offered, words)
        if value is None and item.kind in _NEEDED:
            raise WrongFormError(words("ask.needed", field=item.title[words.language]))
        if value is not None:
            argument[item.name] = value
    _settle_weights(question, argument, words)
    dates = [item for item in question.fields if item.kind == "date"]
    if question.kind == "what_if" and dates and not any(item.name in argument for item in dates):
        raise WrongFormError(words("ask.needed_date"))
    return argument


def _settle_weights(question: Question, argument: dict[str, Any], words: Words) -> None:
    """Keep the weights of a mix, one of which must be more than 0; another objective has none."""
    weights = [item.name for item in question.fields if item.kind == "weight"]
    if not weights:
        return
    if argument.get("objective") != MIX:
        for name in weights:
            argument.pop(name, None)
    elif not sum(argument.get(name, 0) for name in weights) > 0:
        raise WrongFormError(words("ask.needed_weight"))


def _value(item: Field, given: object, offered: Offered, words: Words) -> Any:
    if given is None or given == "":
        return None
    if item.is_number:
        return _number(item, given, words)
    if item.kind == "date":
        return _day(item, given, words).isoformat()
    if given not in [option["value"] for option in offered.options(item.kind, words)]:
        raise WrongFormError(words("ask.needed", field=item.title[words.language]))
    return given


def _number(item: Field, given: object, words: Words) -> float | int:
    low, high = item.bounds
    known = isinstance(given, int | float) and not isinstance(given, bool) and math.isfinite(given)
    if (
        not isinstance(given, int | float)
        or not known
        or not low <= given <= high
        or (item.kind == "count" and not given)
    ):
        raise WrongFormError(words("ask.bounds", field=item.title[words.language], low=f"{low:g}", high=f"{high:g}"))
    if item.kind == "share":
        return given / 100
    return int(given) if float(given).is_integer() else given


def _day(item: Field, given: object, words: Words) -> date:
    text = str(given).strip()
    turned = _IN_DUTCH_ORDER.fullmatch(text)
    if turned:
        text = f"{turned[3]}-{int(turned[2]):02d}-{int(turned[1]):02d}"
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise WrongFormError(words("ask.no_date", field=item.title[words.language])) from error


def _scenario_fields(percent: float | None) -> tuple[Field, ...]:
    starts = Field("from", "date", None, {"nl": "Vanaf (mag leeg blijven)", "en": "From (may stay empty)"})
    if percent is None:
        return (starts,)
    return Field("percent", "percent", percent, {"nl": "Percentage erbij", "en": "Percentage more"}), starts
