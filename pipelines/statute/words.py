"""The words of these outputs, in both languages, from ``texts.yaml``."""

from collections.abc import Sequence
from datetime import date
from typing import Literal

from pipelines.texts import texts_beside

Language = Literal["nl", "en"]


def words(key: str, language: Language, **values: object) -> str:
    """Return a text in a language, with its places filled."""
    return texts_beside(__file__)[key][language].format(**values)


def day_text(day: date | None, language: Language) -> str:
    """Return a date as people read it."""
    return words("date_not_known", language) if day is None else words("date", language, day=day)


def period_text(first: date, last: date | None, language: Language) -> str:
    """Return from when something holds and, when it ends, until when."""
    start = words("from", language, day=day_text(first, language))
    return start if last is None else f"{start} {words('until', language, day=day_text(last, language))}"


def certainty_text(certainty: str, language: Language) -> str:
    """Return a word of certainty as people read it."""
    return words(f"certainty.{certainty}", language)


def names_text(names: Sequence[str], language: Language, most: int) -> str:
    """Return names in one line, the first ``most`` of them and how many there are beside these."""
    shown = ", ".join(names[:most])
    more = len(names) - most
    return words("more", language, names=shown, count=more) if more > 0 else shown
