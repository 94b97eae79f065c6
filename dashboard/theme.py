"""The one place for colours and type: a sober palette of blues, checked for contrast in the tests."""

from typing import Any

# WCAG 2.2 AA asks 4.5 to 1 for text and 3 to 1 for lines and bars that carry meaning.
INK = "#1b2733"
MUTED = "#4d5b69"
PAPER = "#ffffff"
GROUND = "#f4f6f8"
LINE = "#c9d1d9"
RIBBON = "#154273"
LINK = "#01568a"
NOTICE_GROUND = "#ffe9a8"
NOTICE_INK = "#3d2f00"
RAISES = "#9a3412"
LOWERS = "#0b6b7f"
PLANNED = "#154273"
RESERVED = "#b45f06"
FREE = "#c9d1d9"
BEFORE = "#75818d"
# The days of a week on a map (after Okabe and Ito, darkened where white paper asks it); each has a mark of its own too.
PROVINCE = "#8794a0"
DAYS = ("#0072b2", "#c04d00", "#00795a", "#96407f", "#1b2733", "#7a6200", "#5a5a5a")

FONT = "'Source Sans 3', 'Segoe UI', 'Noto Sans', Arial, sans-serif"

# Mantine wants ten shades of a colour, light to dark.
_BLUES = (
    "#eef5fa", "#d9e8f2", "#b2d0e4", "#85b5d4", "#5a9ac4",
    "#2f7fb3", "#01689b", "#01568a", "#154273", "#0e2f53",
)  # fmt: skip

MANTINE_THEME: dict[str, Any] = {
    "fontFamily": FONT,
    "headings": {"fontFamily": FONT, "fontWeight": "600"},
    "primaryColor": "ribbon",
    "primaryShade": 7,
    "colors": {"ribbon": list(_BLUES)},
    "defaultRadius": "xs",
    "black": INK,
    "white": PAPER,
}

# The look of AG Grid, as its theming API takes it.
GRID_PARAMETERS: dict[str, Any] = {
    "accentColor": LINK,
    "foregroundColor": INK,
    "backgroundColor": PAPER,
    "borderColor": LINE,
    "headerBackgroundColor": "#e6edf3",
    "headerTextColor": INK,
    "headerFontWeight": 600,
    "oddRowBackgroundColor": "#f8fafb",
    "rowHoverColor": "#e8f1f7",
    "fontFamily": FONT,
    "fontSize": 15,
    "headerFontSize": 14,
    "spacing": 6,
    "cellHorizontalPadding": 10,
    "wrapperBorderRadius": 2,
}
