"""A document as plain text, no line longer than a screen is wide; hashes and sentences to be copied stay whole."""

from collections.abc import Iterator
from pathlib import Path
from textwrap import wrap

from pipelines.reporting.paper.document import Block, Document, Grid, Note, Points, Quote

WIDTH = 100


def write_text(document: Document, path: Path) -> None:
    """Write a document as UTF-8 text."""
    path.write_text("\n".join(text_lines(document)) + "\n", encoding="utf-8")


def text_lines(document: Document) -> Iterator[str]:
    """Yield a document as lines of text."""
    yield document.title
    yield "=" * min(len(document.title), WIDTH)
    if document.mark:
        yield f"*** {document.mark} ***"
    yield document.about
    for block in document.opening:
        yield ""
        yield from _block(block)
    for position, part in enumerate(document.parts, start=1):
        heading = f"{position}. {part.heading}"
        yield ""
        yield heading
        yield "-" * min(len(heading), WIDTH)
        for block in part.blocks:
            yield from _block(block)
            yield ""


def _block(block: Block) -> Iterator[str]:
    match block:
        case Points(points):
            for point in points:
                yield from _wrapped(point, "- ", "  ")
        case Grid(head, rows, _):
            for row in rows:
                cells = [f"{name}: {cell}" for name, cell in zip(head, row, strict=True) if cell]
                for position, cell in enumerate(cells):
                    yield from _wrapped(cell, "- " if position == 0 else "  ", "  ")
        case Note(text):
            yield from _wrapped(text, "! ", "  ")
        case Quote(text):
            yield from _wrapped(text, "> ", "> ")
        case _:
            yield from _wrapped(block.text, "", "")


def _wrapped(text: str, first: str, next_ones: str) -> Iterator[str]:
    yield from wrap(
        text,
        WIDTH,
        initial_indent=first,
        subsequent_indent=next_ones,
        break_long_words=False,
        break_on_hyphens=False,
    )
