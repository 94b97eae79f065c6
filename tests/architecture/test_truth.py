"""What the synthetic employers really do stays in the synthetic room: no other code names its folder or needs it."""

import re
import shutil
from importlib import import_module
from pathlib import Path

import polars as pl
import pytest

from data_contracts.settings import load_settings
from data_contracts.snapshots import SnapshotFolder
from pipelines.steps.context import StepContext
from tests.support.activation import put_in_use

MENTION = re.compile(r"(?<![a-z_])truth(?![a-z])")
MAY_READ = "pipelines/synthetic/"
SMALL = {
    "memory_limit": "1GB",
    "synth": {"employers": 2000, "months": 6, "monthly_visit_share": 0.1},
    "model": {"trees": 50, "members": 2},
}
LEARNT = {
    "features": ("current", "training", "facts"),
    "models": ("cases",),
    "scores": ("scores", "reasons", "reason_families", "contribution_sample"),
}


def mentions(text: str) -> list[int]:
    """Lines on which the word stands alone or begins a name (truth/, truth_rows), in code or in words."""
    return [number for number, line in enumerate(text.splitlines(), 1) if MENTION.search(line)]


def run(data: Path, *names: str) -> None:
    context = StepContext.of(load_settings(data_dir=data, **SMALL), lambda line: None)
    for name in names:
        getattr(import_module(f"pipelines.steps.{name}"), f"{name}_step")(context)


def learnt(data: Path) -> dict[str, pl.DataFrame]:
    folder = SnapshotFolder(data / "snapshots")
    return {table: pl.read_parquet(folder.latest(kind).table(table)) for kind in LEARNT for table in LEARNT[kind]}


@pytest.fixture(scope="module")
def with_and_without(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two folders of a run up to the warehouse, the same but for what the employers really do."""
    kept, bereft = tmp_path_factory.mktemp("kept") / "data", tmp_path_factory.mktemp("bereft") / "data"
    run(kept, "synth", "ingest")
    shutil.copytree(kept, bereft)
    shutil.rmtree(bereft / "truth")
    return kept, bereft


def test_only_the_synthetic_room_names_the_truth(project_files, rooms, root):
    found = [
        f"{path}:{line}"
        for path in project_files(".py", ".sql", ".yaml", inside=rooms)
        if not path.relative_to(root).as_posix().startswith(MAY_READ)
        for line in mentions(path.read_text("utf-8"))
    ]
    assert not found, "only pipelines/synthetic may read the truth:\n" + "\n".join(found)


def test_a_mention_is_seen_in_a_path_an_import_and_a_table():
    text = 'data_dir / "truth"\nfrom pipelines.synthetic import truth\nFROM truth_rows\nuntruthful, half_truth\n'
    assert mentions(text) == [1, 2, 3]


@pytest.mark.slow
def test_features_models_and_scores_are_the_same_when_the_truth_is_not_there(with_and_without):
    kept, bereft = with_and_without
    for data in (kept, bereft):
        run(data, "features", "train")
        put_in_use(data)
        run(data, "score")
    assert len(pl.read_parquet(kept / "truth" / "truth.parquet")) > 30_000
    there, gone = learnt(kept), learnt(bereft)
    assert min(len(frame) for frame in there.values()) > 0
    assert [name for name, frame in there.items() if not frame.equals(gone[name])] == []


def test_nothing_of_the_truth_is_in_the_warehouse(with_and_without):
    """No table that learning can reach has a column of the truth, of its causes, or of the hidden trait."""
    kept, _ = with_and_without
    secret = {"violates", "would_be_found"}
    for name in ("truth", "causes"):
        secret |= set(pl.read_parquet_schema(kept / "truth" / f"{name}.parquet"))
    secret -= {"employer_id", "law", "month"}
    assert {"would_be_found", "capacity", "intent", "owner_share", "in_group_b"} <= secret
    snapshot = SnapshotFolder(kept / "snapshots").latest("warehouse").path
    files = sorted(snapshot.rglob("*.parquet"))
    assert len(files) > 10
    assert [path for path in files if set(pl.read_parquet_schema(path)) & secret] == []
