"""Synthetic wage records: drops, periods of a month or of four weeks, and amounts worked out by hand."""
# ruff: noqa: S608 -- the SQL is put together from pieces in this file

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import duckdb
import polars as pl
import pytest

from pipelines.synthetic.arguments import Arguments
from pipelines.synthetic.inspecting import make_deeds
from pipelines.synthetic.wages import make_jobs, write_wage_files
from pipelines.synthetic.wages.periods import pay_periods
from pipelines.synthetic.workbench import Workbench
from pipelines.synthetic.world import make_world

SEED = 20261031


def make_files(folder: Path, arguments: Arguments, threads: int) -> Workbench:
    """Make the wage records of a world in which nobody is visited, in ``<folder>/<month number>``; return its bench."""
    bench = Workbench(folder / "work", threads=threads, memory_limit="1GB")
    make_world(bench, arguments)
    make_deeds(bench, arguments)
    make_jobs(bench, arguments)
    write_wage_files(bench, arguments, lambda month: folder / str(month), lambda _: None)
    return bench


@dataclass
class Files:
    """The workbench, and a database in which ``records`` are all rows with ``drop`` and ``line`` (in the file)."""

    bench: Workbench
    register: duckdb.DuckDBPyConnection

    def count(self, rows: str) -> int:
        row = self.register.execute(f"SELECT count(*) {rows}").fetchone()
        assert row is not None
        return int(row[0])

    def rows(self, query: str) -> list[tuple[object, ...]]:
        return self.register.execute(query).fetchall()


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Files]:
    """Sixteen months, September 2025 to December 2026, of 3,000 employers."""
    folder = tmp_path_factory.mktemp("wages")
    bench = make_files(folder, Arguments(3_000, 16, date(2026, 12, 1), 75, 0.1, SEED), 2)
    with duckdb.connect() as register:
        register.execute(
            "CREATE VIEW records AS SELECT * EXCLUDE (filename, file_row_number), "
            "make_date((number // 12)::INTEGER, (number % 12 + 1)::INTEGER, 1) AS drop, file_row_number AS line "
            "FROM (SELECT *, regexp_extract(filename, '(\\d+)/wage_records', 1)::INTEGER AS number "
            f"FROM read_parquet('{folder}/*/wage_records.parquet', filename = true, file_row_number = true))"
        )
        for table, columns in (
            ("jobs", "*"),
            ("employers", "n, sbi_code"),
            ("deeds", "n, m, wml, wml_mode"),
            ("paydesk", "*"),
        ):
            path = folder / f"{table}.parquet"
            bench.value(f"COPY (SELECT {columns} FROM {table}) TO '{path}'")
            register.execute(f"CREATE VIEW {table} AS FROM '{path}'")
        # Numbers that passed from one employer to another at a takeover are left out.
        register.execute(
            "CREATE VIEW desks AS FROM paydesk QUALIFY count(*) OVER (PARTITION BY loonheffingennummer) = 1"
        )
        yield Files(bench, register)
    bench.close()


@pytest.mark.parametrize("year", range(2024, 2032))
def test_periods_of_four_weeks_tile_the_year(year: int) -> None:
    found = [period for month in range(year * 12, year * 12 + 12) for period in pay_periods(month)]
    weeks = sorted((period for period in found if period.is_four_weekly), key=lambda period: period.period)
    assert len(weeks) == 13
    assert weeks[0].period == date(year, 1, 1)
    assert weeks[-1].period_end == date(year, 12, 31)
    day = timedelta(days=1)
    assert all(after.period == before.period_end + day for before, after in pairwise(weeks))
    assert all(period.period_end - period.period == 27 * day for period in weeks[:-1])
    assert all(period.m == period.period_end.year * 12 + period.period_end.month - 1 for period in found)
    # 84ths of a week: 28 days are 4 weeks, and the last period has a day or two more.
    assert [period.weeks for period in weeks] == [336] * 12 + [360 if year % 4 == 0 else 348]


def test_months_are_whole() -> None:
    month, *_ = pay_periods(2028 * 12 + 1)
    assert (month.period, month.period_end, month.is_four_weekly) == (date(2028, 2, 1), date(2028, 2, 29), False)


def test_all_of_a_drop_is_known_by_the_end_of_the_second_month_after_it(files: Files) -> None:
    assert files.rows("SELECT max(datediff('month', drop, known_at)) FROM records") == [(2,)]
    assert files.count("FROM records WHERE known_at <= period_end") == 0


def test_a_drop_holds_first_reports_of_its_periods_and_corrections_of_at_most_four_months_back(files: Files) -> None:
    back = "SELECT DISTINCT datediff('month', period_end, drop) AS back FROM records ORDER BY back"
    assert files.rows(back) == [(0,), (2,), (3,), (4,)]
    key = "loonheffingennummer, worker_number, personnel_number, income_relationship, period"
    first = f"SELECT {key}, min(drop) AS first, min(period_end) AS period_end FROM records GROUP BY {key}"
    assert files.count(f"FROM ({first}) WHERE date_trunc('month', period_end) <> first") == 0


def test_reports_come_in_the_order_of_wage_tax_numbers_and_then_corrections_do(files: Files) -> None:
    """In December a second period of four weeks comes in between."""
    parts = (
        "SELECT loonheffingennummer, drop, line, CASE WHEN date_trunc('month', period_end) < drop THEN 3 "
        "WHEN period = DATE_TRUNC('month', drop) OR month(drop) < 12 OR day(period_end) < 31 THEN 1 ELSE 2 END AS part "
        "FROM records"
    )
    order = f"SELECT part < lag(part) OVER (PARTITION BY drop ORDER BY line) AS falls FROM ({parts})"
    assert files.count(f"FROM ({order}) WHERE falls") == 0
    number = "loonheffingennummer < lag(loonheffingennummer) OVER (PARTITION BY drop, part ORDER BY line)"
    assert files.count(f"FROM (SELECT {number} AS falls FROM ({parts})) WHERE falls") == 0


def test_some_agencies_declare_every_four_weeks_and_nobody_else(files: Files) -> None:
    kinds = (
        "SELECT loonheffingennummer, any_value(sbi_code) AS sbi, count(DISTINCT wage_tax_table = '013') AS kinds, "
        "bool_or(wage_tax_table = '013') AS weekly FROM records JOIN desks USING (loonheffingennummer) "
        "JOIN employers USING (n) WHERE wage_tax_table <> '940' GROUP BY loonheffingennummer"
    )
    assert files.count(f"FROM ({kinds}) WHERE kinds > 1") == 0
    assert files.count(f"FROM ({kinds}) WHERE weekly AND sbi NOT LIKE '7820%'") == 0
    ((share,),) = files.rows(f"SELECT avg(weekly::INTEGER) FROM ({kinds}) WHERE sbi LIKE '7820%'")
    assert isinstance(share, float)
    assert share == pytest.approx(0.40, abs=0.15)
    months = "period_end = last_day(period) AND day(period) = 1"
    assert files.count(f"FROM records WHERE wage_tax_table = '013' AND {months}") == 0
    assert files.count(f"FROM records WHERE wage_tax_table = '012' AND NOT ({months})") == 0


def one_period_a_time(files: Files, table: str, year: str) -> set[tuple[object, ...]]:
    """How many periods a year has for those who are in work all through it, seasonal and anonymous work apart."""
    return set(
        files.rows(
            "SELECT count(DISTINCT period), sum(days) FROM (SELECT DISTINCT worker_number, income_relationship, "
            "loonheffingennummer, period, period_end - period + 1 AS days FROM records "
            f"WHERE wage_tax_table = '{table}' AND year(period) = {year} AND worker_number IS NOT NULL) "
            "JOIN jobs USING (worker_number, income_relationship) JOIN desks USING (n, loonheffingennummer) "
            f"WHERE started_on < DATE '{year}-01-01' AND coalesce(ended_on, DATE '2100-01-01') > DATE '{year}-12-31' "
            "GROUP BY job_id"
        )
    )


def test_who_works_all_year_has_thirteen_or_twelve_records_that_fill_it(files: Files) -> None:
    assert one_period_a_time(files, "013", "2026") == {(13, 365)}
    assert one_period_a_time(files, "012", "2026") == {(12, 365)}


@pytest.mark.parametrize(
    "wrong",
    [
        "started_on > period_end",
        "ended_on < period",
        "ended_on > period_end",
        "ended_on < started_on",
        "birth_month > period",
        "paid_hours > 744",
        "overtime_wage_eur + holiday_allowance_paid_eur + irregular_wage_eur > wage_eur",
    ],
)
def test_no_record_is_impossible(files: Files, wrong: str) -> None:
    assert files.count(f"FROM records WHERE {wrong}") == 0


def test_hire_and_end_are_those_of_the_job_and_the_end_is_told_when_it_has_come(files: Files) -> None:
    told = (
        "FROM (SELECT * FROM records WHERE worker_number IS NOT NULL) AS r "
        "JOIN desks AS p USING (loonheffingennummer) JOIN jobs AS j "
        "USING (n, worker_number, income_relationship) WHERE"
    )
    assert files.count(f"{told} r.started_on <> j.started_on") == 0
    assert files.count(f"{told} r.ended_on IS DISTINCT FROM if(j.ended_on <= r.period_end, j.ended_on, NULL)") == 0
    assert files.count(f"{told} r.ended_on IS NOT NULL") > 1_000


def full_period(files: Files, table: str, period: str) -> list[tuple[int, ...]]:
    """Return pay of adults who work fixed hours all through a period, at employers that do nothing to them.

    Columns: hours a week (in quarters), multiple of the minimum (in ten-thousandths), quarter hours paid, and cents of
    the wage, the allowance paid and the allowance reserved.
    """
    found = files.rows(
        "SELECT week_quarters, multiple, (paid_hours * 4)::INTEGER, (wage_eur * 100)::INTEGER, "
        "(holiday_allowance_paid_eur * 100)::INTEGER, (holiday_allowance_reserved_eur * 100)::INTEGER "
        "FROM (SELECT * EXCLUDE (started_on, ended_on, income_type) FROM records) AS r "
        "JOIN desks AS p USING (loonheffingennummer) JOIN jobs AS j USING (n, worker_number, income_relationship) "
        f"WHERE wage_tax_table = '{table}' AND period = DATE '{period}' AND j.started_on <= period "
        "AND coalesce(j.ended_on, DATE '2100-01-01') > period_end AND affected_draw >= affected_share "
        "AND birth_m < 2026 * 12 - 252 AND NOT is_on_call AND income_type = 15 AND overtime_wage_eur = 0 "
        "AND irregular_wage_eur = 0 QUALIFY r.known_at = min(r.known_at) OVER (PARTITION BY job_id)"
    )
    return [tuple(int(str(figure)) for figure in row) for row in found]


def test_the_wage_of_a_month_at_the_minimum_by_hand(files: Files) -> None:
    """40 hours, 52 weeks, a twelfth: 693 quarters; 693 x 14.71 / 4 = 2548.5075 and 8% of 2548.51 is 203.8808."""
    at_minimum = {row[2:] for row in full_period(files, "012", "2026-03-01") if row[:2] == (160, 10_000)}
    assert (693, 254851, 0, 20389) in at_minimum
    # Those who get the allowance each month.
    assert (693, 275240, 20389, 20389) in at_minimum


@pytest.mark.parametrize(
    ("table", "period", "weeks", "minimum", "least"),
    [
        ("012", "2026-03-01", Fraction(52, 12), 1471, 5_000),
        ("012", "2026-07-01", Fraction(52, 12), 1499, 5_000),
        # Four weeks, and 29 days from 3 to 31 December.
        ("013", "2026-02-26", Fraction(4), 1471, 20),
        ("013", "2026-12-03", Fraction(29, 7), 1499, 20),
    ],
)
def test_wages_are_hours_at_the_rate_rounded_up(
    files: Files, table: str, period: str, weeks: Fraction, minimum: int, least: int
) -> None:
    rows = full_period(files, table, period)
    right = 0
    for week_quarters, multiple, reported, wage, paid, reserved in rows:
        quarters = math.floor(week_quarters * weeks)
        plain = math.ceil(Fraction(quarters * math.ceil(Fraction(minimum * multiple, 10_000)), 4))
        right += (reported, wage, reserved) == (quarters, plain + paid, math.ceil(Fraction(plain * 8, 100)))
        assert table == "012" or paid == reserved
    # The others are first reports with a mistake: in the hours, or in the wage.
    assert right >= max(least, 0.95 * len(rows))


def test_the_allowance_paid_in_may_is_what_was_built_up_since_the_job_began(files: Files) -> None:
    """At whoever keeps no allowance back, also where pay was too low or hours were shaved in some of the months."""
    keepers = "SELECT n FROM deeds WHERE wml AND wml_mode = 'holiday'"
    sums = (
        "SELECT sum(holiday_allowance_reserved_eur) AS reserved, sum(holiday_allowance_paid_eur) AS paid, "
        "max(holiday_allowance_paid_eur) FILTER (month(period) = 5) AS in_may "
        "FROM (SELECT * FROM records WHERE period_end <= DATE '2026-05-31' "
        "QUALIFY row_number() OVER (PARTITION BY loonheffingennummer, worker_number, income_relationship, period "
        "ORDER BY known_at DESC) = 1) AS r JOIN desks AS p USING (loonheffingennummer) "
        "WHERE NOT holiday_each_time AND started_on >= DATE '2025-09-01' AND worker_number IS NOT NULL "
        f"AND n NOT IN ({keepers}) "
        "GROUP BY loonheffingennummer, worker_number, income_relationship HAVING max(period) = DATE '2026-05-01'"
    )
    assert files.count(f"FROM ({sums})") > 1_000
    assert files.count(f"FROM ({sums}) WHERE paid <> reserved OR in_may <> paid") == 0


def test_the_same_files_whatever_the_number_of_threads(tmp_path: Path) -> None:
    """Some 160,000 records a month: more than one row group, so that two threads do have something to divide."""
    arguments = Arguments(8_000, 2, date(2026, 6, 1), 200, 0.1, SEED)
    for threads in (1, 2):
        make_files(tmp_path / str(threads), arguments, threads).close()
    for month in (2026 * 12 + 4, 2026 * 12 + 5):
        one, two = (tmp_path / str(threads) / str(month) / "wage_records.parquet" for threads in (1, 2))
        assert pl.scan_parquet(one).select(pl.len()).collect().item() > 125_000
        assert one.read_bytes() == two.read_bytes()
