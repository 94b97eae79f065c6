"""Looking for citizens' numbers in everything that a folder holds: bytes, columns of Parquet, rows of SQLite."""

import re
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path

import duckdb

_RUN = re.compile(r"[0-9]{7,}")
_SEPARATORS = re.compile(r"(?<=\d)[ .\-](?=\d)")


def spellings(number: str) -> set[str]:
    """Return a number of nine digits as people and programs write it: with and without its leading zeros."""
    return {number, number.lstrip("0")}


def texts_below(folder: Path, skipped: Iterable[Path] = ()) -> Iterator[tuple[str, str]]:
    """Yield a name and a text for all that is in the files below a folder, whatever they are called.

    Args:
        folder: Where to look.
        skipped: Folders in it that are left out.
    """
    left_out = [path.resolve() for path in skipped]
    for path in sorted(folder.rglob("*")):
        if any(path.resolve().is_relative_to(other) for other in left_out):
            continue
        yield f"{path} (name)", path.name
        if path.is_file():
            yield from _file_texts(path)


def found_in(
    texts: Iterable[tuple[str, str]], numbers: Iterable[str], words: Iterable[str] = ()
) -> set[tuple[str, str]]:
    """Return where a number or word stands, and which; of a number also with signs between its digits."""
    wanted = {spelling for number in numbers for spelling in spellings(number)}
    lengths, kept = sorted({len(spelling) for spelling in wanted}), tuple(words)
    found = set()
    for where, text in texts:
        found |= {(where, word) for word in kept if word in text}
        for run in _RUN.findall(_SEPARATORS.sub("", text)) + _RUN.findall(text):
            parts = (run[at : at + length] for length in lengths for at in range(len(run) - length + 1))
            found |= {(where, part) for part in parts if part in wanted}
    return found


def _file_texts(path: Path) -> Iterator[tuple[str, str]]:
    content = path.read_bytes()
    yield str(path), content.decode("latin-1")
    yield f"{path} (as UTF-16)", content.decode("utf-16-le", errors="ignore")
    if content[:4] == b"PAR1" and content[-4:] == b"PAR1":
        yield from ((f"{path} ({name})", text) for name, text in _columns(path))
    if content.startswith(b"SQLite format 3"):
        yield f"{path} (rows)", _sqlite_text(path)


def _columns(path: Path) -> Iterator[tuple[str, str]]:
    """Yield the text of each column, and its statistics in the file's metadata with it."""
    with duckdb.connect() as connection:
        frame = connection.read_parquet(str(path))
        for name in frame.columns:
            column = frame.project(f'CAST("{name}" AS VARCHAR)').fetchall()
            yield name, "\n".join(str(value) for (value,) in column)
        metadata = connection.execute("FROM parquet_metadata(?)", [str(path)]).fetchall()
        yield "metadata", "\n".join(map(str, metadata))


def _sqlite_text(path: Path) -> str:
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return "\n".join(str(row) for table in tables for row in connection.execute(f'SELECT * FROM "{table}"'))  # noqa: S608
    finally:
        connection.close()
