"""Texts and tables of a what-if write the same estimate alike, and what was counted in full."""

import pytest

from dashboard.components import comparison
from models.inputs import Language
from pipelines.what_if.words import difference, figure


@pytest.mark.parametrize(
    ("value", "unit", "language", "written"),
    [
        (1_242_534.0, "eur", "en", "€1,200,000"),
        (1_242_534.0, "eur", "nl", "€\u00a01.200.000"),
        (12_345.6, "workers", "en", "12,000"),
        (123.44, "findings", "nl", "120"),
        (8.44, "findings", "nl", "8,4"),
        (0.04, "findings", "en", "0.0"),
    ],
)
def test_a_sentence_writes_an_estimate_as_the_table_does(
    value: float, unit: str, language: Language, written: str
) -> None:
    assert figure(value, unit, language, expected=True) == written
    assert comparison.amount(value, f"expected_{unit}", language) == written


def test_what_was_counted_is_written_in_full() -> None:
    assert figure(1_242_534.0, "eur", "en") == comparison.amount(1_242_534.0, "eur", "en") == "€1,242,534"
    assert figure(1_234.0, "items", "en") == comparison.amount(1_234.0, "items", "en") == "1,234"


@pytest.mark.parametrize(
    ("base", "variant", "unit", "written"),
    [
        (1_242_534.0, 1_293_900.0, "eur", "+€50,000"),  # 51,366 between levels that are told to hundreds of thousands
        (123.4, 126.1, "findings", "+3"),
        (12.0, 13.5, "findings", "+1.5"),
        (123.4, 123.5, "findings", "="),  # 0.1 of 123 is less than such chances can tell apart
    ],
)
def test_a_difference_of_estimates_is_told_alike(base: float, variant: float, unit: str, written: str) -> None:
    assert comparison.difference(base, variant, f"expected_{unit}", "en") == written
    told = difference(base, variant, unit, "en", expected=True)
    assert told == (written if written != "=" else "0")
