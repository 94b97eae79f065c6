"""A document as PDF on A4, with its own letters, a heading, a mark and page numbers."""

from pathlib import Path

from fpdf import FPDF
from fpdf.enums import TableBordersLayout
from fpdf.fonts import FontFace, TTFFont
from fpdf.util import Padding

from pipelines.reporting.paper.document import Block, Document, Grid, Note, Points, Quote

_FONT, _REST = "kompas", "kompas-rest"
_FOLDER = Path(__file__).parent / "fonts"
_MARGIN = 16.0  # millimetres, as all lengths here
_LINE = 5.2
_INK, _MUTED, _BLUE = (27, 42, 58), (68, 84, 106), (21, 66, 115)
_PALE, _HEAD, _MARK = (238, 243, 248), (230, 237, 243), (255, 243, 205)


def write_pdf(document: Document, path: Path) -> None:
    """Write a document as PDF; a sign that the letters do not have is written as a question mark."""
    paper = _Paper(document)
    paper.add_page()
    paper.large(document.title, 16)
    for block in document.opening:
        paper.block(block)
    for position, part in enumerate(document.parts, start=1):
        paper.large(f"{position}. {part.heading}", 12.5)
        for block in part.blocks:
            paper.block(block)
    paper.output(str(path))


class _Paper(FPDF):
    def __init__(self, document: Document) -> None:
        super().__init__(format="A4")
        self._document = document
        self.set_lang(document.language)
        self.set_title(document.title)
        self.set_creator("Inspectiekompas")
        self.set_creation_date(document.made)
        self.set_margins(_MARGIN, _MARGIN, _MARGIN)
        self.set_auto_page_break(True, margin=_MARGIN + 4)
        self.add_font(_FONT, "", _FOLDER / "source-sans-3-latin-400-normal.woff2")
        self.add_font(_FONT, "B", _FOLDER / "source-sans-3-latin-600-normal.woff2")
        self.add_font(_REST, "", _FOLDER / "source-sans-3-latin-ext-400-normal.woff2")
        self.set_fallback_fonts([_REST], exact_match=False)
        self._write_in(10.5)
        self._known = {code for font in self.fonts.values() if isinstance(font, TTFFont) for code in font.cmap}

    def header(self) -> None:
        """Write the heading; called by the library for every page."""
        self._write_in(9, colour=_MUTED)
        self.cell(0, _LINE, self._printable(self._document.about))
        if self._document.mark:
            self.set_fill_color(*_MARK)
            self._write_in(9, bold=True)
            mark = self._printable(self._document.mark)
            width = self.get_string_width(mark) + 4
            self.set_x(self.w - _MARGIN - width)
            self.cell(width, _LINE, mark, fill=True, align="C")
        self.ln(_LINE + 1)
        self.set_draw_color(*_BLUE)
        self.set_line_width(0.6)
        self.line(_MARGIN, self.get_y(), self.w - _MARGIN, self.get_y())
        self.ln(4)

    def footer(self) -> None:
        """Write the foot; called by the library for every page."""
        self.set_y(-_MARGIN)
        self._write_in(8, colour=_MUTED)
        self.cell(0, _LINE, self._document.foot.format(page=self.page_no(), pages="{nb}"))

    def large(self, text: str, size: float) -> None:
        """Write a heading, not as the last line of a page."""
        if self.will_page_break(4 * _LINE):
            self.add_page()
        self.ln(2)
        self._write_in(size, bold=True)
        self._several(text, size * 0.45)
        self.ln(1)

    def block(self, block: Block) -> None:
        """Write one block."""
        match block:
            case Points(points):
                for point in points:
                    self._write_in(10.5)
                    self.set_x(_MARGIN + 2)
                    self.cell(4, _LINE, "-")
                    self._several(point)
            case Grid():
                self._grid(block)
            case Note(text):
                self._write_in(10.5, bold=True)
                self._several(text, fill=_PALE)
            case Quote(text):
                self._write_in(11)
                self._several(text, fill=_PALE, border="L")
            case _:
                self._write_in(10.5)
                self._several(block.text)
        self.ln(2)

    def _grid(self, grid: Grid) -> None:
        self._write_in(9)
        self.set_draw_color(213, 221, 230)
        self.set_line_width(0.2)
        self.set_fill_color(255, 255, 255)
        with self.table(
            col_widths=grid.widths,
            headings_style=FontFace(emphasis="BOLD", fill_color=_HEAD),
            borders_layout=TableBordersLayout.HORIZONTAL_LINES,
            line_height=4.4,
            padding=(0.8, 1.2),
            text_align="LEFT",
        ) as table:
            for line in (grid.head, *grid.rows):
                row = table.row()
                for cell in line:
                    row.cell(self._printable(cell))

    def _several(
        self, text: str, line: float = _LINE, *, fill: tuple[int, int, int] | None = None, border: str = ""
    ) -> None:
        if fill:
            self.set_fill_color(*fill)
        self.set_draw_color(*_BLUE)
        self.set_line_width(0.8)
        self.multi_cell(
            0, line, self._printable(text), border=border or 0, align="L", fill=bool(fill), new_x="LMARGIN",
            new_y="NEXT", padding=Padding(1.2, 2.5, 1.2, 2.5) if fill else 0,
        )  # fmt: skip

    def _write_in(self, size: float, *, bold: bool = False, colour: tuple[int, int, int] = _INK) -> None:
        self.set_font(_FONT, "B" if bold else "", size)
        self.set_text_color(*colour)

    def _printable(self, text: str) -> str:
        return "".join(sign if ord(sign) in self._known or sign.isspace() else "?" for sign in text)
