"""The one place for colours and type: a sober palette of blues, checked for contrast in the tests."""

from typing import Any

from models.paper import palette

# WCAG 2.2 AA asks 4.5 to 1 for text and 3 to 1 for lines and bars that carry meaning.
INK = palette.INK
MUTED = palette.MUTED
PAPER = palette.PAPER
GROUND = "#f4f6f8"
LINE = palette.LINE
RIBBON = palette.RIBBON
LINK = "#01568a"
NOTICE_GROUND = palette.NOTICE_GROUND
NOTICE_INK = palette.NOTICE_INK
RAISES = "#9a3412"
LOWERS = "#0b6b7f"
PLANNED = "#154273"
RESERVED = "#b45f06"
FREE = "#c9d1d9"
BEFORE = "#75818d"
# The days of a week on a map (after Okabe and Ito, darkened where white paper asks it); each has a mark of its own too.
PROVINCE = "#8794a0"
DAYS = ("#0072b2", "#c04d00", "#00795a", "#96407f", "#1b2733", "#7a6200", "#5a5a5a")

# The same names on a dark ground; what a plot draws in a colour above, the stylesheet draws in its partner here.
DARK: dict[str, str] = {
    "INK": "#e6ecf2",
    "MUTED": "#a9b6c3",
    "PAPER": "#1a232d",
    "GROUND": "#121920",
    "LINE": "#45525f",
    "RIBBON": "#0f2c4d",
    "LINK": "#7cc0ee",
    "NOTICE_GROUND": "#4a3b00",
    "NOTICE_INK": "#ffe9a8",
    "RAISES": "#f0986b",
    "LOWERS": "#5cc3d6",
    "PLANNED": "#6aa5dc",
    "RESERVED": "#f0a050",
    "FREE": "#4f5d6b",
    "BEFORE": "#93a0ad",
    "PROVINCE": "#76838f",
}
DARK_DAYS = ("#4fa9e0", "#ff8a4c", "#3fc49c", "#d98bc3", "#e6ecf2", "#d9bf3f", "#b5b5b5")

FONT = "'Source Sans 3', 'Segoe UI', 'Noto Sans', Arial, sans-serif"

# Mantine wants ten shades of a colour, light to dark.
_BLUES = (
    "#eef5fa", "#d9e8f2", "#b2d0e4", "#85b5d4", "#5a9ac4",
    "#2f7fb3", "#01689b", "#01568a", "#154273", "#0e2f53",
)  # fmt: skip

# Its greys of the dark scheme, in the blue of the palette.
_DARKS = (
    "#e6ecf2", "#c5ced7", "#a9b6c3", "#8291a0", "#5b6977",
    "#45525f", "#26313c", "#1a232d", "#121920", "#0c1116",
)  # fmt: skip

MANTINE_THEME: dict[str, Any] = {
    "fontFamily": FONT,
    "headings": {"fontFamily": FONT, "fontWeight": "600"},
    "primaryColor": "ribbon",
    "primaryShade": {"light": 7, "dark": 6},
    "colors": {"ribbon": list(_BLUES), "dark": list(_DARKS)},
    "defaultRadius": "xs",
    "black": INK,
    "white": PAPER,
}

# The look of AG Grid, as its theming API takes it; the colours are the stylesheet's, so that they follow the scheme.
GRID_PARAMETERS: dict[str, Any] = {
    "browserColorScheme": "inherit",  # or the boxes to tick stay white in the dark
    "accentColor": "var(--link)",
    "foregroundColor": "var(--ink)",
    "backgroundColor": "var(--paper)",
    "borderColor": "var(--line)",
    "headerBackgroundColor": "var(--table-head)",
    "headerTextColor": "var(--ink)",
    "headerFontWeight": 600,
    "oddRowBackgroundColor": "var(--row-odd)",
    "rowHoverColor": "var(--row-hover)",
    "fontFamily": FONT,
    "fontSize": 15,
    "headerFontSize": 14,
    "spacing": 6,
    "cellHorizontalPadding": 10,
    "wrapperBorderRadius": 2,
}


_IN_THE_DARK = ':root[data-mantine-color-scheme="dark"] .js-plotly-plot'


def plot_rules() -> str:
    """Return the style rules by which a plot, drawn in the colours of the light scheme, follows the dark one."""
    pairs = {globals()[name]: dark for name, dark in DARK.items() if name != "RIBBON"} | dict(
        zip(DAYS, DARK_DAYS, strict=True)
    )
    ground = f"{_IN_THE_DARK} .main-svg {{ background: transparent !important; }}"
    return "\n".join([ground, *(_rules(light, dark) for light, dark in pairs.items())]) + "\n"


def _rules(light: str, dark: str) -> str:
    red, green, blue = (int(light[start : start + 2], 16) for start in (1, 3, 5))
    return "\n".join(
        f'{_IN_THE_DARK} [style*="{name}: rgb({red}, {green}, {blue})"] {{ {name}: {dark} !important; }}'
        for name in ("fill", "stroke")
    )
