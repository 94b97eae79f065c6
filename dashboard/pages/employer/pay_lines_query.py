"""The wage returns of one employer's twelve months, every line laid beside the statutory minimum, summed up by month.

The lines and their test are those of the features' own build, from the same SQL texts: nothing of the law is written
here. Only the row groups of the employer's own wage tax numbers are read, for the files are sorted by number.
"""

from dataclasses import dataclass, fields
from datetime import date
from functools import lru_cache
from typing import Any

from dashboard.pages.employer.register_query import ever_its_own
from dashboard.published import Published, Row
from data_contracts.as_known import as_known_sql
from data_contracts.contract import load_contract
from data_contracts.snapshots import Snapshot
from features.engine import sql_file
from features.staging.registers import IN_WINDOW, query
from features.statute.minimum_bounds import PeriodMinimum, period_minimums
from features.statute.parameters import Known, holds_on
from features.window import Window

_MINIMUM = "minimum_"
_MINIMUM_COLUMNS = tuple(field.name for field in fields(PeriodMinimum))
_LINES = """
WITH numbers AS (SELECT unnest($held, recursive := true)),
chunk AS (SELECT $employer_id AS employer_id),
records AS ({records}),
wage_lines AS ({wage_lines}),
employment_codes AS (SELECT unnest($codes, recursive := true)),
minimum_wage AS (SELECT {minimums}),
pay_lines AS MATERIALIZED ({pay_lines})
"""

_MONTHS = """
SELECT
    period,
    count(DISTINCT worker_pid) AS workers,
    count(DISTINCT worker_pid) FILTER (WHERE status <> 'not_testable') AS tested,
    count(DISTINCT worker_pid) FILTER (WHERE status = 'not_testable') AS untested,
    count(DISTINCT worker_pid) FILTER (WHERE status = 'below') AS below,
    quantile_cont(pay, [0.1, 0.25, 0.5, 0.75, 0.9]) AS quantiles,
    count(DISTINCT worker_pid) FILTER (WHERE whole) AS agreed,
    sum(contract_week_minutes * days / 7.0) FILTER (WHERE whole) AS agreed_minutes,
    sum(paid_minutes) FILTER (WHERE whole) AS agreed_paid_minutes,
    sum(paid_minutes) AS paid_minutes,
    sum(wage_cents) AS wage_cents,
    sum(overtime_wage_cents) AS overtime_cents,
    count(DISTINCT worker_pid) FILTER (WHERE overtime_wage_cents > 0) AS overtime
FROM (
    SELECT
        *,
        CASE WHEN status <> 'not_testable' THEN counted_cents * 60.0 / (paid_minutes * minimum_cents) END AS pay,
        contract_week_minutes > 0 AND coalesce(started_on <= from_day, true) AND coalesce(ended_on >= to_day, true)
            AS whole
    FROM pay_lines
)
GROUP BY period
ORDER BY period
"""

_YEAR = """
SELECT
    count(DISTINCT worker_pid) AS workers,
    count(DISTINCT worker_pid) FILTER (WHERE status = 'below') AS workers_below
FROM pay_lines
"""

_ROWS = """
SELECT
    right(CAST(worker_pid AS VARCHAR), 4) AS worker, from_day, to_day, paid_minutes, counted_cents,
    minimum_cents, shortfall_cents, counted_cents * 60.0 / paid_minutes AS hourly_cents,
    paid_minutes * minimum_cents / 60.0 AS due_cents
FROM pay_lines
WHERE status = 'below'
ORDER BY from_day DESC, shortfall_cents DESC, worker_pid, income_relationship
LIMIT $most
"""


@dataclass(frozen=True)
class PayYear:
    """An employer's returns by month, the latest last, and of how many different workers they are.

    A row of ``months`` counts different workers: all, with pay that was tested, that could not be tested, below the
    minimum, with agreed hours, and with overtime. ``quantiles`` are the 10th, 25th, 50th, 75th and 90th percentile of
    what tested lines (a job in a period) paid an hour, as a part of the minimum that held for that worker then. Hours
    are minutes, wages cents. ``agreed_*`` are of the jobs with agreed hours that ran all of the period: of others
    nobody knows how many hours were due.
    """

    window: Window
    months: list[Row]
    workers: int
    workers_below: int


def pay_year(published: Published, warehouse: Snapshot, employer_id: str, as_of: date) -> PayYear:
    """Return what an employer declared in the twelve months that the facts are about."""
    window = Window(as_of)
    held = _held(published, warehouse, employer_id, as_of)
    if not held:
        return PayYear(window, [], 0, 0)
    values = _values(warehouse, employer_id, window, held)
    both = f"{_lines()} SELECT (SELECT list(m) FROM ({_MONTHS}) AS m) AS months, year.* FROM ({_YEAR}) AS year"  # noqa: S608 -- our own words; values are parameters
    (found,) = published.rows(both, values)
    return PayYear(window, found["months"] or [], found["workers"], found["workers_below"])


def wage_rows(published: Published, warehouse: Snapshot, employer_id: str, as_of: date, most: int) -> list[Row]:
    """Return the single lines below the minimum, the latest first: of single workers, so whoever shows them logs it.

    ``worker`` is the last part of the pseudonym; amounts are cents, hours minutes.
    """
    window = Window(as_of)
    held = _held(published, warehouse, employer_id, as_of)
    if not held:
        return []
    return published.rows(f"{_lines()} {_ROWS}", _values(warehouse, employer_id, window, held) | {"most": most})


def _held(published: Published, warehouse: Snapshot, employer_id: str, as_of: date) -> list[Row]:
    """Return which employer held the numbers that were ever this one's, and from when to when."""
    numbers = query("numbers", wage_tax_numbers=ever_its_own("wage_tax_numbers", "loonheffingennummer"))
    values = {"table": warehouse.table("wage_tax_numbers"), "employer_id": employer_id, "as_of": as_of}
    return published.rows(numbers, values)


@lru_cache(maxsize=1)
def _lines() -> str:
    own = (
        f"(SELECT * FROM read_parquet($wage_records) WHERE {IN_WINDOW} "  # noqa: S608 -- our own words
        "AND loonheffingennummer IN (SELECT unnest($own::VARCHAR[])))"
    )
    return _LINES.format(
        records=as_known_sql(own, load_contract("wage_records").as_known_key),
        minimums=", ".join(f"unnest(${_MINIMUM}{name}) AS {name}" for name in _MINIMUM_COLUMNS),
        wage_lines=query("wage_lines", wage_records="SELECT * FROM records"),
        pay_lines=sql_file("statute/laws/wml/pay_lines.sql"),
    )


def _values(warehouse: Snapshot, employer_id: str, window: Window, held: list[Row]) -> dict[str, Any]:
    return {
        "wage_records": warehouse.table("wage_records"),
        "employer_id": employer_id,
        "as_of": window.as_of,
        "first_period": window.first_period,
        "last_period": window.last_period,
        "held": held,
        "own": sorted({row["loonheffingennummer"] for row in held if row["employer_id"] == employer_id}),
        "codes": _employment_codes(window.as_of),
        **_minimums(window.first_period, window.last_period),
    }


def _employment_codes(on: date) -> list[Row]:
    answer = holds_on("wml.employment_types", on)
    kinds = answer.value.items() if isinstance(answer, Known) else ()
    return [{"code": code, "kind": kind} for kind, codes in kinds for code in codes]


@lru_cache(maxsize=4)
def _minimums(first: date, last: date) -> dict[str, list[Any]]:
    """Return the minimums column by column, which are handed to the database much sooner than rows."""
    rows = period_minimums(first, last)
    return {f"{_MINIMUM}{name}": [getattr(row, name) for row in rows] for name in _MINIMUM_COLUMNS}
