"""The staffing chain as a graph; every number worked out by hand. Minutes are given in hours of 60."""

import time
from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from features.engine import open_engine
from tests.features.family_tables import AS_OF, FamilyTables

JUNE, JULY, AUGUST, SEPTEMBER = (date(2026, month, 1) for month in (6, 7, 8, 9))


class Chain(FamilyTables):
    """The tables that the staffing chain reads."""

    def link(self, lender: str, hirer: str, hours: int = 100, period: date = AUGUST, **given: object) -> None:
        """Add a month of lending at EUR 40 an hour by a registered lender."""
        row = {"lender_kind": "registered", "workers": 1, "invoiced_cents": hours * 4000, "lender_registered": True}
        self.add(
            "lending_lines", lender_id=lender, hirer_id=hirer, period=period, hired_minutes=60 * hours, **(row | given)
        )

    def case(self, employer: str, violation: bool, years_ago: int = 0, case: str = "C1", law: str = "WML") -> None:
        """Add the outcome of a case that became known so many years of 365 days ago."""
        known_on = AS_OF - timedelta(days=365 * years_ago)
        self.add(
            "case_outcomes",
            case_id=f"{employer}-{case}",
            employer_id=employer,
            law=law,
            known_on=known_on,
            violation=violation,
        )


@pytest.fixture
def chain() -> Iterator[Chain]:
    with open_engine(2, "1GB") as engine:
        yield Chain(engine, "staffing_chain")


def employers(chain: Chain, *names: str) -> None:
    for name in names:
        chain.employer(name)


def test_who_neither_hires_nor_lends_has_counts_of_nought_and_no_shares(chain: Chain) -> None:
    chain.employer("A")
    counts = (
        "lender_count", "hiring_months", "lending_months", "hirer_count", "relending_partners", "chain_depth",
        "links_behind",
    )  # fmt: skip
    row = chain.features()["A"]
    del row["employer_id"]
    assert {name for name, value in row.items() if value is not None} == set(counts)
    assert {row[name] for name in counts} == {0}


def test_hired_hours_beside_those_of_own_workers(chain: Chain) -> None:
    employers(chain, "H", "L", "X")
    chain.link("L", "H", hours=100)
    chain.add("own_hours", employer_id="H", paid_minutes=60 * 300, job_days=1)
    chain.add("own_hours", employer_id="L", paid_minutes=60 * 80, job_days=1)
    chain.add("own_hours", employer_id="X", paid_minutes=60, job_days=1)
    found = chain.features()
    assert [found[name]["hired_hours_share"] for name in "HLX"] == [0.25, 0, 0]
    assert [found[name]["lent_hours_per_paid_hour"] for name in "HLX"] == [None, 1.25, None]


def test_registration_is_asked_of_the_hours_that_can_be_tested(chain: Chain) -> None:
    employers(chain, "H", "L")
    chain.link("L", "H", hours=60)
    chain.link("L", "H", hours=30, period=JULY, lender_registered=False)
    chain.link("party:X", "H", hours=30, lender_kind="unregistered", lender_registered=False)
    chain.link("party:F", "H", hours=80, lender_kind="foreign", lender_registered=None)
    found = chain.features()
    assert found["H"]["unregistered_lender_share"] == 0.5  # 60 of 120 hours
    assert found["H"]["foreign_lender_share"] == 0.4  # 80 of 200
    assert found["L"]["unregistered_lending_share"] == pytest.approx(1 / 3)


def test_young_ended_and_insolvent_lenders_of_those_in_the_register(chain: Chain) -> None:
    chain.employer("H")
    chain.employer("young", start_date=date(2024, 11, 1))  # two years ago is 2024-10-31
    chain.employer("two", start_date=date(2024, 10, 31))
    chain.employer("ended", end_date=date(2026, 9, 30))
    chain.employer("insolvent")
    chain.employer("recovered")
    chain.add("insolvencies_known", employer_id="insolvent", declared_on=date(2026, 10, 1))
    chain.add("insolvencies_known", employer_id="recovered", declared_on=date(2023, 1, 1), ended_on=date(2025, 9, 30))
    for lender, hours in (("young", 10), ("two", 20), ("ended", 30), ("insolvent", 15), ("recovered", 25)):
        chain.link(lender, "H", hours=hours)
    chain.link("party:X", "H", hours=400, lender_registered=False)
    found = chain.features()["H"]
    assert found["young_lender_share"] == 0.1  # 10 of the 100 hours of employers in the register
    assert found["ended_lender_share"] == 0.45  # 30 + 15


def test_a_certificate_counts_in_the_months_in_which_it_was_held(chain: Chain) -> None:
    chain.employer("H")
    chain.employer("L", sna_certified_from=date(2020, 1, 1), sna_certified_to=date(2026, 8, 1))
    # A certificate that a version says was open, but the version ended before August.
    chain.employer("M", sna_certified_from=date(2020, 1, 1), valid_to=date(2026, 7, 31))
    chain.add("employers_known", employer_id="M", valid_from=date(2026, 8, 1), known_at=date(2026, 8, 1))
    # N held one by a version from September on, which says nothing of July.
    chain.employer("N", valid_to=date(2026, 8, 31))
    later = date(2026, 9, 1)
    chain.add("employers_known", employer_id="N", valid_from=later, known_at=later, sna_certified_from=date(2020, 1, 1))
    for month, hours in ((JULY, 10), (AUGUST, 15), (SEPTEMBER, 30)):
        chain.link("L", "H", hours=hours, period=month)
    chain.link("M", "H", hours=30, period=JULY)
    chain.link("M", "H", hours=10, period=AUGUST)
    chain.link("N", "H", hours=5, period=JULY)
    chain.link("party:X", "H", hours=500)  # whose certificate cannot be known
    # L in September, M in August and N in July: 45 of 100 hours.
    assert chain.features()["H"]["uncertified_lender_share"] == 0.45


def test_how_hiring_is_spread_over_lenders_and_months(chain: Chain) -> None:
    employers(chain, "H", "I", "L", "M")
    chain.link("L", "I", period=JULY)
    chain.link("L", "H", hours=20, period=JUNE)
    chain.link("L", "H", hours=40, period=AUGUST)
    chain.link("M", "H", hours=10, period=AUGUST)
    chain.link("M", "H", hours=10, period=SEPTEMBER)
    both = chain.features()
    found = both["H"]
    assert found["lender_count"] == 2
    assert found["lender_concentration"] == pytest.approx(0.75**2 + 0.25**2)
    assert found["largest_lender_share"] == 0.75
    assert found["new_lender_share"] == 0.5  # M since August; the last three months are July to September
    assert both["I"]["new_lender_share"] == 1
    assert found["hiring_months"] == 3
    assert found["hiring_peak_share"] == 0.625  # 50 of 80 hours in August


def test_prices_against_the_mean_of_the_same_month(chain: Chain) -> None:
    employers(chain, "H", "I", "L", "M")
    chain.link("L", "H", hours=100, period=JULY, invoiced_cents=300_000)
    chain.link("M", "I", hours=100, period=JULY, invoiced_cents=500_000)  # the mean of July: EUR 40
    chain.link("L", "H", hours=50, period=AUGUST, invoiced_cents=150_000)
    chain.link("M", "I", hours=150, period=AUGUST, invoiced_cents=850_000)  # the mean of August: EUR 50
    found = chain.features()
    assert found["H"]["price_per_hired_hour"] == pytest.approx(30.0)
    assert found["H"]["hired_price_level"] == pytest.approx(450_000 / (400_000 + 250_000), rel=1e-5)
    assert found["L"]["price_per_lent_hour"] == pytest.approx(30.0)
    assert found["M"]["lent_price_level"] == pytest.approx(1_350_000 / (400_000 + 750_000), rel=1e-5)


def test_re_lending_is_at_most_the_smaller_of_hired_and_lent_hours(chain: Chain) -> None:
    employers(chain, "L", "R", "H", "I", "J")
    chain.link("L", "R", hours=30, period=JULY)
    chain.link("R", "H", hours=100, period=JULY)
    chain.link("L", "R", hours=80, period=AUGUST)
    chain.link("R", "I", hours=50, period=AUGUST)
    chain.link("R", "J", hours=50, period=SEPTEMBER)
    found = chain.features()["R"]
    assert found["relent_hours_share"] == 0.4  # 30 + 50 + 0 of 200
    assert found["relending_share"] == pytest.approx(2 / 3)
    assert found["relending_partners"] == 3  # L, H and I; in September R did not hire
    assert (found["hiring_months"], found["lending_months"], found["hirer_count"]) == (2, 3, 3)


def test_hirers_that_also_hire_from_others(chain: Chain) -> None:
    employers(chain, "L", "H", "I", "J")
    for hirer in ("H", "I", "J"):
        chain.link("L", hirer)
    chain.link("party:X", "J")
    assert chain.features()["L"]["shared_hirer_share"] == pytest.approx(1 / 3)


def test_the_chain_is_followed_for_four_links_within_a_month(chain: Chain) -> None:
    names = ("E", "D", "C", "B", "A", "other")
    employers(chain, *names)
    for lender, hirer in (("party:X", "E"), ("E", "D"), ("D", "C"), ("C", "B"), ("B", "A")):
        chain.link(lender, hirer)
    chain.link("A", "other", period=SEPTEMBER)
    found = chain.features()
    assert [found[name]["chain_depth"] for name in names] == [1, 2, 3, 4, 4, 1]
    assert [found[name]["links_behind"] for name in names] == [0, 1, 2, 3, 3, 0]


def test_links_behind_are_counted_in_the_month_with_the_most(chain: Chain) -> None:
    # August: behind L stand A and B, behind M stands B, behind B stands C: A-L, B-L, B-M, and C-B twice.
    employers(chain, "H")
    for lender, hirer in (("L", "H"), ("M", "H"), ("A", "L"), ("B", "L"), ("B", "M"), ("C", "B")):
        chain.link(f"party:{lender}", hirer if hirer == "H" else f"party:{hirer}")
    chain.link("party:L", "H", period=JULY)
    chain.link("party:A", "party:L", period=JULY)
    assert chain.features()["H"]["links_behind"] == 5


def test_two_parties_of_one_employer_do_not_lend_to_each_other(chain: Chain) -> None:
    chain.employer("A")
    chain.link("A", "A")
    found = chain.features()["A"]
    assert (found["chain_depth"], found["lender_count"], found["hirer_count"]) == (0, 0, 0)


def test_findings_at_neighbours_by_hours_and_age(chain: Chain) -> None:
    employers(chain, "E", "L", "M", "H")
    chain.link("L", "E", hours=30)
    chain.link("M", "E", hours=70)
    chain.link("E", "H", hours=10)
    chain.case("L", True, years_ago=1)  # weighs 0.5
    chain.case("L", True, years_ago=2, case="C2")  # weighs 0.25
    chain.case("L", True, years_ago=3, case="C2", law="Wav")  # the same case counts once
    chain.case("M", False)
    found = chain.features()
    assert found["E"]["lender_findings"] == pytest.approx(0.3 * 0.75)
    assert found["E"]["hirer_findings"] == 0
    assert found["E"]["examined_neighbour_share"] == pytest.approx(2 / 3)
    assert found["L"]["lender_findings"] is None  # its own findings are not those of a neighbour
    assert found["L"]["hirer_findings"] == 0
    assert found["H"]["lender_findings"] == 0


def test_an_outcome_that_is_not_known_yet_counts_for_nobody(chain: Chain) -> None:
    employers(chain, "E", "L")
    chain.link("L", "E")
    chain.case("L", True, years_ago=-1)
    found = chain.features()["E"]
    assert (found["lender_findings"], found["examined_neighbour_share"]) == (0, 0)


def test_findings_two_links_away(chain: Chain) -> None:
    # E hires 75 hours of L and 25 of M. L also lends 60 to H and 40 to I; M hires 50 of K, and lends to nobody else.
    employers(chain, "E", "L", "M", "H", "I", "K")
    chain.link("L", "E", hours=75)
    chain.link("M", "E", hours=25)
    chain.link("L", "H", hours=60)
    chain.link("L", "I", hours=40)
    chain.link("K", "M", hours=50)
    chain.case("H", True)
    chain.case("K", True, years_ago=1)
    found = chain.features()
    assert found["E"]["hirer_findings_two_links"] == pytest.approx(0.75 * 0.6)  # fellow hirers at L
    assert found["E"]["lender_findings_two_links"] == pytest.approx(0.25 * 0.5)  # the lender of M
    assert found["E"]["lender_findings"] == 0
    # K reaches E through M. H reaches, through L, the other hirers E and I, without findings; and no lender.
    assert (found["K"]["hirer_findings"], found["K"]["hirer_findings_two_links"]) == (0, 0)
    assert (found["H"]["hirer_findings_two_links"], found["H"]["lender_findings_two_links"]) == (0, None)


def test_own_findings_do_not_come_back_in_a_loop(chain: Chain) -> None:
    # E lends to L and hires from L; H hires from L too, and so does K, which also lends to L.
    employers(chain, "E", "L", "H", "K")
    chain.link("E", "L", hours=50)
    chain.link("L", "E", hours=20)
    chain.link("L", "H", hours=40)
    chain.link("L", "K", hours=40)
    chain.link("K", "L", hours=50)
    chain.case("E", True)
    found = chain.features()
    assert found["L"]["lender_findings"] == pytest.approx(0.5)
    assert found["L"]["hirer_findings"] == pytest.approx(0.2)
    assert found["E"]["lender_findings_two_links"] == 0  # L's other lender is K
    assert found["E"]["hirer_findings_two_links"] == 0  # L's other hirers are H and K
    assert found["H"]["lender_findings_two_links"] == pytest.approx(0.5)
    assert found["K"]["lender_findings_two_links"] == 1  # L's other lender is E
    assert found["K"]["hirer_findings_two_links"] == pytest.approx(1 / 3)  # 20 of the 60 hours to E and H


def test_who_is_reached_only_through_oneself_is_nobody(chain: Chain) -> None:
    employers(chain, "E", "L")
    chain.link("E", "L")
    chain.link("L", "E")
    chain.case("E", True)
    found = chain.features()["E"]
    assert (found["lender_findings_two_links"], found["hirer_findings_two_links"]) == (None, None)


def test_the_work_is_bounded_on_a_dense_chain(chain: Chain) -> None:
    # 50,000 links a month among 3,000 parties: some 230 million ways of four links in each of twelve months.
    chain.engine.run("INSERT INTO population SELECT 'E' || i FROM range(3000) AS made(i)")
    chain.engine.run(
        "INSERT INTO lending_lines SELECT 'E' || hash(i * 12 + m) % 3000, 'registered', "
        "'E' || hash(-i * 12 - m) % 3000, CAST(DATE '2025-10-01' + INTERVAL 1 MONTH * m AS DATE), "
        "3, 6000, 400000, true FROM range(1, 50001) AS made(i), range(12) AS months(m)"
    )
    started = time.process_time()
    found = chain.features()
    assert time.process_time() - started < 20  # some 2.5 s; following every way takes minutes
    assert {row["chain_depth"] for row in found.values()} == {4}
    assert max(row["links_behind"] for row in found.values()) > 50_000
