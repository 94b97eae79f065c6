"""Snapshots appear whole or not at all, say where they came from, and are recognised when nothing changed."""

import json
import os
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from data_contracts.errors import KompasError, MissingSnapshotError
from data_contracts.snapshots import CURRENT, InputSnapshot, Manifest, SnapshotFolder
from pipelines.snapshots.code_version import code_version
from pipelines.snapshots.writer import Recipe, publish

RECIPE = Recipe(
    kind="features",
    code_version="abc",
    inputs=(InputSnapshot("warehouse", "w1", "hash-of-w1"),),
    configuration={"months": 12},
    seeds={"seed": 1},
    synthetic=True,
    notes={"source": "kompas synth"},
)


def _fill(side: Path) -> dict[str, int]:
    pl.DataFrame({"a": [1, 2, 3]}).write_parquet(side / "current.parquet")
    (side / "parts").mkdir()
    pl.DataFrame({"b": [1]}).write_parquet(side / "parts" / "1.parquet")
    (side / "report.json").write_text("{}", encoding="utf-8")
    return {"counted": 4}


def test_a_published_snapshot_says_all_about_itself(tmp_path: Path) -> None:
    folder = SnapshotFolder(tmp_path)
    made = publish(folder, RECIPE, _fill)
    read = folder.latest("features")
    assert read == made
    manifest = read.manifest
    assert (manifest.rows, manifest.synthetic, manifest.fingerprint) == (4, True, RECIPE.fingerprint)
    assert manifest.notes == {"source": "kompas synth", "counted": 4}
    assert [(file.path, file.rows) for file in manifest.files] == [
        ("current.parquet", 3),
        ("parts/1.parquet", 1),
        ("report.json", None),
    ]
    assert json.loads((read.path / "manifest.json").read_text())["content_hash"] == manifest.content_hash
    assert pl.read_parquet(read.table("current")).height == 3
    assert pl.read_parquet(read.table("parts")).height == 1


def test_a_failing_step_leaves_the_last_good_snapshot(tmp_path: Path) -> None:
    folder = SnapshotFolder(tmp_path)
    good = publish(folder, RECIPE, _fill)

    def break_off(side: Path) -> None:
        (side / "current.parquet").write_text("half a file")
        raise KompasError("the disk is full")

    with pytest.raises(KompasError, match="disk is full"):
        publish(folder, replace(RECIPE, code_version="def"), break_off)
    assert folder.latest("features") == good
    assert {path.name for path in (tmp_path / "features").iterdir()} == {good.manifest.snapshot_id, CURRENT}


def test_what_a_killed_run_left_is_not_seen_and_is_cleared_away(tmp_path: Path) -> None:
    dead = tmp_path / "features" / ".partial-999999999-120000"
    dead.mkdir(parents=True)
    (dead / "manifest.json").write_text("{}")
    alive = tmp_path / "features" / f".partial-{os.getpid()}-120000"
    alive.mkdir()
    folder = SnapshotFolder(tmp_path)
    with pytest.raises(MissingSnapshotError, match="There is no features snapshot yet"):
        folder.latest("features")
    publish(folder, RECIPE, _fill)
    assert not dead.exists()
    assert alive.exists()  # another run of ours is still at work


def test_the_newest_comes_first_and_the_same_recipe_is_recognised(tmp_path: Path) -> None:
    folder = SnapshotFolder(tmp_path)
    first = publish(folder, RECIPE, _fill)
    second = publish(folder, replace(RECIPE, configuration={"months": 24}), _fill)
    assert folder.latest("features") == second
    assert folder.with_fingerprint("features", RECIPE.fingerprint) == first
    assert folder.with_fingerprint("features", "something else") is None


@pytest.mark.parametrize(
    "other",
    [
        {"code_version": "def"},
        {"configuration": {"months": 13}},
        {"seeds": {"seed": 2}},
        {"inputs": (InputSnapshot("warehouse", "w1", "another hash"),)},
        {"synthetic": False},
        {"notes": {"source": "somebody else"}},
    ],
)
def test_any_change_of_what_it_is_made_from_changes_the_fingerprint(other: dict[str, object]) -> None:
    assert replace(RECIPE, **other).fingerprint != RECIPE.fingerprint  # type: ignore[arg-type]


def test_the_name_of_an_input_does_not_change_the_fingerprint_but_its_content_does() -> None:
    renamed = replace(RECIPE, inputs=(InputSnapshot("warehouse", "w2", "hash-of-w1"),))
    assert renamed.fingerprint == RECIPE.fingerprint


def test_a_broken_manifest_is_said(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text("{not json")
    with pytest.raises(KompasError, match="no readable manifest"):
        Manifest.read(tmp_path)


def test_code_version_follows_the_source_files() -> None:
    assert code_version(["models"]) == code_version(["models"])
    assert code_version(["models"]) != code_version(["features"])
    with pytest.raises(KompasError, match="not installed"):
        code_version(["no_such_room"])
