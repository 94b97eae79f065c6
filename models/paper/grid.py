"""Tables on paper: lines are broken by widths of letters that are looked up once, since a pack has thousands of cells.

The library's own tables lay every cell out twice, letter by letter, which took four times as long for a whole pack.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from models.paper import palette

if TYPE_CHECKING:
    from models.paper.paper import Paper

PADDING_X, PADDING_Y = 1.2, 0.7  # millimetres, as all lengths here
LINE_TO_SIZE = 5.0 / 9.5
"""Height of a line in millimetres for each point of the letters."""


@dataclass(frozen=True)
class Grid:
    """A table to draw; ``widths`` are millimetres, ``stands_out`` says which cells are missing."""

    paper: "Paper"
    header: Sequence[str]
    lines: Sequence[Sequence[str]]
    widths: Sequence[float]
    size: float
    stands_out: Callable[[int, int], bool]

    def draw(self) -> None:
        """Draw it from where the paper is; the head comes again on every next page."""
        self._head()
        for place, line in enumerate(self.lines):
            marked = [self.stands_out(place, column) for column in range(len(line))]
            texts = [
                self._broken(text, width, bold) for text, width, bold in zip(line, self.widths, marked, strict=True)
            ]
            self._row(texts, marked)

    @cached_property
    def _height(self) -> float:
        return self.size * LINE_TO_SIZE

    @cached_property
    def _letters(self) -> dict[bool, dict[str, float]]:
        return {False: {}, True: {}}

    def _head(self) -> None:
        texts = [self._broken(text, width, bold=True) for text, width in zip(self.header, self.widths, strict=True)]
        high = self._row_height(texts)
        if self.paper.will_page_break(high + 2 * self._height):
            self.paper.add_page()
        self._draw(texts, high, [True] * len(texts), palette.INK, palette.HEAD_GROUND)

    def _row(self, texts: list[list[str]], marked: list[bool]) -> None:
        """Draw a row; one that is higher than what is left of the page goes on the next, in parts when it must."""
        while texts:
            high = self._row_height(texts)
            if self.paper.will_page_break(high) and not self._fresh():
                self.paper.add_page()
                self._head()
            room = int((self.paper.page_break_trigger - self.paper.get_y() - 2 * PADDING_Y) / self._height)
            part, rest = [text[:room] for text in texts], [text[room:] for text in texts]
            ground = palette.MISSING_GROUND
            self._draw(part, self._row_height(part), marked, palette.MISSING_INK, ground)
            texts = rest if any(rest) else []

    def _fresh(self) -> bool:
        """Whether nothing but a head stands on the page, so that a next one would not be emptier."""
        return self.paper.get_y() < self.paper.h / 4

    def _row_height(self, texts: list[list[str]]) -> float:
        return max(len(text) for text in texts) * self._height + 2 * PADDING_Y

    def _draw(self, texts: list[list[str]], high: float, marked: Sequence[bool], ink: str, ground: str) -> None:
        paper, left, top = self.paper, self.paper.l_margin, self.paper.get_y()
        for text, width, own in zip(texts, self.widths, marked, strict=True):
            paper.write_in(self.size, bold=own, colour=ink if own else palette.INK)
            if own:
                paper.fill(ground)
                paper.rect(left, top, width, high, style="F")
            for number, line in enumerate(text):
                paper.set_xy(left + PADDING_X - paper.c_margin, top + PADDING_Y + number * self._height)
                paper.cell(width - 2 * PADDING_X, self._height, line)
            left += width
        paper.line(paper.l_margin, top + high, left, top + high)
        paper.set_xy(paper.l_margin, top + high)

    def _broken(self, text: str, width: float, bold: bool) -> list[str]:
        """Return a text in lines that fit; a word that is too long is broken, and a line break in the text is kept."""
        room = width - 2 * PADDING_X
        found: list[str] = []
        for paragraph in text.split("\n"):
            line, taken = "", 0.0
            for word in paragraph.split(" "):
                for piece in self._pieces(word, room, bold):
                    long = self._wide(piece, bold)
                    space = self._wide(" ", bold) if line else 0.0
                    if line and taken + space + long > room:
                        found.append(line)
                        line, taken, space = "", 0.0, 0.0
                    line, taken = f"{line} {piece}" if line else piece, taken + space + long
            found.append(line)
        return found

    def _pieces(self, word: str, room: float, bold: bool) -> list[str]:
        if self._wide(word, bold) <= room:
            return [word]
        pieces, taken = [""], 0.0
        for letter in word:
            own = self._wide(letter, bold)
            if taken + own > room and pieces[-1]:
                pieces.append("")
                taken = 0.0
            pieces[-1] += letter
            taken += own
        return pieces

    def _wide(self, text: str, bold: bool) -> float:
        known = self._letters[bold]
        missing = set(text) - known.keys()
        if missing:
            self.paper.write_in(self.size, bold=bold)
            known.update({letter: self.paper.get_string_width(letter) for letter in missing})
        return sum(known[letter] for letter in text)
