"""Who delivered the registers, whether they are synthetic, and the hash that tells two deliveries apart."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from data_contracts.errors import KompasError

DELIVERY_FILE = "delivery.json"
_TEXTS = ("source", "note_nl", "note_en")


@dataclass(frozen=True)
class Delivery:
    """What ``delivery.json`` says. The notes stand beside every figure that comes from this delivery."""

    source: str
    synthetic: bool
    note_nl: str
    note_en: str


def read_delivery(register_dir: Path) -> Delivery:
    """Read ``delivery.json``.

    Raises:
        KompasError: The folder or file is missing, or does not say who delivered and whether it is synthetic.
    """
    path = register_dir / DELIVERY_FILE
    if not register_dir.is_dir():
        raise KompasError(
            "There is no folder with a register delivery.",
            str(register_dir),
            "Put the delivery there, or run `kompas synth` for synthetic registers.",
        )
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise _bad_delivery("is missing", path) from error
    except (OSError, ValueError) as error:
        raise _bad_delivery("cannot be read as JSON", path) from error
    if not isinstance(content, dict) or not isinstance(content.get("synthetic"), bool):
        raise _bad_delivery("does not say whether the delivery is synthetic", path)
    empty = [name for name in _TEXTS if not isinstance(content.get(name), str) or not content[name].strip()]
    if empty:
        raise _bad_delivery(f"has no text for {', '.join(empty)}", path)
    return Delivery(synthetic=content["synthetic"], **{name: content[name] for name in _TEXTS})


def delivery_hash(register_dir: Path) -> str:
    """Return the SHA-256 over names, sizes and contents of all delivered files; hidden files do not count.

    Raises:
        KompasError: A file cannot be read.
    """
    digest = hashlib.sha256()
    for path in _delivered_files(register_dir):
        try:
            with path.open("rb") as file:
                content = hashlib.file_digest(file, "sha256").hexdigest()
            size = path.stat().st_size
        except OSError as error:
            raise KompasError(f"This file cannot be read: {error.strerror}.", str(path), "Check its rights.") from error
        digest.update(f"{path.relative_to(register_dir).as_posix()}\0{size}\0{content}\n".encode())
    return digest.hexdigest()


def _delivered_files(register_dir: Path) -> Iterator[Path]:
    for path in sorted(register_dir.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(register_dir).parts)
        if path.is_file() and not hidden:
            yield path


def _bad_delivery(problem: str, path: Path) -> KompasError:
    return KompasError(
        f"{DELIVERY_FILE} {problem}, so that nobody can tell who delivered this and whether it is real.",
        str(path),
        'Write it as {"source": "...", "synthetic": true or false, "note_nl": "...", "note_en": "..."}.',
    )
