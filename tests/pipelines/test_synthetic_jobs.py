"""Synthetic jobs: workers have numbers that are nobody's, one job after another, and now and then another employer."""
# ruff: noqa: S608 -- the SQL is put together from pieces in this file

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from pipelines.synthetic.arguments import Arguments
from pipelines.synthetic.wages import make_jobs
from pipelines.synthetic.workbench import Workbench
from tests.support.synthetic import world_bench

EMPLOYERS, MONTHS, SEED = 6_000, 24, 20261031
WINDOW = date(2024, 11, 1)
# As in jobs.sql: which of the numbers that fail the 11-test a worker gets.
PRIME, FACTOR = 809_999_999, 489_132_577


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workbench]:
    bench = world_bench(tmp_path_factory.mktemp("jobs"), EMPLOYERS, MONTHS, SEED)
    make_jobs(bench, Arguments(EMPLOYERS, MONTHS, date(2026, 10, 1), 150, 0.1, SEED))
    yield bench
    bench.close()


def count(bench: Workbench, rows: str) -> int:
    return int(bench.value(f"SELECT count(*) {rows}"))


def eleven_test_sum(number: int) -> int:
    """Weights 9 to 2 for the first eight digits and -1 for the ninth, as the tax office publishes the test."""
    return sum(int(digit) * weight for digit, weight in zip(f"{number:09d}", (9, 8, 7, 6, 5, 4, 3, 2, -1), strict=True))


def place_among_failing(number: int) -> int:
    """Return how many numbers that are counted come before this one: nine for each start of eight digits."""
    start, ninth = divmod(number, 10)
    failing = [digit for digit in range(10) if eleven_test_sum(start * 10 + digit) % 11]
    return (start - 10_000_000) * 9 + failing.index(ninth)


def numbers(bench: Workbench, rows: str) -> list[list[int]]:
    pairs: list[list[int]] = bench.value(f"SELECT list([job_id, worker_number]) {rows}")
    return pairs


def test_no_number_can_be_a_citizens(bench: Workbench) -> None:
    pairs = numbers(bench, "FROM jobs WHERE worker_number IS NOT NULL")
    assert len(pairs) > 150_000
    assert all(100_000_000 <= number <= 999_999_999 for _, number in pairs)
    assert not [number for _, number in pairs if eleven_test_sum(number) % 11 == 0]


def test_different_workers_have_different_numbers(bench: Workbench) -> None:
    """Going back from the number gives the job in which the worker was first seen, so no two can have the same."""
    back = pow(FACTOR, -1, PRIME)
    pairs = numbers(bench, "FROM jobs WHERE worker_number IS NOT NULL AND n % 40 = 7")
    first_jobs = [(job, (place_among_failing(number) - SEED) * back % PRIME) for job, number in pairs]
    assert sum(job == first for job, first in first_jobs) > 0.6 * len(pairs) > 1_000
    known = set(bench.value("SELECT list(job_id) FROM jobs"))
    # Those who come back each summer are numbered from their position; its turn 0 is no job.
    assert all(first in known or first % 32 == 0 for _, first in first_jobs)


def test_without_a_number_there_is_a_personnel_number_and_few_are_without(bench: Workbench) -> None:
    assert count(bench, "FROM jobs WHERE (worker_number IS NULL) <> (personnel_number IS NOT NULL)") == 0
    unnumbered = count(bench, "FROM jobs WHERE worker_number IS NULL") / count(bench, "FROM jobs")
    anonymous = count(bench, "FROM jobs WHERE is_anonymous") / count(bench, "FROM jobs")
    assert unnumbered == pytest.approx(0.6 * anonymous, rel=0.05)
    assert 0.005 < anonymous < 0.03
    assert count(bench, "FROM jobs WHERE worker_number IS NULL AND NOT is_anonymous") == 0


def test_no_employer_knows_two_workers_by_one_number(bench: Workbench) -> None:
    births = (
        "SELECT worker_number, count(DISTINCT born_on) AS births FROM jobs WHERE worker_number IS NOT NULL GROUP BY 1"
    )
    assert count(bench, f"FROM ({births}) WHERE births > 1") == 0
    keys = (
        "SELECT n, coalesce(worker_number::VARCHAR, personnel_number) AS worker, income_relationship, count(*) AS jobs"
    )
    assert count(bench, f"FROM ({keys} FROM jobs GROUP BY ALL) WHERE jobs > 1") == 0


def test_a_position_is_held_by_one_worker_at_a_time(bench: Workbench) -> None:
    turns = (
        "SELECT started_on, lag(coalesce(ended_on, DATE '2100-01-01')) "
        "OVER (PARTITION BY job_id // 32 ORDER BY job_id) AS before FROM jobs"
    )
    assert count(bench, f"FROM ({turns}) WHERE before >= started_on") == 0
    assert count(bench, f"FROM ({turns}) WHERE before < started_on") > 20_000


@pytest.mark.parametrize(
    "wrong",
    [
        "started_on > ended_on",
        "ended_on < DATE '2024-11-01'",
        "started_on > DATE '2026-10-31'",
        "started_on < e.start_date",
        "coalesce(ended_on, DATE '2100-01-01') > e.end_date",
        "started_on < born_on + INTERVAL 15 YEAR",
        "start_m <> year(started_on) * 12 + month(started_on) - 1",
        "end_m <> coalesce(year(ended_on) * 12 + month(ended_on) - 1, 99999)",
        "birth_m <> year(born_on) * 12 + month(born_on) - 1",
        "income_type <> 15 AND (is_on_call OR week_quarters <> 160 OR affected_draw < 1)",
    ],
)
def test_no_job_is_impossible(bench: Workbench, wrong: str) -> None:
    assert count(bench, f"FROM jobs JOIN employers AS e USING (n) WHERE {wrong}") == 0


def test_work_lasts_shorter_at_agencies_than_in_government(bench: Workbench) -> None:
    changes = (
        "count(*) FILTER (ended_on IS NOT NULL) / count(*) FROM jobs JOIN employers AS e USING (n) WHERE e.branch ="
    )
    assert bench.value(f"SELECT {changes} 'agencies'") > 2 * bench.value(f"SELECT {changes} 'government'")


CAREERS = """
    SELECT worker_number, n, e.branch, started_on, j.job_id % 32 AS turn,
        lag(n) OVER w AS old_n, lag(e.branch) OVER w AS old_branch,
        lag(ended_on) OVER w AS left_on
    FROM jobs AS j JOIN employers AS e USING (n) WHERE worker_number IS NOT NULL
    WINDOW w AS (PARTITION BY worker_number ORDER BY started_on)
"""


def test_some_new_workers_come_from_another_employer_of_the_branch(bench: Workbench) -> None:
    moved = f"FROM ({CAREERS}) WHERE old_n <> n AND n NOT IN (SELECT n FROM phoenixes)"
    assert count(bench, moved) > 3_000
    assert count(bench, f"{moved} AND old_branch <> branch") == 0
    assert count(bench, f"{moved} AND (started_on - left_on)::INTEGER NOT BETWEEN 1 AND 59") == 0
    comers = count(bench, f"FROM ({CAREERS}) WHERE turn > 0")
    assert 0.15 < count(bench, moved) / comers < 0.32


def test_workers_go_along_with_an_employer_that_goes_on_under_another_name(bench: Workbench) -> None:
    """Compared with what the world asked for: a share of the workers who were there at the end."""
    bench.value(
        "CREATE OR REPLACE TEMP TABLE ends AS SELECT worker_number, n, ended_on FROM jobs WHERE NOT is_anonymous"
    )
    along = (
        "SELECT p.share, exists(FROM jobs AS j WHERE j.n = p.n AND j.worker_number = e.worker_number) AS follows, "
        "FROM phoenixes AS p JOIN employers AS o ON o.n = p.old_n JOIN ends AS e ON e.n = p.old_n "
        "AND e.ended_on = o.end_date JOIN employers AS f ON f.n = p.n WHERE f.jobs >= o.jobs"
    )
    assert count(bench, f"FROM ({along})") > 100
    followed, asked = (bench.value(f"SELECT avg({what}) FROM ({along})") for what in ("follows::INTEGER", "share"))
    assert followed == pytest.approx(asked, abs=0.12)
    strangers = (
        "FROM jobs AS j JOIN jobs AS o USING (worker_number) JOIN phoenixes AS p ON p.n = j.n AND o.n = p.old_n "
        "WHERE j.started_on < o.started_on"
    )
    assert count(bench, strangers) == 0


def test_only_what_others_read_is_left(bench: Workbench, tmp_path: Path) -> None:
    left = set(bench.value("SELECT list(table_name) FROM duckdb_tables()"))
    assert {"jobs", "paydesk"} <= left
    assert not {"positions", "spells", "moves", "workplaces", "pay_pieces"} & left


def test_jobs_can_be_made_at_the_size_and_seed_of_the_demo(tmp_path: Path) -> None:
    """At this size alone a query of spells.sql once failed within DuckDB."""
    bench = world_bench(tmp_path, 20_000, MONTHS, SEED)
    make_jobs(bench, Arguments(20_000, MONTHS, date(2026, 10, 1), 400, 0.1, SEED))
    assert count(bench, "FROM jobs") > 500_000
    bench.close()
