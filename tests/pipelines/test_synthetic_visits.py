"""Inspections in the synthetic Netherlands: a random arm with known chances, and grounds that look where it shows."""
# ruff: noqa: S608 -- the SQL is put together from pieces in this file

from collections.abc import Iterator
from datetime import date
from typing import Any

import duckdb
import pytest

from tests.support.synthetic import make, open_register

VISITS = 150
LAST_DAY = date(2026, 10, 31)


@pytest.fixture(scope="module")
def visits(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    folder = tmp_path_factory.mktemp("visits")
    make(folder, employers=4_000, months=8, visits_per_month=VISITS)
    with open_register(folder) as connection:
        yield connection


def rows(visits: duckdb.DuckDBPyConnection, query: str) -> list[tuple[Any, ...]]:
    return visits.execute(query).fetchall()


def test_each_month_has_its_visits_and_its_random_ones(visits: duckdb.DuckDBPyConnection) -> None:
    months = rows(
        visits,
        "SELECT date_trunc('month', selected_on)::DATE, count(*), count(*) FILTER (selection_ground = 'random'), "
        "count(DISTINCT employer_id) FROM inspections GROUP BY 1",
    )
    assert len(months) == 8
    assert {month[1:] for month in months} == {(VISITS, 15, VISITS)}


def test_the_random_chance_is_visits_over_the_employers_active_on_the_first_of_the_month(
    visits: duckdb.DuckDBPyConnection,
) -> None:
    wrong = rows(
        visits,
        """
        WITH months AS (
            SELECT DISTINCT date_trunc('month', selected_on)::DATE AS month, selection_probability AS given
            FROM inspections WHERE selection_ground = 'random'
        ), frames AS (
            SELECT month, given, count(DISTINCT employer_id) AS frame
            FROM months JOIN employers ON start_date <= month AND (end_date IS NULL OR end_date >= month)
            GROUP BY ALL
        )
        SELECT month, given, 15 / frame FROM frames WHERE abs(given - 15 / frame) > 1e-12
        """,
    )
    assert wrong == []
    assert rows(visits, "FROM inspections WHERE selection_ground = 'random' AND selection_probability IS NULL") == []
    assert (
        rows(visits, "FROM inspections WHERE selection_ground <> 'random' AND selection_probability IS NOT NULL") == []
    )


def test_the_random_arm_does_not_look_at_what_employers_do(visits: duckdb.DuckDBPyConnection) -> None:
    """With 120 draws the share of violators lies within three standard errors of the share of all."""
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
    assert abs(random - everyone) < 3 * (everyone * (1 - everyone) / drawn) ** 0.5


def test_a_case_is_chosen_then_opened_then_closed_in_later_rows(visits: duckdb.DuckDBPyConnection) -> None:
    broken = """
        FROM inspections_rows
        WHERE opened_on < selected_on OR closed_on NOT BETWEEN opened_on + 28 AND opened_on + 248
            OR (closed_on IS NULL) <> (spent_hours IS NULL) OR (closed_on IS NOT NULL AND opened_on IS NULL)
    """
    assert rows(visits, broken) == []
    closed_at_once = """
        SELECT case_id FROM inspections_rows GROUP BY case_id
        HAVING min(known_at) FILTER (closed_on IS NOT NULL) <= min(known_at)
    """
    assert rows(visits, closed_at_once) == []
    ((still_open,),) = rows(visits, "SELECT avg((closed_on IS NULL)::INTEGER) FROM inspections")
    assert 0.2 < still_open < 0.6


@pytest.mark.parametrize("table", ["inspections", "findings"])
def test_nothing_is_delivered_that_became_known_after_the_last_month(
    visits: duckdb.DuckDBPyConnection, table: str
) -> None:
    ((latest,),) = rows(visits, f"SELECT max(known_at) FROM {table}_rows")
    assert date(2026, 10, 1) < latest <= LAST_DAY


def test_a_finding_needs_a_closed_case_and_an_examined_law(visits: duckdb.DuckDBPyConnection) -> None:
    assert rows(visits, "FROM findings WHERE examined <> (violation IS NOT NULL)") == []
    assert rows(visits, "FROM findings JOIN inspections AS i USING (case_id) WHERE closed_on IS NULL") == []
    early = "FROM findings AS f JOIN inspections AS i USING (case_id) WHERE f.known_at < i.closed_on"
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
    share = examined[False]
    assert 0.5 < share < 0.9


def test_inspectors_find_only_what_is_there_and_miss_some(visits: duckdb.DuckDBPyConnection) -> None:
    ((invented, found, there),) = rows(
        visits,
        """
        SELECT count(*) FILTER (violation AND NOT violates), count(*) FILTER (violation), count(*) FILTER (violates)
        FROM findings AS f JOIN inspections AS i USING (case_id)
        JOIN truth AS t ON t.employer_id = i.employer_id AND t.law = f.law
            AND t.month = date_trunc('month', selected_on)
        WHERE examined
        """,
    )
    assert invented == 0
    assert 0.65 * there < found < 0.95 * there


def test_signals_and_follow_ups_hit_more_often_than_chance(visits: duckdb.DuckDBPyConnection) -> None:
    rates = dict(
        rows(
            visits,
            "SELECT selection_ground, avg(violation::INTEGER) FROM findings JOIN inspections USING (case_id) "
            "WHERE law = 'WML' AND examined GROUP BY 1",
        )
    )
    assert set(rates) == {"random", "signal", "project", "follow_up", "model"}
    assert rates["signal"] > 2 * rates["random"]
    assert rates["follow_up"] > 2 * rates["random"]


def test_hiring_from_a_lender_in_no_register_is_a_waadi_violation(visits: duckdb.DuckDBPyConnection) -> None:
    missed = rows(
        visits,
        """
        FROM staffing_links AS l
        JOIN truth AS t ON t.employer_id = l.hirer_id AND t.month = l.period AND t.law = 'Waadi'
        WHERE l.lender_kind = 'unregistered' AND NOT t.violates
        """,
    )
    assert missed == []
    unseen = rows(
        visits,
        """
        FROM truth ANTI JOIN staffing_links AS l
            ON month = l.period AND (truth.employer_id = l.hirer_id OR truth.employer_id = l.lender_id)
        WHERE law = 'Waadi' AND violates
        """,
    )
    assert len(unseen) > 50
