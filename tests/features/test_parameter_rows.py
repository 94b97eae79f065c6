"""The parameters as rows for SQL: what is not known says so, with the last known amount beside it."""

from datetime import date
from typing import Any

from features.statute.parameter_rows import parameter_rows


def rows_of(parameter_id: str, name: str) -> dict[date, dict[str, Any]]:
    rows = parameter_rows().to_dicts()
    return {row["valid_from"]: row for row in rows if row["parameter_id"] == parameter_id and row["name"] == name}


def test_an_amount_in_cents_from_day_to_day() -> None:
    row = rows_of("waadi.registration_fine", "10")[date(2014, 2, 21)]
    assert (row["number"], row["known"], row["valid_to"]) == (1_600_000, True, date(2025, 12, 31))


def test_an_amount_that_was_not_found_stands_there_as_the_last_known_one() -> None:
    row = rows_of("waadi.registration_fine", "30")[date(2026, 1, 1)]
    assert (row["number"], row["known"], row["certainty"]) == (3_200_000, False, "unknown")
    assert row["valid_to"] == date(2027, 12, 31)


def test_an_amount_that_a_later_table_leaves_out_is_not_known_from_then_on() -> None:
    legal_person, natural_person = (rows_of("wav.fine_norm", kind) for kind in ("legal_person", "natural_person"))
    assert legal_person[date(2025, 2, 1)]["known"]
    assert legal_person[date(2025, 2, 1)]["certainty"] == "low"
    assert not natural_person[date(2025, 2, 1)]["known"]
    assert natural_person[date(2025, 2, 1)]["number"] == 400_000


def test_what_was_never_known_is_a_row_without_a_value() -> None:
    (row,) = rows_of("waadi.admission_fine", "").values()
    assert (row["number"], row["text"], row["known"]) == (None, None, False)


def test_elements_of_a_list_words_and_a_yes() -> None:
    assert rows_of("waadi.natural_person_forms", "vof")[date(2014, 2, 21)]["text"] == "vof"
    assert rows_of("waadi.registration_duty", "")[date(2028, 1, 1)]["text"] == "admission"
    assert rows_of("wav.chain_liability", "")[date(1995, 9, 1)]["number"] == 1
