"""Running the synthetic Netherlands: repeatable, put in place as a whole, and refusing what makes no sense."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from data_contracts.errors import KompasError
from pipelines.synthetic import generate
from tests.support.synthetic import KEYS, SMALL, make


def tables(folder: Path) -> dict[str, pl.DataFrame]:
    """Return every Parquet file below a folder, rows in the order of the file."""
    return {str(path.relative_to(folder)): pl.read_parquet(path) for path in sorted(folder.rglob("*.parquet"))}


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> dict[str, pl.DataFrame]:
    folder = tmp_path_factory.mktemp("once")
    make(folder, threads=2)
    return tables(folder)


def test_the_same_seed_gives_the_same_rows_with_one_thread_as_with_two(
    once: dict[str, pl.DataFrame], tmp_path: Path
) -> None:
    make(tmp_path, threads=1)
    again = tables(tmp_path)
    assert again.keys() == once.keys()
    assert {name.split("/")[2] for name in once if name.startswith("register")} == set(KEYS)
    different = [name for name, frame in once.items() if not frame.equals(again[name])]
    assert different == []


def test_another_seed_gives_other_rows(once: dict[str, pl.DataFrame], tmp_path: Path) -> None:
    make(tmp_path, seed=SMALL["seed"] + 1)
    other = tables(tmp_path)
    # A month may have no row of a small table in one of the two.
    shared = other.keys() & once.keys()
    assert {name.split("/")[-1] for name in shared} == {name.split("/")[-1] for name in once}
    assert [name for name in shared if once[name].equals(other[name])] == []


def test_wage_records_come_in_one_file_a_month(once: dict[str, pl.DataFrame]) -> None:
    files = [name for name in once if "wage_records" in name]
    assert files == [f"register/2026-{month:02d}/wage_records/wage_records.parquet" for month in range(5, 11)]
    for name in files:
        month = date.fromisoformat(f"{name.split('/')[1]}-01")
        months = once[name]["period_end"].dt.truncate("1mo")
        assert months.max() == month
        assert (months == month).mean() > 0.97  # type: ignore[operator]


@pytest.mark.slow
def test_five_years_can_be_made_when_they_end_in_2028(tmp_path: Path) -> None:
    make(tmp_path, employers=2_000, months=60, last_month=date(2028, 12, 1), visits_per_month=20)
    months = [path.name for path in sorted((tmp_path / "register").iterdir())]
    assert months == [f"{year}-{month:02d}" for year in range(2024, 2029) for month in range(1, 13)]
    for name in (months[0], months[-1]):
        (file,) = (tmp_path / "register" / name / "wage_records").iterdir()
        periods = pl.read_parquet(file)["period_end"]
        assert len(periods) > 2_000
        assert f"{periods.max():%Y-%m}" == name


def test_an_older_delivery_is_replaced_as_a_whole(tmp_path: Path) -> None:
    make(tmp_path, employers=200, months=3, visits_per_month=10)
    (tmp_path / "snapshots").mkdir()
    make(tmp_path, employers=200, months=2, visits_per_month=10)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["register", "snapshots", "truth"]
    assert [path.name for path in sorted((tmp_path / "register").iterdir())] == ["2026-09", "2026-10"]


def test_a_run_that_breaks_off_leaves_the_older_delivery(tmp_path: Path) -> None:
    make(tmp_path, employers=200, months=2, visits_per_month=10)
    before = tables(tmp_path)

    def stop(line: str) -> None:
        raise KeyboardInterrupt(line)

    with pytest.raises(KeyboardInterrupt):
        generate(tmp_path, report=stop, **(SMALL | {"employers": 300, "visits_per_month": 10}))
    after = tables(tmp_path)
    assert after.keys() == before.keys()
    assert all(frame.equals(after[name]) for name, frame in before.items())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["register", "truth"]


@pytest.mark.parametrize("delivery", [None, '{"synthetic": false}', "no json"])
def test_registers_that_are_not_synthetic_are_never_replaced(tmp_path: Path, delivery: str | None) -> None:
    """One real drop among synthetic ones is enough."""
    register = tmp_path / "register"
    for drop, text in (("2026-01", '{"synthetic": true}'), ("2026-02", delivery)):
        (register / drop / "employers").mkdir(parents=True)
        (register / drop / "employers" / "employers.csv").write_text("employer_id\n", encoding="utf-8")
        if text is not None:
            (register / drop / "delivery.json").write_text(text, encoding="utf-8")
    with pytest.raises(KompasError, match="not synthetic"):
        make(tmp_path)
    assert (register / "2026-02" / "employers" / "employers.csv").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["register"]


@pytest.mark.parametrize(
    ("name", "silly"),
    [
        ("employers", 0),
        ("employers", 2_000_000),
        ("months", 0),
        ("months", 121),
        ("visits_per_month", 0),
        ("visits_per_month", 501),
        ("random_share", -0.1),
        ("random_share", 1.1),
        ("random_share", float("nan")),
        ("seed", -1),
        ("bias", -0.1),
        ("bias", 2.1),
        ("discrimination_odds_ratio", 0.9),
        ("discrimination_odds_ratio", 5.1),
        ("threads", 0),
        ("memory_limit", "a lot"),
        ("last_month", date(2026, 10, 2)),
        ("last_month", date(2024, 3, 1)),
    ],
)
def test_silly_arguments_are_named_before_any_work(tmp_path: Path, name: str, silly: Any) -> None:
    with pytest.raises(KompasError) as refused:
        make(tmp_path / "out", **{name: silly})
    assert name in refused.value.where
    assert refused.value.remedy
    assert not (tmp_path / "out").exists()


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(KompasError) as refused:
        make(tmp_path / "file")
    assert refused.value.where == str(tmp_path / "file")


@pytest.mark.parametrize("random_share", [0, 1])
def test_no_random_arm_and_nothing_but_a_random_arm(tmp_path: Path, random_share: float) -> None:
    make(tmp_path, employers=400, months=2, visits_per_month=20, random_share=random_share)
    grounds = set().union(
        *(frame["selection_ground"] for name, frame in tables(tmp_path).items() if name.endswith("inspections.parquet"))
    )
    assert ("random" in grounds) == (random_share == 1)
    assert len(grounds) == 1 or random_share == 0


def test_one_month_of_a_hundred_employers_can_be_made(tmp_path: Path) -> None:
    result = make(tmp_path, employers=100, months=1, visits_per_month=1)
    assert result.rows["employers"] >= 100
    delivery = json.loads((tmp_path / "register" / "2026-10" / "delivery.json").read_text())
    assert delivery["arguments"]["months"] == 1


def test_progress_is_told_in_plain_lines(tmp_path: Path) -> None:
    lines: list[str] = []
    generate(tmp_path, report=lines.append, **(SMALL | {"employers": 200, "visits_per_month": 10}))
    assert any("wage records up to 2026-10" in line for line in lines)
    assert 3 <= len(lines) <= 10
