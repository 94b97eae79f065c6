"""No two versions of one thing on one day: the rule, read day by day in Python, beside what DuckDB finds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_contracts.contract import load_contract
from data_contracts.enforcement import Enforcer, FileOrigin, RawRows, door_sql, door_types, open_door
from tests.support.deliveries import KEY

CONTRACT = load_contract("permit_duties")
TYPES = dict.fromkeys(CONTRACT.column_names, "VARCHAR")
CONNECTION = duckdb.connect()
open_door(CONNECTION, (KEY,))
DAYS = range(14)
"""All valid days and all known days that the histories here use; what has no end is valid on the last of them."""


@dataclass(frozen=True)
class Version:
    """A version of a thing: valid from ``start`` to ``end`` (inclusive), known from day ``known``."""

    thing: int
    start: int
    end: int | None
    known: int

    def row(self) -> dict[str, str]:
        return {
            "worker_number": str(123456780 + self.thing),
            "permit_required": "true",
            "valid_from": _valid_day(self.start),
            "valid_to": "" if self.end is None else _valid_day(self.end),
            "known_at": (date(2021, 1, 1) + timedelta(days=self.known)).isoformat(),
        }

    def valid(self) -> set[int]:
        return {day for day in DAYS if self.start <= day and (self.end is None or day <= self.end)}

    def current(self, others: Sequence["Version"]) -> set[int]:
        """Return the days on which it is known and no later row of the same version is."""
        later = [
            other.known
            for other in others
            if (other.thing, other.start) == (self.thing, self.start) and other.known > self.known
        ]
        return {day for day in DAYS if self.known <= day and not any(known <= day for known in later)}


def _valid_day(day: int) -> str:
    return (date(2020, 1, 1) + timedelta(days=day)).isoformat()


def _clash(one: Version, other: Version, part: Sequence[Version]) -> bool:
    if one.thing != other.thing or one.start == other.start:
        return False
    return bool(one.valid() & other.valid()) and bool(one.current(part) & other.current(part))


def _suspect_of(row: Version, part: Sequence[Version], loaded: Sequence[Version]) -> list[Version]:
    """Return the rows that a new row clashes with and before which it must give way."""
    return [
        other
        for other in part
        if other is not row and _clash(row, other, part) and (other in loaded or other.known <= row.known)
    ]


def _at_fault(new: Sequence[Version], loaded: Sequence[Version]) -> set[Version]:
    """Return the new rows that the rule finds at fault, round after round as its docstring says."""
    fault: set[Version] = set()
    while True:
        part = [*loaded, *(row for row in new if row not in fault)]
        before = {row: _suspect_of(row, part, loaded) for row in new if row not in fault}
        found = {
            row
            for row, others in before.items()
            if any(other in loaded or other.known == row.known or not before[other] for other in others)
        }
        if not found:
            return fault
        fault |= found


def _enforced(drops: Sequence[Sequence[Version]]) -> list[set[Version]]:
    """Return for each drop the rows that go to quarantine; what is good is loaded before the next."""
    refused = []
    with TemporaryDirectory() as folder:
        for number, rows in enumerate(drops):
            loaded = [str(path) for path in sorted(Path(folder).glob("*.parquet"))]
            found = _refused(rows, loaded, Path(folder) / f"{number}.parquet")
            assert {rule for _, rule in found} <= {"overlap:validity"}
            refused.append({rows[line] for line, _ in found})
    return refused


def _refused(rows: Sequence[Version], loaded: Sequence[str], target: Path) -> set[tuple[int, str]]:
    frame = pl.DataFrame([row.row() for row in rows] or None, schema=dict.fromkeys(CONTRACT.column_names, pl.String))
    frame = frame.with_columns(source_file=pl.lit(0, pl.Int32), source_line=pl.int_range(pl.len(), dtype=pl.Int64))
    CONNECTION.register("delivered", frame)
    enforcer = Enforcer(CONNECTION, CONTRACT, [FileOrigin("a.csv")])
    raw = RawRows("delivered", door_sql(CONTRACT, TYPES, pseudonymised=False), door_types(CONTRACT, TYPES))
    enforcer.check([raw], {}, loaded)
    enforcer.write_valid(target)
    return set(CONNECTION.execute("SELECT line, rule FROM quarantine").fetchall())


versions = st.builds(
    Version,
    thing=st.integers(0, 1),
    start=st.integers(0, 6),
    end=st.none(),
    known=st.integers(0, 6),
).flatmap(
    lambda row: st.one_of(st.none(), st.integers(row.start, row.start + 5)).map(
        lambda end: Version(row.thing, row.start, end, row.known)
    )
)
histories = st.lists(
    st.tuples(versions, st.integers(0, 1)),
    min_size=1,
    max_size=12,
    unique_by=lambda pick: (pick[0].thing, pick[0].start, pick[0].known),
)


@pytest.mark.slow
@settings(max_examples=120, deadline=None)
@given(histories)
def test_duckdb_finds_what_the_rule_says_day_by_day(picks: list[tuple[Version, int]]) -> None:
    first, second = ([row for row, drop in picks if drop == number] for number in (0, 1))
    fault_first, fault_second = _enforced([first, second])
    assert fault_first == _at_fault(first, [])
    kept = [row for row in first if row not in fault_first]
    assert fault_second == _at_fault(second, kept)

    kept += [row for row in second if row not in fault_second]
    assert not [(one, other) for one in kept for other in kept if _clash(one, other, kept)]


@settings(max_examples=40, deadline=None)
@given(histories)
def test_the_row_that_was_known_first_is_never_blamed_and_without_clashes_nobody_is(
    picks: list[tuple[Version, int]],
) -> None:
    rows = [row for row, _ in picks]
    (fault,) = _enforced([rows])
    for row in rows:
        others = [other for other in rows if other.thing == row.thing and other is not row]
        if all(other.known > row.known for other in others):
            assert row not in fault
        if not any(row.valid() & other.valid() for other in others if other.start != row.start):
            assert row not in fault


def test_a_version_that_ends_the_day_before_the_next_begins_is_in_order() -> None:
    closed, opened = Version(0, 0, 4, 1), Version(0, 5, None, 2)
    assert _enforced([[closed, opened]]) == [set()]
    assert _enforced([[closed], [opened]]) == [set(), set()]


def test_a_move_closes_the_old_version_and_opens_the_new_one_on_the_same_day() -> None:
    """Known together, the old version is never seen open beside the new one; also when it was loaded before."""
    old, closed, new = Version(0, 0, None, 0), Version(0, 0, 4, 6), Version(0, 5, None, 6)
    assert _enforced([[old, closed, new]]) == [set()]
    assert _enforced([[old], [closed, new]]) == [set(), set()]
    assert _enforced([[old], [closed], [new]]) == [set(), set(), set()]


def test_a_move_whose_old_version_holds_on_the_day_of_the_new_one_is_refused_whole() -> None:
    """The last day is inclusive, and of two rows known together nobody can say which is right."""
    old, closed, new = Version(0, 0, None, 0), Version(0, 0, 5, 6), Version(0, 5, None, 6)
    assert _enforced([[old, closed, new]]) == [{closed, new}]
    assert _enforced([[old], [closed, new]]) == [set(), {closed, new}]


def test_a_new_version_known_before_the_old_one_was_closed_is_at_fault() -> None:
    """On days 5 to 7 the register would have said two things at once."""
    old, new, closed = Version(0, 0, None, 0), Version(0, 5, None, 5), Version(0, 0, 4, 8)
    assert _enforced([[old, new, closed]]) == [{new}]
    assert _enforced([[old], [new, closed]]) == [set(), {new}]


def test_a_late_correction_that_reaches_into_another_version_is_at_fault() -> None:
    first, second, late = Version(0, 0, 4, 0), Version(0, 5, None, 5), Version(0, 0, 6, 9)
    assert _enforced([[first, second, late]]) == [{late}]
    assert _enforced([[first, second], [late]]) == [set(), {late}]
    harmless = Version(0, 0, 3, 9)
    assert _enforced([[first, second], [harmless]]) == [set(), set()]


def test_a_good_correction_is_not_accused_for_a_bad_row_beside_it() -> None:
    """The bad row reaches into the first version; the later correction of that one clashes with the bad row only."""
    good, bad, correction = Version(0, 0, 6, 0), Version(0, 5, None, 3), Version(0, 0, 7, 9)
    assert _enforced([[good, bad, correction]]) == [{bad}]
    assert _enforced([[good], [bad, correction]]) == [set(), {bad}]
    assert _enforced([[good], [bad], [correction]]) == [set(), {bad}, set()]


def test_whoever_clashes_with_a_row_that_was_cleared_is_found_in_the_next_round() -> None:
    """The second is at fault, so that the third stands; the fourth clashes with that one only."""
    rows = [Version(0, 0, 2, 0), Version(0, 2, 4, 1), Version(0, 4, 6, 2), Version(0, 6, 8, 3)]
    assert _enforced([rows]) == [{rows[1], rows[3]}]


def test_a_correction_at_fault_replaces_nothing() -> None:
    """The correction of the first version reaches into the second, so that the first holds on."""
    first, second = Version(0, 0, 3, 0), Version(0, 4, 5, 0)
    correction, third = Version(0, 0, 4, 2), Version(0, 2, 3, 4)
    assert _enforced([[first, second, correction, third]]) == [{correction, third}]
    assert _enforced([[first, second], [correction, third]]) == [set(), {correction, third}]


def test_a_row_that_was_loaded_is_never_blamed_though_it_was_known_later() -> None:
    late, early = Version(0, 0, None, 9), Version(0, 5, None, 2)
    assert _enforced([[late], [early]]) == [set(), {early}]
    assert _enforced([[late, early]]) == [{late}]


def test_versions_of_different_things_do_not_touch() -> None:
    assert _enforced([[Version(0, 0, None, 0), Version(1, 3, None, 0)]]) == [set()]
