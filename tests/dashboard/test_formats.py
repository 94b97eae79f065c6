"""Figures as a Dutch and as an English reader writes them."""

from datetime import date

import pytest

from dashboard import formats
from dashboard.texts import Language


@pytest.mark.parametrize(
    ("value", "decimals", "dutch", "english"),
    [
        (0, 0, "0", "0"),
        (1234567.891, 2, "1.234.567,89", "1,234,567.89"),
        (-1234.5, 1, "−1.234,5", "−1,234.5"),
        (-0.001, 2, "0,00", "0.00"),
        (999.5, 0, "1.000", "1,000"),
        (None, 0, "–", "–"),
    ],
)
def test_numbers(value: float | None, decimals: int, dutch: str, english: str) -> None:
    assert formats.number(value, "nl", decimals) == dutch
    assert formats.number(value, "en", decimals) == english


@pytest.mark.parametrize(
    ("cents", "dutch", "english"),
    [
        (0, "€\u00a00,00", "€0.00"),
        (151_075, "€\u00a01.510,75", "€1,510.75"),
        (-1, "−€\u00a00,01", "−€0.01"),
        (None, "–", "–"),
    ],
)
def test_money(cents: int | None, dutch: str, english: str) -> None:
    assert formats.money(cents, "nl") == dutch
    assert formats.money(cents, "en") == english


@pytest.mark.parametrize(
    ("probability", "shown"),
    [(0.0, "<1%"), (0.0099, "<1%"), (0.01, "1%"), (0.345, "34%"), (0.99, "99%"), (0.991, ">99%"), (1.0, ">99%")],
)
def test_a_chance_is_never_nothing_and_never_certain(probability: float, shown: str) -> None:
    assert formats.chance(probability, "nl") == shown


def test_a_counted_share_can_be_nothing_or_all() -> None:
    assert formats.share(0.0, "en") == "0%"
    assert formats.share(1.0, "en") == "100%"
    assert formats.share(None, "en") == "–"


@pytest.mark.parametrize(("language", "shown"), [("nl", "1\u00a0maart\u00a02026"), ("en", "1\u00a0March\u00a02026")])
def test_days(language: Language, shown: str) -> None:
    assert formats.day(date(2026, 3, 1), language) == shown


def test_periods() -> None:
    first, last = date(2025, 11, 1), date(2026, 10, 1)
    assert formats.period(first, last, "nl") == "november\u00a02025 – oktober\u00a02026"
    assert formats.period(date(2026, 5, 1), last, "nl") == "mei – oktober\u00a02026"
    assert formats.period(first, first, "en") == "November\u00a02025"
    assert formats.period(None, None, "en") == "–"


def test_plots_separate_as_the_language_does() -> None:
    assert formats.plot_separators("nl") == ",."
    assert formats.plot_separators("en") == ".,"
