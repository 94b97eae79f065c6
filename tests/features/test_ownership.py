"""Officers and workers that came from employers that ended (phoenix firms); every number worked out by hand."""

import time
from collections.abc import Iterator
from datetime import date

import pytest

from features.engine import open_engine
from tests.features.family_tables import AS_OF, FamilyTables

ANNA, BRAM, CARL = 1, 2, 3
START = date(2015, 1, 1)


class Owners(FamilyTables):
    """The tables that the family of ownership reads."""

    def officer(self, person: int, employer: str, since: date = START, until: date | None = None) -> None:
        """Add a director."""
        self.add(
            "officers_known",
            officer_pid=person,
            employer_id=employer,
            role="director",
            valid_from=since,
            valid_to=until,
        )

    def insolvent(self, employer: str, declared_on: date) -> None:
        """Add a bankruptcy."""
        self.add("insolvencies_known", employer_id=employer, kind="bankruptcy", declared_on=declared_on)

    def moved(self, source: str, target: str, workers: int, month: date) -> None:
        """Add workers who went from one employer to another."""
        number = 12 * month.year + month.month
        self.add("moved_workers", from_employer_id=source, to_employer_id=target, month_no=number, workers=workers)

    def case(self, employer: str, selected_on: date, known_on: date, violation: bool = True) -> None:
        """Add the outcome of a case."""
        self.add(
            "case_outcomes",
            case_id=f"{employer}-{selected_on}",
            employer_id=employer,
            law="WML",
            selected_on=selected_on,
            known_on=known_on,
            violation=violation,
        )


@pytest.fixture
def owners() -> Iterator[Owners]:
    with open_engine(2, "1GB") as engine:
        yield Owners(engine, "ownership")


def test_an_employer_of_which_nothing_is_known_has_counts_of_nought_and_no_shares(owners: Owners) -> None:
    owners.employer("A")
    row = owners.features()["A"]
    del row["employer_id"]
    counts = {"officer_count", "officer_changes", "workers_from_ended", "own_insolvencies"}
    assert {name for name, value in row.items() if value is not None} == counts
    assert {row[name] for name in counts} == {0}


def test_present_officers_and_the_other_employers_at_which_they_hold_a_role(owners: Owners) -> None:
    for name in ("A", "B", "C"):
        owners.employer(name)
    owners.employer("gone", end_date=date(2020, 1, 1))
    for name in ("A", "B", "C", "gone"):
        owners.officer(ANNA, name)
    owners.officer(BRAM, "A", since=date(2020, 1, 1), until=AS_OF)
    owners.officer(CARL, "A", until=date(2026, 10, 30))
    owners.officer(CARL, "B")
    owners.officer(4, "A", since=date(2026, 11, 1))  # is none yet
    found = owners.features()
    assert [found[name]["officer_count"] for name in "ABC"] == [2, 2, 1]
    assert [found[name]["other_employers_per_officer"] for name in "ABC"] == [1, 1, 2]
    assert found["gone"]["other_employers_per_officer"] == 3


def test_who_came_or_left_in_two_years(owners: Owners) -> None:
    owners.employer("A", start_date=date(2025, 1, 1))
    owners.officer(ANNA, "A", since=date(2025, 1, 1))  # from the start
    owners.officer(BRAM, "A", since=date(2025, 6, 1), until=date(2026, 6, 1))  # came and left
    owners.officer(CARL, "A", since=date(2026, 1, 1), until=date(2026, 3, 31))
    owners.officer(CARL, "A", since=date(2026, 4, 1))  # came; another role is no change
    owners.employer("B")
    owners.officer(ANNA, "B", until=date(2024, 10, 30))  # left before 2024-10-31, two years ago
    owners.officer(BRAM, "B", since=date(2024, 10, 31))
    owners.officer(CARL, "B", until=date(2024, 10, 31))
    found = owners.features()
    assert (found["A"]["officer_changes"], found["B"]["officer_changes"]) == (3, 1)


def test_officers_who_had_a_part_in_an_employer_that_ended(owners: Owners) -> None:
    owners.employer("A")
    owners.employer("ended", end_date=date(2025, 10, 31))
    owners.employer("bankrupt")
    owners.insolvent("bankrupt", date(2024, 10, 31))
    for person in (ANNA, BRAM, CARL, 4):
        owners.officer(person, "A")
    owners.officer(ANNA, "ended", until=date(2025, 10, 31))
    owners.officer(ANNA, "bankrupt")
    owners.officer(BRAM, "bankrupt", until=date(2023, 10, 31))  # left exactly a year before
    owners.officer(CARL, "bankrupt", until=date(2023, 10, 30))  # left more than a year before
    owners.officer(4, "bankrupt", since=date(2024, 11, 1))  # came afterwards
    found = owners.features()["A"]
    assert found["officer_count"] == 4
    assert (found["ended_officer_share"], found["insolvent_officer_share"]) == (0.5, 0.5)
    assert found["most_ended_per_officer"] == 2
    assert found["days_since_related_end"] == 365


def test_what_ended_more_than_five_years_ago_is_forgotten(owners: Owners) -> None:
    owners.employer("A")
    owners.employer("ended", end_date=date(2021, 10, 31))
    owners.insolvent("A", date(2021, 10, 31))
    owners.insolvent("A", date(2021, 11, 1))
    owners.employer("bankrupt")
    owners.insolvent("bankrupt", date(2021, 10, 31))
    owners.officer(ANNA, "A")
    owners.officer(ANNA, "ended")
    owners.officer(ANNA, "bankrupt")
    owners.case("ended", date(2021, 1, 1), known_on=date(2021, 10, 31))
    found = owners.features()["A"]
    assert (found["ended_officer_share"], found["finding_officer_share"], found["own_insolvencies"]) == (0, 0, 1)


def test_the_first_of_insolvency_and_end_is_the_end(owners: Owners) -> None:
    owners.employer("A")
    owners.employer("slow", end_date=date(2026, 10, 1))
    owners.insolvent("slow", date(2025, 3, 1))
    owners.officer(ANNA, "A")
    owners.officer(ANNA, "slow", until=date(2025, 3, 1))
    assert owners.features()["A"]["days_since_related_end"] == 609  # 2025-03-01 to 2026-10-31


def test_an_end_long_after_the_workers_went_is_not_related(owners: Owners) -> None:
    owners.employer("A")
    owners.employer("ended", end_date=date(2026, 3, 31))
    owners.moved("ended", "A", 5, date(2024, 12, 1))
    found = owners.features()["A"]
    assert (found["workers_from_ended_share"], found["largest_transfer_share"]) == (1, 0)
    assert found["days_since_related_end"] is None


def test_an_employer_is_not_related_to_itself(owners: Owners) -> None:
    owners.employer("A")
    owners.employer("B", end_date=date(2025, 10, 31))
    owners.insolvent("A", date(2026, 10, 1))
    owners.case("A", date(2026, 1, 1), known_on=date(2026, 5, 1))
    owners.officer(ANNA, "A")
    owners.officer(BRAM, "A")
    owners.officer(BRAM, "B")
    found = owners.features()
    row = found["A"]
    assert (row["ended_officer_share"], row["insolvent_officer_share"], row["finding_officer_share"]) == (0.5, 0, 0)
    assert row["days_since_related_end"] == 365  # B, not A's own insolvency a month ago
    assert row["own_insolvencies"] == 1
    assert (found["B"]["insolvent_officer_share"], found["B"]["finding_officer_share"]) == (1, 1)


def test_officers_of_an_employer_with_a_finding_that_is_known(owners: Owners) -> None:
    for name in ("A", "found", "nothing", "later"):
        owners.employer(name)
    for person in (ANNA, BRAM, CARL, 4):
        owners.officer(person, "A")
    owners.case("found", date(2025, 1, 1), known_on=date(2025, 9, 1))
    owners.case("nothing", date(2025, 1, 1), known_on=date(2025, 9, 1), violation=False)
    owners.case("later", date(2025, 1, 1), known_on=date(2026, 11, 1))
    owners.officer(ANNA, "found", until=date(2025, 2, 1))
    owners.officer(BRAM, "nothing")
    owners.officer(CARL, "later")
    owners.officer(4, "found", since=date(2025, 2, 1))  # came while the case ran
    assert owners.features()["A"]["finding_officer_share"] == 0.25


def test_workers_who_came_over_from_employers_that_ended(owners: Owners) -> None:
    owners.employer("A")
    owners.employer("going")
    owners.employer("ended", end_date=date(2025, 6, 30))
    owners.employer("bankrupt")
    owners.insolvent("bankrupt", date(2025, 12, 1))
    owners.moved("going", "A", 10, date(2025, 7, 1))
    owners.moved("ended", "A", 15, date(2025, 7, 1))
    owners.moved("ended", "A", 5, date(2026, 6, 1))  # twelve months after
    owners.moved("ended", "A", 3, date(2026, 7, 1))  # thirteen
    owners.moved("bankrupt", "A", 4, date(2024, 12, 1))  # twelve months before
    owners.moved("bankrupt", "A", 3, date(2024, 11, 1))  # thirteen
    found = owners.features()["A"]
    assert found["workers_from_ended"] == 30
    assert found["workers_from_ended_share"] == 0.75
    assert found["largest_transfer_share"] == 0.5  # 20 of 40 from the one that ended
    assert found["transfer_with_officer_share"] == 0
    assert found["days_since_related_end"] == (AS_OF - date(2025, 12, 1)).days
    assert owners.features()["going"]["workers_from_ended_share"] is None


def test_workers_who_came_over_with_an_officer(owners: Owners) -> None:
    owners.employer("A")
    for name in ("shared", "left", "other"):
        owners.employer(name, end_date=date(2025, 6, 30))
    owners.officer(ANNA, "A")
    owners.officer(BRAM, "A", until=date(2026, 1, 1))
    owners.officer(ANNA, "shared", until=date(2025, 6, 30))
    owners.officer(ANNA, "left", until=date(2023, 1, 1))  # there when it had a finding, not when it ended
    owners.case("left", date(2022, 6, 1), known_on=date(2023, 6, 1))
    owners.officer(BRAM, "other", until=date(2025, 6, 30))  # who is no officer of A any more
    owners.moved("shared", "A", 8, date(2025, 7, 1))
    owners.moved("shared", "A", 2, date(2026, 10, 1))  # long after the end
    owners.moved("left", "A", 4, date(2025, 7, 1))
    owners.moved("other", "A", 6, date(2025, 7, 1))
    assert owners.features()["A"]["transfer_with_officer_share"] == 0.4  # 8 of 20


def test_no_pseudonym_of_a_person_is_among_the_features(owners: Owners) -> None:
    person = 2**62 + 17
    for name in ("A", "B"):
        owners.employer(name)
        owners.officer(person, name)
    owners.insolvent("B", date(2026, 1, 1))
    owners.moved("B", "A", 1, date(2026, 2, 1))
    rows = owners.features().values()
    assert person not in {value for row in rows for value in row.values()}
    assert not [name for row in rows for name in row if "pid" in name]


def test_an_officer_of_thousands_of_employers_makes_no_pairs_of_them(owners: Owners) -> None:
    # 5,000 employers with the same two officers, a fifth of them ended: 25 million pairs that are never made.
    owners.engine.run(
        "INSERT INTO employers_now (employer_id, start_date, end_date, active) SELECT 'E' || i, DATE '2015-01-01', "
        "CASE WHEN i % 5 = 0 THEN DATE '2025-10-31' END, i % 5 > 0 FROM range(5000) AS made(i)"
    )
    owners.engine.run("INSERT INTO population SELECT employer_id FROM employers_now")
    owners.engine.run(
        "INSERT INTO officers_known (officer_pid, employer_id, role, valid_from) "
        "SELECT person, employer_id, 'director', DATE '2015-01-01' FROM employers_now, range(2) AS people(person)"
    )
    owners.engine.run(
        "INSERT INTO moved_workers SELECT 'E' || i, 'E' || (i + 1) % 5000, 24310, 2 FROM range(5000) AS made(i)"
    )
    started = time.process_time()
    found = owners.features()
    assert time.process_time() - started < 5  # some 0.2 s
    assert (found["E1"]["most_ended_per_officer"], found["E0"]["most_ended_per_officer"]) == (1000, 999)
    assert (found["E1"]["transfer_with_officer_share"], found["E2"]["transfer_with_officer_share"]) == (1, 0)
