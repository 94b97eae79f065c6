"""Monthly pre-aggregates: what they sum to on any date is what the returns known on that date sum to."""

from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from features.engine import open_engine
from features.monthly.build import MonthFiles, build_month, build_moves
from tests.features.registers import Registers, Row, worker

AUGUST = date(2026, 8, 1)
KEYS = st.tuples(st.integers(1, 3), st.integers(0, 3))
"""A number and a worker."""
VERSIONS = st.lists(
    st.tuples(KEYS, st.integers(0, 30), st.integers(1, 9), st.sampled_from([15, 15, 15, 11])), max_size=25,
    unique_by=lambda version: (version[0], version[1]),
)  # fmt: skip
"""Lines of returns: key, day after 1 September on which it became known, hours, type of income."""


def write(folder: Path, name: str, versions: list[tuple[tuple[int, int], int, int, int]]) -> str:
    registers = Registers(folder / name)
    for (number, person), day, hours, income_type in versions:
        registers.wage(
            f"E{number}", AUGUST, worker_pid=worker(person), paid_minutes=60 * hours, income_type=income_type,
            known_at=date(2026, 9, 1) + timedelta(days=day),
        )  # fmt: skip
    paths = registers.write()
    return str(Path(paths["wage_records"]).parent / ("2026-08.parquet" if versions else "all.parquet"))


def summed(parts: list[Path], day: int) -> dict[str, tuple[int, int]]:
    """Return lines and minutes by number as known on a day, from the pre-aggregates."""
    known = pl.concat([pl.read_parquet(part) for part in parts])
    known = known.filter(pl.col("known_at") <= date(2026, 9, 1) + timedelta(days=day))
    totals = known.group_by("loonheffingennummer").agg(pl.col("lines", "own_paid_minutes").sum())
    return {number: (lines, minutes) for number, lines, minutes in totals.rows() if lines}


def expected(versions: list[tuple[tuple[int, int], int, int, int]], day: int) -> dict[str, tuple[int, int]]:
    """Return the same from the lines themselves: of each key the version known last."""
    latest: dict[tuple[int, int], tuple[int, int, int]] = {}
    for key, known, hours, income_type in sorted(versions, key=lambda version: version[1]):
        if known <= day:
            latest[key] = (known, hours, income_type)
    totals: dict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for (number, _), (_, hours, income_type) in latest.items():
        if income_type == 15:
            lines, minutes = totals[f"E{number}L01"]
            totals[f"E{number}L01"] = (lines + 1, minutes + 60 * hours)
    return dict(totals)


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(versions=VERSIONS, cut=st.integers(0, 30))
def test_on_every_day_the_sums_are_those_of_the_lines_known(
    tmp_path_factory: pytest.TempPathFactory, versions: list[tuple[tuple[int, int], int, int, int]], cut: int
) -> None:
    # The lines come in two drops: what was known by the day of the first, and what became known after it.
    folder = tmp_path_factory.mktemp("monthly")
    early = [version for version in versions if version[1] <= cut]
    late = [version for version in versions if version[1] > cut]
    whole, first, second = folder / "whole.parquet", folder / "first.parquet", folder / "second.parquet"
    early_file, late_file = write(folder, "early", early), write(folder, "late", late)
    with open_engine(1, "500MB") as engine:
        build_month(engine, MonthFiles(AUGUST, (), (write(folder, "all", versions),)), whole)
        build_month(engine, MonthFiles(AUGUST, (), (early_file,)), first)
        build_month(engine, MonthFiles(AUGUST, (early_file,), (late_file,)), second)
    for day in sorted({cut, 31, *(version[1] for version in versions)}):
        assert summed([whole], day) == expected(versions, day)
        assert summed([first, second], day) == expected(versions, day)


def test_a_correction_is_a_row_of_its_own_that_takes_the_old_line_back(tmp_path: Path) -> None:
    file = write(tmp_path, "returns", [((1, 0), 0, 100, 15), ((1, 1), 0, 50, 15), ((1, 0), 20, 80, 15)])
    out = tmp_path / "month.parquet"
    with open_engine(1, "500MB") as engine:
        build_month(engine, MonthFiles(AUGUST, (), (file,)), out)
    rows = pl.read_parquet(out).select("known_at", "lines", "own_paid_minutes").sort("known_at", "lines").rows()
    first, later = date(2026, 9, 1), date(2026, 9, 21)
    assert rows == [(first, 2, 9_000), (later, -1, -6_000), (later, 1, 4_800)]


def test_moves_are_workers_who_started_here_and_worked_elsewhere_the_month_before(tmp_path: Path) -> None:
    july, august = Registers(tmp_path / "july"), Registers(tmp_path / "august")
    for person in range(4):
        july.wage("E1", date(2026, 7, 1), worker_pid=worker(person))
    started: Row = {"started_on": date(2026, 8, 3)}
    for person in (0, 1):
        august.wage("E2", AUGUST, worker_pid=worker(person), **started)
    august.wage("E2", AUGUST, worker_pid=worker(2), started_on=date(2020, 1, 1))  # had both jobs all along
    august.wage("E2", AUGUST, worker_pid=worker(9), **started)  # worked nowhere in July
    august.wage("E2", AUGUST, worker_pid=worker(3), known_at=date(2026, 11, 1), **started)  # reported late
    files = [(str(Path(registers.write()["wage_records"])),) for registers in (july, august)]
    out = tmp_path / "moves.parquet"
    with open_engine(1, "500MB") as engine:
        build_moves(engine, AUGUST, files[1], files[0], out)
    rows = pl.read_parquet(out).sort("known_at").rows()
    assert rows == [
        ("E1L01", "E2L01", AUGUST, date(2026, 9, 20), 2),
        ("E1L01", "E2L01", AUGUST, date(2026, 11, 1), 1),
    ]
