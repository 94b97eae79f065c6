"""The file with the keys of pseudonyms: outside the data folder, for its owner only, and never guessed."""

import hashlib
import stat
from pathlib import Path

import pytest

from data_contracts.errors import KompasError
from pipelines.pseudonyms.keys import Keys, read_keys, synthetic_keys, write_keys

FIRST, SECOND = bytes(range(32)), bytes(range(32, 64))


def _key_file(folder: Path, text: str, mode: int = 0o600) -> Path:
    path = folder / "keys" / "kompas.key"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    return path


def _refusal(path: Path | None, data_dir: Path) -> KompasError:
    with pytest.raises(KompasError) as caught:
        read_keys(path, data_dir)
    assert caught.value.where
    assert caught.value.remedy
    return caught.value


def test_keys_are_read_oldest_first(tmp_path: Path) -> None:
    path = _key_file(tmp_path, f"{FIRST.hex()}\n{SECOND.hex()}\n")
    assert read_keys(path, tmp_path / "data").secrets == (FIRST, SECOND)


def test_what_is_written_is_read_and_for_nobody_else(tmp_path: Path) -> None:
    path = tmp_path / "new" / "kompas.key"
    write_keys(path, Keys((FIRST,)))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert read_keys(path, tmp_path / "data").secrets == (FIRST,)
    renewed = read_keys(path, tmp_path / "data").with_new()
    write_keys(path, renewed)
    again = read_keys(path, tmp_path / "data")
    assert again.secrets == renewed.secrets
    assert again.secrets[0] == FIRST
    assert len(again.secrets[1]) == 32
    assert again.secrets[1] != Keys(()).with_new().secrets[0]
    assert [item.name for item in path.parent.iterdir()] == ["kompas.key"]


def test_names_tell_keys_apart_and_give_nothing_away(tmp_path: Path) -> None:
    names = Keys((FIRST, SECOND)).names
    assert names == tuple(hashlib.sha256(hashlib.sha256(key).digest()).hexdigest()[:8] for key in (FIRST, SECOND))
    assert len(set(names)) == 2
    assert not any(name in key.hex() for name in names for key in (FIRST, SECOND))


def test_synthetic_registers_need_no_file_and_have_a_key_of_their_own() -> None:
    assert synthetic_keys() == synthetic_keys()
    assert [len(key) for key in synthetic_keys().secrets] == [32]


def test_without_a_key_file_the_remedy_says_how_to_make_one(tmp_path: Path) -> None:
    refusal = _refusal(None, tmp_path)
    assert "no key to pseudonymise them with" in refusal.what
    assert refusal.where == "pseudonym_key_file"
    assert "kompas pseudonyms new-key" in refusal.remedy


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "nowhere.key"
    refusal = _refusal(path, tmp_path / "data")
    assert "cannot be read" in refusal.what
    assert refusal.where == str(path)
    assert "kompas pseudonyms new-key" in refusal.remedy


def test_a_key_in_the_data_folder_is_refused_by_whatever_way_it_is_named(tmp_path: Path) -> None:
    path = _key_file(tmp_path, FIRST.hex())
    (tmp_path / "link").symlink_to(path)
    for way in (path, path.parent / ".." / "keys" / path.name, tmp_path / "link"):
        refusal = _refusal(way, path.parent)
        assert "lies in the data folder" in refusal.what
        assert refusal.where == str(way)
    outside = tmp_path / "keys-elsewhere" / "kompas.key"
    write_keys(outside, Keys((FIRST,)))
    assert read_keys(outside, path.parent).secrets == (FIRST,)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644, 0o610])
def test_a_key_that_others_can_get_at_is_refused(tmp_path: Path, mode: int) -> None:
    path = _key_file(tmp_path, FIRST.hex(), mode)
    refusal = _refusal(path, tmp_path / "data")
    assert "Others than its owner" in refusal.what
    assert refusal.remedy == f"Run: chmod 600 {path}"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        FIRST.hex()[:-1],
        FIRST.hex() + "0",
        FIRST.hex() + "\nsecret",
        "g" * 64,
        FIRST.hex().upper()[:62] + "FF",
    ],
)
def test_a_file_with_something_else_is_refused_and_not_quoted(tmp_path: Path, text: str) -> None:
    refusal = _refusal(_key_file(tmp_path, text), tmp_path / "data")
    assert "one key of 64 hexadecimal digits a line" in refusal.what
    assert not [word for word in text.split() if word in str(refusal)]


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    assert "cannot be read" in _refusal(_key_file(tmp_path, "é" * 32), tmp_path / "data").what
