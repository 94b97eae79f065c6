"""The dials of the synthetic inspectorate: how it chooses by hand, and whom it looks at harder than their risk asks."""

import math
from collections.abc import Callable
from typing import Any

import duckdb
import polars as pl
import pytest

from tests.support.inspected import arguments_of, inspected

Worlds = Callable[..., duckdb.DuckDBPyConnection]

# Whoever could be chosen by hand in a month, at equal risk as far as red flags, records and truth tell: the same month,
# branch, size and red flags, breaking a law or not, as many reports lately, visited before or not.
AT_EQUAL_RISK = """
    WITH places AS (
        SELECT DISTINCT employer_id, left(sbi_code, 2) AS division, start_date, end_date,
            size_class IN ('1', '2', '3-4', '5-9') AS small, size_class IN ('10-19', '20-49', '50-99') AS middle
        FROM (SELECT * FROM employers QUALIFY row_number() OVER (PARTITION BY employer_id ORDER BY valid_from DESC) = 1)
    ), acts AS (
        SELECT employer_id, month, bool_or(violates) AS violates FROM truth GROUP BY ALL
    ), frame AS (
        SELECT p.*, a.month, a.violates FROM acts AS a JOIN places AS p USING (employer_id)
        WHERE p.start_date <= a.month AND coalesce(p.end_date >= a.month, true)
    ), told AS (
        SELECT f.employer_id, f.month, count(*) AS reports FROM frame AS f JOIN signals AS s
            ON s.employer_id = f.employer_id AND s.received_on BETWEEN f.month - INTERVAL 2 MONTH AND last_day(f.month)
        GROUP BY ALL
    ), cases AS (
        SELECT *, date_trunc('month', selected_on)::DATE AS month FROM inspections
    ), visited AS (
        SELECT f.employer_id, f.month, bool_or(coalesce(c.closed_on >= f.month, true)) AS is_open
        FROM frame AS f JOIN cases AS c ON c.employer_id = f.employer_id AND c.month < f.month GROUP BY ALL
    )
    SELECT f.month, floor(flag * 4) AS flags, division, small, middle, f.violates,
        least(coalesce(t.reports, 0), 2) AS reports, v.is_open IS NOT NULL AS visited,
        g.share >= 0.5 AS in_b, c.case_id IS NOT NULL AS chosen
    FROM frame AS f JOIN flags USING (employer_id)
    JOIN (FROM audit_traits WHERE trait = 'owner_origin' AND trait_group = 'b') AS g USING (employer_id)
    LEFT JOIN told AS t USING (employer_id, month) LEFT JOIN visited AS v USING (employer_id, month)
    LEFT JOIN cases AS c USING (employer_id, month)
    WHERE NOT coalesce(v.is_open, false) AND coalesce(c.selection_ground <> 'random', true)
"""


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> Worlds:
    """Give the world of some dials, made once."""
    made: dict[tuple[int, float, float], duckdb.DuckDBPyConnection] = {}

    def world(employers: int, *, bias: float = 1.0, odds: float = 1.0) -> duckdb.DuckDBPyConnection:
        key = (employers, bias, odds)
        if key not in made:
            asked = arguments_of(employers, 8, employers // 50, bias=bias, odds=odds)
            made[key] = inspected(tmp_path_factory.mktemp("dials"), asked)
        return made[key]

    return world


def mantel_haenszel(panel: pl.DataFrame) -> tuple[float, float, float]:
    """The odds ratio of group b over all strata, with its 95% interval (Mantel and Haenszel 1959; Robins, Breslow and
    Greenland 1986)."""
    strata = [name for name in panel.columns if name not in ("in_b", "chosen")]
    b, chosen = pl.col("in_b"), pl.col("chosen")
    sums = (
        panel.group_by(strata)
        .agg(
            a=(b & chosen).sum().cast(pl.Float64),
            b=(b & ~chosen).sum().cast(pl.Float64),
            c=(~b & chosen).sum().cast(pl.Float64),
            d=(~b & ~chosen).sum().cast(pl.Float64),
        )
        .with_columns(n=pl.sum_horizontal("a", "b", "c", "d"))
        .with_columns(
            p=(pl.col("a") + pl.col("d")) / pl.col("n"),
            q=(pl.col("b") + pl.col("c")) / pl.col("n"),
            r=pl.col("a") * pl.col("d") / pl.col("n"),
            s=pl.col("b") * pl.col("c") / pl.col("n"),
        )
        .select(
            r=pl.col("r").sum(),
            s=pl.col("s").sum(),
            pr=(pl.col("p") * pl.col("r")).sum(),
            mixed=(pl.col("p") * pl.col("s") + pl.col("q") * pl.col("r")).sum(),
            qs=(pl.col("q") * pl.col("s")).sum(),
        )
        .row(0, named=True)
    )
    r, s = sums["r"], sums["s"]
    error = math.sqrt(sums["pr"] / (2 * r**2) + sums["mixed"] / (2 * r * s) + sums["qs"] / (2 * s**2))
    return r / s, r / s * math.exp(-1.96 * error), r / s * math.exp(1.96 * error)


def one(world: duckdb.DuckDBPyConnection, query: str) -> tuple[Any, ...]:
    (row,) = world.execute(query).fetchall()
    return tuple(row)


def test_the_odds_ratio_of_two_tables_is_that_of_the_book() -> None:
    """Tables of 10, 20, 5, 40 and of 4, 6, 2, 12: (10 x 40 / 75 + 4 x 12 / 24) / (20 x 5 / 75 + 6 x 2 / 24) = 4."""
    cells = [(0, True, True, 10), (0, True, False, 20), (0, False, True, 5), (0, False, False, 40)]
    cells += [(1, True, True, 4), (1, True, False, 6), (1, False, True, 2), (1, False, False, 12)]
    panel = pl.DataFrame(
        [cell[:3] for cell in cells for _ in range(cell[3])],
        schema=["stratum", "in_b", "chosen"],
        orient="row",
    )
    odds, low, high = mantel_haenszel(panel)
    assert odds == pytest.approx(4.0)
    assert low < 4 < high


@pytest.mark.parametrize("dial", [1.0, 2.0])
def test_group_b_is_chosen_by_hand_with_the_odds_of_the_dial_at_equal_risk(worlds: Worlds, dial: float) -> None:
    odds, low, high = mantel_haenszel(worlds(20_000, odds=dial).sql(AT_EQUAL_RISK).pl())
    assert low < dial < high, (odds, low, high)
    assert high / low < 1.5


def test_the_groups_differ_in_base_risk_with_the_dial_off(worlds: Worlds) -> None:
    """In two months eight apart: more than four standard errors."""
    b, a, of_b, of_a = one(
        worlds(20_000),
        """
        SELECT avg(violates::INTEGER) FILTER (share >= 0.5), avg(violates::INTEGER) FILTER (share < 0.5),
            count(*) FILTER (share >= 0.5), count(*) FILTER (share < 0.5)
        FROM truth JOIN audit_traits USING (employer_id)
        WHERE law = 'WML' AND month = DATE '2026-03-01' AND trait = 'owner_origin' AND trait_group = 'b'
        """,
    )
    assert b - a > 4 * math.sqrt(b * (1 - b) / of_b + a * (1 - a) / of_a)
    assert 0.15 < of_b / (of_a + of_b) < 0.35


@pytest.mark.parametrize("dials", [{"odds": 2.0}, {"bias": 0.0}, {"bias": 2.0}])
def test_the_random_arm_is_the_same_whatever_the_dials(worlds: Worlds, dials: dict[str, float]) -> None:
    employers = 20_000 if "odds" in dials else 6_000
    drawn = "SELECT employer_id, selected_on, selection_probability FROM inspections WHERE selection_ground = 'random'"
    plain = sorted(worlds(employers).execute(drawn).fetchall())
    assert len(plain) == 8 * employers // 500
    assert sorted(worlds(employers, **dials).execute(drawn).fetchall()) == plain


def test_what_a_case_finds_does_not_depend_on_the_group_dial(worlds: Worlds) -> None:
    """In the first month no earlier finding has changed anything: what is found is the same in both worlds."""
    found = """
        SELECT employer_id, law, violation FROM findings JOIN inspections USING (case_id)
        WHERE selected_on < DATE '2026-04-01' AND examined
    """
    off, on = (pl.DataFrame(worlds(20_000, odds=odds).sql(found).pl()) for odds in (1.0, 2.0))
    both = off.join(on, on=["employer_id", "law"])
    assert len(both) > 200
    assert both.filter(pl.col("violation") != pl.col("violation_right")).is_empty()


def _lift(world: duckdb.DuckDBPyConnection) -> float:
    """How much more often the WML is broken by whoever is chosen by hand than by everybody."""
    (lift,) = one(
        world,
        """
        SELECT avg(violates::INTEGER) FILTER (selection_ground <> 'random') / avg(violates::INTEGER)
        FROM truth LEFT JOIN inspections AS i
            ON i.employer_id = truth.employer_id AND date_trunc('month', selected_on) = month
        WHERE law = 'WML'
        """,
    )
    return float(lift)


def _concentration(world: duckdb.DuckDBPyConnection) -> float:
    """The chance that two visits of one team by hand are in the same SBI division."""
    (concentration,) = one(
        world,
        """
        WITH visits AS (
            SELECT team, left(sbi_code, 2) AS division, count(*) AS visits
            FROM inspections JOIN (SELECT DISTINCT employer_id, sbi_code FROM employers) USING (employer_id)
            WHERE selection_ground <> 'random' GROUP BY ALL
        ), teams AS (
            SELECT team, sum(visits) AS visits, sum(visits * visits) / sum(visits) ** 2 AS same
            FROM visits GROUP BY team
        )
        SELECT sum(visits * same) / sum(visits) FROM teams
        """,
    )
    return float(concentration)


def test_without_bias_the_choice_by_hand_is_near_random_and_with_it_it_follows_what_shows(worlds: Worlds) -> None:
    """With 864 visits by hand and 14% breaking the WML a lift of 1 has a standard error of about 0.085."""
    none, usual, strong = (worlds(6_000, bias=bias) for bias in (0.0, 1.0, 2.0))
    assert _lift(none) == pytest.approx(1, abs=0.25)
    assert _lift(usual) > 1.8
    assert _lift(strong) > _lift(usual)
    assert _concentration(none) < _concentration(usual) < _concentration(strong)
    grounds = [set(one(world, "SELECT list(DISTINCT selection_ground) FROM inspections")[0]) for world in (none, usual)]
    assert grounds == [{"random", "project"}, {"random", "project", "signal", "model", "follow_up"}]
