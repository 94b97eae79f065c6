"""An evidence pack as it is read: sections of running text and tables, in one language, with what is missing marked."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from models.inputs import Language

Tone = Literal["plain", "missing", "example", "note"]


@dataclass(frozen=True)
class Text:
    """A paragraph; ``missing`` is shown in red, and ``example`` as an answer that nobody gave."""

    text: str
    tone: Tone = "plain"


@dataclass(frozen=True)
class Cell:
    """A cell of a table."""

    text: str
    missing: bool = False


@dataclass(frozen=True)
class Table:
    """A table: its caption, its head, its rows of cells, and how wide each column is in parts of the width."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[int, ...]


@dataclass(frozen=True)
class Heading:
    """A heading within a section."""

    text: str


Block = Text | Table | Heading


@dataclass(frozen=True)
class Section:
    """One section with its anchor, and how many things are missing in it."""

    anchor: str
    title: str
    blocks: tuple[Block, ...]
    missing: int = 0


@dataclass(frozen=True)
class Document:
    """A whole pack.

    Attributes:
        language: In which it is written.
        title: Its title.
        about: Of which models, and made when.
        marks: What stands on every page: that the data are synthetic, that answers are examples.
        sections: The sections in order.
        labels: Words around the sections, by key: contents, page foot.
    """

    language: Language
    title: str
    about: str
    marks: tuple[str, ...]
    sections: tuple[Section, ...]
    labels: dict[str, str] = field(default_factory=dict)


def rows_of(lines: Iterable[Iterable[str | Cell]]) -> tuple[tuple[Cell, ...], ...]:
    """Return rows of cells from rows of texts and cells."""
    return tuple(tuple(cell if isinstance(cell, Cell) else Cell(cell) for cell in line) for line in lines)
