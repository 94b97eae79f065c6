"""The columns of the list, and a row's values as a reader sees them: on the screen and in the export alike."""

from typing import Any

from dashboard import formats
from dashboard.components.grid import GridColumn
from dashboard.published import Row
from dashboard.routing import Address
from dashboard.texts import Language, Words

# What a column shows, and how wide it is in pixels.
_SHOWN = {
    "trade_name": ("trade_name", 175),
    "state": ("state_name", 122),
    "month": ("month_name", 125),
    "week": ("week", 72),
    "team": ("team", 90),
    "instrument": ("instrument_name", 132),
    "expected_hours": ("expected_hours", 76),
    "site": ("site", 102),
    "municipality": ("municipality", 112),
    "sector": ("sector", 110),
    "size_class": ("size_class", 120),
    "province": ("province", 95),
}
_GROWING = frozenset({"trade_name", "sector"})
_TELLING = frozenset(
    {"trade_name", "state", "instrument", "sector", "municipality"}
)  # what can be longer than its column
_NUMBERS = frozenset({"expected_hours"})


def columns(words: Words) -> list[GridColumn]:
    """Return the columns of the list."""
    return [
        GridColumn(
            name=name,
            header=words(f"column.{name}"),
            explanation=words(f"explain.{name}"),
            kind="number" if name in _NUMBERS else "text",
            width=width,
            grows=name in _GROWING,
            link="href" if name == "trade_name" else "",
            tells=name in _TELLING,
        )
        for name, (_, width) in _SHOWN.items()
    ]


def shown(row: Row, language: Language, parameters: dict[str, str] | None = None) -> dict[str, str]:
    """Return a row's values as text, with the number and the address of its employer.

    Args:
        row: From `dashboard.pages.plan.query`.
        language: The reader's.
        parameters: How the employer's page is set, e.g. blind; ``None``: no way leads there.
    """
    cells = {name: _text(name, row[field], language) for name, (field, _) in _SHOWN.items()}
    employer_id = row["employer_id"]
    href = "" if parameters is None else Address(language, "employer", employer_id, parameters).href
    return cells | {"href": href, "employer_id": employer_id}


def _text(name: str, value: Any, language: Language) -> str:
    if name == "week":
        return str(value.isocalendar().week) if value else ""
    if name in _NUMBERS:
        return formats.number(value, language)
    return formats.MISSING if value is None else str(value)
