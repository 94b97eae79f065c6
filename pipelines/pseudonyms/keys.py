"""The key file: one key a line, oldest first, outside the data folder and readable by its owner only."""

import hashlib
import os
import re
import secrets
import stat
from dataclasses import dataclass, field
from pathlib import Path

from data_contracts.enforcement.door import KEY_BYTES
from data_contracts.errors import KompasError

_LINE = re.compile(rf"[0-9a-f]{{{2 * KEY_BYTES}}}")
_REMEDY = "Make one with `kompas pseudonyms new-key`, outside the data folder, and name it in pseudonym_key_file."


@dataclass(frozen=True)
class Keys:
    """The keys of pseudonyms, oldest first. ``names`` tell keys apart without giving them away."""

    secrets: tuple[bytes, ...] = field(repr=False)

    @property
    def names(self) -> tuple[str, ...]:
        """Eight hexadecimal digits for each key: the start of a hash of its hash."""
        return tuple(hashlib.sha256(hashlib.sha256(key).digest()).hexdigest()[:8] for key in self.secrets)

    def with_new(self) -> "Keys":
        """Return these keys and a new one after them."""
        return Keys((*self.secrets, secrets.token_bytes(KEY_BYTES)))


def synthetic_keys() -> Keys:
    """Return the key for synthetic registers; it is no secret, because there is nobody to protect."""
    return Keys((hashlib.sha256(b"synthetic registers need no secret").digest(),))


def read_keys(path: Path | None, data_dir: Path) -> Keys:
    """Read the key file of real registers.

    Raises:
        KompasError: There is none, it lies in the data folder, others can read it, or it holds something else.
    """
    if path is None:
        raise KompasError(
            "Real registers hold citizens' numbers, and there is no key to pseudonymise them with.",
            "pseudonym_key_file",
            _REMEDY,
        )
    refuse_in_data_folder(path, data_dir)
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        lines = path.read_text(encoding="ascii").split()
    except (OSError, UnicodeDecodeError) as error:
        raise KompasError("The file with the keys of pseudonyms cannot be read.", str(path), _REMEDY) from error
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise KompasError(
            "Others than its owner can get at the file with the keys of pseudonyms.",
            str(path),
            f"Run: chmod 600 {path}",
        )
    if not lines or not all(_LINE.fullmatch(line) for line in lines):
        raise KompasError(
            f"The file with the keys of pseudonyms must hold one key of {2 * KEY_BYTES} hexadecimal digits a line.",
            str(path),
            "Put the right file back: with another key nobody is recognised.",
        )
    return Keys(tuple(bytes.fromhex(line) for line in lines))


def new_key_file(path: Path, data_dir: Path) -> None:
    """Write a file with one new key.

    Raises:
        KompasError: The file is there already, lies in the data folder, or cannot be written.
    """
    refuse_in_data_folder(path, data_dir)
    if path.exists():
        raise KompasError(
            "There is a file already, and a key that is overwritten is lost: nobody would be recognised any more.",
            str(path),
            "Give another name; to renew the key of a warehouse, use `kompas pseudonyms rotate`.",
        )
    try:
        write_keys(path, Keys(()).with_new())
    except OSError as error:
        raise KompasError(
            f"The key cannot be written: {error.strerror}.", str(path), "Choose a folder that you may write in."
        ) from error


def write_keys(path: Path, keys: Keys) -> None:
    """Write a key file, readable by its owner only, in place of an older one by one rename."""
    path.parent.mkdir(parents=True, exist_ok=True)
    side = path.with_name(f".{path.name}.partial")
    side.unlink(missing_ok=True)  # one that a killed run left may have other rights
    side.touch(mode=0o600)
    with side.open("w", encoding="ascii") as file:
        file.writelines(f"{key.hex()}\n" for key in keys.secrets)
        file.flush()
        os.fsync(file.fileno())  # a key that a power cut takes loses everybody
    side.replace(path)


def refuse_in_data_folder(path: Path, data_dir: Path) -> None:
    """Refuse a key beside what it protects.

    Raises:
        KompasError: The file lies in the data folder.
    """
    if path.resolve().is_relative_to(data_dir.resolve()):
        raise KompasError(
            "The key of pseudonyms lies in the data folder, where whoever has the data has the key.",
            str(path),
            "Move it elsewhere, and name its place in pseudonym_key_file.",
        )
