"""What ``kompas status`` prints: whole lines at any width, the current snapshots, and where they came from."""

from datetime import datetime
from pathlib import Path

import polars as pl

from data_contracts.snapshots import CURRENT, InputSnapshot, Snapshot, SnapshotFolder
from pipelines.snapshots.writer import Recipe, as_input, publish
from tests.support.command import kompas
from tests.support.published import publish_kind
from tests.support.tables import AS_OF

ROWS = 1_234_567


def _publish(folder: SnapshotFolder, kind: str, inputs: tuple[InputSnapshot, ...], version: str) -> Snapshot:
    recipe = Recipe(kind=kind, code_version=version, inputs=inputs, as_of=AS_OF, synthetic=True)
    return publish(folder, recipe, lambda side: pl.DataFrame({"n": range(ROWS)}).write_parquet(side / "a.parquet"))


def _status(data_dir: Path) -> list[str]:
    done = kompas("status", "--data", str(data_dir), settings={"COLUMNS": "40"})
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.splitlines()


def _made(snapshot: Snapshot) -> str:
    return f"{datetime.fromisoformat(snapshot.manifest.created_at).astimezone():%Y-%m-%d %H:%M}"


def test_every_line_is_whole_and_fits_eighty_columns(tmp_path: Path) -> None:
    folder = SnapshotFolder(tmp_path / "snapshots")
    register = InputSnapshot("register", "a delivery", "hash")
    old = _publish(folder, "warehouse", (register,), "1")
    new = publish_kind(folder, "warehouse", {"a": pl.DataFrame({"n": [1, 2]})}, synthetic=False)
    features = _publish(folder, "features", (as_input(old), register), "1")

    head, *lines, missing = _status(tmp_path)
    assert head == "kind       made              as of            rows  data"
    assert lines == [
        f"warehouse  {_made(new)}  2026-10-31          2  REAL       current",
        f"           id {new.manifest.snapshot_id}",
        f"warehouse  {_made(old)}  2026-10-31  1,234,567  SYNTHETIC",
        f"           id {old.manifest.snapshot_id}",
        f"features   {_made(features)}  2026-10-31  1,234,567  SYNTHETIC  current",
        f"           id {features.manifest.snapshot_id}",
        f"           from warehouse {old.manifest.snapshot_id} (not the current one)",
        "           from register a delivery",
    ]
    assert missing.startswith("Still to be made: monthly (kompas features), models (kompas train)")
    assert max(map(len, [head, *lines])) <= 80


def test_the_pointer_says_which_one_is_current(tmp_path: Path) -> None:
    folder = SnapshotFolder(tmp_path / "snapshots")
    old = _publish(folder, "features", (), "1")
    new = _publish(folder, "features", (), "2")
    (folder.root / "features" / CURRENT).write_text(old.manifest.snapshot_id, encoding="utf-8")
    lines = _status(tmp_path)
    for snapshot, marked in ((new, False), (old, True)):
        (place,) = [n for n, line in enumerate(lines) if line.strip() == f"id {snapshot.manifest.snapshot_id}"]
        assert lines[place - 1].endswith("current") == marked


def test_a_folder_that_cannot_be_read_is_named_with_what_to_do(tmp_path: Path) -> None:
    folder = SnapshotFolder(tmp_path / "snapshots")
    good = _publish(folder, "features", (), "1")
    broken = folder.root / "features" / f"{good.manifest.snapshot_id}x"
    broken.mkdir()
    (broken / "manifest.json").write_text("{", encoding="utf-8")
    lines = _status(tmp_path)
    assert f"id {good.manifest.snapshot_id}" in [line.strip() for line in lines]
    assert f"Not used, because its manifest cannot be read: {broken}. What to do: remove the folder." in lines
    assert not [line for line in lines if "…" in line]


def test_help_says_what_status_prints() -> None:
    said = " ".join(kompas.here("status", "--help").stdout.split())
    for words in ("as-of date", "rows", "REAL or SYNTHETIC", "and id", "made from", "still to be made"):
        assert words in said
