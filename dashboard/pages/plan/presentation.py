"""The columns of the list, and a visit's values as a reader sees them: on the screen and in the export alike."""

from collections.abc import Callable
from typing import Any

from dashboard import formats
from dashboard.components.grid import GridColumn
from dashboard.published import Row
from dashboard.routing import Address
from dashboard.texts import Language, Words

_TEXT_WIDTHS = {"trade_name": 220, "sector": 220, "size_class": 125, "province": 110, "team": 115}
_NUMBER_WIDTHS = {"expected_hours": 95}
_GROWING = frozenset({"trade_name", "sector"})

_FORMATS: dict[str, Callable[[Any, Language], str]] = {"expected_hours": formats.number}


def columns(words: Words) -> list[GridColumn]:
    """Return the columns of the list."""
    return [
        GridColumn(
            name=name,
            header=words(f"column.{name}"),
            explanation=words(f"explain.{name}"),
            kind="number" if name in _NUMBER_WIDTHS else "text",
            width=width,
            grows=name in _GROWING,
            link="href" if name == "trade_name" else "",
        )
        for name, width in (_TEXT_WIDTHS | _NUMBER_WIDTHS).items()
    ]


def shown(row: Row, language: Language) -> dict[str, str]:
    """Return a visit's values as text, and the address of its employer."""
    names = (*_TEXT_WIDTHS, *_NUMBER_WIDTHS)
    cells = {name: _FORMATS.get(name, _as_text)(row[name], language) for name in names}
    return cells | {"href": Address(language, "employer", row["employer_id"]).href}


def _as_text(value: Any, _language: Language) -> str:
    return formats.MISSING if value is None else str(value)
