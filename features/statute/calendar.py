"""The law calendar: what changes when, from the dated values of parameters and from ``calendar.yaml``."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Protocol

from data_contracts.errors import KompasError
from data_contracts.yaml_files import read_yaml
from features.statute.articles import articles_in
from features.statute.laws import load_laws
from features.statute.parameters import CERTAINTIES, Entry, Parameter, cache_of_the_law, load_parameters
from features.statute.rules import LANGUAGES, Rule, Texts
from features.statute.values import change_text

CALENDAR_FILE = Path(__file__).with_name("calendar.yaml")
WORDS_FILE = Path(__file__).with_name("calendar_words.yaml")
CERTAIN = "high"
UNKNOWN = "unknown"


class RestsOnLaw(Protocol):
    """A feature, as far as the calendar asks: its name and the articles that it rests on."""

    @property
    def name(self) -> str:
        """Its name in the catalogue."""

    @property
    def legal_basis(self) -> str:
        """The articles, in words."""


@dataclass(frozen=True)
class Change:
    """One change of law.

    ``on`` is its first day, ``None`` when that is not known; ``until`` the last day of what lasts for a while only.
    ``articles`` and ``parameters`` lead to the rules and features that rest on them; of ``replaces`` it tells what
    becomes of the parameter on that day, so that the parameter is not listed beside it.
    """

    change_id: str
    law: str
    on: date | None
    until: date | None
    title: Texts
    what: Texts
    article: str
    certainty: str
    source: str
    to_do: Texts
    articles: frozenset[str]
    parameters: frozenset[str]
    replaces: frozenset[str] = frozenset()

    @property
    def is_unknown(self) -> bool:
        """Whether the day or the new value was not found."""
        return self.on is None or self.certainty == UNKNOWN

    def rules(self, rules: Iterable[Rule]) -> list[str]:
        """Return the ids of the rules that read one of its parameters or rest on one of its articles."""
        return [rule.rule_id for rule in rules if self._touches(rule)]

    def features(self, features: Iterable[RestsOnLaw]) -> list[str]:
        """Return the names of the features whose legal basis names one of its articles."""
        return [feature.name for feature in features if self.articles & articles_in(feature.legal_basis)]

    def _touches(self, rule: Rule) -> bool:
        return bool(self.parameters & set(rule.parameters) or self.articles & articles_in(rule.article))


def changes(first: date, last: date | None = None) -> list[Change]:
    """Return what changes from one day to another, both inclusive, by date; what has no known day comes last.

    Args:
        first: The first day; what began earlier and still lasts on it is there too.
        last: The last day; ``None`` for all that is known to come.
    """
    found = [change for change in load_calendar() if _falls_in(change, first, last)]
    return sorted(found, key=lambda change: (change.on or date.max, change.law, change.change_id))


@cache_of_the_law
def load_calendar() -> tuple[Change, ...]:
    """Return every change that the parameters and the calendar hold, in no order.

    Raises:
        KompasError: An event of the calendar is incomplete, or names a parameter that does not exist.
    """
    events = [_of_event(event, CALENDAR_FILE) for event in read_yaml(CALENDAR_FILE)]
    told = {(event.on, parameter) for event in events for parameter in event.replaces}
    return (*events, *(change for change in _of_parameters() if (change.on, change.change_id) not in told))


def _falls_in(change: Change, first: date, last: date | None) -> bool:
    if change.on is None:
        return True
    return (change.until or change.on) >= first and (last is None or change.on <= last)


def _of_parameters() -> Iterator[Change]:
    acts = {law.folder.name: law.law_id for law in load_laws().values()}
    for parameter in load_parameters().values():
        act = parameter.parameter_id.split(".")[0]
        for before, after in pairwise([None, *parameter.entries]):
            if after is not None:
                what = {language: _becomes(parameter, before, after, language) for language in LANGUAGES}
                yield _of_entry(parameter, after, after.known.valid_from, what, acts.get(act, act))
        last = parameter.entries[-1]
        if last.known.valid_to is not None:
            what = {language: _word("ended", language) for language in LANGUAGES}
            yield _of_entry(parameter, last, last.known.valid_to + timedelta(days=1), what, acts.get(act, act))


def _of_entry(parameter: Parameter, entry: Entry, on: date, what: Texts, law: str) -> Change:
    return Change(
        change_id=parameter.parameter_id,
        law=law,
        on=on,
        until=None,
        title={"nl": parameter.title_nl, "en": parameter.title_en},
        what=what,
        article=entry.known.article,
        certainty=entry.known.certainty,
        source=entry.known.source,
        to_do=_to_do(parameter, entry.known.certainty),
        articles=articles_in(entry.known.article),
        parameters=frozenset({parameter.parameter_id}),
    )


def _becomes(parameter: Parameter, before: Entry | None, after: Entry, language: str) -> str:
    note = after.note_nl if language == "nl" else after.note_en
    if after.is_unknown:
        return f"{_word('not_known', language)} {note}"
    earlier = before.known.value if before else None
    return f"{change_text(earlier, after.known.value, parameter.unit, language)}. {note}".strip()


def _to_do(parameter: Parameter, certainty: str) -> Texts:
    kind = certainty if certainty in (CERTAIN, UNKNOWN) else "check"
    act, name = parameter.parameter_id.split(".", 1)
    place = f"features/statute/laws/{act}/parameters/{name}.yaml"
    return {language: _word(f"to_do_{kind}", language).format(place=place) for language in LANGUAGES}


def _of_event(event: Mapping[str, Any], path: Path) -> Change:
    try:
        _check_event(event, path)
        return Change(
            change_id=event["id"],
            law=event["law"],
            on=event["from"],
            until=event.get("to"),
            title=event["title"],
            what=event["what"],
            article=event["article"],
            certainty=event["certainty"],
            source=event["source"],
            to_do=event["to_do"],
            articles=frozenset().union(*(articles_in(text) for text in event["articles"])),
            parameters=_named_parameters(event),
            replaces=frozenset(event.get("replaces", ())),
        )
    except KeyError as error:
        raise _wrong(f"event '{event.get('id')}' lacks {error}", path) from error


def _check_event(event: Mapping[str, Any], path: Path) -> None:
    strange = ", ".join(sorted(_named_parameters(event) - set(load_parameters())))
    if strange:
        raise _wrong(f"event '{event['id']}' names the parameter {strange}, which does not exist", path)
    if event["certainty"] not in CERTAINTIES:
        raise _wrong(f"event '{event['id']}' has certainty '{event['certainty']}', which is not one of ours", path)


def _named_parameters(event: Mapping[str, Any]) -> frozenset[str]:
    return frozenset([*event.get("parameters", ()), *event.get("replaces", ())])


def _wrong(problem: str, path: Path) -> KompasError:
    return KompasError(f"The calendar is wrong: {problem}.", str(path), "Correct the file.")


@cache
def _words() -> dict[str, Texts]:
    words: dict[str, Texts] = read_yaml(WORDS_FILE)
    return words


def _word(key: str, language: str) -> str:
    return _words()[key][language]
