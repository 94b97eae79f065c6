"""The key of pseudonyms: made once, renewed without losing anybody, and never lost when a rotation is broken off."""

import hashlib
import json
import stat
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

from data_contracts.errors import KompasError
from pipelines.cli.main import app
from pipelines.pseudonyms import rotation
from pipelines.pseudonyms.keys import read_keys
from pipelines.pseudonyms.rotation import rotate_keys
from pipelines.verify.run import verify
from tests.support.command import kompas
from tests.support.data_folders import DataFolder, Rows
from tests.support.deliveries import NOTE
from tests.support.register_rows import MAKERS, nobodys_number

LOWEST, MASK = 2**62, 2**61 - 1
PERSON = "123456782"
"""The number of a sole trader: not in employers, so that it is a pseudonym in the warehouse."""


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    return DataFolder(tmp_path)


def _digits(key: bytes, words: str) -> str:
    return hashlib.sha256(key + words.encode()).hexdigest()[:16]


def _worker_pid(keys: tuple[bytes, ...], words: str, above: int = 0) -> int:
    """The pseudonym, worked out apart from the code under test: each key hashes what the one before it gave."""
    for key in keys:
        value = (int(_digits(key, words), 16) & MASK) + LOWEST + above
        words = str(value)
    return value


def _tax_number(keys: tuple[bytes, ...], number: str) -> str:
    words = f"T{number}"
    for key in keys:
        words = f"N{_digits(key, words).upper()}"
    return words


def _secrets(folder: DataFolder) -> tuple[bytes, ...]:
    return read_keys(folder.key_file, folder.data).secrets


def _worker(n: int) -> str:
    return nobodys_number(20_000_000 + 20 * n)


def _spoil(rows: Rows) -> None:
    """A sole trader's returns, a worker without a BSN, and a bad row of each kind of pseudonym."""
    rows["employers"][5] |= {"legal_form": "eenmanszaak", "rsin": ""}
    for table in ("wage_tax_numbers", "wage_records", "payslips"):
        rows[table][5]["loonheffingennummer"] = f"{PERSON}L01"
    rows["wage_records"][6] |= {"worker_number": "", "personnel_number": "P-6"}
    rows["wage_records"][7] |= {"paid_hours": "many"}
    rows["wage_records"][5] |= {"paid_hours": "many"}
    rows["permit_duties"][8] |= {"worker_number": "12AB"}


def _quarantined(folder: DataFolder, table: str) -> dict[int, dict[str, str]]:
    frame = pl.read_parquet(folder.warehouse.path / "quarantine" / f"{table}.*.parquet")
    return {row["line"]: json.loads(row["raw"]) for row in frame.to_dicts()}


def test_a_key_file_is_made_once_and_is_the_owners_only(tmp_path: Path) -> None:
    file, data = tmp_path / "keys" / "k1", tmp_path / "data"
    made = kompas("pseudonyms", "new-key", str(file), "--data", str(data))
    assert made.returncode == 0
    assert f'pseudonym_key_file = "{file}"' in made.stdout
    assert "Back it up" in made.stdout
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    first = read_keys(file, data)
    assert [len(secret) for secret in first.secrets] == [32]
    again = kompas.here("pseudonyms", "new-key", str(file), "--data", str(data))
    assert (again.returncode, "There is a file already" in again.stderr) == (1, True)
    assert read_keys(file, data) == first
    inside = kompas.here("pseudonyms", "new-key", str(data / "key"), "--data", str(data))
    assert (inside.returncode, "whoever has the data has the key" in inside.stderr) == (1, True)
    assert not (data / "key").exists()


def test_after_a_rotation_everybody_is_recognised(folder: DataFolder) -> None:
    folder.load(spoil=_spoil)
    (first,) = _secrets(folder)
    old = set(folder.rows("wage_records")["worker_pid"].to_list())
    assert _worker_pid((first,), f"W1{_worker(0)}") in old
    rotated = rotate_keys(folder.settings)

    keys = _secrets(folder)
    assert (keys[0], len(keys)) == (first, 2)
    new = set(folder.rows("wage_records")["worker_pid"].to_list())
    assert {_worker_pid(keys, f"W1{_worker(n)}") for n in (0, 1, 99)} < new
    employer_of_6 = MAKERS["wage_records"](6)["loonheffingennummer"]
    assert _worker_pid(keys, f"P{employer_of_6}|P-6", above=2**61) in new  # from the number that the employer gave
    assert not new & old
    assert f"{_tax_number(keys, PERSON)}L01" in folder.rows("wage_tax_numbers")["loonheffingennummer"].to_list()
    assert MAKERS["wage_tax_numbers"](0)["loonheffingennummer"] in folder.rows("wage_tax_numbers").to_series().to_list()
    assert _worker_pid(keys, f"O1{nobodys_number(30_000_000)}") in folder.rows("officers")["officer_pid"].to_list()
    assert (rotated.rows["wage_records"], rotated.rows["officers"]) == (98, 100)

    # The same people in a later drop.
    next_month = {"period": "2026-02-01", "period_end": "2026-02-28", "known_at": "2026-03-20"}
    trader = {"loonheffingennummer": f"{PERSON}L01"}
    later = [MAKERS["wage_records"](0) | next_month, MAKERS["wage_records"](1) | next_month | trader]
    folder.deliver("2026-03", {"wage_records": later})
    folder.ingest()
    wages = folder.rows("wage_records")
    assert wages.filter(pl.col("worker_pid") == _worker_pid(keys, f"W1{_worker(0)}")).height == 2
    assert wages.filter(pl.col("loonheffingennummer") == f"{_tax_number(keys, PERSON)}L01").height == 1


def test_nothing_with_an_old_pseudonym_is_left(folder: DataFolder) -> None:
    folder.load(spoil=_spoil)
    (first,) = _secrets(folder)
    folder.deliver("2026-03", {"signals": [MAKERS["signals"](0) | {"signal_id": "NEW"}]})
    folder.ingest()
    rotated = rotate_keys(folder.settings)
    assert rotated.removed == 2
    assert [snapshot.path for snapshot in folder.folder.snapshots("warehouse")] == [folder.warehouse.path]

    keys = _secrets(folder)
    bad = _quarantined(folder, "wage_records")
    assert int(bad[9]["worker_number"]) == _worker_pid(keys, f"W1{_worker(7)}")
    assert bad[7]["loonheffingennummer"] == f"{_tax_number(keys, PERSON)}L01"
    malformed = -1 - (_worker_pid((first,), "W12AB") & MASK)
    now = -1 - (int(_digits(keys[1], str(malformed)), 16) & MASK)
    assert int(_quarantined(folder, "permit_duties")[10]["worker_number"]) == now
    values = pl.read_parquet(folder.warehouse.path / "quarantine" / "permit_duties.*.parquet")["value"].to_list()
    assert values == [str(now)]
    old = (str(_worker_pid((first,), f"W1{_worker(7)}")), _tax_number((first,), PERSON), str(malformed))
    for path in folder.data.rglob("*.parquet"):
        text = str(pl.read_parquet(path).to_dicts())
        assert not any(pseudonym in text for pseudonym in old), path


def test_a_rotation_keeps_the_order_the_drops_and_what_is_wrong(folder: DataFolder) -> None:
    before = folder.load(spoil=_spoil)
    rotate_keys(folder.settings)
    after = folder.warehouse
    assert [item.snapshot_id for item in after.manifest.inputs] == ["2026-02"]
    assert after.manifest.rows == before.manifest.rows
    assert after.manifest.configuration["pseudonym_keys"] == list(read_keys(folder.key_file, folder.data).names)
    assert after.manifest.notes["rotated"]["instead_of"] == before.manifest.snapshot_id
    keys = folder.rows("permit_duties").select("worker_pid", "valid_from").rows()
    assert keys == sorted(keys)
    assert folder.ingest().reused  # the drop is known still
    assert verify(folder.settings).damaged == 0
    line = folder.log()[-1]
    assert (line.action, line.detail["snapshots_removed"]) == ("rotate_pseudonyms", [before.manifest.snapshot_id])
    assert not any(key.hex() in str(line.detail) for key in _secrets(folder))


def test_it_can_be_done_again(folder: DataFolder) -> None:
    folder.load(spoil=_spoil)
    rotate_keys(folder.settings)
    rotate_keys(folder.settings)
    keys = _secrets(folder)
    assert len(keys) == 3
    assert _worker_pid(keys, f"W1{_worker(0)}") in folder.rows("wage_records")["worker_pid"].to_list()
    assert f"{_tax_number(keys, PERSON)}L01" in folder.rows("payslips")["loonheffingennummer"].to_list()


def _repair(folder: DataFolder) -> Path:
    """Correct the hours of the sole trader's bad row and of the other, as ``kompas quarantine repair`` does."""
    file = folder.root / "export.csv"
    runner = CliRunner()
    runner.invoke(app, ["quarantine", "export", str(file), "--table", "wage_records"], env=folder.environment)
    file.write_text(file.read_text(encoding="utf-8").replace(",many,", ",160,"), encoding="utf-8")
    done = runner.invoke(app, ["quarantine", "repair", str(file)], env=folder.environment)
    assert done.exit_code == 0, done.exception
    return folder.data / "register" / "repair-0001" / "wage_records" / "repair.csv"


def test_repaired_rows_go_along_once_they_are_loaded(folder: DataFolder) -> None:
    folder.load(spoil=_spoil)
    (first,) = _secrets(folder)
    drop = _repair(folder)
    with pytest.raises(KompasError, match="repaired rows that were not loaded yet"):
        rotate_keys(folder.settings)
    folder.ingest()
    assert str(_worker_pid((first,), f"W1{_worker(7)}")) in drop.read_text()

    rotate_keys(folder.settings)
    keys = _secrets(folder)
    repaired = pl.read_csv(drop, infer_schema=False)
    assert repaired["worker_number"].to_list() == [str(_worker_pid(keys, f"W1{_worker(n)}")) for n in (5, 7)]
    assert repaired["loonheffingennummer"][0] == f"{_tax_number(keys, PERSON)}L01"
    assert folder.ingest().reused  # the drop is known, though its bytes are others
    # All drops loaded anew give the same people.
    loaded = folder.rows("wage_records").sort(pl.all())
    (folder.warehouse.path / "signals" / "2026-02.parquet").unlink()
    assert not folder.ingest().reused
    assert folder.rows("wage_records").sort(pl.all()).equals(loaded)


def test_pseudonyms_of_an_old_export_are_refused(folder: DataFolder) -> None:
    folder.load(spoil=_spoil)
    file = folder.root / "old.csv"
    runner = CliRunner()
    runner.invoke(app, ["quarantine", "export", str(file), "--table", "wage_records"], env=folder.environment)
    rotate_keys(folder.settings)
    file.write_text(file.read_text(encoding="utf-8").replace(",many,", ",160,"), encoding="utf-8")
    done = runner.invoke(app, ["quarantine", "repair", str(file)], env=folder.environment)
    assert "the key was renewed since" in str(done.exception)


class CutError(Exception):
    """The machine stops."""


def _cut(*_: object) -> None:
    raise CutError


@pytest.mark.parametrize("step", ["_publish", "_clear_old", "remove_snapshot"])
def test_a_rotation_that_is_broken_off_loses_no_key_and_is_finished(
    folder: DataFolder, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    folder.load(spoil=_spoil)
    (first,) = _secrets(folder)
    with monkeypatch.context() as patched, pytest.raises(CutError):
        patched.setattr(rotation, step, _cut)
        rotate_keys(folder.settings)
    coming = read_keys(folder.key_file.with_name("pseudonyms.next"), folder.data).secrets
    assert _secrets(folder) == (first,)
    if step == "_publish":  # nothing happened yet, and ingest goes on with the old key
        assert folder.ingest().reused
    else:  # the warehouse has the new key, and ingest refuses to go on with the old one
        folder.deliver("2026-03", {"signals": [MAKERS["signals"](0) | {"signal_id": "NEW"}]})
        (folder.data / "register" / "2026-02").rename(folder.root / "2026-02")
        with pytest.raises(KompasError, match="keys of pseudonyms are not those"):
            folder.ingest()

    rotate_keys(folder.settings)
    assert _secrets(folder) == coming
    assert not folder.key_file.with_name("pseudonyms.next").exists()
    assert len(list(folder.folder.snapshots("warehouse"))) == 1
    assert _worker_pid(coming, f"W1{_worker(0)}") in folder.rows("wage_records")["worker_pid"].to_list()
    assert folder.rows("wage_records").height == 98


def test_it_refuses_synthetic_registers_other_keys_and_a_damaged_warehouse(tmp_path: Path) -> None:
    synthetic = DataFolder(tmp_path / "synthetic", note=dict(NOTE))
    synthetic.load()
    with pytest.raises(KompasError, match="their key is fixed and no secret"):
        rotate_keys(synthetic.settings)

    folder = DataFolder(tmp_path / "real")
    folder.load()
    held = folder.key_file.read_bytes()
    folder.key_file.write_bytes(synthetic.key_file.read_bytes())
    with pytest.raises(KompasError, match="not the one that the warehouse was made with"):
        rotate_keys(folder.settings)
    folder.key_file.write_bytes(held)
    (folder.warehouse.path / "signals" / "2026-02.parquet").unlink()
    with pytest.raises(KompasError, match="damaged"):
        rotate_keys(folder.settings)
    assert folder.key_file.read_bytes() == held
    assert not folder.key_file.with_name("pseudonyms.next").exists()


def test_the_command_says_what_to_do_next(folder: DataFolder) -> None:
    folder.load()
    done = kompas("pseudonyms", "rotate", settings=folder.environment)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Removed, because of the old ones: 1 older warehouse snapshot." in done.stdout
    assert f"Back up the key file again ({folder.key_file})" in done.stdout
    assert "run `kompas run`" in done.stdout
