"""The drops in the register folder: who delivered each, what it covers, its files, and the hash of its content."""

import hashlib
import json
import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from data_contracts.contract import contract_names
from data_contracts.enforcement import FileOrigin
from data_contracts.errors import KompasError
from data_contracts.snapshots.integrity import file_hash
from pipelines.ingest.files import DeliveredFile, find_files

DELIVERY_FILE = "delivery.json"
REMOVED = ".removed-"
"""What the folder of a loaded drop is called while it is being removed, so that half of one never passes for a drop."""
_TEXTS = ("source", "note_nl", "note_en")
_FIELDS = {*_TEXTS, "synthetic", "covers", "delivered_on", "series", "pseudonymised", "arguments"}
REPAIRS = "repairs.json"
"""In a drop of repaired rows: which rows it mends."""
_REPAIR = re.compile(r"repair-\d{4,}")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")


@dataclass(frozen=True)
class Drop:
    """One drop: its folder and what its ``delivery.json`` says. The notes stand beside every figure made from it."""

    path: Path
    source: str
    synthetic: bool
    note_nl: str
    note_en: str
    covers_from: date | None = None
    covers_to: date | None = None
    delivered_on: date | None = None
    series: str = ""
    pseudonymised: bool = False

    @property
    def name(self) -> str:
        """The name of the drop's folder."""
        return self.path.name

    @cached_property
    def hashes(self) -> dict[str, str]:
        """The SHA-256 of each of its files by path within the drop; hidden files do not count.

        Raises:
            KompasError: A file cannot be read.
        """
        return {path.relative_to(self.path).as_posix(): _hash_of(path) for path in _files_below(self.path)}

    @property
    def content_hash(self) -> str:
        """The SHA-256 over the names and contents of all its files."""
        return combined_hash(self.hashes)

    def files(self, table: str) -> tuple[DeliveredFile, ...]:
        """Return its files of a table, none when the table is not in this drop.

        Raises:
            KompasError: A file is of another kind, or the folder is empty.
        """
        files = find_files(self.path, table)
        return tuple(replace(file, pseudonymised=self.pseudonymised) for file in files)

    def origin(self, file: DeliveredFile) -> FileOrigin:
        """Return what the rules need to know of one of its files."""
        return FileOrigin(file.name, self.covers_from, self.covers_to, self.delivered_on)

    @property
    def unknown_folders(self) -> list[str]:
        """Folders in it that are no table."""
        names = contract_names()
        folders = (path.name for path in sorted(self.path.iterdir()) if path.is_dir())
        return [name for name in folders if name not in names and not name.startswith(".")]


def combined_hash(hashes: Mapping[str, str]) -> str:
    """Return one SHA-256 over named hashes."""
    digest = hashlib.sha256()
    for name, value in sorted(hashes.items()):
        digest.update(f"{name}\0{value}\n".encode())
    return digest.hexdigest()


def read_drops(register_dir: Path) -> tuple[Drop, ...]:
    """Read the drops of a register folder in the order of their names; none when the folder is not there.

    Raises:
        KompasError: A drop does not say who delivered it and whether it is synthetic, or something else lies there.
    """
    if not register_dir.is_dir():
        return ()
    entries = sorted(path for path in register_dir.iterdir() if not path.name.startswith("."))
    for path in entries:
        if not path.is_dir() or not _NAME.fullmatch(path.name):
            raise KompasError(
                "Only the folders of drops belong here, each with its delivery.json and a folder a table.",
                str(path),
                "Put it into the folder of its drop, e.g. 2026-03/employers/ for the employers of March 2026.",
            )
    return tuple(_read_drop(path) for path in entries)


def remove_landed(register_dir: Path) -> None:
    """Remove the folders of drops that were set apart to be removed."""
    for folder in register_dir.glob(f"{REMOVED}*"):
        shutil.rmtree(folder)


def _read_drop(folder: Path) -> Drop:
    path = folder / DELIVERY_FILE
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise _bad_delivery("is missing", path) from error
    except (OSError, ValueError) as error:
        raise _bad_delivery("cannot be read as JSON", path) from error
    if not isinstance(content, dict) or not isinstance(content.get("synthetic"), bool):
        raise _bad_delivery("does not say whether the delivery is synthetic", path)
    unknown = sorted(content.keys() - _FIELDS)
    if unknown:
        raise _bad_delivery(f"has fields that are not known ({', '.join(unknown)})", path)
    empty = [name for name in _TEXTS if not isinstance(content.get(name), str) or not content[name].strip()]
    if empty:
        raise _bad_delivery(f"has no text for {', '.join(empty)}", path)
    if content.get("pseudonymised") and not (_REPAIR.fullmatch(folder.name) and (folder / REPAIRS).is_file()):
        raise _bad_delivery("says that numbers are pseudonyms, which only drops of repaired rows may say", path)
    try:
        return Drop(
            folder, synthetic=content["synthetic"], **{name: content[name] for name in _TEXTS}, **_optional(content)
        )
    except (TypeError, ValueError, AttributeError, KeyError) as error:
        raise _bad_delivery(
            "gives covers, delivered_on, series or pseudonymised in a form that is not known", path
        ) from error


def _optional(content: Mapping[str, Any]) -> dict[str, Any]:
    covers, delivered_on = content.get("covers"), content.get("delivered_on")
    covers_from = date.fromisoformat(covers["from"]) if covers else None
    covers_to = date.fromisoformat(covers["to"]) if covers else None
    if covers_from and covers_to and covers_from > covers_to:
        raise ValueError("covers ends before it starts")
    return {
        "covers_from": covers_from,
        "covers_to": covers_to,
        "delivered_on": date.fromisoformat(delivered_on) if delivered_on else None,
        "series": content.get("series", "").strip(),
        "pseudonymised": content.get("pseudonymised", False) is True,
    }


def _files_below(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if path.is_file() and not hidden:
            yield path


def _hash_of(path: Path) -> str:
    try:
        return file_hash(path)
    except OSError as error:
        raise KompasError(f"This file cannot be read: {error.strerror}.", str(path), "Check its rights.") from error


def _bad_delivery(problem: str, path: Path) -> KompasError:
    return KompasError(
        f"{DELIVERY_FILE} {problem}, so that nobody can tell who delivered this, whether it is real and of when.",
        str(path),
        'Write it as {"source": "...", "synthetic": true or false, "note_nl": "...", "note_en": "..."}; '
        'optional are "covers": {"from": "2026-03-01", "to": "2026-03-31"} and "delivered_on": "2026-04-30".',
    )
