"""Which articles of law a text names, so that what rests on one can be found, and how they are cited in a language.

The data cite in the English way, ``Wav art. 1(1)(b) and 2(1)``; Dutch has words for the parts of an article.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from data_contracts.yaml_files import read_yaml

ACTS = re.compile(r"\b(Wml|Wav|Waadi)\s+art\.?\s+([^;:]*)")
DECREES = re.compile(r"\bBesluit \w+")
NOTES = re.compile(r"\([^)]*\)")
NUMBER = re.compile(r"\b\d{1,2}[a-z]{0,2}\b")
WORDS_FILE = Path(__file__).with_name("article_words.yaml")
_ONE = r"\d+(?::\d+)?[a-z]{0,2}"
_PARTS = r"(?:\(\w{1,3}\))"
# A text that begins with a number is an article without its act, as in the values of a parameter.
CITED = re.compile(rf"(?:\b(art\.|par\.) |^)({_ONE}{_PARTS}*(?:(?:, | and | to )(?:{_ONE}\b{_PARTS}*|{_PARTS}+))*)")
PLACE = re.compile(rf"(, | and | to |^)({_ONE}\b)?({_PARTS}*)")
PART = re.compile(r"\((\w+)\)")


def articles_in(text: str) -> frozenset[str]:
    """Return the articles that a text names, without their paragraphs.

    ``"Wml art. 7, 8 and 14(10); Besluit minimumjeugdloonregeling"`` names ``Wml 7``, ``Wml 8``, ``Wml 14`` and the
    decree.
    """
    plain = NOTES.sub("", text)
    numbered = {f"{act} {number}" for act, listed in ACTS.findall(plain) for number in NUMBER.findall(listed)}
    return frozenset(numbered | set(DECREES.findall(plain)))


def article_text(text: str, language: str) -> str:
    """Return articles of law as they are cited in a language.

    Args:
        text: The articles as the data hold them: ``"Wav art. 1(1)(b) and 2(1)"``, or without their act: ``"2(1)"``.
        language: ``"nl"`` (``"Wav art. 1 lid 1 onder b en art. 2 lid 1"``) or ``"en"`` (as held).
    """
    if language != "nl":
        return text
    cited = CITED.sub(lambda found: "".join(_places(found[1], found[2])), text)
    return _word_pattern().sub(lambda found: _dutch_words()[found[0]], cited)


def _places(kind: str | None, listed: str) -> Iterator[str]:
    """Yield each place of a list, after the word that joins it to the one before.

    ``art.`` is said again after a paragraph, so that ``16(2) and 17`` does not read as paragraphs 2 and 17. A second
    paragraph of one article needs no word of its own: ``lid 1 en 2``.
    """
    before: list[str] = []
    for joint, number, marked in PLACE.findall(listed):
        parts = PART.findall(marked)
        again = [kind] if kind and number and (before or not joint) else []
        named = [*again, *([number] if number else []), *_named(parts)]
        yield joint + ("".join(parts) if not number and _alike(before, parts) else " ".join(named))
        before = parts


def _alike(before: list[str], parts: list[str]) -> bool:
    return len(before) == len(parts) == 1 and before[0].isdigit() == parts[0].isdigit()


def _named(parts: list[str]) -> list[str]:
    return [f"lid {part}" if part.isdigit() else f"onder {part}" for part in parts]


@cache
def _dutch_words() -> Mapping[str, str]:
    words: Mapping[str, str] = read_yaml(WORDS_FILE)
    return words


@cache
def _word_pattern() -> re.Pattern[str]:
    """Match what has a Dutch name, the longest first: ``policy rules`` before ``policy rule``."""
    names = "|".join(re.escape(name) for name in sorted(_dutch_words(), key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{names})(?!\w)")
