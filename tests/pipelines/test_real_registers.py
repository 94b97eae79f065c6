"""Real registers: their key, what is never mixed with them, landing files that go, and traits that stay apart."""

import shutil
import stat
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from data_contracts.errors import KompasError
from data_contracts.snapshots import SnapshotFolder
from pipelines.pseudonyms.keys import Keys, write_keys
from tests.support.deliveries import KEY, MAKERS
from tests.support.drops import FEW, bytes_below, first_drop, later_drop, load_tables, rows_of, run_ingest, warehouse

OTHER_KEY = bytes(32)


def _key_file(folder: Path, key: bytes = KEY) -> Path:
    path = folder / "kompas.key"
    write_keys(path, Keys((key,)))
    return path


def _refusal(root: Path, **settings: Any) -> KompasError:
    with pytest.raises(KompasError) as caught:
        run_ingest(root, **settings)
    assert caught.value.where
    assert caught.value.remedy
    return caught.value


def _published(root: Path) -> list[str]:
    return sorted(path.name for path in root.glob("snapshots/warehouse/2*"))


def test_real_registers_are_not_loaded_without_a_key(tmp_path: Path) -> None:
    root = tmp_path / "data"
    first_drop(root, synthetic=False)
    refusal = _refusal(root)
    assert "no key to pseudonymise them with" in refusal.what
    assert "kompas pseudonyms new-key" in refusal.remedy
    assert "lies in the data folder" in _refusal(root, pseudonym_key_file=_key_file(root / "keys")).what
    shutil.rmtree(root / "keys")
    path = _key_file(tmp_path)
    path.chmod(0o640)
    assert f"chmod 600 {path}" in _refusal(root, pseudonym_key_file=path).remedy
    assert [item.name for item in root.iterdir() if item.name != "out"] == ["register"]


def test_real_registers_are_pseudonymised_with_the_key_of_the_file(tmp_path: Path) -> None:
    root = tmp_path / "data"
    delivery = first_drop(root, synthetic=False)
    made = run_ingest(root, pseudonym_key_file=_key_file(tmp_path))
    snapshot = warehouse(root)
    assert (made.reused, snapshot.manifest.synthetic) == (False, False)
    assert snapshot.manifest.configuration["pseudonym_keys"] == list(Keys((KEY,)).names)
    assert KEY.hex().encode() not in b"".join(bytes_below(root / "snapshots").values())

    load_tables(delivery, "permit_duties", keys=(KEY,))
    assert rows_of(snapshot, "permit_duties").equals(delivery.valid("permit_duties"))
    load_tables(delivery, "permit_duties", keys=(OTHER_KEY,))
    pids = set(rows_of(snapshot, "permit_duties")["worker_pid"])
    assert len(pids) == FEW
    assert not pids & set(delivery.valid("permit_duties")["worker_pid"])


def test_a_later_drop_with_another_key_is_refused_when_the_first_is_gone(tmp_path: Path) -> None:
    root = tmp_path / "data"
    first_drop(root, synthetic=False)
    made = run_ingest(root, pseudonym_key_file=_key_file(tmp_path), remove_landing_files=True)
    later_drop(root, "2026-03", {"signals": [MAKERS["signals"](n) for n in range(FEW, FEW + 1)]}, synthetic=False)
    refusal = _refusal(root, pseudonym_key_file=_key_file(tmp_path, OTHER_KEY))
    assert "keys of pseudonyms are not those that the warehouse was made with" in refusal.what
    assert _published(root) == [made.path.name]
    assert (root / "register" / "2026-03").is_dir()


@pytest.mark.parametrize("loaded_first", [True, False])
def test_synthetic_and_real_registers_are_not_mixed(tmp_path: Path, loaded_first: bool) -> None:
    root, key = tmp_path / "data", _key_file(tmp_path)
    delivery = first_drop(root, synthetic=False)
    if loaded_first:
        run_ingest(root, pseudonym_key_file=key)
        shutil.rmtree(delivery.folder)
    later_drop(root, "2026-03", {"signals": [MAKERS["signals"](9)]}, synthetic=True)
    assert "may not be mixed" in _refusal(root, pseudonym_key_file=key).what
    assert len(_published(root)) == int(loaded_first)


def test_landing_files_stay_unless_it_is_asked_and_go_after_a_good_load_only(tmp_path: Path) -> None:
    delivery = first_drop(tmp_path)
    good = delivery.folder / "capacity" / "a.csv"
    text = good.read_text()
    good.write_text(text.replace("West", "Randstad"))
    _refusal(tmp_path, remove_landing_files=True)
    assert good.is_file()

    good.write_text(text)
    run_ingest(tmp_path)
    before = bytes_below(delivery.folder)
    assert len(before) == len(MAKERS) + 1
    run_ingest(tmp_path)
    assert bytes_below(delivery.folder) == before

    kept = run_ingest(tmp_path, remove_landing_files=True)
    assert kept.reused  # it was loaded before, and nothing needs it any more
    assert list((tmp_path / "register").iterdir()) == []


def test_what_was_loaded_is_added_to_when_its_landing_files_are_gone(tmp_path: Path) -> None:
    first_drop(tmp_path)
    run_ingest(tmp_path, remove_landing_files=True)
    assert list((tmp_path / "register").iterdir()) == []
    signals = [MAKERS["signals"](n) | {"signal_id": f"T{n}"} for n in range(FEW)]
    later_drop(tmp_path, "2026-03", {"signals": signals})
    run_ingest(tmp_path, remove_landing_files=True)
    assert rows_of(warehouse(tmp_path), "signals").height == 2 * FEW
    assert rows_of(warehouse(tmp_path), "wage_records").height == FEW
    assert list((tmp_path / "register").iterdir()) == []
    assert run_ingest(tmp_path).reused


def _says_trait(folder: Path) -> list[str]:
    """Return the files below a folder that speak of the traits, Parquet read column by column."""
    found = []
    for path in sorted(folder.rglob("*")):
        text = path.read_bytes() if path.is_file() else b""
        if path.suffix == ".parquet":
            text += pl.read_parquet(path).cast(pl.String).write_csv().encode()
        if b"owner_origin" in text or b"trait_group" in text:
            found.append(path.relative_to(folder).as_posix())
    return found


def test_traits_go_to_their_own_store_and_to_no_warehouse(tmp_path: Path) -> None:
    root, trait = tmp_path / "data", MAKERS["audit_traits"]
    first_drop(root)
    run_ingest(root)
    years = [{"valid_from": f"20{year}-01-01", "valid_to": f"20{year}-12-31"} for year in range(10, 20)]
    good = [trait(n) | year | {"trait": "worker_origin"} for n in range(FEW) for year in years]
    bad = trait(1) | {"trait_group": "b", "share": "1.5"}
    later_drop(root, "2026-03", {"audit_traits": [*good, bad]})
    result = run_ingest(root)

    second, first = SnapshotFolder(root / "audit").snapshots("audit_traits")
    assert (rows_of(first, "audit_traits").height, rows_of(second, "audit_traits").height) == (4, 4 + 40)
    assert result.remarks == ("1 rows of audit_traits went to quarantine: range:share (1).",)
    assert _says_trait(root / "snapshots") == []
    assert _says_trait(first.path) == ["audit_traits/2026-02.parquet"]
    assert _says_trait(second.path) == [
        "audit_traits/2026-02.parquet",
        "audit_traits/2026-03.parquet",
        "quarantine/audit_traits.2026-03.parquet",
    ]
    assert not [path for path in warehouse(root).path.rglob("*") if "audit" in path.name]
    assert not (root / "ingest-in-progress").exists()
    assert stat.S_IMODE((root / "audit").stat().st_mode) == 0o700


def test_the_store_of_traits_may_lie_outside_the_data_folder(tmp_path: Path) -> None:
    root = tmp_path / "data"
    first_drop(root)
    run_ingest(root, audit_dir=tmp_path / "apart")
    assert not (root / "audit").exists()
    assert rows_of(SnapshotFolder(tmp_path / "apart").latest("audit_traits"), "audit_traits").height == FEW
