"""Lists on paper hang: what does not fit on a point's line goes on below its own words, also over the page's end."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from pypdf import PdfReader

from pipelines.reporting.paper.as_pdf import write_pdf
from pipelines.reporting.paper.document import Document, Part, Points, Text

MADE = datetime(2026, 11, 2, tzinfo=UTC)
BULLET = "•"


def _lines(file: Path) -> list[tuple[str, float]]:
    """Return each run of words on all pages and how far from the left it stands, in points."""
    found: list[tuple[str, float]] = []

    def look(text: str, _cm: object, place: list[float], _font: object, _size: object) -> None:
        if text.strip():
            found.append((text.strip(), round(place[4], 1)))

    for page in PdfReader(file).pages:
        page.extract_text(visitor_text=look)
    return found


def _printed(tmp_path: Path, *blocks: Points | Text) -> list[tuple[str, float]]:
    part = Part("Feiten", blocks)
    document = Document("nl", "Dossier", "Over E0000001", "{page} van {pages}", "", MADE, (), (part,))
    write_pdf(document, tmp_path / "lists.pdf")
    return _lines(tmp_path / "lists.pdf")


@pytest.mark.parametrize("before", [0, 42], ids=["within a page", "over its end"])
def test_a_long_point_hangs_below_its_own_beginning(tmp_path: Path, before: int) -> None:
    texts = tuple(Text(f"regel {number}") for number in range(before))
    lines = _printed(tmp_path, *texts, Points(("woord " * 80, "kort")))
    bullets = {place for text, place in lines if text == BULLET}
    words = {place for text, place in lines if text.startswith(("woord", "kort"))}
    assert sum(text.startswith("woord") for text, _ in lines) > 2  # it took several lines
    assert len(bullets) == len(words) == 1
    assert min(words) > min(bullets)
