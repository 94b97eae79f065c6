"""Capture curves as points of a drawing, and as a table."""

import math
from dataclasses import dataclass

from models.evaluation.curves import FINDINGS, CurvePoint
from models.inputs import Language
from pipelines.reporting.report import Section, TextTable
from pipelines.reporting.words import percent, with_interval, words

LEFT, BOTTOM, SIZE = 60, 300, 280
"""Where the drawing's corner lies and how long its sides are, in units of the picture."""
INKS = ("#154273", "#a65a00", "#39870c", "#8a1f11", "#6a2c91", "#44546a")
DASHES = ("", "8 4", "2 3", "10 3 2 3", "4 4", "1 4")
"""Each curve has its own dashes, so that no one needs to tell colours apart."""
TABLE_SHARES = (0.05, 0.1, 0.2, 0.5)
NO_ORDER = "random"


@dataclass(frozen=True)
class DrawnCurve:
    """One ranking's curve: its name, ink and dashes, and its points as SVG wants them."""

    label: str
    ink: str
    dashes: str
    points: str


def drawn_curves(section: Section, language: Language) -> list[DrawnCurve]:
    """Return the curves of the findings, one a ranking; random is the drawing's diagonal."""
    names = [name for name in section.rankings if name != NO_ORDER]
    return [
        DrawnCurve(
            section.rankings[name][language],
            INKS[position % len(INKS)],
            DASHES[position % len(DASHES)],
            " ".join(f"{x:.1f},{y:.1f}" for x, y in _places(section, name)),
        )
        for position, name in enumerate(names)
    ]


def capture_table(section: Section, language: Language) -> TextTable:
    """Return what the first shares of the list hold of the findings, and of the amounts by the model's own list."""
    head = [words("first_share", language), *(label[language] for label in section.rankings.values())]
    amounts = list(dict.fromkeys(point.of for point in section.curves if point.of != FINDINGS))
    head += [words(f"by_model_{of}", language) for of in amounts]
    rows = []
    for share in TABLE_SHARES:
        cells = [(name, FINDINGS) for name in section.rankings] + [("model", of) for of in amounts]
        shown = (_point(section, name, of, share) for name, of in cells)
        captured = (words("not_estimable", language) if point is None else _text(point, language) for point in shown)
        rows.append([percent(share, language), *captured])
    return TextTable(head, rows)


def _places(section: Section, name: str) -> list[tuple[float, float]]:
    own = [point for point in section.curves if (point.ranking, point.of) == (name, FINDINGS)]
    captured = [(0.0, 0.0), *((point.share, point.captured.value) for point in own)]
    return [(LEFT + SIZE * share, BOTTOM - SIZE * found) for share, found in captured if math.isfinite(found)]


def _point(section: Section, name: str, of: str, share: float) -> CurvePoint | None:
    wanted = (name, of, share)
    found = (point for point in section.curves if (point.ranking, point.of, point.share) == wanted)
    return next((point for point in found if math.isfinite(point.captured.value)), None)


def _text(point: CurvePoint, language: Language) -> str:
    return with_interval("capture", point.captured, language)
