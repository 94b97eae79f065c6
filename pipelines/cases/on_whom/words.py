"""The words of the section *On whom it falls*, in both languages."""

from models.inputs import LANGUAGES
from pipelines.reporting.report import Texts
from pipelines.texts import texts_beside


def words(key: str, language: str, **values: object) -> str:
    """Return a text in a language, with its places filled."""
    return texts_beside(__file__)[language][key].format(**values)


def in_both(key: str) -> Texts:
    """Return a text without places in all languages."""
    return {language: words(key, language) for language in LANGUAGES}
