"""What the employer page reads, as known on the as-of date."""

from datetime import date

from dashboard.lineage import Lineage
from dashboard.pages.employer.query import dossier
from dashboard.published import Published
from tests.support.published import VISITS
from tests.support.tables import ENDED, NAMES, PLAIN, RICH, UNPLANNED


def test_the_dossier_is_as_known_on_the_as_of_date(published: Published, lineage: Lineage) -> None:
    found = dossier(published, lineage, RICH)
    assert found is not None
    assert found.as_of == date(2026, 10, 31)
    assert found.employer["trade_name"] == NAMES[0]  # the correction became known later
    assert [case["case_id"] for case in found.inspections] == ["Z-2026-07", "Z-2025-01"]


def test_wage_tax_numbers_are_those_held_on_the_as_of_date(published: Published, lineage: Lineage) -> None:
    # Not the one given up the day before, nor the one that is taken over the day after, nor the one that was corrected
    # to another employer; the last day counts.
    numbers = {}
    for employer_id in (RICH, PLAIN, UNPLANNED):
        found = dossier(published, lineage, employer_id)
        assert found is not None
        numbers[employer_id] = found.numbers
    assert numbers == {
        RICH: ["100000001L01", "100000001L02"],
        PLAIN: ["100000005L01", "100000005L05"],
        UNPLANNED: ["N0A1B2C3D4E5F6071L01"],
    }


def test_establishments_are_counted_by_municipality(published: Published, lineage: Lineage) -> None:
    found, other = dossier(published, lineage, RICH), dossier(published, lineage, PLAIN)
    assert found is not None
    assert other is not None
    assert [(place["municipality_code"], place["establishments"]) for place in found.places] == [
        ("GM0363", 2),
        ("GM0014", 1),
    ]
    assert [place["municipality_code"] for place in other.places] == ["GM0935"]  # the one that passed to it


def test_facts_what_is_worth_knowing_and_what_cannot_be_tested_are_apart(
    published: Published, lineage: Lineage
) -> None:
    found = dossier(published, lineage, RICH)
    assert found is not None
    assert [(fact["rule"], fact["amount_cents"]) for fact in found.facts] == [
        ("minimum_wage", 151_075),
        ("lender_registration", None),
    ]
    assert [(fact["rule"], fact["workers"]) for fact in found.noted] == [("plausible_hours", 1)]
    assert [fact["detail"]["no_hours"] for fact in found.not_testable] == [2]


def test_the_ground_of_an_open_case_is_not_read(published: Published, lineage: Lineage) -> None:
    found = dossier(published, lineage, RICH)
    assert found is not None
    assert [case["selection_ground"] for case in found.inspections] == [None, "signal"]


def test_only_examined_laws_have_an_outcome(published: Published, lineage: Lineage) -> None:
    found = dossier(published, lineage, RICH)
    assert found is not None
    closed = found.inspections[1]["findings"]
    assert [(item["law"], item["violation"]) for item in closed] == [("WML", True), ("Wav", False)]


def test_each_law_has_its_rank_among_all(published: Published, lineage: Lineage) -> None:
    found = dossier(published, lineage, RICH)
    assert found is not None
    assert {score["employers"] for score in found.scores} == {VISITS}
    wml = next(score for score in found.scores if score["law"] == "WML")
    # chances are (7n mod 97 + 0.5) / 97: n = 1 has 7.5 / 97; of 260 employers 239 have more
    assert wml["rank"] == 240


def test_an_employer_without_scores_or_plan_is_known_all_the_same(published: Published, lineage: Lineage) -> None:
    found = dossier(published, lineage, UNPLANNED)
    assert found is not None
    assert (found.scores, found.reasons, found.facts, found.planned) == ([], [], [], None)
    ended = dossier(published, lineage, ENDED)
    assert ended is not None
    assert ended.employer["end_date"] == date(2026, 6, 30)


def test_an_unknown_number_has_no_dossier(published: Published, lineage: Lineage) -> None:
    assert dossier(published, lineage, "E9999999") is None
    assert dossier(published, lineage, "' OR ''='") is None
