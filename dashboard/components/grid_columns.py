"""Which columns of a list are shown and how wide, as an address carries it: only what a reader changed.

``columns=-site,team.140`` says: the column of the site is hidden, that of the team is 140 pixels wide.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

NARROWEST, WIDEST = 60, 1000
"""Pixels; what an address asks beyond them is not listened to."""


@dataclass(frozen=True)
class ColumnShape:
    """What a reader made of a column: hidden, or of a width in pixels (``None``: the list's own)."""

    hidden: bool = False
    width: int | None = None


AS_IT_IS = ColumnShape()


def shapes_in(address: Mapping[str, str], columns: Collection[str], stays: str) -> dict[str, ColumnShape]:
    """Return what an address says of a list's columns; what cannot be read is left out.

    Args:
        address: The parameters of the address.
        columns: The columns that there are.
        stays: The column that cannot be hidden.
    """
    parts = address.get("columns", "").split(",")
    hidden = {part[1:] for part in parts if part.startswith("-")} & set(columns) - {stays}
    widths = {name: width for name, width in map(_width, parts) if name in columns and width}
    return {name: ColumnShape(name in hidden, widths.get(name)) for name in (*hidden, *widths)}


def _width(part: str) -> tuple[str, int | None]:
    name, _, digits = part.rpartition(".")
    width = int(digits) if digits.isascii() and digits.isdecimal() and len(digits) < 5 else 0
    return name, width if NARROWEST <= width <= WIDEST else None
