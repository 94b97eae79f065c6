"""The words of the report of a case with a random arm, in both languages."""

from collections.abc import Callable

from models.inputs import LANGUAGES, Language
from pipelines.reporting.report import Texts
from pipelines.reporting.words import percent
from pipelines.texts import texts_beside


def words(key: str, language: Language, **values: object) -> str:
    """Return a text in a language, with its places filled."""
    return texts_beside(__file__)[language][key].format(**values)


def in_both(key: str, values: Callable[[Language], dict[str, object]] = lambda _: {}) -> Texts:
    """Return a text in all languages, its places filled by what a function says for each."""
    return {language: words(key, language, **values(language)) for language in LANGUAGES}


def interval(value: float, low: float, high: float, language: Language) -> str:
    """Write a share with its interval."""
    shown = [percent(part, language) for part in (value, low, high)]
    return f"{shown[0]} ({shown[1]} – {shown[2]})"
