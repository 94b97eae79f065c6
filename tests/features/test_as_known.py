"""What becomes known later changes nothing: not the matrix, not the training matrix, not the facts."""

from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from features.facts import build_facts
from features.matrix import build_matrix, build_training_matrix
from tests.features.monthly import monthly_files
from tests.features.registers import Registers, worker

EMPLOYERS = st.sampled_from(["E0", "E1", "E2"])
PERIODS = st.integers(0, 23).map(lambda month: date(2025 + month // 12, month % 12 + 1, 1))
DAYS = st.dates(date(2025, 6, 1), date(2026, 12, 31))
WAGES = st.fixed_dictionaries(
    {
        "employer_id": EMPLOYERS,
        "period": PERIODS,
        "worker_pid": st.sampled_from([worker(0), worker(1)]),
        "wage_cents": st.integers(50_000, 300_000),
        "known_at": DAYS,
    }
)
LINKS = st.fixed_dictionaries(
    {
        "lender": EMPLOYERS | st.sampled_from(["X", "F"]),
        "hirer": EMPLOYERS | st.just("X"),
        "period": PERIODS,
        "known_at": DAYS,
    }
)
CASES = st.tuples(EMPLOYERS, DAYS, st.integers(1, 200) | st.none(), st.booleans())
OWNERS = st.tuples(st.sampled_from(["number", "party"]), EMPLOYERS, DAYS, DAYS)
CHANGES = st.tuples(EMPLOYERS, st.sampled_from(["4711", "78201", "0113"]), DAYS)


def filled(
    folder: Path, wages: list[Any], links: list[Any], cases: list[Any], changes: list[Any], owners: list[Any]
) -> Registers:
    registers = Registers(folder).party("X", "unregistered").party("F", "foreign")
    for number in range(3):
        registers.employer(f"E{number}")
    for employer_id, sbi_code, known_at in changes:
        registers.employer(employer_id, sbi_code=sbi_code, known_at=known_at)
    for what, employer_id, valid_from, known_at in owners:
        since = {"valid_from": valid_from, "known_at": known_at}
        if what == "number":
            registers.number("E0L01", employer_id, **since)
        else:
            registers.party("X", "registered", employer_id=employer_id, **since)
    for wage in unique(wages, ("employer_id", "period", "worker_pid", "known_at")):
        registers.wage(**wage)
    for link in unique(links, ("lender", "hirer", "period", "known_at")):
        registers.link(**link)
    for number, (employer_id, selected_on, days, violation) in enumerate(cases):
        closed_on = None if days is None else selected_on + timedelta(days=days)
        registers.case(f"C{number}", employer_id, selected_on, None)
        if closed_on is not None:
            registers.case(f"C{number}", employer_id, selected_on, closed_on, WML=violation)
    return registers


def unique(rows: list[dict[str, Any]], key: tuple[str, ...]) -> list[dict[str, Any]]:
    return list({tuple(row[name] for name in key): row for row in rows}.values())


def built(registers: Registers, as_of: date, last_known: date) -> list[pl.DataFrame]:
    tables = registers.write(keep=lambda row: row["known_at"] <= last_known)
    monthly, out = monthly_files(registers), registers.folder / "out.parquet"
    frames = []
    for build in (build_matrix, build_training_matrix):
        build(tables, monthly, as_of, out, threads=1, memory_limit="500MB")
        frames.append(pl.read_parquet(out))
    build_facts(tables, as_of, out, threads=1, memory_limit="500MB")
    return [*frames, pl.read_parquet(out)]


@pytest.mark.slow
@settings(max_examples=8, deadline=None)
@given(
    st.lists(WAGES, max_size=40),
    st.lists(LINKS, max_size=12),
    st.lists(CASES, max_size=5),
    st.lists(CHANGES, max_size=3, unique_by=lambda change: change[::2]),
    st.lists(OWNERS, max_size=4, unique_by=lambda owner: (owner[0], owner[2:])),
    st.dates(date(2026, 1, 1), date(2026, 10, 31)),
)
def test_rows_known_later_change_nothing(
    wages: list[Any], links: list[Any], cases: list[Any], changes: list[Any], owners: list[Any], as_of: date
) -> None:
    with TemporaryDirectory() as folder:
        registers = filled(Path(folder), wages, links, cases, changes, owners)
        everything = built(registers, as_of, date.max)
        known_then = built(registers, as_of, as_of)
    assert all(left.equals(right) for left, right in zip(everything, known_then, strict=True))
