"""The text of a CSV file: its header, and a copy that DuckDB can cut into lines when the text is not clean."""

import codecs
import csv
import re
from collections.abc import Iterator
from pathlib import Path

from data_contracts.errors import KompasError

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_CHUNK_BYTES = 1 << 22
_HEADER_BYTES = 1 << 16
_CONTROL_BYTES = bytes({*range(32)} - set(b"\t\n"))
_CONTROL_TEXT = re.compile(r"[\x00-\x08\x0b-\x1f]")


def read_header(path: Path) -> list[str]:
    """Return the names in the first line of a CSV file.

    Raises:
        KompasError: The first line is no CSV header.
    """
    with path.open("rb") as file:
        line = file.readline(_HEADER_BYTES)
    try:
        return next(csv.reader([line.decode("utf-8-sig").rstrip("\r\n")], strict=True), [])
    except (UnicodeDecodeError, csv.Error) as error:
        raise KompasError(
            "The first line of this file is no CSV header in UTF-8.",
            f"{path}, line 1",
            "Have the file delivered as UTF-8 text with the names of the columns, separated by commas, on line 1.",
        ) from error


def has_rows(path: Path) -> bool:
    """Tell whether anything but white space follows the first line of a CSV file."""
    with path.open("rb") as file:
        file.readline()
        return any(chunk.strip() for chunk in iter(lambda: file.read(_CHUNK_BYTES), b""))


def clean_copy(path: Path, copy: Path) -> Path:
    r"""Return the path of a text with only ``\n`` between lines and no control characters.

    That is the file itself when it is clean, else a copy with the same lines, in which each byte that is not UTF-8
    and each control character (a lone carriage return too) is U+FFFD, so that its line can be told.
    """
    if _is_clean(path):
        return path
    with copy.open("w", encoding="utf-8", newline="") as file:
        file.writelines(_clean_chunks(path))
    return copy


def _is_clean(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for chunk in _chunks(path):
            if len(chunk.translate(None, _CONTROL_BYTES)) != len(chunk):
                return False
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _clean_chunks(path: Path) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
    held = ""
    for chunk in _chunks(path):
        text = held + decoder.decode(chunk)
        held = "\r" if text.endswith("\r") else ""
        yield _without_control(text.removesuffix(held) if held else text)
    yield _without_control(held + decoder.decode(b"", final=True))


def _without_control(text: str) -> str:
    return _CONTROL_TEXT.sub(REPLACEMENT, text.replace("\r\n", "\n"))


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        yield from iter(lambda: file.read(_CHUNK_BYTES), b"")
