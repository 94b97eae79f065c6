"""Which version this is, the licences of it and its libraries, its use by keyboard, and for whom it works."""

import re
from collections.abc import Iterator
from functools import cache
from importlib import metadata

from dash import html
from dash.development.base_component import Component

from dashboard.components.cards import section
from dashboard.components.tables import definitions, table
from dashboard.context import Context
from dashboard.pages.about.texts_of import paragraphs
from dashboard.routing import Address
from dashboard.texts import Words

DISTRIBUTION = "inspectiekompas"
KEYS = ("tab", "skip", "arrows", "enter", "space", "sort", "filter", "columns", "details")
_OSI = "License :: OSI Approved :: "
_NAME = re.compile(r"[A-Za-z0-9._-]+")
_LONGEST_LICENCE = 60


def part(_context: Context, _address: Address, words: Words) -> list[Component]:
    """Return what there is to say of the program itself."""
    return [
        section(
            "program",
            words("program.heading"),
            "",
            definitions(
                [
                    (words("program.version"), metadata.version(DISTRIBUTION)),
                    (words("program.licence"), licence_of(DISTRIBUTION) or words("program.not_stated")),
                    (words("program.font"), words("program.font.licence")),
                ]
            ),
        ),
        section("keyboard", words("keyboard.heading"), words("keyboard.lead"), _keys(words)),
        _accessibility(words),
        section("libraries", words("libraries.heading"), words("libraries.lead"), _libraries(words)),
    ]


def _accessibility(words: Words) -> Component:
    told = (words(f"accessibility.text.{number}") for number in range(1, 5))
    return section("accessibility", words("accessibility.heading"), "", *paragraphs(told))


def licence_of(name: str) -> str:
    """Return the licence that an installed distribution states, by SPDX where it does; empty when it states none."""
    told = metadata.metadata(name)
    expression = _first(told.get_all("License-Expression"))
    classifiers = [text.removeprefix(_OSI) for text in told.get_all("Classifier") or [] if text.startswith(_OSI)]
    free_text = _first(told.get_all("License"))
    short = free_text if "\n" not in free_text and len(free_text) <= _LONGEST_LICENCE else ""
    return expression or short or ", ".join(classifiers)


def _first(values: list[str] | None) -> str:
    return values[0].strip() if values else ""


@cache
def libraries() -> tuple[tuple[str, str, str], ...]:
    """Return name, version and licence of each library that the program asks for and that is installed."""
    return tuple(sorted(_installed(), key=lambda item: item[0].lower()))


def _installed() -> Iterator[tuple[str, str, str]]:
    for requirement in metadata.requires(DISTRIBUTION) or []:
        found = _NAME.match(requirement)
        if found is None:
            continue
        try:
            yield found[0], metadata.version(found[0]), licence_of(found[0])
        except metadata.PackageNotFoundError:  # one of an extra that was not asked for
            continue


def _keys(words: Words) -> Component:
    rows = [[words.of_code("key", name), words.of_code("key_does", name)] for name in KEYS]
    return table(words("keyboard.heading"), [words("keyboard.key"), words("keyboard.does")], rows)


def _libraries(words: Words) -> Component:
    header = [words("libraries.name"), words("program.version"), words("program.licence")]
    rows = [
        [html.Code(name), version, licence or words("program.not_stated")] for name, version, licence in libraries()
    ]
    return table(words("libraries.heading"), header, rows)
