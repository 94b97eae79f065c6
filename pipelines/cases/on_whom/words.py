"""The words of the section *On whom it falls*, in both languages."""

from models.inputs import LANGUAGES
from pipelines.reporting.report import Texts
from pipelines.texts import texts_beside


def words(key: str, language: str, **values: object) -> str:
    """Return a text in a language, with its places filled."""
    return texts_beside(__file__)[language][key].format(**values)


def in_both(key: str, **values: object) -> Texts:
    """Return a text in all languages, with its places filled by the same values."""
    return {language: words(key, language, **values) for language in LANGUAGES}
