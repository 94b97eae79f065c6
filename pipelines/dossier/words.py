"""The words of a replay, in both languages, from ``texts.yaml``."""

from datetime import date
from typing import Any, Literal

from features.formatting import percent
from pipelines.texts import texts_beside

Language = Literal["nl", "en"]


def words(key: str, language: Language, **values: object) -> str:
    """Return a text in a language, with its places filled."""
    return texts_beside(__file__)[key][language].format(**values)


def day_text(day: date | str | None, language: Language) -> str:
    """Return a date as people read it; it may be given in ISO form."""
    if not day:
        return words("not_known", language)
    return words("date", language, day=date.fromisoformat(day) if isinstance(day, str) else day)


def chance_text(share: Any, language: Language) -> str:
    """Return a probability as people read it."""
    return words("not_known", language) if share is None else percent(float(share), language)


def rows_text(count: int, language: Language) -> str:
    """Return a number of rows in words."""
    return words("table.rows.one" if count == 1 else "table.rows.many", language, count=count)
