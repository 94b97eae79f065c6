"""A page to print: the dashboard's own letters, a heading and a foot on each page, headings to go to, and tables."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path

from fpdf import FPDF
from fpdf.fonts import TTFFont

from models.inputs import Language
from models.paper import palette
from models.paper.grid import Grid

_FONT, _REST = "kompas", "kompas-rest"
_FOLDER = Path(__file__).with_name("fonts")
MARGIN = 14.0  # millimetres, as all lengths here
_LINE = 5.0
_COLOUR = tuple[int, int, int]


@dataclass(frozen=True)
class Heading:
    """What stands on every page: what it is, under which plan, and a mark when the data are made up.

    ``foot`` holds ``{page}`` and ``{pages}``.
    """

    title: str
    about: str
    mark: str
    foot: str


class Paper(FPDF):
    """A4 upright with a heading and page numbers.

    Args:
        language: In which it is written, told to who reads it aloud.
        heading: What stands on every page.
        made: Its date of making, so that the same week gives the same file.
    """

    def __init__(self, language: Language, heading: Heading, made: datetime) -> None:
        super().__init__(format="A4")
        self._heading = heading
        self.set_lang(language)
        self.set_title(heading.title)
        self.set_subject(heading.about)
        self.set_creator("Inspectiekompas")
        self.set_creation_date(made)
        self.set_margins(MARGIN, MARGIN, MARGIN)
        self.set_auto_page_break(True, margin=MARGIN + 4)
        self.add_font(_FONT, "", _FOLDER / "source-sans-3-latin-400-normal.woff2")
        self.add_font(_FONT, "B", _FOLDER / "source-sans-3-latin-600-normal.woff2")
        self.add_font(_REST, "", _FOLDER / "source-sans-3-latin-ext-400-normal.woff2")
        self.set_fallback_fonts([_REST], exact_match=False)
        self.write_in(10)

    def write_in(self, size: float, *, bold: bool = False, colour: str = palette.INK) -> None:
        """Set size (points), weight and colour of what comes next."""
        self.set_font(_FONT, "B" if bold else "", size)
        self.set_text_color(*rgb(colour))

    def header(self) -> None:
        """Write the heading; called by the library for every page."""
        self.write_in(9, colour=palette.MUTED)
        self.cell(0, _LINE, self._heading.about)
        if self._heading.mark:
            self.set_fill_color(*rgb(palette.NOTICE_GROUND))
            self.write_in(9, bold=True, colour=palette.NOTICE_INK)
            width = self.get_string_width(self._heading.mark) + 4
            self.set_x(self.w - MARGIN - width)
            self.cell(width, _LINE, self._heading.mark, fill=True, align="C")
        self.ln(_LINE + 1)
        self.set_draw_color(*rgb(palette.RIBBON))
        self.set_line_width(0.6)
        self.line(MARGIN, self.get_y(), self.w - MARGIN, self.get_y())
        self.ln(3)

    def footer(self) -> None:
        """Write the foot; called by the library for every page."""
        self.set_y(-MARGIN)
        self.write_in(8, colour=palette.MUTED)
        self.cell(0, _LINE, self._heading.foot.format(page=self.page_no(), pages="{nb}"))

    def title_line(self, text: str, size: float = 15, level: int | None = None) -> None:
        """Write a heading within the page.

        Args:
            text: The heading.
            size: In points.
            level: How deep it stands in the list of headings that a reader shows beside the pages; ``None``: not in it.
        """
        if level is not None:
            self.start_section(text, level)
        self.write_in(size, bold=True)
        self.multi_cell(0, size * 0.45, text, align="L", new_x="LMARGIN", new_y="NEXT")
        self.ln(1)

    def paragraph(self, text: str, *, colour: str = palette.MUTED, bold: bool = False) -> None:
        """Write a few lines."""
        self.write_in(10, bold=bold, colour=colour)
        self.multi_cell(0, _LINE, text, align="L", new_x="LMARGIN", new_y="NEXT")
        self.ln(1)

    def rows(
        self,
        header: Sequence[str],
        lines: Sequence[Sequence[str]],
        widths: Sequence[int],
        *,
        size: float = 9.5,
        stands_out: Callable[[int, int], bool] = lambda _row, _column: False,
    ) -> None:
        """Write a table whose heading comes again on a next page.

        Args:
            header: The headings.
            lines: The cells.
            widths: Of the columns, as parts of the width.
            size: In points.
            stands_out: Whether a cell, by its row and column from 0, is in the colour of what is missing.
        """
        self.set_draw_color(*rgb(palette.LINE))
        self.set_line_width(0.2)
        room, whole = self.w - self.l_margin - self.r_margin, sum(widths)
        Grid(self, header, lines, [room * width / whole for width in widths], size, stands_out).draw()
        self.write_in(size)
        self.ln(3)

    def fill(self, colour: str) -> None:
        """Set the colour of what is filled next."""
        self.set_fill_color(*rgb(colour))

    def printable(self, text: str) -> str:
        """Return a text with a question mark for what neither font can write."""
        return "".join(sign if ord(sign) in self._known or sign == "\n" else "?" for sign in text)

    @cached_property
    def _known(self) -> frozenset[int]:
        return frozenset(code for font in self.fonts.values() if isinstance(font, TTFFont) for code in font.cmap)


def rgb(colour: str) -> _COLOUR:
    """Return the parts of a colour such as ``#154273``."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
