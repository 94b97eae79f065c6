"""What a document says, before it is written: headed parts of texts, points, tables, notes and quoted sentences."""

from dataclasses import dataclass
from datetime import datetime

from models.inputs import Language


@dataclass(frozen=True)
class Text:
    """A paragraph."""

    text: str


@dataclass(frozen=True)
class Points:
    """A list of points."""

    points: tuple[str, ...]


@dataclass(frozen=True)
class Grid:
    """A table; ``widths`` are the parts of the width that the columns get on paper."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]


@dataclass(frozen=True)
class Note:
    """A warning that must not be missed."""

    text: str


@dataclass(frozen=True)
class Quote:
    """A text to be taken over word for word."""

    text: str


Block = Text | Points | Grid | Note | Quote


@dataclass(frozen=True)
class Part:
    """A part of a document."""

    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Document:
    """A document in one language.

    Attributes:
        language: In which it is written.
        title: Its title.
        about: What stands at the head of every page.
        foot: What stands at the foot of every page; holds ``{page}`` and ``{pages}``.
        mark: A mark on every page, e.g. that the data are made up; empty: none.
        made: When it was made: the same content and moment give the same bytes.
        opening: What stands before the first part.
        parts: The parts, in order; they are numbered as they stand.
    """

    language: Language
    title: str
    about: str
    foot: str
    mark: str
    made: datetime
    opening: tuple[Block, ...]
    parts: tuple[Part, ...]
