"""The words of an evidence pack in one language."""

from dataclasses import dataclass

from features.formatting import listed
from models.inputs import LANGUAGES, Language
from models.wording import FigureFormatter, Texts
from pipelines.texts import texts_beside


@dataclass(frozen=True)
class Words:
    """The words in one language."""

    language: Language

    def __call__(self, key: str, **figures: object) -> str:
        """Return the words of a key with the figures filled in.

        Raises:
            KeyError: There is no such key.
        """
        return FigureFormatter(self.language).vformat(texts_beside(__file__)[key][self.language], (), figures)

    def of_code(self, family: str, code: str) -> str:
        """Return the words for a code, e.g. family ``verdict`` and code ``holds``."""
        return self(f"{family}.{code}")

    def all_of(self, parts: list[str]) -> str:
        """Return parts as a list in words."""
        return listed(parts, self.language)


def in_both_languages(key: str, **figures: object) -> Texts:
    """Return the words of a key in all languages; a figure that is itself a text by language is told in each."""
    return {
        language: Words(language)(
            key, **{name: value[language] if isinstance(value, dict) else value for name, value in figures.items()}
        )
        for language in LANGUAGES
    }
