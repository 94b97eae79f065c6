"""Contrast of the palette in both schemes (WCAG 2.2 AA), and one set of colours."""

import re

import pytest

from dashboard import theme
from dashboard.texts import ROOM

ASSETS = ROOM / "assets"
# 4.5 to 1 for text; 3 to 1 for what is drawn and carries meaning.
TEXT_PAIRS = [
    ("ink", "paper"),
    ("ink", "ground"),
    ("ink", "table-head"),
    ("ink", "row-hover"),
    ("muted", "paper"),
    ("muted", "ground"),
    ("link", "paper"),
    ("link", "row-odd"),
    ("link", "row-hover"),
    ("header-ink", "ribbon"),
    ("notice-ink", "notice-ground"),
    ("raises", "paper"),
]
DRAWN_PAIRS = [("raises", "shade"), ("lowers", "shade"), ("focus", "paper"), ("link", "track")]
PLOTTED = ["PLANNED", "RESERVED", "BEFORE", "RAISES", "LOWERS", "PROVINCE", "INK"]


def _luminance(colour: str) -> float:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_what_has_no_script_is_dark_when_the_machine_is() -> None:
    """The sign-in page, and a page that has not started: the machine's scheme, in the colours of the chosen one."""
    css = (ASSETS / "kompas.css").read_text(encoding="utf-8")
    chosen, asked = (
        re.search(re.escape(start) + r" \{(.*?)\}", css, re.DOTALL)
        for start in (
            ':root[data-mantine-color-scheme="dark"]',
            "@media (prefers-color-scheme: dark) {\n  :root:not([data-mantine-color-scheme])",
        )
    )
    assert chosen
    assert asked
    assert chosen[1].split() == asked[1].split()
    assert "--paper: #1a232d;" in asked[1]


def test_buttons_of_the_sign_in_page_can_be_read_in_the_dark() -> None:
    css = (ASSETS / "signing_in.css").read_text(encoding="utf-8")
    dark = css[css.index("@media (prefers-color-scheme: dark)") :]
    grounds = re.findall(r"background: (#[0-9a-f]{6})", dark[: dark.index("\n}")])
    assert len(grounds) == 2  # at rest, and under the pointer
    assert all(_contrast(_named("dark")["header-ink"], ground) >= 4.5 for ground in grounds)


def _named(scheme: str) -> dict[str, str]:
    """Return the colours that the stylesheet names; the dark scheme takes from the light one what it leaves out."""
    css = (ASSETS / "kompas.css").read_text(encoding="utf-8")
    light = css[css.index(":root {") : css.index("}", css.index(":root {"))]
    start = css.index(':root[data-mantine-color-scheme="dark"] {')
    dark = css[start : css.index("}", start)]
    names = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", light))
    return names | (dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", dark)) if scheme == "dark" else {})


def test_black_on_white_is_21_to_1() -> None:
    assert _contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT_PAIRS)
def test_text_can_be_read(text: str, ground: str, scheme: str) -> None:
    named = _named(scheme)
    assert _contrast(named[text], named[ground]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("drawn", "ground"), DRAWN_PAIRS)
def test_what_is_drawn_can_be_seen(drawn: str, ground: str, scheme: str) -> None:
    named = _named(scheme)
    assert _contrast(named[drawn], named[ground]) >= 3


@pytest.mark.parametrize("name", PLOTTED)
def test_what_a_plot_draws_can_be_seen_in_both_schemes(name: str) -> None:
    assert _contrast(getattr(theme, name), theme.PAPER) >= 3
    assert _contrast(theme.DARK[name], theme.DARK["PAPER"]) >= 3


@pytest.mark.parametrize(("light", "dark"), list(zip(theme.DAYS, theme.DARK_DAYS, strict=True)))
def test_the_days_on_a_map_can_be_seen_in_both_schemes(light: str, dark: str) -> None:
    assert _contrast(light, theme.PAPER) >= 3
    assert _contrast(dark, theme.DARK["PAPER"]) >= 3


def test_the_stylesheet_has_the_same_colours() -> None:
    for scheme, palette in (("light", vars(theme)), ("dark", theme.DARK)):
        named = {name.upper().replace("-", "_"): value for name, value in _named(scheme).items()}
        shared = named.keys() & palette.keys()
        assert {name: named[name] for name in shared} == {name: palette[name] for name in shared}
        assert {"INK", "PAPER", "RIBBON", "LINK"} <= shared


def test_plots_follow_the_dark_scheme() -> None:
    rules = (ASSETS / "plots_dark.css").read_text(encoding="utf-8")
    assert rules.endswith(theme.plot_rules())
    red, green, blue = (int(theme.PLANNED[start : start + 2], 16) for start in (1, 3, 5))
    assert f'[style*="fill: rgb({red}, {green}, {blue})"] {{ fill: {theme.DARK["PLANNED"]} !important; }}' in rules


def test_every_colour_of_a_plot_has_a_partner_in_the_dark() -> None:
    colours = {name for name, value in vars(theme).items() if isinstance(value, str) and value.startswith("#")}
    assert colours == set(theme.DARK)
