"""Who a party of a link is in a month, and how far a chain of links is followed; every number by hand."""

import json
from datetime import date

import pytest

from tests.features.registers import Registers
from tests.features.results import AS_OF, facts_of, matrix_of

JULY, AUGUST, SEPTEMBER = date(2026, 7, 1), date(2026, 8, 1), date(2026, 9, 1)
REGISTRATION = {"lender_registration", "hirer_registration"}


def depths(registers: Registers) -> dict[str, float]:
    return {name: row["chain_depth"] for name, row in matrix_of(registers).items()}


def registration_of(registers: Registers, as_of: date = AS_OF) -> set[tuple[str, str, str]]:
    return {key for key in facts_of(registers, as_of) if key[1] in REGISTRATION}


def test_the_chain_is_followed_for_four_links_within_a_month(registers: Registers) -> None:
    for name in ("A", "B", "C", "D", "E", "other"):
        registers.employer(name)
    registers.party("X", "unregistered").link("X", "E").link("E", "D").link("D", "C").link("C", "B").link("B", "A")
    registers.link("A", "other", SEPTEMBER)
    assert depths(registers) == {"E": 1, "D": 2, "C": 3, "B": 4, "A": 4, "other": 1}


def test_the_chain_runs_on_through_a_hirer_that_is_in_no_register(registers: Registers) -> None:
    # F lends to L, L to X, X to M and M to H: four links behind H, of which X is the third from the end.
    registers.employer("L").employer("M").employer("H").party("F", "foreign").party("X", "unregistered")
    registers.link("F", "L").link("L", "X").link("X", "M").link("M", "H")
    assert depths(registers) == {"L": 1, "M": 3, "H": 4}
    facts = facts_of(registers)
    assert ("M", "hirer_registration", "below") in facts  # hired from X
    assert json.loads(facts["L", "lender_registration", "below"]["detail"])["parties"] == 1  # lent to X
    assert not [key for key in facts if key[0] not in {"L", "M", "H"}]


def test_two_parties_of_one_employer_are_one_lender(registers: Registers) -> None:
    registers.employer("L").employer("H").party("L-trade", "registered", employer_id="L")
    registers.link("L", "H", hired_minutes=600).link("L-trade", "H", hired_minutes=300)
    assert matrix_of(registers)["H"]["lender_count"] == 1
    assert json.loads(facts_of(registers)["L", "lender_registration", "below"]["detail"])["hired_minutes"] == 900


def test_a_party_with_the_number_of_an_employer_is_not_that_employer(registers: Registers) -> None:
    registers.employer("L").employer("H").employer("E9").party("E9", "unregistered")
    registers.link("L", "H")
    registers.rows["staffing_links"][0]["lender_id"] = "E9"  # the party, which happens to have the same number
    matrix = matrix_of(registers)
    assert matrix["E9"]["price_per_lent_hour"] is None
    assert matrix["H"]["lender_count"] == 1
    assert {key[:2] for key in registration_of(registers)} == {("H", "hirer_registration")}


def test_a_party_is_what_it_was_in_the_month_of_the_link(registers: Registers) -> None:
    # Until 31 July in no register, from 1 August the employer L, which is registered as a lender.
    registers.employer("L", waadi_registered_from=date(2020, 1, 1)).employer("H")
    registers.party("X", "unregistered", valid_to=date(2026, 7, 31))
    registers.party("X", "registered", employer_id="L", valid_from=date(2026, 8, 1))
    for month in (JULY, AUGUST, SEPTEMBER):
        registers.link("X", "H", month)
    fact = facts_of(registers)["H", "hirer_registration", "below"]
    assert (fact["period_from"], fact["period_to"]) == (JULY, JULY)
    assert matrix_of(registers)["L"]["lent_hours_per_paid_hour"] is None
    assert matrix_of(registers)["L"]["price_per_lent_hour"] == 25.0


def test_registered_on_any_day_of_the_month_is_registered(registers: Registers) -> None:
    registers.employer("L", waadi_registered_from=date(2020, 1, 1)).employer("H")
    registers.party("X", "registered", employer_id="L", valid_to=date(2026, 8, 14))
    registers.party("X", "unregistered", valid_from=date(2026, 8, 15))
    registers.link("X", "H", AUGUST).link("X", "H", SEPTEMBER)
    assert facts_of(registers)["H", "hirer_registration", "below"]["period_from"] == SEPTEMBER


def test_a_party_that_nobody_knows_in_that_month_cannot_be_tested(registers: Registers) -> None:
    registers.employer("H").party("X", "unregistered", valid_to=date(2026, 7, 31))
    registers.link("X", "H", JULY).link("X", "H", AUGUST)
    facts = facts_of(registers)
    assert facts["H", "hirer_registration", "below"]["period_to"] == JULY
    assert facts["H", "hirer_registration", "not_testable"]["period_from"] == AUGUST


def test_a_party_that_became_known_after_the_date_is_not_known_on_it(registers: Registers) -> None:
    registers.employer("H").party("X", "unregistered", known_at=date(2026, 11, 5)).link("X", "H", AUGUST)
    assert registration_of(registers) == {("H", "hirer_registration", "not_testable")}
    assert registration_of(registers, date(2026, 11, 30)) == {("H", "hirer_registration", "below")}


@pytest.mark.parametrize("sbi_code", ["7830", "78301", "78201"])
def test_a_business_counts_as_registered_by_the_start_of_its_code(registers: Registers, sbi_code: str) -> None:
    registers.employer("L", sbi_code=sbi_code).employer("H").link("L", "H")
    assert registration_of(registers) == set()


def test_the_version_of_the_lender_that_had_begun_by_the_end_of_the_month_counts(registers: Registers) -> None:
    registers.employer("L", sbi_code="5610", valid_to=date(2026, 8, 30)).employer("H")
    registers.employer("L", sbi_code="78201", valid_from=date(2026, 8, 31))
    registers.link("L", "H", JULY).link("L", "H", AUGUST)
    fact = facts_of(registers)["H", "hirer_registration", "below"]
    assert (fact["period_from"], fact["period_to"]) == (JULY, JULY)


def test_a_lender_that_was_no_employer_yet_in_that_month_cannot_be_tested(registers: Registers) -> None:
    registers.employer("L", valid_from=date(2026, 9, 1)).employer("H").party("early", "registered", employer_id="L")
    registers.link("early", "H", AUGUST)
    assert registration_of(registers) == {
        ("H", "hirer_registration", "not_testable"),
        ("L", "lender_registration", "not_testable"),
    }
