"""What synthetic employers really do: it follows from causes, lasts, leaves traces, and changes after a finding."""
# ruff: noqa: S608 -- the SQL is put together from pieces in this file

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from pipelines.synthetic.parameters import PARAMETER_FOLDER
from tests.support.inspected import arguments_of, inspected

MONTHS = 18
# Who breaks the WML in a month, visited or not, with whether a first finding was closed before, and the causes.
LIVES = """
    WITH told AS (
        SELECT employer_id, min(closed_on) AS closed_on FROM findings_rows JOIN inspections USING (case_id)
        WHERE law = 'WML' AND violation GROUP BY employer_id
    )
    SELECT t.employer_id, t.month, t.violates, t.would_be_found, u.wml AS unvisited, u.wml_found AS unvisited_found,
        told.closed_on, t.month > told.closed_on AS after, c.capacity, c.deliberate
    FROM truth AS t JOIN unvisited AS u ON u.employer_id = t.employer_id
        AND make_date(u.m // 12, u.m % 12 + 1, 1) = t.month
    JOIN causes AS c ON c.employer_id = t.employer_id
    LEFT JOIN told ON told.employer_id = t.employer_id
    WHERE t.law = 'WML'
"""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    folder: Path = tmp_path_factory.mktemp("truth")
    with inspected(folder, arguments_of(12_000, MONTHS, 240)) as connection:
        connection.execute(f"CREATE TABLE lives AS {LIVES}")
        yield connection


def one(world: duckdb.DuckDBPyConnection, query: str) -> tuple[Any, ...]:
    (row,) = world.execute(query).fetchall()
    return tuple(row)


def test_there_is_one_row_an_employer_law_and_month_of_its_life(world: duckdb.DuckDBPyConnection) -> None:
    """Counted from the dates in the register, May 2025 to October 2026."""
    (expected,) = one(
        world,
        """
        SELECT 3 * sum(1 + date_diff('month', greatest(start_date, DATE '2025-05-01'),
            least(coalesce(end_date, DATE '2026-10-31'), DATE '2026-10-31')))
        FROM (SELECT DISTINCT ON (employer_id) employer_id, start_date, end_date FROM employers
            ORDER BY employer_id, valid_from DESC)
        """,
    )
    rows, keys, laws, invented = one(
        world,
        "SELECT count(*), count(DISTINCT (employer_id, law, month)), count(DISTINCT law), "
        "count(*) FILTER (would_be_found AND NOT violates) FROM truth",
    )
    assert (rows, keys, laws, invented) == (expected, expected, 3, 0)
    employers, of_whom = one(world, "SELECT count(*), count(DISTINCT employer_id) FROM causes")
    assert employers == of_whom == 12_000


@pytest.mark.parametrize("law", ["WML", "Wav"])
@pytest.mark.parametrize("cause", ["capacity", "knowledge"])
def test_who_can_and_knows_breaks_the_law_less_often(world: duckdb.DuckDBPyConnection, law: str, cause: str) -> None:
    least, most = one(
        world,
        f"""
        SELECT avg(violates::INTEGER) FILTER (third = 1), avg(violates::INTEGER) FILTER (third = 3)
        FROM truth JOIN (SELECT employer_id, ntile(3) OVER (ORDER BY {cause}) AS third FROM causes) USING (employer_id)
        WHERE law = '{law}'
        """,
    )
    assert least > 1.4 * most


def test_the_deliberate_are_few_and_break_the_law_far_more_often(world: duckdb.DuckDBPyConnection) -> None:
    share, deliberate, others = one(
        world,
        "SELECT avg(deliberate::INTEGER), avg(violates::INTEGER) FILTER (deliberate), "
        "avg(violates::INTEGER) FILTER (NOT deliberate) FROM truth JOIN causes USING (employer_id) WHERE law = 'WML'",
    )
    assert share < 0.15
    assert deliberate > 2 * others


def test_a_state_of_affairs_lasts_and_the_season_shows(world: duckdb.DuckDBPyConnection) -> None:
    ((base, next_month, next_year),) = world.execute(
        """
        SELECT avg(a.wml::INTEGER), avg(b.wml::INTEGER) FILTER (a.wml), avg(c.wml::INTEGER) FILTER (a.wml)
        FROM unvisited AS a JOIN unvisited AS b ON b.n = a.n AND b.m = a.m + 1
        JOIN unvisited AS c ON c.n = a.n AND c.m = a.m + 12
        """
    ).fetchall()
    # A sixth of the months begins a block, of which 35% is drawn anew.
    assert 0.93 < next_month < 0.99
    assert 3 * base < next_year < 0.9
    summer, winter = one(
        world,
        "SELECT avg(wav::INTEGER) FILTER (m % 12 BETWEEN 4 AND 8), "
        "avg(wav::INTEGER) FILTER (m % 12 NOT BETWEEN 4 AND 8) FROM unvisited WHERE branch = 'agriculture'",
    )
    assert summer > 1.3 * winter


def test_before_a_finding_is_closed_nothing_changes(world: duckdb.DuckDBPyConnection) -> None:
    assert world.execute("FROM lives WHERE NOT coalesce(after, false) AND violates <> unvisited").fetchall() == []


def test_after_a_finding_those_comply_whose_capacity_allows_it(world: duckdb.DuckDBPyConnection) -> None:
    """The share that stops, against the chances that follow from the parameters and each employer's capacity."""
    effect = yaml.safe_load((PARAMETER_FOLDER / "inspections.yaml").read_text("utf-8"))["effect"]
    cases = world.execute(
        "SELECT capacity, deliberate, violates FROM lives WHERE unvisited AND month = date_trunc('month', closed_on) "
        "+ INTERVAL 1 MONTH"
    ).fetchall()
    chances = [
        1 / (1 + math.exp(-(effect["base"] + effect["capacity"] * capacity - effect["deliberate"] * deliberate)))
        for capacity, deliberate, _ in cases
    ]
    stopped = sum(not violates for _, _, violates in cases)
    error = math.sqrt(sum(chance * (1 - chance) for chance in chances))
    assert len(cases) > 200
    assert error < 0.05 * len(cases)
    assert abs(stopped - sum(chances)) < 3 * error
    meant = [not violates for _, deliberate, violates in cases if deliberate]
    assert sum(meant) / len(meant) < 0.7 * stopped / len(cases)


def test_who_goes_on_deliberately_hides_it_better(world: duckdb.DuckDBPyConnection) -> None:
    """60% hides, and of that 55% of what was found is still found: 0.4 + 0.6 x 0.55 = 0.73 of before."""
    found, before, others, others_before = one(
        world,
        """
        SELECT count(*) FILTER (deliberate AND would_be_found), count(*) FILTER (deliberate AND unvisited_found),
            count(*) FILTER (NOT deliberate AND would_be_found), count(*) FILTER (NOT deliberate AND unvisited_found)
        FROM lives WHERE after AND violates AND unvisited
        """,
    )
    assert before > 200
    assert found / before == pytest.approx(0.73, abs=0.12)
    assert others == others_before


def test_reports_follow_what_is_wrong_and_many_follow_nothing(world: duckdb.DuckDBPyConnection) -> None:
    wrong, right, false_ones, reports = one(
        world,
        """
        WITH acts AS (
            SELECT employer_id, month, bool_or(violates) AS violates FROM truth GROUP BY ALL
        ), told AS (
            SELECT employer_id, date_trunc('month', received_on)::DATE AS month, count(*) AS reports
            FROM signals GROUP BY ALL
        )
        SELECT avg(coalesce(reports, 0)) FILTER (violates), avg(coalesce(reports, 0)) FILTER (NOT violates),
            sum(reports) FILTER (NOT violates), sum(reports)
        FROM acts LEFT JOIN told USING (employer_id, month)
        """,
    )
    assert wrong > 3 * right
    assert 0.25 < false_ones / reports < 0.6


def test_a_report_of_illegal_work_points_to_it_more_often_than_another(world: duckdb.DuckDBPyConnection) -> None:
    points, others = one(
        world,
        """
        SELECT avg(violates::INTEGER) FILTER (topic = 'wav'), avg(violates::INTEGER) FILTER (topic <> 'wav')
        FROM signals AS s JOIN truth AS t ON t.employer_id = s.employer_id AND law = 'Wav'
            AND t.month = date_trunc('month', received_on)
        """,
    )
    assert points > 2 * others
    heavy, anonymous = one(
        world,
        """
        SELECT avg(violates::INTEGER) FILTER (source_kind IN ('union', 'authority')),
            avg(violates::INTEGER) FILTER (source_kind = 'anonymous')
        FROM signals AS s JOIN (SELECT employer_id, month, bool_or(violates) AS violates FROM truth GROUP BY ALL) AS t
            ON t.employer_id = s.employer_id AND t.month = date_trunc('month', received_on)
        """,
    )
    assert heavy > 1.5 * anonymous


def test_an_inspector_misses_some_of_what_could_be_found_and_more_at_large_employers(
    world: duckdb.DuckDBPyConnection,
) -> None:
    """5% and 3% a unit of log jobs: 5% to 12% at fewer than ten jobs, 17% to 25% from fifty."""
    small, large = one(
        world,
        """
        SELECT avg(violation::INTEGER) FILTER (size_class IN ('1', '2', '3-4', '5-9')),
            avg(violation::INTEGER) FILTER (size_class IN ('50-99', '100+'))
        FROM findings AS f JOIN inspections AS i USING (case_id)
        JOIN truth AS t ON t.employer_id = i.employer_id AND t.law = f.law
            AND t.month = date_trunc('month', selected_on)
        JOIN (SELECT DISTINCT ON (employer_id) employer_id, size_class FROM employers) AS e
            ON e.employer_id = i.employer_id
        WHERE examined AND would_be_found
        """,
    )
    assert 0.87 < small < 0.96
    assert large < small - 0.03


def test_the_rates_come_near_what_is_known(world: duckdb.DuckDBPyConnection) -> None:
    """67% of agencies and hirers (2020-2022), illegal work 16 to 18% (2008-2010), 22 to 35 hours, 11.6% of reports."""
    chain, wav, wav_random, hit, hit_random = one(
        world,
        """
        WITH lending AS (
            SELECT employer_id FROM employers WHERE sbi_code LIKE '78%' UNION
            SELECT p.employer_id FROM staffing_links AS l JOIN parties AS p ON p.party_id = l.hirer_id
        ), closed AS (
            SELECT case_id, employer_id IN (FROM lending WHERE employer_id IS NOT NULL) AS in_lending,
                selection_ground = 'random' AS random, bool_or(violation) AS hit,
                bool_or(violation) FILTER (law = 'Wav') AS wav
            FROM findings JOIN inspections USING (case_id) WHERE examined GROUP BY ALL
        )
        SELECT avg(hit::INTEGER) FILTER (in_lending AND NOT random), avg(wav::INTEGER) FILTER (NOT random),
            avg(wav::INTEGER) FILTER (random), avg(hit::INTEGER) FILTER (NOT random), avg(hit::INTEGER) FILTER (random)
        FROM closed
        """,
    )
    assert chain == pytest.approx(0.67, rel=0.15)
    assert wav == pytest.approx(0.17, rel=0.2)
    assert wav_random < 0.5 * wav
    assert hit_random < 0.5 * hit
    (hours,) = one(world, "SELECT avg(spent_hours) FROM inspections WHERE closed_on IS NOT NULL")
    assert 22 < hours < 35
    (cases_a_report,) = one(
        world,
        """
        WITH agencies AS (SELECT employer_id FROM employers WHERE sbi_code LIKE '78%')
        SELECT (SELECT count(*) FROM inspections
            WHERE selection_ground = 'signal' AND employer_id IN (FROM agencies)) / count(*)
        FROM signals WHERE employer_id IN (FROM agencies)
        """,
    )
    assert cases_a_report == pytest.approx(0.116, rel=0.3)
