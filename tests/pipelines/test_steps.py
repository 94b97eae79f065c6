"""What the steps decide between the rooms: dates, cuts, and the chain from step to step."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from data_contracts.errors import KompasError
from data_contracts.settings import load_settings
from data_contracts.snapshots import InputSnapshot, Manifest, Snapshot, SnapshotFolder
from pipelines.lock import only_run
from pipelines.snapshots.writer import Recipe, as_input, publish
from pipelines.steps.backtest import first_test_day, plan_cut
from pipelines.steps.context import StepContext, intact, publish_step
from pipelines.steps.modelling import input_pair, made_from

AS_OF = date(2026, 10, 31)


@pytest.mark.parametrize(
    ("as_of", "months", "first"),
    [
        (date(2026, 10, 31), 9, date(2026, 2, 1)),
        (date(2026, 10, 15), 1, date(2026, 10, 1)),
        (date(2026, 1, 31), 1, date(2026, 1, 1)),
        (date(2026, 1, 31), 13, date(2025, 1, 1)),
        (date(2026, 12, 31), 12, date(2026, 1, 1)),
    ],
)
def test_the_test_period_is_whole_months_up_to_the_as_of_date(as_of: date, months: int, first: date) -> None:
    assert first_test_day(as_of, months) == first


def _snapshot(folder: Path, kind: str, tables: dict[str, pl.DataFrame]) -> Snapshot:
    path = folder / kind
    path.mkdir()
    for name, frame in tables.items():
        frame.write_parquet(path / f"{name}.parquet")
    return Snapshot(path, Manifest(kind, f"{kind}-1", "2026-11-01T00:00:00+00:00", "f", "c", synthetic=True))


@pytest.fixture
def warehouse(tmp_path: Path) -> Snapshot:
    capacity = pl.DataFrame(
        [
            ("Noord-1", date(2026, 11, 1), "Noord", 6000, date(2026, 9, 1)),
            ("Noord-1", date(2026, 11, 1), "Noord", 9000, date(2026, 10, 1)),  # corrected, and known in time
            ("Noord-1", date(2026, 11, 1), "Noord", 1, date(2026, 11, 5)),  # corrected too late to be known
            ("Zuid-1", date(2026, 11, 1), "Zuid", 0, date(2026, 9, 1)),
            ("Oost-1", date(2026, 12, 1), "Oost", 6000, date(2026, 9, 1)),
        ],
        schema=["team", "month", "region", "available_minutes", "known_at"],
        orient="row",
    ).with_columns(skills=pl.lit("WML|Wav|Waadi"))
    return _snapshot(tmp_path, "warehouse", {"capacity": capacity})


@pytest.fixture
def features(tmp_path: Path) -> Snapshot:
    names = ["E1", "E2", "E3", "E4"]
    current = pl.DataFrame(
        {"employer_id": names, "sector": ["I"] * 4, "size_class": ["1"] * 4, "province": ["GR", "FR", "LI", "ZZ"]}
    )
    return _snapshot(tmp_path, "features", {"current": current})


def test_the_plan_cut_by_hand(warehouse: Snapshot, features: Snapshot) -> None:
    labels = pl.DataFrame({"case_id": ["C1", "C1", "C2"], "spent_minutes": [1200, 1200, 2400]})
    # 9000 minutes, a fifth kept back, over 1800 minutes a case: 4 visits for 4 employers.
    assert plan_cut(features, warehouse, labels, AS_OF, reserve_share=0.2) == pytest.approx(1.0)


def _context(folder: Path, **settings: object) -> StepContext:
    return StepContext.of(load_settings(data_dir=folder, **settings), lambda line: None)


def _publish(context: StepContext, kind: str, inputs: tuple[InputSnapshot, ...], seed: int = 1) -> Snapshot:
    recipe = Recipe(kind, "code", inputs, seeds={"seed": seed}, as_of=AS_OF, synthetic=True)
    return publish(
        context.folder, recipe, lambda side: pl.DataFrame({"a": [seed]}).write_parquet(side / "current.parquet")
    )


def test_models_of_other_features_are_refused(tmp_path: Path) -> None:
    context = _context(tmp_path)
    warehouse = _publish(context, "warehouse", ())
    old = _publish(context, "features", (as_input(warehouse),))
    _publish(context, "models", (as_input(old),))
    new = _publish(context, "features", (as_input(warehouse),), seed=2)
    with pytest.raises(KompasError, match="made from other features than the ones in use") as refused:
        made_from(context, "models", new)
    assert "kompas train" in refused.value.remedy
    fitting = _publish(context, "models", (as_input(new),))
    assert made_from(context, "models", new) == fitting


def test_another_as_of_date_than_the_features_have_is_refused(tmp_path: Path) -> None:
    context = _context(tmp_path)
    _publish(context, "features", (as_input(_publish(context, "warehouse", ())),))
    assert input_pair(context)[2] == AS_OF
    with pytest.raises(
        KompasError, match="ask for 2026-09-30 as as-of date, and the features are as known on 2026-10-31"
    ):
        input_pair(_context(tmp_path, as_of=date(2026, 9, 30)))


def test_a_changed_file_is_refused_as_input_and_made_again_by_its_step(tmp_path: Path) -> None:
    context = _context(tmp_path)
    recipe = Recipe("features", "code", as_of=AS_OF)

    def fill(side: Path) -> None:
        pl.DataFrame({"a": [1]}).write_parquet(side / "current.parquet")

    assert not publish_step(context, recipe, fill).reused
    assert publish_step(context, recipe, fill).reused
    made = context.folder.latest("features")
    assert intact(made) == made
    pl.DataFrame({"a": [99]}).write_parquet(made.path / "current.parquet")
    with pytest.raises(KompasError, match=r"features snapshot is damaged: current\.parquet"):
        intact(made)
    assert not publish_step(context, recipe, fill).reused
    again = context.folder.latest("features")
    assert again.path != made.path
    assert pl.read_parquet(again.table("current"))["a"].to_list() == [1]


def test_a_reused_snapshot_becomes_the_one_in_use(tmp_path: Path) -> None:
    context = _context(tmp_path)

    def run(seed: int) -> str:
        recipe = Recipe("features", "code", seeds={"seed": seed})
        return publish_step(
            context, recipe, lambda side: pl.DataFrame({"a": [seed]}).write_parquet(side / "current.parquet")
        ).path.name

    first, second = run(1), run(2)
    assert context.folder.latest("features").path.name == second
    assert run(1) == first
    assert context.folder.latest("features").path.name == first


def test_two_runs_do_not_share_a_folder(tmp_path: Path) -> None:
    with only_run(tmp_path), pytest.raises(KompasError, match="Another run is at work"), only_run(tmp_path):
        pass
    with only_run(tmp_path):
        pass  # the lock was let go


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(KompasError, match="data folder cannot be written"), only_run(tmp_path / "file" / "below"):
        pass


def test_an_unreadable_snapshot_is_passed_over_and_named(tmp_path: Path) -> None:
    context = _context(tmp_path)
    good = _publish(context, "features", ())
    broken = tmp_path / "snapshots" / "features" / "20990101T000000000000Z-broken"
    broken.mkdir()
    (broken / "manifest.json").write_text("{half")
    folder = SnapshotFolder(tmp_path / "snapshots")
    assert folder.latest("features") == good
    assert folder.unreadable() == [broken]
