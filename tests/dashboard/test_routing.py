"""Addresses of views: what they say, and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

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


@given(st.text(), st.text())
def test_no_address_breaks_it(path: str, search: str) -> None:
    assert parse_address(path, search, "nl", "plan").language in {"nl", "en"}
