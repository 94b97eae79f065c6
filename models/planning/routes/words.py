"""The words of routes, in both languages."""

from functools import cache
from pathlib import Path

from data_contracts.yaml_files import read_yaml
from models.inputs import Language

WORDS_FILE = Path(__file__).parent / "words.yaml"


@cache
def _words() -> dict[str, dict[str, str]]:
    content: dict[str, dict[str, str]] = read_yaml(WORDS_FILE)
    return content


def route_words(key: str, language: Language, **values: object) -> str:
    """Return a text in a language, with its places filled."""
    return _words()[key][language].format(**values)


def reason_text(code: str, language: Language) -> str:
    """Return why a visit is on no route, e.g. for ``no_room``."""
    return route_words(f"reason.{code}", language)
