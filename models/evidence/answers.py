"""What people answered: a text, and who stands for it, in which role, since when and until which day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from models.inputs import LANGUAGES, Language
from models.wording import Texts

Standing = Literal["answered", "missing", "unsigned", "lapsed", "unfit", "example"]
"""``unsigned``: no name, role or date stands with it; ``lapsed``: past its review date; ``unfit``: not
of the form that is asked for; ``example``: not people's own."""

AGREED = frozenset({"akkoord", "agreed"})
"""The answer that takes over the program's own text."""
YES, NO = frozenset({"ja", "yes"}), frozenset({"nee", "no"})


@dataclass(frozen=True)
class Answer:
    """One answer.

    Attributes:
        text: What was answered, by language; the same in both where it was given once.
        items: The parts of an answer that is a list; empty where it is a text.
        name: Who stands for it.
        role: In which role.
        on: Since when.
        review: Until which day it counts, that day included.
        example: Whether it is an example that comes with the program.
    """

    text: Texts
    items: tuple[str, ...] = ()
    name: str = ""
    role: str = ""
    on: date | None = None
    review: date | None = None
    example: bool = False

    def standing_on(self, day: date) -> Standing:
        """Return what the answer is worth on a day."""
        if not self.text["nl"] and not self.items:
            return "missing"
        if not (self.name and self.role and self.on and self.review) or self.on > day:
            return "unsigned"
        return "answered" if day <= self.review else "lapsed"

    @property
    def value(self) -> str | list[str]:
        """What a field of the record takes over: the list, or the Dutch text."""
        return list(self.items) if self.items else self.text["nl"]

    @property
    def agrees(self) -> bool:
        """Whether it takes over the program's own text."""
        return self.text["nl"].strip(" .").lower() in AGREED

    @property
    def refuses(self) -> bool:
        """Whether it begins with *no*."""
        return first_word(self.text["nl"]) in NO

    def in_language(self, language: Language) -> str:
        """Return it as it is shown."""
        return ", ".join(self.items) if self.items else self.text[language]


def first_word(text: str) -> str:
    """Return the first word in small letters, without what stands around it; empty when there is none."""
    return (text.split() or [""])[0].strip(".,:;!").lower()


def read_answer(entry: Mapping[str, Any], *, example: bool = False) -> Answer:
    """Return an answer as the file of answers holds it; what is not there or of another kind is empty.

    Args:
        entry: ``answer`` (a text, a list, or a text by language), ``name``, ``role``, ``date`` and ``review``.
        example: Whether it comes with the program.
    """
    given = entry.get("answer")
    items = tuple(str(item).strip() for item in given) if isinstance(given, list) else ()
    return Answer(
        text=_texts(given),
        items=tuple(item for item in items if item),
        name=_text(entry.get("name")),
        role=_text(entry.get("role")),
        on=_day(entry.get("date")),
        review=_day(entry.get("review")),
        example=example,
    )


def same_text(one: Answer, others: Sequence[Answer]) -> bool:
    """Tell whether an answer says what one of some others says, in any language, whatever the spaces and capitals."""
    return not _bare(one).isdisjoint(text for other in others for text in _bare(other))


def _bare(answer: Answer) -> set[str]:
    told = (" ".join((answer.text[language], *answer.items)) for language in LANGUAGES)
    return {" ".join(text.lower().split()) for text in told} - {""}


def _texts(given: object) -> Texts:
    if isinstance(given, Mapping):
        dutch, english = _text(given.get("nl")), _text(given.get("en"))
        return {"nl": dutch or english, "en": english or dutch}
    text = "" if isinstance(given, list) else _text(given)
    return {"nl": text, "en": text}


def _text(given: object) -> str:
    if isinstance(given, bool):  # what YAML makes of a bare yes or no
        return "yes" if given else "no"
    return "" if given is None else str(given).strip()


def _day(given: object) -> date | None:
    return given if type(given) is date else None
