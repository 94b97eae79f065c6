"""The synthetic staffing chain: re-lending goes down from agency to agency, and never comes back."""
# ruff: noqa: S608 -- the SQL is put together from pieces in this file

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from pipelines.synthetic.arguments import Arguments
from pipelines.synthetic.parameters import load_parameters
from pipelines.synthetic.workbench import Workbench

# From lender to hirer, and on to whoever hires from that hirer; ten hops at most, so that a ring ends too.
CHAINS = """
    WITH RECURSIVE hops AS (
        SELECT DISTINCT lender_n AS lender, n AS hirer FROM hirings WHERE lender_n IS NOT NULL
    ), chains AS (
        SELECT lender AS first, hirer AS last, 1 AS depth FROM hops
        UNION
        SELECT first, hirer, depth + 1 FROM chains JOIN hops ON last = lender WHERE depth < 10
    )
"""


@pytest.fixture(params=[1, 2, 3])
def bench(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Workbench]:
    workbench = Workbench(tmp_path / "work", threads=2, memory_limit="1GB")
    load_parameters(workbench, Arguments(4_000, 24, date(2026, 10, 1), 100, 0.1, seed=request.param))
    workbench.run("employers", "identity", "causes")
    yield workbench
    workbench.close()


def test_no_ring_even_when_every_agency_hires(bench: Workbench) -> None:
    """With one or more random hops from each agency to another a ring would be all but certain."""
    bench.value("UPDATE branches SET hires = 1 WHERE is_agency")
    bench.value("UPDATE causes SET unregistered_odds = -9, foreign_odds = -9 WHERE is_agency")
    bench.run("chain")
    assert bench.value(f"{CHAINS} SELECT count(*) FROM chains WHERE depth = 2") > 100
    assert bench.value(f"{CHAINS} SELECT count(*) FROM chains WHERE first = last") == 0


def test_chains_are_two_or_three_hops_deep(bench: Workbench) -> None:
    bench.run("chain")
    deepest = bench.value(f"{CHAINS} SELECT max(depth) FROM chains")
    assert 3 <= deepest <= 6


def test_a_hiring_lies_within_the_life_of_both_parties(bench: Workbench) -> None:
    bench.run("chain")
    outside = """
        SELECT count(*) FROM hirings AS h JOIN employers AS e USING (n) LEFT JOIN employers AS l ON l.n = h.lender_n
        WHERE h.from_m < e.first_m OR h.to_m > e.last_m OR h.from_m < l.first_m OR h.to_m > l.last_m
    """
    assert bench.value(outside) == 0
    assert bench.value("SELECT count(*) FROM hirings") > 500
