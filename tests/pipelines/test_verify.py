"""``kompas verify`` finds every kind of damage, and tells it from a lawful erasure."""

import json
import os
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from data_contracts.snapshots import Snapshot, SnapshotFile, Tombstone
from data_contracts.snapshots.integrity import file_hash
from data_contracts.store import AuditLog, sqlite_url
from pipelines.snapshots.erasing import ERASED
from pipelines.verify.run import Verification, verify
from tests.support.command import kompas
from tests.support.data_folders import DataFolder
from tests.support.published import publish_all


@pytest.fixture
def published(tmp_path: Path) -> DataFolder:
    folder = DataFolder(tmp_path)
    publish_all(folder.data, visits=20)
    return folder


def _line(found: Verification, kind: str) -> str:
    return next(line for line in found.lines if line.startswith(f"{kind} "))


def _largest(snapshot: Snapshot) -> Path:
    return snapshot.path / max(snapshot.manifest.files, key=lambda file: file.size_bytes).path


def test_an_untouched_folder_is_intact(published: DataFolder) -> None:
    found = verify(published.settings)
    assert found.damaged == 0
    assert [line.split()[0] for line in found.lines[:-1]] == [
        "warehouse", "monthly", "features", "models", "backtest", "scores", "plan",
    ]  # fmt: skip
    assert all(line.endswith(": intact.") for line in found.lines[:-1])
    files = list((published.data / "snapshots").rglob("*.parquet"))
    size = sum(path.stat().st_size for path in files)
    assert found.lines[-1] == f"Read 7 snapshots, {len(files)} files, {size:,} bytes: all is as published."


def test_missing_changed_and_unexpected_files_are_named(published: DataFolder) -> None:
    warehouse, features = published.warehouse, published.folder.latest("features")
    path = _largest(warehouse)
    content = bytearray(path.read_bytes())
    content[50] ^= 1
    path.write_bytes(bytes(content))
    (warehouse.path / "employers" / "more.parquet").write_text("")
    (features.path / "facts.parquet").unlink()
    found = verify(published.settings)
    assert found.damaged == 2
    assert f"DAMAGED; changed: {path.relative_to(warehouse.path)}" in _line(found, "warehouse")
    assert "not in the manifest: employers/more.parquet" in _line(found, "warehouse")
    assert "DAMAGED; missing: facts.parquet." in _line(found, "features")
    assert found.lines[-1].endswith(": 2 things wrong.")


def test_a_hard_linked_file_is_read_once(published: DataFolder) -> None:
    before = verify(published.settings).lines[-1]
    warehouse = published.warehouse
    target = warehouse.path.with_name("20200101T000000000000Z-copy")
    for path in [path for path in warehouse.path.rglob("*") if path.is_file() and path.suffix == ".parquet"]:
        (target / path.relative_to(warehouse.path)).parent.mkdir(parents=True, exist_ok=True)
        os.link(path, target / path.relative_to(warehouse.path))
    replace(warehouse.manifest, snapshot_id=target.name).write(target)
    after = verify(published.settings).lines[-1]
    assert after == before.replace("7 snapshots", "8 snapshots")


@pytest.mark.parametrize("spoil", [lambda path: path.write_text("{half"), Path.unlink])
def test_a_snapshot_without_a_readable_manifest_is_named(published: DataFolder, spoil) -> None:
    spoil(published.warehouse.path / "manifest.json")
    found = verify(published.settings)
    assert found.damaged == 1
    assert "UNREADABLE" in _line(found, "warehouse")


def test_a_manifest_that_was_edited_is_found(published: DataFolder) -> None:
    path = _largest(published.warehouse)
    path.write_bytes(b"something else")
    name = path.relative_to(published.warehouse.path).as_posix()
    manifest = json.loads((published.warehouse.path / "manifest.json").read_text())
    entry = next(file for file in manifest["files"] if file["path"] == name)
    entry |= {"sha256": file_hash(path), "size_bytes": path.stat().st_size}
    (published.warehouse.path / "manifest.json").write_text(json.dumps(manifest))
    assert "the manifest was changed" in _line(verify(published.settings), "warehouse")
    # With its own hash made to fit, the snapshots that were made from it give it away.
    published.warehouse.manifest.write(published.warehouse.path)
    found = verify(published.settings)
    assert _line(found, "warehouse").endswith(": intact.")
    assert sum("DAMAGED CHAIN, the warehouse snapshot" in line for line in found.lines) == 5
    assert found.damaged == 5


def test_an_erasure_is_lawful_only_when_the_audit_log_knows_it(published: DataFolder) -> None:
    warehouse = published.warehouse
    path = _largest(warehouse)
    name, before = path.relative_to(warehouse.path).as_posix(), file_hash(path)
    path.write_bytes(b"what is left")
    after = file_hash(path)
    stone = Tombstone(name, "2026-11-25", "retention", 12, before, after)
    warehouse.manifest.with_erased([(SnapshotFile(name, after, path.stat().st_size, 1), stone)]).write(warehouse.path)
    found = verify(published.settings)
    assert f"DAMAGED; the audit log knows of no erasure in: {name}" in _line(found, "warehouse")

    AuditLog(sqlite_url(published.data)).record("steward", ERASED, "retention", {"files": [after]})
    found = verify(published.settings)
    assert found.damaged == 0
    table = name.split("/")[0]
    assert _line(found, "warehouse").endswith(
        f"intact but for what was lawfully erased; lawfully erased on 2026-11-25 (retention): 12 rows of {table}."
    )
    assert published.warehouse.manifest.content_hash == warehouse.manifest.content_hash  # what was published


def test_a_broken_audit_log_is_said(published: DataFolder) -> None:
    log = AuditLog(sqlite_url(published.data))
    for number in range(3):
        log.record("planner", "open_dossier", f"employer:{number}")
    assert verify(published.settings).lines[-2] == "audit log: its chain of 3 lines holds."
    with sqlite3.connect(published.data / "store.sqlite") as connection:
        connection.execute("DROP TRIGGER audit_log_no_update")
        connection.execute("UPDATE audit_log SET actor = 'nobody' WHERE sequence = 2")
    connection.close()
    found = verify(published.settings)
    assert (found.damaged, found.lines[-2]) == (1, "audit log: BROKEN at line 2, line 2 is not what was recorded.")


def test_the_command_ends_with_1_when_anything_is_wrong(published: DataFolder) -> None:
    good = kompas("verify", settings=published.environment)
    assert (good.returncode, good.stderr) == (0, "")
    _largest(published.warehouse).unlink()
    bad = kompas.here("verify", settings=published.environment)
    assert bad.returncode == 1
    assert "DAMAGED; missing:" in bad.stdout
    assert not (published.data / "store.sqlite").exists()  # looking writes nothing
