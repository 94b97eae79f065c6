"""docs/tours.md quotes the words that stand on the screens of today, in both languages."""

import re
from collections.abc import Iterator
from pathlib import Path

import yaml

PAIR = re.compile(r"\*\*([^*]+?)\*\*\s+\(\*([^*]+?)\*\)")
GIVEN = re.compile(r"\\\{\w+\\\}")


def _pairs(node: object) -> Iterator[tuple[str, str]]:
    """Every text of a file that has both languages and says something by itself, wherever it stands in it."""
    if isinstance(node, dict) and {"nl", "en"} <= node.keys():
        if re.search("[a-z]{3}", re.sub(r"{\w+}", "", str(node["en"])), re.IGNORECASE):
            yield str(node["en"]), str(node["nl"])
    elif isinstance(node, dict | list):
        for inner in node.values() if isinstance(node, dict) else node:
            yield from _pairs(inner)


def _pattern(text: str) -> re.Pattern[str]:
    """What shows on a screen of a text, in which ``{name}`` stands for anything; a capital may begin it."""
    words = GIVEN.sub(".+", re.escape(" ".join(text.split())))
    return re.compile(f"(?i:{words[0]}){words[1:]}" if words[0].isalpha() else words)


def _not_said(tours: str, said: list[tuple[str, str]]) -> list[tuple[str, str]]:
    quoted = {(" ".join(english.split()), " ".join(dutch.split())) for english, dutch in PAIR.findall(tours)}
    patterns = [(_pattern(english), _pattern(dutch)) for english, dutch in said]
    return sorted(
        pair
        for pair in quoted
        if not any(english.fullmatch(pair[0]) and dutch.fullmatch(pair[1]) for english, dutch in patterns)
    )


def _words(root: Path) -> list[tuple[str, str]]:
    files = [
        file
        for room in ("dashboard", "data_contracts/store", "models/planning")
        for file in (root / room).rglob("*.yaml")
    ]
    return [pair for file in files for pair in _pairs(yaml.safe_load(file.read_text("utf-8")))]


def test_every_word_that_the_tours_quote_is_on_a_screen_in_both_languages(root):
    tours = (root / "docs" / "tours.md").read_text("utf-8")
    assert len(PAIR.findall(tours)) > 40
    assert _not_said(tours, _words(root)) == []


def test_a_word_that_no_screen_says_is_found():
    said = [("Visit plan", "Bezoekplan"), ("Record for {count}", "Vastleggen voor {count}"), ("audit", "toezicht")]
    said += _pairs([{"en": "{name}", "nl": "{name}"}])
    tours = "Press **Visit plan** (*Bezoekplan*), **Record for 3**\n(*Vastleggen voor 3*), **Audit** (*Toezicht*)"
    assert _not_said(tours, said) == []
    assert _not_said(f"{tours}, **Visit plan** (*Routes*)", said) == [("Visit plan", "Routes")]
