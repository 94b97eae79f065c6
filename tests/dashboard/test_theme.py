"""Contrast of the palette (WCAG 2.2 AA: 4.5 to 1 for text, 3 to 1 for what is drawn), and one set of colours."""

import re

import pytest

from dashboard import theme
from dashboard.texts import ROOM

TEXT_PAIRS = [
    (theme.INK, theme.PAPER),
    (theme.INK, theme.GROUND),
    (theme.MUTED, theme.PAPER),
    (theme.MUTED, theme.GROUND),
    (theme.LINK, theme.PAPER),
    (theme.LINK, theme.GRID_PARAMETERS["oddRowBackgroundColor"]),
    (theme.LINK, theme.GRID_PARAMETERS["rowHoverColor"]),
    (theme.INK, theme.GRID_PARAMETERS["headerBackgroundColor"]),
    (theme.PAPER, theme.RIBBON),
    (theme.NOTICE_INK, theme.NOTICE_GROUND),
]
DRAWN_PAIRS = [
    (theme.RAISES, "#eef2f5"),
    (theme.LOWERS, "#eef2f5"),
    (theme.PLANNED, theme.PAPER),
    (theme.RESERVED, theme.PAPER),
]


def _luminance(colour: str) -> float:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_black_on_white_is_21_to_1() -> None:
    assert _contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize(("text", "ground"), TEXT_PAIRS)
def test_text_can_be_read(text: str, ground: str) -> None:
    assert _contrast(text, ground) >= 4.5


@pytest.mark.parametrize(("drawn", "ground"), DRAWN_PAIRS)
def test_what_is_drawn_can_be_seen(drawn: str, ground: str) -> None:
    assert _contrast(drawn, ground) >= 3


def test_the_stylesheet_has_the_same_colours() -> None:
    css = (ROOM / "assets" / "kompas.css").read_text(encoding="utf-8")
    names = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", css))
    named = {name.upper().replace("-", "_"): value for name, value in names.items()}
    assert {name: value for name, value in named.items() if hasattr(theme, name)} == {
        name: getattr(theme, name) for name in named if hasattr(theme, name)
    }
    assert {"INK", "PAPER", "RIBBON", "LINK"} <= set(named)
