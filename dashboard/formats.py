"""Numbers, money, dates and chances as a reader of the language writes them."""

from datetime import date

from dashboard.texts import ROOM, Language, words_of
from features.estimates import last_place, written_to

NO_BREAK = "\u00a0"
MISSING = "–"
MINUS = "−"
_SEPARATORS: dict[Language, tuple[str, str]] = {"nl": (".", ","), "en": (",", ".")}


def number(value: float | None, language: Language, decimals: int = 0) -> str:
    """Return a number, e.g. ``1.234,5`` in Dutch and ``1,234.5`` in English; a dash when there is none."""
    if value is None:
        return MISSING
    thousands, point = _SEPARATORS[language]
    text = f"{abs(value):,.{decimals}f}"
    sign = MINUS if value < 0 and text.strip("0,.") else ""
    return sign + text.translate({ord(","): thousands, ord("."): point})


def money(cents: int | None, language: Language) -> str:
    """Return an amount in cents as euros, e.g. ``€ 1.234,50`` in Dutch and ``€1,234.50`` in English."""
    if cents is None:
        return MISSING
    space = NO_BREAK if language == "nl" else ""
    amount = number(abs(cents) / 100, language, 2)
    return f"{MINUS if cents < 0 else ''}€{space}{amount}"


def euros(value: float, language: Language) -> str:
    """Return an estimate in euros to two figures that count, e.g. ``€ 1.200``: more would look surer than it is."""
    space = NO_BREAK if language == "nl" else ""
    return f"€{space}{number(written_to(value, last_place(value))[0], language)}"


def chance(probability: float | None, language: Language) -> str:
    """Return a chance from 0 to 1 as a whole percentage; never 0% or 100%, which no model can know."""
    if probability is None:
        return MISSING
    percent = probability * 100
    if percent < 1:
        return "<1%"
    if percent > 99:
        return ">99%"
    return number(percent, language) + "%"


def share(value: float | None, language: Language) -> str:
    """Return a share from 0 to 1 that was counted, as a whole percentage."""
    return MISSING if value is None else number(value * 100, language) + "%"


def day(value: date | None, language: Language) -> str:
    """Return a date in full, e.g. ``31 oktober 2026``."""
    if value is None:
        return MISSING
    return f"{value.day} {month_name(value.month, language)} {value.year}".replace(" ", NO_BREAK)


def month(value: date | None, language: Language) -> str:
    """Return a month in full, e.g. ``oktober 2026``."""
    if value is None:
        return MISSING
    return f"{month_name(value.month, language)}{NO_BREAK}{value.year}"


def period(first: date | None, last: date | None, language: Language) -> str:
    """Return a period of whole months, e.g. ``mei – oktober 2026``, or one month when they are the same."""
    if first is None or last is None or first == last:
        return month(first or last, language)
    if first.year == last.year:
        return f"{month_name(first.month, language)} {MISSING} {month(last, language)}"
    return f"{month(first, language)} {MISSING} {month(last, language)}"


def month_name(number_of_month: int, language: Language) -> str:
    """Return the name of a month, 1 to 12."""
    return words_of(ROOM, language)(f"month.{number_of_month}")


def plot_separators(language: Language) -> str:
    """Return the decimal sign and the thousands separator, as Plotly takes them."""
    thousands, point = _SEPARATORS[language]
    return point + thousands
