"""Every word on the screens is in a text file, in both languages, and every entry is used."""

import re
import string
from pathlib import Path

import pytest

from dashboard.texts import LANGUAGES, ROOM, read_texts, words_of

FOLDERS = sorted(path.parent for path in ROOM.rglob("texts.yaml"))
NAMED = re.compile(r"(?:words|language\))\(\s*f?\"([^\"]+)\"")
JOINED = re.compile(r"\"([a-z_.]+)\" ~ (\w+)")  # how a page template puts a key together
BY_CODE = re.compile(r"of_code\(\s*\"([^\"]+)\"")


def _fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def _sources(folder: Path) -> str:
    """Return the code and the page templates of a folder."""
    paths = [*folder.rglob("*.py"), *folder.rglob("*.j2")]
    found = "\n".join(path.read_text(encoding="utf-8") for path in paths)
    return JOINED.sub(r'"\1{\2}"', found)


def _as_pattern(key: str) -> re.Pattern[str]:
    parts = re.split(r"\{[^}]*\}", key)
    return re.compile(".+".join(re.escape(part) for part in parts))


def test_every_page_has_texts() -> None:
    pages = {path.parent for path in (ROOM / "pages").glob("*/layout.py")}
    assert pages
    assert pages <= set(FOLDERS)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_both_languages_say_everything_with_the_same_values(folder: Path) -> None:
    for key, entry in read_texts(folder).items():
        assert set(entry) == set(LANGUAGES), key
        assert all(isinstance(text, str) and text.strip() for text in entry.values()), key
        assert _fields(entry["nl"]) == _fields(entry["en"]), key


def test_no_key_stands_in_two_files_that_are_read_together() -> None:
    shared = [read_texts(ROOM), read_texts(ROOM / "components")]
    assert not set(shared[0]) & set(shared[1])
    for folder in (ROOM / "pages").iterdir():
        if (folder / "texts.yaml").is_file():
            assert not set(read_texts(folder)) & (set(shared[0]) | set(shared[1])), folder.name


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_code_names_only_keys_that_exist(folder: Path) -> None:
    known = set(words_of(folder, "nl").entries)
    for key in NAMED.findall(_sources(folder) if folder != ROOM else ""):
        assert any(_as_pattern(key).fullmatch(name) for name in known), key


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_no_entry_lies_unused(folder: Path) -> None:
    within = _sources(ROOM)
    used = [_as_pattern(key) for key in NAMED.findall(within)]
    families = set(BY_CODE.findall(within)) | {"grid"}
    for key in read_texts(folder):
        assert key.split(".")[0] in families or any(pattern.fullmatch(key) for pattern in used), key


def test_an_unknown_code_is_shown_as_it_is() -> None:
    assert words_of(ROOM, "nl").of_code("legal_form", "se") == "se"
    assert words_of(ROOM, "nl").of_code("legal_form", "stichting") == "stichting"
