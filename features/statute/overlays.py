"""What if the law were otherwise: dated overlays on the parameters. The files stay as they are, and so does the law."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from types import MappingProxyType
from typing import Any

from data_contracts.errors import KompasError
from features.statute.parameters import EURO_UNIT, REPLACED, Entry, Known, Parameter, parameter_named

CERTAINTY = "unverified"
"""How certain a value in an overlay is: it is thought up, or announced and not checked."""


@dataclass(frozen=True)
class Overlay:
    """What one parameter would be from a day on; exactly one of ``value``, ``factor`` and ``value_of`` is given.

    Attributes:
        parameter_id: The parameter.
        valid_from: The first day of the overlay; what held before it stays.
        source: Where the thought comes from, for people.
        value: A value that takes the place of all that holds from that day on; amounts in cents.
        factor: What every amount from that day on is multiplied by; cents are rounded, halves up.
        value_of: A later day: what holds from that day on holds from ``valid_from`` on.
        leave: Named amounts that a factor leaves as they are, such as a threshold among fines.
        on_last_known: Whether a factor makes of an amount that was not found the last one known, multiplied. Without
            it such an amount stays unknown.
    """

    parameter_id: str
    valid_from: date
    source: str
    value: Any = None
    factor: Decimal | None = None
    value_of: date | None = None
    leave: frozenset[str] = frozenset()
    on_last_known: bool = False

    def __post_init__(self) -> None:
        given = [part for part in (self.value, self.factor, self.value_of) if part is not None]
        if len(given) != 1:
            raise _wrong(self, "it gives not exactly one of a value, a factor and a day whose value it takes")
        if self.factor is not None and self.factor <= 0:
            raise _wrong(self, "its factor is not above zero")


@contextmanager
def law_with(overlays: Sequence[Overlay]) -> Iterator[None]:
    """Let all that asks for parameters see them with overlays, in this thread and for the length of the block only.

    Overlays of one parameter, and blocks within blocks, come on top of each other in their order. Whatever happens
    inside, the law is as it was afterwards; other threads never see it otherwise.

    Raises:
        KompasError: There is no such parameter, or a factor is put on what is no amount.
    """
    replaced = dict(REPLACED.get())
    for overlay in overlays:
        parameter = replaced.get(overlay.parameter_id) or parameter_named(overlay.parameter_id)
        replaced[overlay.parameter_id] = overlaid(parameter, overlay)
    token = REPLACED.set(MappingProxyType(replaced))
    try:
        yield
    finally:
        REPLACED.reset(token)


def overlaid(parameter: Parameter, overlay: Overlay) -> Parameter:
    """Return a parameter as an overlay makes it."""
    day_before = overlay.valid_from - timedelta(days=1)
    before = [_until(entry, day_before) for entry in parameter.entries if entry.known.valid_from <= day_before]
    if overlay.value is not None:
        after = [_entry(overlay, parameter.entries[-1].known.article)]
    elif overlay.value_of is not None:
        after = _brought_forward(parameter, overlay, overlay.value_of)
    else:
        after = _multiplied(parameter, overlay)
    return replace(parameter, entries=(*before, *after))


def _until(entry: Entry, day: date) -> Entry:
    """Return an entry that ends on a day at the latest."""
    last = entry.known.valid_to
    return replace(entry, known=replace(entry.known, valid_to=day if last is None else min(last, day)))


def _entry(overlay: Overlay, article: str) -> Entry:
    return Entry(Known(overlay.value, article, overlay.source, CERTAINTY, overlay.valid_from, None), "", "")


def _brought_forward(parameter: Parameter, overlay: Overlay, day: date) -> list[Entry]:
    """Return the entries that hold on a later day and after it, the first of them from the overlay's day on."""
    later = [entry for entry in parameter.entries if entry.known.valid_to is None or entry.known.valid_to >= day]
    if not later or later[0].known.valid_from > day or overlay.valid_from > day:
        raise _wrong(overlay, f"nothing holds on {day}, or it lies before the overlay's own day")
    first = replace(later[0].known, valid_from=overlay.valid_from, source=overlay.source)
    certainty = first.certainty if first.value is None else CERTAINTY
    return [replace(later[0], known=replace(first, certainty=certainty)), *later[1:]]


def _multiplied(parameter: Parameter, overlay: Overlay) -> list[Entry]:
    """Return the entries from the overlay's day on, multiplied."""
    if parameter.unit != EURO_UNIT:
        raise _wrong(overlay, "it multiplies what is no amount of money")
    found: list[Entry] = []
    last: Any = None
    for entry in parameter.entries:
        value = entry.known.value
        last = _last_known(last, value)
        if entry.known.valid_to is None or entry.known.valid_to >= overlay.valid_from:
            base = last if value is None and overlay.on_last_known else value
            found.append(_times(entry, overlay, base))
    return found


def _last_known(before: Any, value: Any) -> Any:
    """Return the last amounts known; of named ones each by itself, since a later entry may leave some out."""
    if isinstance(before, dict) and isinstance(value, dict):
        return before | value
    return before if value is None else value


def _times(entry: Entry, overlay: Overlay, base: Any) -> Entry:
    starts = max(entry.known.valid_from, overlay.valid_from)
    if base is None:
        return replace(entry, known=replace(entry.known, valid_from=starts))
    value = _amounts_times(base, overlay)
    known = replace(entry.known, value=value, valid_from=starts, source=overlay.source, certainty=CERTAINTY)
    return replace(entry, known=known)


def _amounts_times(amounts: Any, overlay: Overlay) -> Any:
    """Return cents, one amount or by name, multiplied and rounded; halves go up."""
    if isinstance(amounts, dict):
        return {
            name: amount if name in overlay.leave else _amounts_times(amount, overlay)
            for name, amount in amounts.items()
        }
    factor = overlay.factor or Decimal(1)
    return int((Decimal(amounts) * factor).quantize(Decimal(1), ROUND_HALF_UP))


def _wrong(overlay: Overlay, problem: str) -> KompasError:
    return KompasError(
        f"The overlay on '{overlay.parameter_id}' cannot be laid: {problem}.",
        f"from {overlay.valid_from}",
        "Give a value, or a factor above zero on an amount, or a later day on which something holds.",
    )
