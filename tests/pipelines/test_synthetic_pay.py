"""Synthetic pay: honest employers keep to the statute to the cent, and the shares near the minimum are those of CBS."""
# ruff: noqa: S608 -- the SQL is put together from pieces in this file

from collections.abc import Iterator
from datetime import date

import duckdb
import pytest

from tests.support.synthetic import make, open_register

# Hourly minimum in euro cents, from the published tables (rijksoverheid.nl): by age, from January and from July 2026.
# Written out here once more, so that a wrong figure in the parameters shows.
MINIMUM = {
    date(2026, 1, 1): {15: 441, 16: 507, 17: 581, 18: 736, 19: 883, 20: 1177, 21: 1471},
    date(2026, 7, 1): {15: 450, 16: 517, 17: 592, 18: 750, 19: 899, 20: 1199, 21: 1499},
}

# A mistake in a first report is mended at most four monthly drops later.
MENDED = 4


@pytest.fixture(scope="module")
def pay(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """The wage records of employees from May to December 2026, with cents, minutes and minimum."""
    folder = tmp_path_factory.mktemp("pay")
    make(folder, months=8, last_month=date(2026, 12, 1))
    with open_register(folder) as connection:
        connection.execute("CREATE TABLE minimum (since DATE, age INTEGER, cents INTEGER)")
        rows = [(since, age, cents) for since, ages in MINIMUM.items() for age, cents in ages.items()]
        connection.executemany("INSERT INTO minimum VALUES (?, ?, ?)", rows)
        connection.execute(
            """
            CREATE TABLE first_reports AS
            SELECT w.*, e.employer_id, e.sbi_code, m.cents AS minimum, t.violates,
                coalesce(worker_number::VARCHAR, personnel_number) AS worker,
                -- In the month of a birthday the lower age still counts.
                datediff('month', birth_month, period) % 12 = 0 AS is_birthday,
                ((wage_eur - holiday_allowance_paid_eur - irregular_wage_eur) * 100)::BIGINT AS cents,
                (paid_hours * 60)::BIGINT AS minutes,
                row_number() OVER (PARTITION BY w.loonheffingennummer, worker, income_relationship, period
                    ORDER BY w.known_at DESC) AS latest
            FROM wage_records_rows AS w
            JOIN wage_tax_numbers AS n ON n.loonheffingennummer = w.loonheffingennummer
                AND period_end BETWEEN n.valid_from AND coalesce(n.valid_to, DATE '2100-01-01')
            JOIN (SELECT employer_id, any_value(sbi_code) AS sbi_code FROM employers GROUP BY employer_id) AS e
                USING (employer_id)
            JOIN truth AS t ON t.employer_id = e.employer_id AND t.month = date_trunc('month', period_end)
                AND law = 'WML'
            JOIN minimum AS m ON m.since = if(month(period) >= 7, DATE '2026-07-01', DATE '2026-01-01')
                AND m.age = least(21, (datediff('month', birth_month, period) - 1) // 12)
            WHERE income_type = 15
            """
        )
        connection.execute("CREATE VIEW pay AS SELECT * FROM first_reports WHERE latest = 1")
        yield connection


def value(connection: duckdb.DuckDBPyConnection, query: str) -> float:
    row = connection.execute(query).fetchone()
    assert row is not None
    return float(row[0])


def honest(extra: str = "true") -> str:
    complete = f"period_end <= last_day(DATE '2026-12-01' - INTERVAL {MENDED} MONTH)"
    return f"FROM pay WHERE NOT violates AND {complete} AND {extra}"


def test_every_record_is_judged(pay: duckdb.DuckDBPyConnection) -> None:
    judged = value(pay, "SELECT count(*) FROM pay")
    assert judged == value(pay, "SELECT count(*) FROM wage_records WHERE income_type = 15")


def test_no_honest_worker_is_below_the_minimum_by_a_cent(pay: duckdb.DuckDBPyConnection) -> None:
    assert value(pay, f"SELECT count(*) {honest('cents * 60 < minimum * minutes')}") == 0


@pytest.mark.parametrize(
    "who", ["true", "minimum < 700", "minimum IN (1177, 1199)", "is_birthday AND minimum < 1471", "month(period) = 7"]
)
def test_the_minimum_is_exactly_what_many_get(pay: duckdb.DuckDBPyConnection, who: str) -> None:
    """Rounding can only go wrong at the minimum itself, so there must be people there: less than a cent above it."""
    at_minimum = honest(f"cents * 60 - minimum * minutes BETWEEN 0 AND 59 AND {who}")
    assert value(pay, f"SELECT count(*) {at_minimum}") > 20


def test_first_reports_hold_mistakes_that_look_like_underpayment(pay: duckdb.DuckDBPyConnection) -> None:
    looks_bad = "NOT violates AND cents * 60 < minimum * minutes"
    assert value(pay, f"SELECT count(*) FROM first_reports WHERE {looks_bad} AND latest > 1") > 20


def test_corrections_mend_a_report_that_was_there_and_come_later(pay: duckdb.DuckDBPyConnection) -> None:
    mended = (
        "SELECT count(*) AS reports, datediff('day', min(known_at), max(known_at)) AS days FROM first_reports "
        "GROUP BY loonheffingennummer, worker, income_relationship, period"
    )
    assert value(pay, f"SELECT max(reports) FROM ({mended})") == 2
    assert value(pay, f"SELECT count(*) FROM ({mended}) WHERE reports = 2 AND days <= 0") == 0
    # One or two in a hundred reports is mistaken (0.4% and up to 3.4%, with the capacity to comply).
    assert 0.005 < value(pay, f"SELECT avg((reports = 2)::INTEGER) FROM ({mended})") < 0.02


def test_violators_leave_traces_but_not_all_of_them(pay: duckdb.DuckDBPyConnection) -> None:
    shown = (
        "SELECT avg(seen::INTEGER) FROM (SELECT employer_id, bool_or(cents * 60 < minimum * minutes) AS seen FROM pay "
        "WHERE violates GROUP BY employer_id)"
    )
    assert 0.15 < value(pay, shown) < 0.6


@pytest.mark.parametrize(
    ("who", "times", "cbs"),
    [
        ("true", 1.0, 0.058),
        ("true", 1.1, 0.128),
        ("true", 1.3, 0.263),
        ("sbi_code LIKE '78%'", 1.0, 0.177),
        ("sbi_code LIKE '78%'", 1.1, 0.337),
        ("sbi_code LIKE '78%'", 1.3, 0.579),
    ],
)
def test_shares_near_the_minimum_are_those_of_cbs(
    pay: duckdb.DuckDBPyConnection, who: str, times: float, cbs: float
) -> None:
    # The plain hourly wage; a thousandth for the rounding up to whole cents.
    low = f"cents * 60 <= minimum * {times} * minutes * 1.001"
    share = value(pay, f"SELECT avg(({low})::INTEGER) FROM pay WHERE overtime_wage_eur = 0 AND {who}")
    assert share == pytest.approx(cbs, abs=0.04 if "78" in who else 0.02)


def test_allowance_kept_since_june_is_paid_out_to_whoever_leaves(pay: duckdb.DuckDBPyConnection) -> None:
    leavers = (
        "SELECT sum(holiday_allowance_paid_eur) AS paid, sum(holiday_allowance_reserved_eur) AS reserved, "
        "bool_or(violates) AS violates FROM pay GROUP BY loonheffingennummer, worker, income_relationship "
        "HAVING min(started_on) >= DATE '2026-06-01' AND max(ended_on) IS NOT NULL"
    )
    assert value(pay, f"SELECT count(*) FROM ({leavers}) WHERE NOT violates") > 200
    assert value(pay, f"SELECT count(*) FROM ({leavers}) WHERE NOT violates AND paid <> reserved") == 0


def test_allowance_is_reserved_at_eight_percent_and_paid_in_may(pay: duckdb.DuckDBPyConnection) -> None:
    short = "holiday_allowance_reserved_eur < 0.08 * (wage_eur - holiday_allowance_paid_eur - irregular_wage_eur)"
    # A mistake in the wage of the first report does not touch the allowance, so only complete months count.
    assert value(pay, f"SELECT count(*) {honest(short)}") == 0
    paid_in_may = "SELECT avg((holiday_allowance_paid_eur > 0)::INTEGER) FROM pay WHERE month(period) ="
    assert value(pay, f"{paid_in_may} 5") > 0.97
    assert value(pay, f"{paid_in_may} 8") < 0.3


def test_thirteenth_months_are_paid_in_december_only(pay: duckdb.DuckDBPyConnection) -> None:
    irregular = "SELECT avg((irregular_wage_eur > 0)::INTEGER) FROM pay WHERE month(period_end)"
    assert 0.1 < value(pay, f"{irregular} = 12") < 0.5
    assert value(pay, f"{irregular} <> 12") == 0


def test_horeca_is_young_and_farms_have_more_work_in_summer(pay: duckdb.DuckDBPyConnection) -> None:
    young = "SELECT avg((minimum < 1471)::INTEGER) FROM pay WHERE"
    horeca = "(sbi_code LIKE '55%' OR sbi_code LIKE '56%')"
    assert value(pay, f"{young} {horeca}") > 2 * value(pay, f"{young} NOT {horeca}")
    workers = "SELECT count(*) FROM pay WHERE sbi_code LIKE '01%' AND month(period) ="
    assert value(pay, f"{workers} 7") > 1.25 * value(pay, f"{workers} 12")


def test_directors_and_appointed_officials_have_a_wage_and_no_hours(pay: duckdb.DuckDBPyConnection) -> None:
    others = "FROM wage_records WHERE income_type <> 15"
    assert value(pay, f"SELECT count(DISTINCT income_type) {others} AND income_type IN (11, 13, 17)") == 3
    with_hours = "(paid_hours > 0 OR contract_week_hours IS NOT NULL OR overtime_wage_eur > 0 OR wage_eur <= 0)"
    assert value(pay, f"SELECT count(*) {others} AND {with_hours}") == 0
    assert 0.002 < value(pay, "SELECT avg((income_type <> 15)::INTEGER) FROM wage_records") < 0.03


def test_a_worker_without_a_number_is_under_the_anonymous_tariff(pay: duckdb.DuckDBPyConnection) -> None:
    unnumbered = "FROM wage_records_rows WHERE worker_number IS NULL"
    assert value(pay, f"SELECT count(*) {unnumbered}") > 200
    assert value(pay, f"SELECT count(*) {unnumbered} AND wage_tax_table <> '940'") == 0
    assert value(pay, "SELECT avg((wage_tax_table = '940')::INTEGER) FROM wage_records") < 0.03
