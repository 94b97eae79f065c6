"""A field for a day: its calendar speaks the language of the screen, whatever the language of the browser."""

from datetime import date

import dash_mantine_components as dmc
from dash.development.base_component import Component

from dashboard.components.aria import aria
from dashboard.texts import Words

_CONTROLS = {
    "monthLevelControl": "month_level",
    "yearLevelControl": "year_level",
    "previousMonth": "previous_month",
    "nextMonth": "next_month",
    "previousYear": "previous_year",
    "nextYear": "next_year",
    "previousDecade": "previous_decade",
    "nextDecade": "next_decade",
}
"""The buttons of the calendar by Mantine's names for them, and our words for each."""


def day_field(identifier: str, label: str, value: date | None, words: Words, width: int = 190) -> Component:
    """Return a field in which a day is chosen from a calendar, with the keyboard too; its value is ``YYYY-MM-DD``.

    A day is chosen and not typed: what ``5-3-2027`` means depends on who reads it, the name of a month does not.

    Args:
        identifier: Of the field, for callbacks.
        label: What stands above it.
        value: The day it begins with, or none.
        words: The shared words in the language of the screen.
        width: In pixels.
    """
    field = dmc.DatePickerInput(
        id=identifier,
        label=label,
        value=value.isoformat() if value else None,
        valueFormat="D MMMM YYYY",
        placeholder=words("calendar_field.empty"),
        clearable=True,
        clearButtonProps=aria(label=words("calendar_field.clear", field=label)),
        highlightToday=True,
        hideOutsideDates=True,
        weekendDays=[],
        ariaLabels={part: words(f"calendar_field.{told}") for part, told in _CONTROLS.items()},
        w=width,
    )
    # The names come from assets/dates.js; English is what the calendar speaks by itself. Its pale and its red days, of
    # other months and of weekends, are too faint to read, so there are none.
    localised: Component = dmc.DatesProvider(field, settings={"locale": words.language, "firstDayOfWeek": 1})
    return localised
