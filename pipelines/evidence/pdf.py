"""The evidence pack as one PDF file a language: text that can be selected, headings to go to, its language told."""

from datetime import datetime
from pathlib import Path

from models.evidence.document import Block, Document, Section, Table, Text
from models.evidence.document import Heading as Within
from models.paper import Heading, Paper, palette
from pipelines.evidence.words import Words

SECTION, WITHIN = 0, 1
"""How deep a heading stands in the list of headings."""
LEAST_ROOM = 80.0
"""Millimetres that a section needs below its heading to begin on the same page."""
_SECTION_SIZE, _WITHIN_SIZE, _CAPTION_SIZE = 15.0, 12.0, 11.0
_CELL_SIZE = 8.0
_COLOURS = {"plain": palette.INK, "note": palette.MUTED, "missing": palette.MISSING_INK, "example": palette.NOTICE_INK}


def write_pdf(document: Document, folder: Path, made: datetime) -> Path:
    """Write the pack as ``pack.<language>.pdf``.

    Args:
        document: The pack in one language.
        folder: Where.
        made: The date of making that the file carries.

    Returns:
        The file.
    """
    words = Words(document.language)
    foot = words("page", title=document.title, page="{page}", pages="{pages}")
    heading = Heading(document.title, document.title, " – ".join(document.marks), foot)
    paper = Paper(document.language, heading, made)
    paper.add_page()
    paper.title_line(document.title, 20)
    paper.paragraph(document.about)
    first, *others = document.sections
    _section(paper, first)
    _contents(paper, document, words)
    for section in others:
        _section(paper, section)
    path = folder / f"pack.{document.language}.pdf"
    paper.output(str(path))
    return path


def _contents(paper: Paper, document: Document, words: Words) -> None:
    paper.title_line(words("contents"), _WITHIN_SIZE)
    for number, section in enumerate(document.sections, start=1):
        lacks = f" – {words('missing_here', count=section.missing)}" if section.missing else ""
        colour = palette.MISSING_INK if section.missing else palette.INK
        paper.paragraph(f"{number}. {section.title}{lacks}", colour=colour, bold=bool(section.missing))


def _section(paper: Paper, section: Section) -> None:
    if paper.will_page_break(LEAST_ROOM):
        paper.add_page()
    paper.title_line(section.title, _SECTION_SIZE, SECTION)
    for block in section.blocks:
        _block(paper, block)


def _block(paper: Paper, block: Block) -> None:
    if isinstance(block, Within):
        paper.title_line(paper.printable(block.text), _WITHIN_SIZE, WITHIN)
    elif isinstance(block, Text):
        paper.paragraph(paper.printable(block.text), colour=_COLOURS[block.tone], bold=block.tone == "missing")
    else:
        _table(paper, block)


def _table(paper: Paper, table: Table) -> None:
    paper.title_line(paper.printable(table.caption), _CAPTION_SIZE, WITHIN)
    paper.rows(
        table.head,
        [[paper.printable(cell.text) for cell in row] for row in table.rows],
        table.widths,
        size=_CELL_SIZE,
        stands_out=lambda row, column: table.rows[row][column].missing,
    )
