"""What somebody asks of a what-if, checked: a named one with its options, or settings, hours and law dates."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pydantic import ValidationError

from data_contracts.errors import KompasError
from data_contracts.settings import PlanSettings
from data_contracts.store.plan_request import MIX, PURE
from features.formatting import percent
from features.statute.scenarios import LEAST_PERCENT, MOST_PERCENT
from models.labels import LAWS
from models.planning.what_ifs import NamedWhatIf, Texts, inspector_hours, what_if_named
from models.yields import OBJECTIVES
from pipelines.what_if.words import LANGUAGES, day, filled, said

OWN = "own"
GENERAL = frozenset({"name", "title", "set", "hours", "law_from", "law_until"})
SECTION = "plan."
MOST_WEIGHT = 100
Argument = Mapping[str, Any]


@dataclass(frozen=True)
class AskedWhatIf:
    """A variant of the plan in use.

    Attributes:
        name: The named what-if, or ``own``.
        title: What it is called, by language.
        plan: The settings of the plan, with what is changed in them.
        hours: Extra hours a month by team (less than 0: fewer).
        law_from: From which day a law holds.
        law_until: Until which day a law holds.
        fines: By how many percent fines go up, which no plan looks at.
        inspectors: Whether hours are those of inspectors, so that an assumption is in them.
        asked: What was asked, as the manifest keeps it.
    """

    name: str
    title: Texts
    plan: PlanSettings
    hours: Mapping[str, float] = field(default_factory=dict)
    law_from: Mapping[str, date] = field(default_factory=dict)
    law_until: Mapping[str, date] = field(default_factory=dict)
    fines: float | None = None
    inspectors: bool = False
    asked: Argument = field(default_factory=dict)


def what_if_of(argument: Argument, settings: PlanSettings) -> AskedWhatIf:
    """Return the variant that is asked for.

    Args:
        argument: As docs/what-ifs.md gives it: ``name`` and its options, and ``title``, ``set``, ``hours``,
            ``law_from``, ``law_until``.
        settings: The settings of the plan in use.

    Raises:
        KompasError: Something that is asked does not exist or cannot be, or nothing is asked.
    """
    named = what_if_named(str(argument["name"])) if argument.get("name") else None
    chosen = _options(argument, named)
    asked = _Changes.of(argument)
    if named is not None:
        BUILDERS[named.what_if_id](asked, chosen, settings)
    if not asked.anything:
        raise _wrong("Nothing is asked to be otherwise", "", "Give a named what-if, or --set, --hours or --law-until.")
    return AskedWhatIf(
        named.what_if_id if named else OWN,
        _title(argument, named, chosen, asked),
        _changed(settings, asked.settings),
        asked.hours,
        asked.law_from,
        asked.law_until,
        asked.fines,
        asked.inspectors,
        dict(argument),
    )


@dataclass
class _Changes:
    """What is to be otherwise, gathered."""

    settings: dict[str, Any]
    hours: dict[str, float]
    law_from: dict[str, date]
    law_until: dict[str, date]
    fines: float | None = None
    inspectors: bool = False

    @classmethod
    def of(cls, argument: Argument) -> "_Changes":
        """Return what the general part of an argument asks."""
        hours = {str(team): _number(f"hours of {team}", value) for team, value in _part(argument, "hours").items()}
        days = [
            {_law(law): _day(day) for law, day in _part(argument, name).items()} for name in ("law_from", "law_until")
        ]
        return cls(dict(_part(argument, "set")), hours, days[0], days[1])

    @property
    def anything(self) -> bool:
        """Whether anything is asked."""
        return bool(self.settings or self.hours or self.law_from or self.law_until or self.fines)


def _options(argument: Argument, named: NamedWhatIf | None) -> dict[str, Any]:
    """Return the options of a named what-if, checked by their kind, with their defaults."""
    own = {option.name: option for option in named.options} if named else {}
    strange = sorted(set(argument) - GENERAL - set(own))
    if strange:
        known = ", ".join([*own, *sorted(GENERAL - {"name"})])
        raise _wrong(f"'{strange[0]}' cannot be chosen here", "", f"Choose from: {known}.")
    chosen = {}
    for name, option in own.items():
        value = argument.get(name, option.default)
        chosen[name] = None if value is None else CHECKS[option.kind](name, value)
    return chosen


def _extra_inspectors(asked: _Changes, chosen: Argument, _: PlanSettings) -> None:
    team = _given(chosen, "team")
    asked.hours[team] = asked.hours.get(team, 0.0) + chosen["number"] * inspector_hours().hours_a_month
    asked.inspectors = True


def _more_random(asked: _Changes, chosen: Argument, settings: PlanSettings) -> None:
    asked.settings["plan.random_share"] = round(settings.random_share + chosen["points"] / 100, 6)


def _law_date(asked: _Changes, chosen: Argument, _: PlanSettings) -> None:
    law = _given(chosen, "law")
    if chosen["from"] is None and chosen["until"] is None:
        raise _wrong(f"It is not said from or until when {law} holds", "law-date", "Give --from or --until.")
    asked.law_from |= {law: chosen["from"]} if chosen["from"] else {}
    asked.law_until |= {law: chosen["until"]} if chosen["until"] else {}


def _higher_fine(asked: _Changes, chosen: Argument, _: PlanSettings) -> None:
    asked.fines = chosen["percent"]


def _objective(asked: _Changes, chosen: Argument, _: PlanSettings) -> None:
    asked.settings["plan.objective"] = chosen["objective"]
    weights = {name: chosen[name] for name in PURE if chosen[name] is not None}
    if weights and chosen["objective"] != MIX:
        raise _wrong(f"The objective {chosen['objective']} has no weights", "", "Leave them out, or ask for mix.")
    if weights:
        asked.settings["plan.mix"] = weights


def _comparison_share(asked: _Changes, chosen: Argument, _: PlanSettings) -> None:
    asked.settings["plan.comparison_share"] = chosen["share"]


def _region_share(asked: _Changes, chosen: Argument, _: PlanSettings) -> None:
    asked.settings[f"plan.min_shares.region:{_given(chosen, 'region')}"] = chosen["share"]


def _assumed_responses(asked: _Changes, _: Argument, __: PlanSettings) -> None:
    asked.settings["plan.assumed_responses"] = True


BUILDERS: Mapping[str, Callable[[_Changes, Argument, PlanSettings], None]] = {
    "extra-inspectors": _extra_inspectors,
    "more-random": _more_random,
    "law-date": _law_date,
    "higher-fine": _higher_fine,
    "objective": _objective,
    "comparison-share": _comparison_share,
    "region-share": _region_share,
    "assumed-responses": _assumed_responses,
}


def _changed(settings: PlanSettings, changes: Mapping[str, Any]) -> PlanSettings:
    """Return settings with changes; ``plan.min_shares.region:Noord`` changes one entry of a setting with several."""
    content = settings.model_dump()
    for key, value in changes.items():
        name, _, entry = key.removeprefix(SECTION).partition(".")
        if not key.startswith(SECTION) or name not in content or (entry and not isinstance(content[name], dict)):
            known = ", ".join(f"{SECTION}{field}" for field in content)
            raise _wrong(f"There is no setting '{key}' of a plan", "--set", f"Use one of: {known}.")
        content[name] = {**content[name], entry: value} if entry else value
    try:
        return PlanSettings.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        where = SECTION + ".".join(str(part) for part in first["loc"])
        raise _wrong(f"{where} cannot be {first['input']!r}: {first['msg']}", where, "See docs/settings.md.") from error


def _title(argument: Argument, named: NamedWhatIf | None, chosen: Argument, asked: _Changes) -> Texts:
    if argument.get("title"):
        return dict.fromkeys(LANGUAGES, str(argument["title"]))
    if named is None:
        told = [f"{key}={value}" for key, value in asked.settings.items()]
        told += [f"{team} {hours:+g} h" for team, hours in asked.hours.items()]
        told += [f"{law} >= {day}" for law, day in asked.law_from.items()]
        told += [f"{law} <= {day}" for law, day in asked.law_until.items()]
        return dict.fromkeys(LANGUAGES, ", ".join(told))
    return {language: filled(named.title, language, _in_words(chosen, language)) for language in LANGUAGES}


def _in_words(chosen: Argument, language: Any) -> dict[str, Any]:
    """Return the options as a title tells them: fewer inspectors is a number without a sign, and another word."""
    days = [said(key, language, day=day(chosen[key], language)) for key in ("from", "until") if chosen.get(key)]
    words: dict[str, Any] = {name: str(value) for name, value in chosen.items()}
    if "share" in chosen:
        words["share"] = percent(chosen["share"], language)
    if "objective" in chosen:
        words["objective"] = said(f"objective_{chosen['objective']}", language)
    for name in {"points", "percent", "number"} & set(chosen):
        words[name] = abs(chosen[name])
        words["more"] = said("more" if chosen[name] > 0 else "fewer", language)
    return words | {"between": " ".join(days)}


def _given(chosen: Argument, name: str) -> str:
    if chosen[name] is None:
        raise _wrong(f"It is not said which {name}", "", f"Give --{name}.")
    return str(chosen[name])


def _part(argument: Argument, name: str) -> Mapping[str, Any]:
    part = argument.get(name) or {}
    if not isinstance(part, Mapping):
        raise _wrong(f"'{name}' is no list of names with a value each", name, 'Write it as {"Noord-1": 1360}.')
    return part


def _number(name: str, value: Any) -> float:
    try:
        found = float(value)
    except (TypeError, ValueError):
        raise _wrong(f"'{value}' is no number", name, "Write a number, as 1360 or -136.") from None
    if found == 0 or abs(found) > 1_000_000:
        raise _wrong(f"{found:g} is no change that can be planned with", name, "Write a number other than 0.")
    return found


def _share(name: str, value: Any) -> float:
    share = _number(name, value)
    if not 0 < share <= 1:
        raise _wrong(f"A share lies between 0 and 1, and {share:g} does not", name, "Write one tenth as 0.1.")
    return share


def _percent(name: str, value: Any) -> float:
    found = _number(name, value)
    if not LEAST_PERCENT <= found <= MOST_PERCENT:
        raise _wrong(f"{found:g}% is no rise", name, f"Give a percentage from {LEAST_PERCENT} to {MOST_PERCENT}.")
    return found


def _weight(name: str, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= MOST_WEIGHT:
        raise _wrong(f"'{value}' is no weight", name, f"Write a number from 0 to {MOST_WEIGHT}.")
    return float(value)


def _law(value: Any) -> str:
    if value not in LAWS:
        raise _wrong(f"There is no law '{value}'", "", f"Use one of: {', '.join(LAWS)}.")
    return str(value)


def _day(value: Any) -> date:
    try:
        return value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError:
        raise _wrong(f"'{value}' is no day", "", "Write a day as 2027-12-31.") from None


def _of_list(name: str, value: Any) -> str:
    if value not in OBJECTIVES:
        raise _wrong(f"There is no objective '{value}'", name, f"Use one of: {', '.join(OBJECTIVES)}.")
    return str(value)


CHECKS: Mapping[str, Callable[[str, Any], Any]] = {
    "team": lambda _, value: str(value),
    "region": lambda _, value: str(value),
    "count": _number,
    "points": _number,
    "percent": _percent,
    "share": _share,
    "weight": _weight,
    "law": lambda _, value: _law(value),
    "date": lambda _, value: _day(value),
    "objective": _of_list,
}


def setting_value(text: str) -> Any:
    """Return the value of a setting that was written on the command line: a number, yes or no, a list, or a word."""
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return text


def _wrong(what: str, where: str, remedy: str) -> KompasError:
    return KompasError(f"{what}.", where, remedy)
