"""Commands in a sentence stand as commands on the screen; no backtick is ever shown."""

from dash import html

from dashboard.components.commands import with_commands
from tests.support.screens import words_on


def test_what_stands_between_backticks_becomes_a_command() -> None:
    told = with_commands("Voer `kompas ingest` uit; kijk daarna met `kompas status`")
    assert [item.children for item in told if isinstance(item, html.Code)] == ["kompas ingest", "kompas status"]
    assert words_on(told) == "Voer \nkompas ingest\n uit; kijk daarna met \nkompas status"


def test_a_sentence_without_a_command_stays_as_it_is() -> None:
    assert with_commands("Niets te doen.") == ["Niets te doen."]
