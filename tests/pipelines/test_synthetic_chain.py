"""The synthetic staffing chain: re-lending goes down from tier to tier, four deep at most, and never comes back."""
# ruff: noqa: S608 -- the SQL is put together from pieces in this file

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from pipelines.synthetic.arguments import Arguments
from pipelines.synthetic.drops import Drops
from pipelines.synthetic.workbench import Workbench
from tests.support.synthetic import world_bench

# From whoever uses the workers to its lender, that lender's lender, and so on, all at work in the same month; ten hops
# at most, so that a ring ends too. Outsiders hire in a table of their own.
CHAINS = """
    WITH RECURSIVE relations AS (
        SELECT n AS hirer, lender_i AS lender, lender_kind, from_m, to_m FROM hirings
        UNION ALL
        SELECT hirer_i, lender_i, lender_kind, from_m, to_m FROM outside_hirings
    ), hops AS (
        SELECT DISTINCT hirer, lender, lender_kind, m FROM relations JOIN window_months ON m BETWEEN from_m AND to_m
    ), chains AS (
        SELECT hirer AS first, lender AS last, lender_kind AS last_kind, m, 1 AS depth FROM hops
        UNION
        SELECT first, lender, hops.lender_kind, chains.m, depth + 1
        FROM chains JOIN hops ON last = hirer AND chains.m = hops.m WHERE depth < 10
    )
"""


@pytest.fixture(scope="module", params=[1, 2])
def bench(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Workbench]:
    workbench = world_bench(tmp_path_factory.mktemp("chain"), 20_000, 12, request.param)
    yield workbench
    workbench.close()


def test_nobody_lends_to_itself_over_whatever_detour(bench: Workbench) -> None:
    assert bench.value(f"{CHAINS} SELECT count(*) FROM chains WHERE first = last") == 0


def test_no_ring_even_when_every_lender_hires(tmp_path: Path) -> None:
    """With one or more random hops from each lender to another a ring would be all but certain."""
    workbench = world_bench(tmp_path, 4_000, 12)
    workbench.value("CREATE OR REPLACE TABLE hirings_before AS FROM hirings")
    workbench.value("DROP TABLE hirings")
    workbench.value("DROP TABLE outside_hirings")
    workbench.value("SET VARIABLE chain = struct_update(getvariable('chain'), relends := [1.0, 1.0, 1.0, 0.0])")
    workbench.value("UPDATE causes SET unregistered_odds = -9, foreign_odds = -9 WHERE tier > 0")
    workbench.run("world/hirings", "world/outside_hirings")
    lenders = "SELECT count(DISTINCT n) FROM {} JOIN causes USING (n) WHERE tier > 0"
    assert workbench.value(lenders.format("hirings")) > 1.3 * workbench.value(lenders.format("hirings_before"))
    assert workbench.value(f"{CHAINS} SELECT count(*) FROM chains WHERE depth >= 2") > 100
    assert workbench.value(f"{CHAINS} SELECT count(*) FROM chains WHERE first = last") == 0
    workbench.close()


def test_re_lending_is_four_lenders_deep_and_never_deeper(bench: Workbench) -> None:
    assert bench.value(f"{CHAINS} SELECT max(depth) FROM chains") == 4
    # A chain of four is rare: of the 20,000 employers less than one in twenty ever stands at the end of one.
    users = bench.value(f"{CHAINS} SELECT count(DISTINCT first) FROM chains WHERE depth = 4")
    assert 10 < users < 1_000
    shares = [
        bench.value(f"{CHAINS} SELECT count(DISTINCT (first, m)) FROM chains WHERE depth = {depth}")
        for depth in (1, 2, 3, 4)
    ]
    assert shares == sorted(shares, reverse=True)


@pytest.mark.parametrize("kind", ["registered", "unregistered", "foreign"])
def test_each_kind_of_lender_is_found_at_every_depth(bench: Workbench, kind: str) -> None:
    depths = "SELECT count(DISTINCT depth) FROM chains WHERE last_kind = "
    assert bench.value(f"{CHAINS} {depths} '{kind}'") >= (4 if kind == "registered" else 3)


def test_chains_go_on_through_outsiders(bench: Workbench) -> None:
    through = "SELECT count(*) FROM hirings AS h JOIN outside_hirings AS o ON o.hirer_i = h.lender_i"
    assert bench.value(f"{through} AND o.from_m <= h.to_m AND h.from_m <= o.to_m") > 10
    assert bench.value("SELECT count(*) FROM outside_hirings WHERE hirer_i <= 1000000") == 0


def test_a_hiring_lies_within_the_life_of_both_parties(bench: Workbench) -> None:
    outside = """
        SELECT count(*) FROM hirings AS h JOIN employers AS e USING (n) LEFT JOIN employers AS l ON l.n = h.lender_n
        WHERE h.from_m < e.first_m OR h.to_m > e.last_m OR h.from_m < l.first_m OR h.to_m > l.last_m
    """
    assert bench.value(outside) == 0
    assert bench.value("SELECT count(*) FROM hirings") > 2_000


def test_agriculture_hires_far_more_in_summer_than_in_winter(bench: Workbench) -> None:
    def summer_to_winter(branch: str) -> float:
        hired = f"""
            SELECT sum(workers) FILTER (w.m % 12 IN (6, 7)) / sum(workers) FILTER (w.m % 12 IN (0, 1))
            FROM hirings JOIN employers USING (n) JOIN window_months AS w ON w.m BETWEEN from_m AND to_m
            WHERE branch {branch}
        """
        return float(bench.value(hired))

    assert summer_to_winter("= 'agriculture'") > 1.7
    assert 0.7 < summer_to_winter("<> 'agriculture'") < 1.3


def test_a_harvest_takes_more_workers_than_an_ordinary_relation(bench: Workbench) -> None:
    share = (
        "SELECT avg(workers / jobs) FROM hirings JOIN employers USING (n) WHERE branch = 'agriculture' AND jobs >= 10"
    )
    # A fifth of the jobs on average (0.05 to 0.35): 2.2 times for a harvest, 0.85 times otherwise.
    assert bench.value(f"{share} AND slot >= 1000") == pytest.approx(0.44, rel=0.15)
    assert bench.value(f"{share} AND slot < 1000") == pytest.approx(0.17, rel=0.2)


def test_the_level_of_hiring_stays_the_same_over_a_long_window(tmp_path: Path) -> None:
    """What begins and what runs on balance, or a window would begin empty and fill up."""
    workbench = world_bench(tmp_path, 6_000, 32)
    hired = """
        SELECT count(*) FROM hirings JOIN window_months AS w ON w.m BETWEEN from_m AND to_m
        WHERE slot < 1000 AND lender_tier = 1 AND w.m - getvariable('first_m') BETWEEN {} AND {}
    """
    early, late = workbench.value(hired.format(0, 11)), workbench.value(hired.format(20, 31))
    workbench.close()
    assert early > 3_000
    assert 0.85 < late / early < 1.2


def test_only_what_is_reported_is_delivered(tmp_path: Path) -> None:
    workbench = world_bench(tmp_path, 4_000, 6)
    workbench.value("CREATE TABLE deeds (n BIGINT, m INTEGER, wml BOOLEAN)")
    drops = Drops(tmp_path / "register", Arguments(4_000, 6, date(2026, 10, 1), 100, 0.1, 20261031))
    drops.write(workbench, "world/staffing_rows", "staffing_links", month_of="period")
    expected = """
        SELECT count(*) FROM (
            SELECT DISTINCT n, lender_i, m FROM hirings JOIN window_months ON m BETWEEN from_m AND to_m WHERE reported
            UNION ALL
            SELECT DISTINCT hirer_i, lender_i, m FROM outside_hirings
            JOIN window_months ON m BETWEEN from_m AND to_m WHERE reported
        )
    """
    delivered = workbench.value(f"SELECT count(*) FROM '{tmp_path}/register/*/staffing_links/*.parquet'")
    assert delivered == workbench.value(expected) > 500
    assert workbench.value("SELECT count(*) FROM hirings WHERE NOT reported") > 50
    workbench.close()
