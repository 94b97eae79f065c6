"""The drops of a synthetic delivery: each row in the drop of its month, in order, and a note that dates each drop."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

import pipelines.synthetic.drops
from pipelines.synthetic.arguments import Arguments
from pipelines.synthetic.delivery import is_synthetic, write_deliveries
from pipelines.synthetic.drops import Drops
from pipelines.synthetic.workbench import Workbench

THREE_MONTHS = Arguments(2_000, 3, date(2026, 3, 1), 100, 0.1, 7)

# The window is January to March 2026; the order of delivery is that of the names, backwards.
KNOWN = """
SELECT name, period, known_at FROM (VALUES
    ('before', DATE '2025-11-01', DATE '2025-12-31'), ('first', DATE '2026-01-01', DATE '2026-01-01'),
    ('january', DATE '2026-02-01', DATE '2026-01-31'), ('february', DATE '2026-01-01', DATE '2026-02-28'),
    ('march', DATE '2026-03-01', DATE '2026-03-31'), ('after', DATE '2026-03-01', DATE '2026-04-01')
) AS given(name, period, known_at)
ORDER BY name DESC
"""


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workbench]:
    (tmp_path / "sql").mkdir()
    (tmp_path / "sql" / "known.sql").write_text(KNOWN, encoding="utf-8")
    (tmp_path / "sql" / "many.sql").write_text(
        "SELECT i, DATE '2026-01-01' + (hash(i) % 90)::INTEGER AS known_at FROM range(700000) AS t(i) ORDER BY i DESC",
        encoding="utf-8",
    )
    monkeypatch.setattr(pipelines.synthetic.drops, "SQL_FOLDER", tmp_path / "sql")
    workbench = Workbench(tmp_path / "work", threads=2, memory_limit="1GB")
    workbench.set(first_m=THREE_MONTHS.first_month_number, last_m=THREE_MONTHS.last_month_number)
    yield workbench
    workbench.close()


def delivered(register: Path) -> dict[str, list[str]]:
    """Return the names in the file of each drop, in its order."""
    files = sorted(register.glob("*/things/things.parquet"))
    return {path.parts[-3]: pl.read_parquet(path)["name"].to_list() for path in files}


def test_a_row_is_in_the_drop_of_the_month_in_which_it_became_known(bench: Workbench, tmp_path: Path) -> None:
    rows = Drops(tmp_path / "register", THREE_MONTHS).write(bench, "known", "things")
    assert rows == 5
    assert delivered(tmp_path / "register") == {
        "2026-01": ["january", "first", "before"],
        "2026-02": ["february"],
        "2026-03": ["march"],
    }


def test_what_is_reported_of_a_month_is_in_the_drop_of_that_month(bench: Workbench, tmp_path: Path) -> None:
    rows = Drops(tmp_path / "register", THREE_MONTHS).write(bench, "known", "things", month_of="period")
    assert rows == 5
    assert delivered(tmp_path / "register") == {
        "2026-01": ["first", "february"],
        "2026-02": ["january"],
        "2026-03": ["march", "after"],
    }


def test_many_rows_keep_their_order_and_the_files_hold_no_other_column(bench: Workbench, tmp_path: Path) -> None:
    """Seven hundred thousand rows are more than one thread hands on at a time."""
    drops = Drops(tmp_path / "register", THREE_MONTHS)
    assert drops.write(bench, "many", "things") == 700_000
    frames = [pl.read_parquet(path) for path in sorted((tmp_path / "register").rglob("*.parquet"))]
    assert [frame.columns for frame in frames] == [["i", "known_at"]] * 3
    assert sum(frame.height for frame in frames) == 700_000
    assert all(frame["i"].is_sorted(descending=True) for frame in frames)
    assert [frame["known_at"].dt.month().unique().to_list() for frame in frames] == [[1], [2], [3]]
    assert [path.name for path in sorted((tmp_path / "register").iterdir())] == ["2026-01", "2026-02", "2026-03"]
    assert bench.value("SELECT current_setting('threads')") == 2


def test_each_drop_says_what_it_covers_and_when_it_was_delivered(tmp_path: Path) -> None:
    drops = Drops(tmp_path, THREE_MONTHS)
    write_deliveries(drops, THREE_MONTHS)
    notes = {path.name: json.loads((path / "delivery.json").read_text()) for path in sorted(tmp_path.iterdir())}
    assert {name: (note["covers"], note["delivered_on"]) for name, note in notes.items()} == {
        "2026-01": ({"from": "2026-01-01", "to": "2026-01-31"}, "2026-03-31"),
        "2026-02": ({"from": "2026-02-01", "to": "2026-02-28"}, "2026-04-30"),
        "2026-03": ({"from": "2026-03-01", "to": "2026-03-31"}, "2026-05-31"),
    }
    assert {note["source"] for note in notes.values()} == {"kompas synth"}
    assert len({note["series"] for note in notes.values()}) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"employers": 2_001},
        {"months": 4},
        {"last_month": date(2026, 4, 1)},
        {"visits_per_month": 101},
        {"random_share": 0.2},
        {"seed": 8},
        {"bias": 2.0},
        {"discrimination_odds_ratio": 1.5},
    ],
)
def test_drops_of_other_arguments_are_another_series(change: dict[str, object]) -> None:
    assert THREE_MONTHS.fingerprint == replace(THREE_MONTHS).fingerprint
    assert replace(THREE_MONTHS, **change).fingerprint != THREE_MONTHS.fingerprint  # type: ignore[arg-type]


def test_registers_are_synthetic_only_when_every_drop_says_so(tmp_path: Path) -> None:
    assert not is_synthetic(tmp_path)
    write_deliveries(Drops(tmp_path, THREE_MONTHS), THREE_MONTHS)
    assert is_synthetic(tmp_path)
    (tmp_path / "2026-04").mkdir()
    assert not is_synthetic(tmp_path)
    (tmp_path / "2026-04" / "delivery.json").write_text('{"synthetic": false}', encoding="utf-8")
    assert not is_synthetic(tmp_path)
