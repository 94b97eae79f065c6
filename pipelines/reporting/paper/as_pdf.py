"""A document as PDF on A4, on the paper that the dashboard and the evidence pack print on too."""

from pathlib import Path

from fpdf.util import Padding

from models.paper import Heading, Paper, palette
from pipelines.reporting.paper.document import Block, Document, Grid, Note, Points, Quote

_LINE = 5.2  # millimetres, as all lengths here
_SIZE = 10.0
_INDENT = 4.0


def write_pdf(document: Document, path: Path) -> None:
    """Write a document as PDF; a sign that the letters do not have is written as a question mark."""
    paper = Paper(
        document.language,
        Heading(document.title, document.about, document.mark, document.foot),
        document.made,
    )
    paper.add_page()
    paper.title_line(paper.printable(document.title), level=0)
    for block in document.opening:
        _write(paper, block)
    for position, part in enumerate(document.parts, start=1):
        if paper.will_page_break(4 * _LINE):
            paper.add_page()
        paper.ln(2)
        paper.title_line(paper.printable(f"{position}. {part.heading}"), 12.5, level=1)
        for block in part.blocks:
            _write(paper, block)
    paper.output(str(path))


def _write(paper: Paper, block: Block) -> None:
    match block:
        case Points(points):
            for point in points:
                _point(paper, point)
            paper.ln(1)
        case Grid(head, rows, widths):
            lines = [[paper.printable(cell) for cell in row] for row in rows]
            paper.rows([paper.printable(cell) for cell in head], lines, widths, size=9)
        case Note(text):
            _several(paper, text, bold=True, framed=True)
        case Quote(text):
            _several(paper, text, framed=True)
        case _:
            _several(paper, block.text)
            paper.ln(1)


def _point(paper: Paper, text: str) -> None:
    """Write one line of a list; what does not fit on it goes on below its own beginning."""
    paper.write_in(_SIZE)
    if paper.will_page_break(_LINE):
        paper.add_page()
    paper.cell(_INDENT, _LINE, paper.printable("•"), new_x="RIGHT", new_y="TOP")
    paper.multi_cell(0, _LINE, paper.printable(text), align="L", new_x="LMARGIN", new_y="NEXT")


def _several(paper: Paper, text: str, *, bold: bool = False, framed: bool = False) -> None:
    """Write a few lines; framed ones stand on a ground of their own with a bar beside them."""
    paper.write_in(_SIZE, bold=bold)
    paper.fill(palette.HEAD_GROUND)
    paper.set_draw_color(palette.RIBBON)
    paper.set_line_width(0.8)
    paper.multi_cell(
        0, _LINE, paper.printable(text), align="L", new_x="LMARGIN", new_y="NEXT", fill=framed,
        border="L" if framed else 0, padding=Padding(1.2, 2.5, 1.2, 2.5) if framed else 0,
    )  # fmt: skip
    if framed:
        paper.ln(2)
