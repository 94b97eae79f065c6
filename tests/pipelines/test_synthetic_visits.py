"""Inspections in the synthetic Netherlands: a random arm with known chances, and grounds that look where it shows."""
# ruff: noqa: S608 -- the SQL is put together from pieces in this file

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.support.inspected import arguments_of, inspected

VISITS = 150
LAST_DAY = date(2026, 10, 31)


@pytest.fixture(scope="module")
def visits(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    with inspected(tmp_path_factory.mktemp("visits"), arguments_of(4_000, 12, VISITS)) as connection:
        yield connection


def rows(visits: duckdb.DuckDBPyConnection, query: str) -> list[tuple[Any, ...]]:
    return visits.execute(query).fetchall()


def test_each_month_has_its_visits_and_its_random_ones(visits: duckdb.DuckDBPyConnection) -> None:
    months = rows(
        visits,
        "SELECT date_trunc('month', selected_on)::DATE, count(*), count(*) FILTER (selection_ground = 'random'), "
        "count(DISTINCT employer_id) FROM inspections GROUP BY 1",
    )
    assert len(months) == 12
    assert {month[1:] for month in months} == {(VISITS, 15, VISITS)}


def test_the_grounds_have_their_shares(visits: duckdb.DuckDBPyConnection) -> None:
    """Of 135 by hand: 9%, 29% and 35%, when there is something to follow up; projects have the rest."""
    grounds = dict(
        rows(
            visits,
            "SELECT selection_ground, count(*) / 12 FROM inspections WHERE selection_ground <> 'random' GROUP BY 1",
        )
    )
    assert grounds["model"] == 39
    assert grounds["signal"] == 47
    assert 6 < grounds["follow_up"] <= 12
    assert sum(grounds.values()) == 135


def test_the_random_chance_is_visits_over_the_employers_registered_and_active_on_the_first_of_the_month(
    visits: duckdb.DuckDBPyConnection,
) -> None:
    wrong = rows(
        visits,
        """
        WITH months AS (
            SELECT DISTINCT date_trunc('month', selected_on)::DATE AS month, selection_probability AS given
            FROM inspections WHERE selection_ground = 'random'
        ), lives AS (
            SELECT employer_id, min(known_at) AS since, max(end_date) AS end_date FROM employers_rows GROUP BY 1
        ), frames AS (
            SELECT month, given, count(*) AS frame
            FROM months JOIN lives ON since <= month AND (end_date IS NULL OR end_date >= month)
            GROUP BY ALL
        )
        SELECT month, given, 15 / frame FROM frames WHERE abs(given - 15 / frame) > 1e-12
        """,
    )
    assert wrong == []
    assert (
        rows(visits, "FROM inspections WHERE (selection_ground = 'random') <> (selection_probability IS NOT NULL)")
        == []
    )


def test_the_random_arm_does_not_look_at_what_employers_do(visits: duckdb.DuckDBPyConnection) -> None:
    """With 180 draws the share of violators lies within three standard errors of the share of all."""
    ((random, everyone, drawn),) = rows(
        visits,
        """
        SELECT avg(violates::INTEGER) FILTER (selection_ground = 'random'), avg(violates::INTEGER),
            count(*) FILTER (selection_ground = 'random')
        FROM truth LEFT JOIN inspections AS i
            ON i.employer_id = truth.employer_id AND date_trunc('month', selected_on) = month
        WHERE law = 'WML'
        """,
    )
    assert drawn == 180
    assert abs(random - everyone) < 3 * (everyone * (1 - everyone) / drawn) ** 0.5


def test_a_case_is_chosen_then_opened_then_closed_in_later_rows(visits: duckdb.DuckDBPyConnection) -> None:
    broken = """
        FROM inspections_rows
        WHERE opened_on < selected_on OR closed_on NOT BETWEEN opened_on + 28 AND opened_on + 248
            OR (closed_on IS NULL) <> (spent_hours IS NULL) OR (closed_on IS NOT NULL AND opened_on IS NULL)
            OR known_at < coalesce(closed_on, opened_on, selected_on)
    """
    assert rows(visits, broken) == []
    for table, key in (("inspections", "case_id"), ("findings", "case_id, law"), ("signals", "signal_id")):
        twice = f"SELECT {key}, known_at FROM {table}_rows GROUP BY ALL HAVING count(*) > 1"
        assert rows(visits, twice) == []
    ((still_open,),) = rows(visits, "SELECT avg((closed_on IS NULL)::INTEGER) FROM inspections")
    assert 0.1 < still_open < 0.5


def test_a_deserted_seat_is_visited_only_where_the_employer_has_no_other_site(
    visits: duckdb.DuckDBPyConnection,
) -> None:
    dead = "last_seen_active < DATE '2025-05-01'"
    visited = (
        "SELECT i.employer_id FROM inspections AS i JOIN establishments AS e USING (establishment_id) "
        f"WHERE e.{dead} AND e.valid_to IS NULL"
    )
    elsewhere = f"SELECT employer_id FROM establishments WHERE NOT {dead} AND valid_from < DATE '2025-05-01'"
    assert len(rows(visits, visited)) > 5
    assert rows(visits, f"{visited} AND i.employer_id IN ({elsewhere})") == []


def test_the_site_is_one_of_the_employer_and_known_once_the_case_is_open(visits: duckdb.DuckDBPyConnection) -> None:
    assert rows(visits, "FROM inspections_rows WHERE (opened_on IS NULL) <> (establishment_id IS NULL)") == []
    elsewhere = """
        FROM inspections_rows AS i WHERE establishment_id IS NOT NULL AND NOT EXISTS (
            FROM establishments_rows AS e WHERE e.establishment_id = i.establishment_id
                AND e.employer_id = i.employer_id AND e.known_at <= i.known_at)
    """
    assert rows(visits, elsewhere) == []
    ((elsewhere_than_first, cases),) = rows(
        visits,
        "SELECT avg((i.establishment_id <> first)::INTEGER), count(*) FROM inspections AS i JOIN (SELECT employer_id, "
        "min(establishment_id) AS first FROM establishments GROUP BY 1 HAVING count(DISTINCT establishment_id) > 1) "
        "USING (employer_id) WHERE i.establishment_id IS NOT NULL",
    )
    assert cases > 30
    assert elsewhere_than_first > 0.3


@pytest.mark.parametrize("table", ["inspections", "findings", "signals"])
def test_nothing_is_delivered_that_became_known_after_the_last_month_or_before_its_employer(
    visits: duckdb.DuckDBPyConnection, table: str
) -> None:
    ((latest,),) = rows(visits, f"SELECT max(known_at) FROM {table}_rows")
    assert date(2026, 10, 1) < latest <= LAST_DAY
    source = "(FROM findings_rows JOIN inspections USING (case_id))" if table == "findings" else f"{table}_rows"
    orphans = f"""
        SELECT s.employer_id FROM {source} AS s
        JOIN (SELECT employer_id, min(known_at) AS since FROM employers_rows GROUP BY 1) AS e USING (employer_id)
        WHERE s.known_at < e.since
    """
    assert rows(visits, orphans) == []


def test_a_finding_needs_a_closed_case_and_an_examined_law(visits: duckdb.DuckDBPyConnection) -> None:
    assert rows(visits, "FROM findings WHERE examined <> (violation IS NOT NULL)") == []
    assert rows(visits, "FROM findings JOIN inspections AS i USING (case_id) WHERE closed_on IS NULL") == []
    early = """
        FROM findings_rows AS f JOIN inspections AS i USING (case_id)
        WHERE f.known_at < i.closed_on OR established_on NOT BETWEEN opened_on AND closed_on
    """
    assert rows(visits, early) == []
    details = (
        "FROM findings WHERE violation IS NOT TRUE AND (article IS NOT NULL OR workers_affected IS NOT NULL "
        "OR underpaid_eur IS NOT NULL OR coalesce(sanction, 'none') <> 'none')"
    )
    assert rows(visits, details) == []
    assert (
        rows(visits, "FROM findings WHERE violation AND (article NOT LIKE law || ' art. %' OR sanction = 'none')") == []
    )


def test_random_cases_examine_all_laws_and_others_not_always(visits: duckdb.DuckDBPyConnection) -> None:
    examined = dict(
        rows(
            visits,
            "SELECT selection_ground = 'random', avg(examined::INTEGER) "
            "FROM findings JOIN inspections USING (case_id) GROUP BY 1",
        )
    )
    assert examined[True] == 1
    assert 0.6 < examined[False] < 0.9


def test_inspectors_find_only_what_is_there_and_miss_some(visits: duckdb.DuckDBPyConnection) -> None:
    ((invented, found, could, there),) = rows(
        visits,
        """
        SELECT count(*) FILTER (violation AND NOT would_be_found), count(*) FILTER (violation),
            count(*) FILTER (would_be_found), count(*) FILTER (violates)
        FROM findings AS f JOIN inspections AS i USING (case_id)
        JOIN truth AS t ON t.employer_id = i.employer_id AND t.law = f.law
            AND t.month = date_trunc('month', selected_on)
        WHERE examined
        """,
    )
    assert invented == 0
    assert 0.8 * could < found < 0.97 * could
    assert could < 0.9 * there


def test_all_grounds_but_chance_hit_more_often_than_chance(visits: duckdb.DuckDBPyConnection) -> None:
    rates = dict(
        rows(
            visits,
            "SELECT selection_ground, avg(violation::INTEGER) FROM findings JOIN inspections USING (case_id) "
            "WHERE law = 'WML' AND examined GROUP BY 1",
        )
    )
    assert set(rates) == {"random", "signal", "project", "follow_up", "model"}
    assert rates["signal"] > 2 * rates["random"]
    assert min(rates[ground] for ground in ("follow_up", "model", "project")) > rates["random"]


def test_so_many_reports_come_in_to_a_case_that_comes_of_them(visits: duckdb.DuckDBPyConnection) -> None:
    """47 cases of a signal a month, 8.59 reports to each: 404, give or take the rounding of each employer's number."""
    months = rows(visits, "SELECT date_trunc('month', received_on), count(*) FROM signals_rows GROUP BY 1 ORDER BY 1")
    # The last month's reports are not all known yet.
    assert [count for _, count in months[:-1]] == pytest.approx([404] * 11, rel=0.2)
    unasked = """
        FROM inspections AS i WHERE selection_ground = 'signal' AND selected_on >= DATE '2026-02-01' AND NOT EXISTS (
            FROM signals AS s WHERE s.employer_id = i.employer_id AND s.received_on BETWEEN
                date_trunc('month', selected_on) - INTERVAL 2 MONTH AND last_day(selected_on))
            AND selected_on < DATE '2026-10-01'
    """
    assert rows(visits, unasked) == []


def test_an_objection_follows_a_sanction_in_time_and_is_decided_later(visits: duckdb.DuckDBPyConnection) -> None:
    ((objections, groundless, early_or_late, undecided_order),) = rows(
        visits,
        """
        WITH firsts AS (
            SELECT case_id, law, min(known_at) AS found, arg_min(sanction, known_at) AS sanction,
                min(known_at) FILTER (objection = 'pending') AS made,
                min(known_at) FILTER (objection IN ('upheld', 'partly_upheld', 'dismissed')) AS decided
            FROM findings_rows GROUP BY ALL
        )
        SELECT count(made), count(*) FILTER (made IS NOT NULL AND sanction NOT IN ('fine', 'order', 'stop_work')),
            count(*) FILTER (made - found NOT BETWEEN 1 AND 42),
            count(*) FILTER (decided IS NOT NULL AND coalesce(decided <= made, true)) FROM firsts
        """,
    )
    assert objections > 50
    assert (groundless, early_or_late, undecided_order) == (0, 0, 0)
    ((made, sanctioned),) = rows(
        visits,
        "SELECT count(objection), count(*) FROM findings WHERE sanction IN ('fine', 'order', 'stop_work') "
        "AND known_at < DATE '2026-09-01' OR objection IS NOT NULL",
    )
    assert 0.15 < made / sanctioned < 0.4
    kinds = {kind for (kind,) in rows(visits, "SELECT DISTINCT objection FROM findings WHERE objection IS NOT NULL")}
    assert kinds == {"pending", "upheld", "partly_upheld", "dismissed"}


def test_who_is_found_again_is_seldom_let_off_with_a_warning(visits: duckdb.DuckDBPyConnection) -> None:
    """24% of first findings and 3% of later ones end in a warning."""
    first, again, times = rows(
        visits,
        """
        WITH ranked AS (
            SELECT f.law, sanction, row_number() OVER (PARTITION BY employer_id, f.law ORDER BY closed_on) > 1 AS again
            FROM findings AS f JOIN inspections USING (case_id) WHERE violation
        )
        SELECT avg((sanction = 'warning')::INTEGER) FILTER (NOT again),
            avg((sanction = 'warning')::INTEGER) FILTER (again), count(*) FILTER (again) FROM ranked
        """,
    )[0]
    assert times > 30
    assert first == pytest.approx(0.24, abs=0.08)
    assert again < 0.12


def test_hiring_from_a_lender_in_no_register_is_a_waadi_violation(visits: duckdb.DuckDBPyConnection) -> None:
    unregistered = """
        FROM staffing_links AS l JOIN parties AS p ON p.party_id = l.lender_id AND p.kind = 'unregistered'
        JOIN parties AS h ON h.party_id = l.hirer_id AND h.kind = 'registered'
    """
    missed = f"""
        SELECT * {unregistered} JOIN truth AS t
            ON t.employer_id = h.employer_id AND t.month = l.period AND t.law = 'Waadi'
        WHERE NOT t.violates
    """
    ((links,),) = rows(visits, f"SELECT count(*) {unregistered}")
    assert links > 100
    assert rows(visits, missed) == []


def test_the_shares_of_both_groups_make_a_whole(visits: duckdb.DuckDBPyConnection) -> None:
    traits = """
        SELECT employer_id, trait, sum(share), count(*) FROM audit_traits GROUP BY ALL
        HAVING abs(sum(share) - 1) > 1e-9 OR count(*) <> 2
    """
    assert rows(visits, traits) == []
    employers = (
        "SELECT count(DISTINCT employer_id), count(DISTINCT (employer_id, trait, trait_group)) FROM audit_traits"
    )
    assert rows(visits, employers) == [(4_000, 16_000)]


def test_nothing_else_that_is_delivered_tells_the_group(visits: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    for table in ("inspections", "findings", "signals"):
        columns = {name for (name, *_) in rows(visits, f"DESCRIBE {table}")}
        assert not columns & {"share", "trait", "trait_group", "owner_share", "worker_share", "in_group_b"}


def test_a_finding_does_not_stand_when_the_objection_against_it_is_upheld(visits: duckdb.DuckDBPyConnection) -> None:
    query = (
        "SELECT DISTINCT violation, sanction, article IS NULL, workers_affected IS NULL, underpaid_eur IS NULL "
        "FROM findings WHERE objection {}"
    )
    assert rows(visits, query.format("= 'upheld'")) == [(False, "none", True, True, True)]
    assert {row[0] for row in rows(visits, query.format("IN ('pending', 'partly_upheld', 'dismissed')"))} == {True}
