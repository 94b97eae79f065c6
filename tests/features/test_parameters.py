from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_contracts.errors import KompasError
from features.statute.laws import load_laws
from features.statute.minimum_wage import hourly_minimum, minimum_wage_rows
from features.statute.parameters import Known, Unknown, holds_on, load_parameters, read_parameter

DATES = st.dates(date(2024, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("on", "age", "bbl", "cents"),
    [
        (date(2024, 1, 1), 21, False, 1327),
        (date(2024, 6, 30), 45, False, 1327),
        (date(2024, 7, 1), 17, False, 540),
        (date(2025, 12, 31), 18, True, 655),
        (date(2026, 7, 1), 20, False, 1199),
        (date(2026, 12, 31), 20, True, 922),
        (date(2026, 12, 31), 17, True, 592),
        (date(2026, 12, 31), 21, True, 1499),
    ],
)
def test_the_minimum_of_a_person_on_a_date(on: date, age: int, bbl: bool, cents: int) -> None:
    answer = hourly_minimum(on, age, bbl)
    assert isinstance(answer, Known)
    assert answer.value == cents
    assert answer.valid_from <= on


@pytest.mark.parametrize("age", [15, 18, 20, 21, 60])
@pytest.mark.parametrize("bbl", [False, True])
def test_2027_is_unknown_for_every_age_with_the_last_amount_beside_it(age: int, bbl: bool) -> None:
    answer = hourly_minimum(date(2027, 1, 1), age, bbl)
    assert isinstance(answer, Unknown)
    assert "2027" in answer.reason_nl
    assert "2027" in answer.reason_en
    assert answer.last_known == hourly_minimum(date(2026, 12, 31), age, bbl)


def test_the_youth_percentages_of_2027_are_known_all_the_same() -> None:
    answer = holds_on("wml.youth_scale", date(2027, 1, 1))
    assert isinstance(answer, Known)
    assert answer.value["20"] == 87.5


def test_before_the_first_amount_nothing_is_known() -> None:
    answer = hourly_minimum(date(2023, 12, 31), 30)
    assert isinstance(answer, Unknown)
    assert "2024" in answer.reason_en
    assert answer.last_known is None


def test_below_fifteen_there_is_no_amount() -> None:
    assert isinstance(hourly_minimum(date(2026, 8, 1), 14), Unknown)


def test_the_registration_duty_ends_where_admission_begins() -> None:
    duty = holds_on("waadi.registration_duty", date(2027, 12, 31))
    admission = holds_on("waadi.registration_duty", date(2028, 1, 1))
    assert isinstance(duty, Known)
    assert isinstance(admission, Known)
    assert (duty.value, admission.value) == ("registration", "admission")


@given(DATES, st.integers(15, 70), st.booleans())
def test_the_minimum_never_falls_with_age(on: date, age: int, bbl: bool) -> None:
    younger, older = hourly_minimum(on, age, bbl), hourly_minimum(on, age + 1, bbl)
    assert isinstance(younger, Known)
    assert isinstance(older, Known)
    assert younger.value <= older.value


@given(DATES, st.integers(15, 70))
def test_an_apprentice_never_has_a_higher_minimum(on: date, age: int) -> None:
    apprentice, other = hourly_minimum(on, age, True), hourly_minimum(on, age, False)
    assert isinstance(apprentice, Known)
    assert isinstance(other, Known)
    assert apprentice.value <= other.value


@given(st.dates(date(2023, 1, 1), date(2028, 12, 31)), st.integers(15, 30), st.booleans())
def test_rows_and_function_agree_on_every_day(on: date, age: int, bbl: bool) -> None:
    rows = [
        cents
        for start, end, row_age, row_bbl, cents in minimum_wage_rows()
        if start <= on <= (end or on) and row_age == min(age, 21) and row_bbl == bbl
    ]
    answer = hourly_minimum(on, age, bbl)
    assert rows == ([answer.value] if isinstance(answer, Known) else [])


def test_amounts_by_age_follow_from_the_scale() -> None:
    """A wrong figure in the table stands out: every published amount is its percentage, rounded half up."""
    for scale_id, table_id in (("wml.youth_scale", "wml.hourly_minimum"), ("wml.bbl_scale", "wml.hourly_minimum_bbl")):
        for entry in load_parameters()[table_id].entries:
            if entry.is_unknown:
                continue
            start = entry.known.valid_from
            scale, adult = holds_on(scale_id, start), hourly_minimum(start, 21)
            assert isinstance(scale, Known)
            assert isinstance(adult, Known)
            expected = {age: int(adult.value * scale.value[age] / 100 + 0.5) for age in entry.known.value}
            assert entry.known.value == expected, (table_id, start)


def test_every_act_and_every_value_names_its_source() -> None:
    assert set(load_laws()) == {"WML", "Wav", "Waadi"}
    assert {law.bwb_id for law in load_laws().values()} == {"BWBR0002638", "BWBR0007149", "BWBR0009616"}
    for parameter in load_parameters().values():
        assert all(entry.known.source and entry.known.article for entry in parameter.entries)


def test_an_entry_ends_the_day_before_the_next() -> None:
    for parameter in load_parameters().values():
        for entry, following in zip(parameter.entries, parameter.entries[1:], strict=False):
            assert entry.known.valid_to == following.known.valid_from - timedelta(days=1)


def test_a_parameter_that_does_not_exist_names_those_that_do() -> None:
    with pytest.raises(KompasError, match=r"no statutory parameter 'wml\.bonus'") as raised:
        holds_on("wml.bonus", date(2026, 1, 1))
    assert "wml.hourly_minimum" in raised.value.remedy


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ("[{from: 2025-01-01, value: {'21': 1}, certainty: sure, source: x}]", "certainty"),
        ("[{from: 2025-01-01, value: null, certainty: unknown, source: x}]", "says why"),
        ("[{from: 2025-01-01, value: null, certainty: high, source: x}]", "go together"),
        (
            "[{from: 2025-01-01, value: {'21': 1}, certainty: high, source: x},"
            " {from: 2024-01-01, value: {'21': 1}, certainty: high, source: x}]",
            "order of date",
        ),
        ("[{from: 2025-01-01, value: {'21': 1}, certainty: high}]", "incomplete"),
    ],
)
def test_a_wrong_parameter_file_is_refused(tmp_path: Path, values: str, problem: str) -> None:
    path = tmp_path / "wrong.yaml"
    path.write_text(f"id: wml.x\ntitle: {{nl: x, en: x}}\nunit: eur\narticle: art. 1\nvalues: {values}\n")
    with pytest.raises(KompasError, match=problem):
        read_parameter(path)
