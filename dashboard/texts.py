"""The words on the screens, in both languages, from the ``texts.yaml`` beside each page."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, get_args

from data_contracts.yaml_files import read_yaml

Language = Literal["nl", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

ROOM = Path(__file__).parent
TEXTS_FILE = "texts.yaml"


@dataclass(frozen=True)
class Words:
    """The words of one page (and those that all pages share) in one language."""

    language: Language
    entries: Mapping[str, Mapping[str, str]]

    def __call__(self, key: str, **values: object) -> str:
        """Return the words of a key with the values filled in.

        Raises:
            KeyError: There is no such key.
        """
        return self.entries[key][self.language].format(**values)

    def of_code(self, family: str, code: object) -> str:
        """Return the words for a code, e.g. family ``legal_form`` and code ``bv``; the code itself if unknown."""
        entry = self.entries.get(f"{family}.{code}")
        return entry[self.language] if entry else str(code)


@cache
def words_of(folder: Path, language: Language) -> Words:
    """Return the words of the page in a folder, in a language, with the words that all pages share."""
    return Words(language, read_texts(ROOM) | read_texts(ROOM / "components") | read_texts(folder))


@cache
def read_texts(folder: Path) -> dict[str, dict[str, str]]:
    """Return the entries of a folder's text file: key to language to words."""
    content: dict[str, dict[str, str]] = read_yaml(folder / TEXTS_FILE)
    return content
