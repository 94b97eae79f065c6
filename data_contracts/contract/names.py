"""What people call the tables of the registers, and what is in them."""

from functools import cache
from pathlib import Path

from data_contracts.yaml_files import read_yaml


def spoken_name(table: str, language: str) -> str:
    """Return what a table is called in ``"nl"`` or ``"en"``; the name in the files when it has no other."""
    return _spoken(table, "name", language)


def spoken_content(table: str, language: str) -> str:
    """Return what a table holds, in a sentence; the name in the files when there is none."""
    return _spoken(table, "about", language)


def _spoken(table: str, what: str, language: str) -> str:
    return _names().get(table, {}).get(what, {}).get(language, table)


@cache
def _names() -> dict[str, dict[str, dict[str, str]]]:
    names: dict[str, dict[str, dict[str, str]]] = read_yaml(Path(__file__).with_name("names.yaml"))
    return names
