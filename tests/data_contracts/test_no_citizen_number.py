"""Free text may hold no citizen's number: nine digits that pass the 11-test, worked out by hand."""

import duckdb
import pytest

from data_contracts.enforcement.formats import FORMATS

# 1x9 + 2x8 + 3x7 + 4x6 + 5x5 + 6x4 + 7x3 + 8x2 - 2 = 154 = 14 x 11, and with a 3 at the end it is 153.
PASSES, FAILS = "123456782", "123456783"


def is_clean(text: str) -> bool:
    query = f"SELECT {FORMATS['no_citizen_number']('text')} FROM (SELECT ? AS text)"  # noqa: S608 -- our own rule
    return bool(duckdb.execute(query, [text]).fetchall()[0][0])


@pytest.mark.parametrize(
    "text",
    [
        PASSES,
        f"J. Jansen {PASSES}",
        "1234.56.782",
        "123-45-67-82",
        "123 456 782 BV",
        f"a{PASSES}b",
        f"7 ({PASSES})",
        f"Unit 12 {PASSES}",
        f"{PASSES}-2026",
        f"{FAILS}, {PASSES}",
    ],
)
def test_a_number_that_passes_the_11_test_is_seen(text: str) -> None:
    assert not is_clean(text)


@pytest.mark.parametrize(
    "text", ["Jansen", "", FAILS, PASSES[:8], f"{PASSES}0", f"1{PASSES}", "000000000", "12345,6782", "12 345 6782 99"]
)
def test_other_text_is_let_through(text: str) -> None:
    assert is_clean(text)
