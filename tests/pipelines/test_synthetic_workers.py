"""Permits, placements and payslips, from a world of a few hundred employers that is laid out by hand."""
# ruff: noqa: S608 -- the SQL is put together from pieces in this file

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest

from data_contracts.as_known import as_known_sql
from pipelines.synthetic.arguments import Arguments
from pipelines.synthetic.drops import Drops
from pipelines.synthetic.parameters import read_parameters
from pipelines.synthetic.workbench import Workbench
from pipelines.synthetic.workers import write_worker_registers

FIRST, LAST = 2025 * 12 + 10, 2026 * 12 + 9
ARGUMENTS = Arguments(400, 12, date(2026, 10, 1), 20, 0.1, seed=11)
PARAMETERS = read_parameters("workers")

# 400 employers with 20 jobs each; every fourth is an agency, and the first hundred break the Wav from December to
# February; the last twenty are new in September and break it in October. Each agency lends to the two employers after
# it, to the first of them until May 2026. Everybody provides housing, uses the exchange and pays in cash; odd employers
# break the WML all the time, on purpose.
WORLD = """
    CREATE TABLE employers AS
    SELECT n, printf('E%d', n) AS employer_id, if(n % 4 = 0, 'agencies', 'horeca') AS branch, n % 4 = 0 AS is_agency,
        20 AS jobs, if(n > 380, DATE '2026-09-10', DATE '2010-01-01') AS start_date
    FROM range(1, 401) AS numbers(n);
    CREATE TABLE causes AS
    SELECT n, n % 2 = 1 AS deliberate, 0.5 AS knowledge, true AS provides_housing, true AS uses_et, true AS pays_cash
    FROM employers;
    CREATE TABLE identities AS SELECT n, printf('%09dL01', n) AS loonheffingennummer FROM employers;
    CREATE TABLE deeds AS
    SELECT n, m, n % 2 = 1 AS wml, n <= 100 AND m BETWEEN 2025 * 12 + 11 AND 2026 * 12 + 1
        OR n > 380 AND m = 2026 * 12 + 9 AS wav
    FROM employers, range(2025 * 12 + 10, 2026 * 12 + 10) AS months(m);
    CREATE TABLE parties AS SELECT n AS i, 'P' || n AS party_id FROM employers WHERE n <> 8;
    CREATE TABLE hirings AS
    SELECT n - k AS lender_n, n, 1 AS slot, 5 * k AS workers, 2025 * 12 + 6 AS from_m,
        if(k = 1, 2026 * 12 + 4, 2027 * 12) AS to_m
    FROM employers, (VALUES (1), (2)) AS ks(k) WHERE (n - k) % 4 = 0 AND n > k;
    -- Some have been there for long, some come in the window and some go.
    CREATE TABLE jobs AS
    SELECT *, month_number(started_on)::INTEGER AS start_m, coalesce(month_number(ended_on), 99999)::INTEGER AS end_m
    FROM (SELECT n * 32 + k AS job_id, n, if(k = 19, NULL, 100000000 + n * 32 + k)::INTEGER AS worker_number,
        if(k = 18, 17, 15) AS income_type,
        CASE WHEN n > 380 THEN DATE '2026-09-12' WHEN k = 10 THEN DATE '2026-08-12'
            WHEN k % 3 = 0 THEN DATE '2026-02-10' ELSE DATE '2024-05-20' END AS started_on,
        if(n <= 380 AND k % 5 = 0, DATE '2026-08-15', NULL::DATE) AS ended_on, 120 AS week_quarters,
        if(k % 2 = 0, 10000, 14000) AS multiple
    FROM employers, range(20) AS places(k))
"""

# For 100 hours: 2,000.00, or 1,499.00, which from July 2026 is the minimum. The file of July holds a period of four
# weeks, and each file a correction of the month before.
WAGES = """
    SELECT printf('%09dL01', n) AS loonheffingennummer,
        if(k < 19, 100000000 + n * 32 + k, NULL)::INTEGER AS worker_number,
        if(k = 19, 'P' || n, NULL) AS personnel_number, 1 AS income_relationship,
        {period} AS period, {period_end} AS period_end,
        DATE '1990-05-17' AS birth_month, if(k = 18, 17, 15) AS income_type, if(k = 17, '940', '012') AS wage_tax_table,
        if(k % 2 = 0, 2000, 1499)::DECIMAL(12, 2) AS wage_eur, 0::DECIMAL(12, 2) AS overtime_wage_eur,
        0::DECIMAL(12, 2) AS holiday_allowance_paid_eur, 0::DECIMAL(12, 2) AS irregular_wage_eur,
        100::DECIMAL(7, 2) AS paid_hours, {period_end} + 25 AS known_at
    FROM range(1, 401) AS employers(n), range(20) AS places(k)
"""


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """All rows as delivered (``<table>_rows``) and as known at the end (``<table>``), and the world behind them."""
    folder = tmp_path_factory.mktemp("workers")
    write(folder / "once", threads=2)
    made = folder.joinpath("once", "work", "workbench.duckdb")
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{made}' AS made (READ_ONLY)")
        for table in ("employers", "jobs", "deeds", "hirings"):
            connection.execute(f"CREATE TABLE {table} AS FROM made.{table}")
        keys = {
            "permit_duties": ("worker_number", "valid_from"),
            "work_permits": ("permit_id", "valid_from"),
            "placements": ("worker_number", "lender_id", "hirer_id", "valid_from"),
            "payslips": ("loonheffingennummer", "worker_number", "personnel_number", "period"),
        }
        for table, key in keys.items():
            files = f"read_parquet('{folder}/once/register/*/{table}/*.parquet', filename = true)"
            connection.execute(f"CREATE TABLE {table}_rows AS FROM {files}")
            latest = as_known_sql(f"{table}_rows", key, "DATE '2100-01-01'")
            connection.execute(f"CREATE TABLE {table} AS {latest}")
        # Each month of a job in which a known duty holds, and whether a permit covers the whole of it.
        connection.execute(
            """
            CREATE TABLE worked AS
            SELECT j.n, m, j.worker_number, EXISTS (FROM work_permits AS p WHERE p.worker_number = j.worker_number
                AND (p.employer_id = e.employer_id OR p.employer_id IS NULL)
                AND p.valid_from <= greatest(first_day, started_on) AND p.valid_to >= last_day(first_day)) AS covered
            FROM jobs AS j JOIN employers AS e USING (n), (SELECT unnest(range(2025 * 12 + 10, 2026 * 12 + 10)) AS m,
                make_date(m // 12, m % 12 + 1, 1) AS first_day) AS months
            JOIN permit_duties AS d ON d.worker_number = j.worker_number AND permit_required
                AND d.valid_from <= first_day AND coalesce(d.valid_to >= last_day(first_day), true)
            WHERE m BETWEEN start_m AND end_m
            """
        )
        yield connection


def write(folder: Path, *, threads: int) -> dict[str, int]:
    """Lay out the world and write its worker registers; the last two months have wage records."""
    bench = Workbench(folder / "work", threads=threads, memory_limit="1GB")
    bench.set(seed=11, employers=400, first_m=FIRST, last_m=LAST, window_days=364)
    bench.set(window_start=ARGUMENTS.first_month, horizon=ARGUMENTS.horizon)
    for statement in WORLD.split(";"):
        bench.value(statement)
    drops = Drops(folder / "register", ARGUMENTS)
    for month in drops.months:
        start = f"make_date({month // 12}, {month % 12 + 1}, 1)"
        first = WAGES.format(
            period=start if month % 12 != 6 else "DATE '2026-06-18'",
            period_end=f"last_day({start})" if month % 12 != 6 else "DATE '2026-07-15'",
        )
        again = WAGES.format(period=f"date_trunc('month', {start} - 1)::DATE", period_end=f"({start} - 1)")
        path = drops.folder(month, "wage_records") / "wage_records.parquet"
        bench.value(f"COPY ({first} UNION ALL {again} WHERE k < 5) TO '{path}' (FORMAT parquet)")
    rows = write_worker_registers(bench, ARGUMENTS, drops)
    bench.close()
    return rows


def value(connection: duckdb.DuckDBPyConnection, query: str) -> float:
    row = connection.execute(query).fetchone()
    assert row is not None
    return float(row[0])


def test_whoever_works_without_a_permit_does_so_where_the_wav_is_broken(register: duckdb.DuckDBPyConnection) -> None:
    broken = "n <= 100 AND m BETWEEN 2025 * 12 + 11 AND 2026 * 12 + 1"
    # Some employers and jobs are so new that a permit which is registered late is not there yet.
    settled = "n <= 380 AND worker_number % 32 <> 10"
    assert value(register, f"SELECT count(*) FROM worked WHERE NOT covered AND {settled} AND NOT ({broken})") == 0
    assert value(register, f"SELECT count(*) FROM worked WHERE NOT covered AND {broken}") > 100
    # Others of the same employers, and the same people later on, are covered.
    assert value(register, "SELECT count(*) FROM worked WHERE covered AND n <= 100") > 100
    assert value(register, f"SELECT count(*) FROM worked WHERE covered AND {broken}") > 0


def test_the_trace_is_partial(register: duckdb.DuckDBPyConnection) -> None:
    """Of the hundred that break the Wav, each with about 1 + 1.5 x 20^0.2 workers, 38% unknown, some show nothing."""
    shown = value(register, "SELECT count(DISTINCT n) FROM worked WHERE NOT covered AND n <= 100")
    assert 50 < shown < 95


def test_what_a_lapse_looks_like_differs(register: duckdb.DuckDBPyConnection) -> None:
    lapsed = (
        "SELECT DISTINCT w.worker_number, bool_or(p.valid_to <= DATE '2026-01-31') AS expired, "
        "bool_or(p.employer_id <> 'E' || w.n AND p.valid_from <= DATE '2026-02-28') AS elsewhere "
        "FROM worked AS w LEFT JOIN work_permits AS p USING (worker_number) WHERE NOT covered AND n <= 100 GROUP BY ALL"
    )
    nothing = "NOT coalesce(expired, false) AND NOT coalesce(elsewhere, false)"
    for kind in ("elsewhere", "expired AND NOT elsewhere", nothing):
        assert value(register, f"SELECT count(*) FROM ({lapsed}) WHERE {kind}") >= 10


def test_some_permits_of_the_honest_are_registered_late(register: duckdb.DuckDBPyConnection) -> None:
    late = "SELECT avg((known_at >= valid_from + 60)::INTEGER) FROM work_permits WHERE employer_id LIKE 'E2%'"
    assert 0.02 < value(register, late) < 0.15


def test_few_workers_have_the_duty_and_nobody_has_two_at_once(register: duckdb.DuckDBPyConnection) -> None:
    expected = 300 * 18 * PARAMETERS["permit_shares"]["horeca"]
    lawful = "SELECT count(DISTINCT worker_number) FROM permit_duties JOIN jobs USING (worker_number) WHERE n % 4 <> 0 "
    found = value(register, f"{lawful} AND permit_required AND n > 100") / 0.75
    assert expected / 2 < found < expected * 2
    free = value(register, "SELECT count(DISTINCT worker_number) FROM permit_duties WHERE NOT permit_required")
    assert free > found
    overlap = (
        "SELECT count(*) FROM permit_duties AS a JOIN permit_duties AS b USING (worker_number) "
        "WHERE a.valid_from < b.valid_from AND coalesce(a.valid_to >= b.valid_from, true)"
    )
    assert value(register, overlap) == 0
    assert value(register, "SELECT count(*) FROM permit_duties WHERE valid_to IS NOT NULL") > 0
    assert (
        value(register, "SELECT count(*) FROM jobs JOIN permit_duties USING (worker_number) WHERE income_type = 17")
        == 0
    )


@pytest.mark.parametrize(
    ("table", "key"),
    [
        ("permit_duties", "worker_number, valid_from, known_at"),
        ("work_permits", "permit_id, known_at"),
        ("placements", "worker_number, lender_id, hirer_id, valid_from, known_at"),
        ("payslips", "loonheffingennummer, worker_number, personnel_number, income_relationship, period, known_at"),
    ],
)
def test_keys_are_single_and_dates_in_order(register: duckdb.DuckDBPyConnection, table: str, key: str) -> None:
    assert value(register, f"SELECT count(*) FROM {table}_rows") > 50
    assert (
        value(register, f"SELECT count(*) FROM (SELECT {key} FROM {table}_rows GROUP BY ALL HAVING count(*) > 1)") == 0
    )
    if table != "payslips":
        assert value(register, f"SELECT count(*) FROM {table}_rows WHERE valid_to < valid_from") == 0
        assert value(register, f"SELECT count(*) FROM {table}_rows WHERE known_at > DATE '2026-10-31'") == 0


def test_a_new_employer_has_no_permit_before_it_exists(register: duckdb.DuckDBPyConnection) -> None:
    too_early = "valid_from < DATE '2026-09-10' OR known_at < DATE '2026-09-30'"
    new = "SELECT count(*) FROM work_permits WHERE substr(employer_id, 2)::INTEGER > 380"
    assert value(register, f"{new} AND ({too_early})") == 0
    assert value(register, new) > 5


def test_placements_are_of_some_agencies_within_job_and_hiring(register: duckdb.DuckDBPyConnection) -> None:
    agencies = value(register, "SELECT count(DISTINCT lender_id) FROM placements")
    assert 15 < agencies < 45  # 30% of 99
    outside = """
        SELECT count(*) FROM placements AS p
        JOIN hirings AS h ON p.lender_id = 'P' || h.lender_n AND p.hirer_id = 'P' || h.n
        JOIN jobs AS j ON j.worker_number = p.worker_number AND j.n = h.lender_n
        WHERE p.valid_from >= greatest(j.started_on, DATE '2025-07-01')
            AND coalesce(p.valid_to, DATE '2026-10-31')
                <= least(j.ended_on, make_date(h.to_m // 12, h.to_m % 12 + 1, 1) + INTERVAL 1 MONTH - INTERVAL 1 DAY)
    """
    assert value(register, outside) == value(register, "SELECT count(*) FROM placements") > 200
    twice = (
        "SELECT count(*) FROM placements AS a JOIN placements AS b USING (worker_number) "
        "WHERE (a.valid_from, a.hirer_id) < (b.valid_from, b.hirer_id) AND coalesce(a.valid_to >= b.valid_from, true)"
    )
    assert value(register, twice) == 0
    assert value(register, "SELECT count(DISTINCT hirer_id) FROM placements WHERE valid_to = DATE '2026-05-31'") > 5
    assert value(register, "SELECT count(*) FROM placements WHERE 'P8' IN (lender_id, hirer_id)") == 0
    assert value(register, "SELECT count(*) FROM placements WHERE week_hours <> 30") == 0


def test_an_end_is_known_after_the_beginning(register: duckdb.DuckDBPyConnection) -> None:
    ends = "SELECT count(*) FROM placements_rows WHERE valid_to IS NOT NULL"
    assert value(register, ends) == value(register, "SELECT count(*) FROM placements WHERE valid_to IS NOT NULL") > 50


@pytest.fixture(scope="module")
def slips(register: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """The payslips in cents: gross, the minimum for 100 hours (14.40, 14.71, 14.99), and who breaks the WML."""
    register.execute(
        """
        CREATE TABLE slips AS
        SELECT *, left(loonheffingennummer, 9)::INTEGER AS n, n % 2 = 1 AS breaks,
            if(personnel_number IS NULL AND worker_number % 32 % 2 = 0, 200000, 149900) AS gross,
            CASE WHEN period < DATE '2026-01-01' THEN 144000 WHEN period < DATE '2026-07-01' THEN 147100
                ELSE 149900 END AS due,
            worker_number % 32 = 17 AS is_anonymous, (net_paid_eur * 100)::INTEGER AS net,
            (housing_deduction_eur * 100)::INTEGER AS housing, (et_exchanged_eur * 100)::INTEGER AS et,
            (health_insurance_deduction_eur * 100)::INTEGER AS premium, (other_deduction_eur * 100)::INTEGER AS other
        FROM payslips
        """
    )
    return register


def test_payslips_are_of_some_employers_every_month(slips: duckdb.DuckDBPyConnection) -> None:
    assert 8 <= value(slips, "SELECT count(DISTINCT n) FROM slips") <= 34  # 5% of 400
    # 19 of the 20 lines: the director's is no employee's; the one without a number has a personnel number.
    assert value(slips, "SELECT count(*) FROM (SELECT n, period FROM slips GROUP BY ALL HAVING count(*) <> 19)") == 0
    assert value(slips, "SELECT count(DISTINCT period) FROM slips") == 12
    assert value(slips, "SELECT count(*) FROM slips WHERE (worker_number IS NULL) = (personnel_number IS NULL)") == 0
    filed = "if(period = '2026-06-18', DATE '2026-07-15', last_day(period)) + 25"
    assert value(slips, f"SELECT count(*) FROM slips WHERE known_at <> {filed}") == 0


def test_every_cent_of_the_gross_is_accounted_for(slips: duckdb.DuckDBPyConnection) -> None:
    """Withheld: 9% below 2,100.00 and 52% under the anonymous tariff, of what is left after the exchange."""
    tax = "floor((gross - et) * if(is_anonymous, 0.52, 0.09) + 1e-6)"
    assert value(slips, f"SELECT count(*) FROM slips WHERE gross - {tax} - housing - premium - other <> net") == 0
    assert value(slips, "SELECT min(net) FROM slips") >= 0


def test_the_honest_keep_within_the_bounds(slips: duckdb.DuckDBPyConnection) -> None:
    honest = "FROM slips WHERE NOT breaks AND"
    assert value(slips, f"SELECT count(*) {honest} gross - et < due") == 0
    assert value(slips, f"SELECT count(*) {honest} et > 0.3 * gross") == 0
    # A quarter of the minimum; more only from what is paid above the minimum.
    assert value(slips, f"SELECT count(*) {honest} housing > due // 4 + gross - et - due") == 0
    assert value(slips, f"SELECT count(*) {honest} (other > 0 OR NOT housing_certified)") == 0
    assert value(slips, f"SELECT count(*) {honest} housing > due // 4") > 20
    assert value(slips, f"SELECT count(*) {honest} et > 0") > 20


def test_those_who_mean_it_do_not(slips: duckdb.DuckDBPyConnection) -> None:
    bad = "FROM slips WHERE breaks AND"
    assert value(slips, f"SELECT count(*) {bad} et > 0 AND gross - et < due") > 20
    assert value(slips, f"SELECT count(*) {bad} housing > due // 4 + greatest(0, gross - et - due)") > 20
    assert value(slips, f"SELECT count(*) {bad} NOT housing_certified") > 20
    assert value(slips, f"SELECT count(*) {bad} other > 0") > 20
    # Not everybody abuses what he could.
    assert value(slips, f"SELECT count(DISTINCT n) {bad} true") > value(
        slips, f"SELECT count(DISTINCT n) {bad} NOT housing_certified"
    )


def test_cash_for_all_of_it_breaks_the_law_and_a_part_may_not(slips: duckdb.DuckDBPyConnection) -> None:
    paid = dict(slips.execute("SELECT paid_by, list_sort(list(DISTINCT breaks)) FROM slips GROUP BY ALL").fetchall())
    assert paid == {"bank": [False, True], "cash": [True], "mixed": [False]}


def test_the_same_whatever_the_threads(tmp_path: Path) -> None:
    rows = [write(tmp_path / str(threads), threads=threads) for threads in (1, 2)]
    assert rows[0] == rows[1]
    for table in rows[0]:
        one, two = (f"FROM '{tmp_path}/{threads}/register/*/{table}/*.parquet'" for threads in (1, 2))
        assert duckdb.execute(f"({one}) EXCEPT ALL ({two})").fetchall() == []
