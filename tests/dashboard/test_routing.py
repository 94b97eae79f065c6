"""Addresses of views: what they say, and back."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.pages.registry import page_named
from dashboard.routing import Address, parse_address


@pytest.mark.parametrize(
    ("path", "search", "expected"),
    [
        ("/", "", Address("nl", "plan")),
        ("/en", "", Address("en", "plan")),
        ("/en/plan", "?team=West-1", Address("en", "plan", "", {"team": "West-1"})),
        ("/nl/employer/E0000012", "", Address("nl", "employer", "E0000012")),
        ("/nl/employer/a%2Fb", None, Address("nl", "employer", "a/b")),
        ("/capacity", "", Address("nl", "capacity")),
        (None, None, Address("nl", "plan")),
    ],
)
def test_reading(path: str | None, search: str | None, expected: Address) -> None:
    assert parse_address(path, search, "nl", "plan") == expected


def test_another_language_keeps_the_view() -> None:
    address = Address("nl", "plan", "", {"team": "West-1"})
    assert address.in_language("en").href == "/en/plan?team=West-1"


@given(st.text(min_size=1).filter(lambda text: text.isprintable() and text.strip("/") == text))
def test_what_is_written_can_be_read(argument: str) -> None:
    address = Address("en", "employer", argument)
    assert parse_address(address.path, "", "nl", "plan") == address


ANYTHING = st.text(st.characters()) | st.none() | st.booleans() | st.floats() | st.lists(st.text()) | st.just({"a": 1})


@given(ANYTHING, ANYTHING)
def test_no_address_breaks_it(path: Any, search: Any) -> None:
    address = parse_address(path, search, "nl", "plan")
    assert address.language in {"nl", "en"}
    assert parse_address(address.path, "", "nl", "plan").page == address.page or not address.page.strip("/")


@pytest.mark.parametrize("path", [5, 0, True, [], ["/nl/plan"], {"a": "/nl/plan"}, 1.5])
def test_what_is_no_text_is_no_page(path: Any) -> None:
    address = parse_address(path, "", "en", "plan")
    assert address.language == "en"
    assert page_named(address.page) is None


def test_half_characters_do_not_break_the_address() -> None:
    address = parse_address("/nl/\ud800", "?team=\ud800", "nl", "plan")
    assert address.href == "/nl/%3F?team=%3F"
