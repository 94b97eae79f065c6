"""Counts of workers in a dossier: what fewer than five of them share is not shown outside the single wage rows."""

from dashboard import formats
from dashboard.chains import FEW_WORKERS
from dashboard.texts import Words


def is_few(count: int | float | None) -> bool:
    """Return whether so many workers are some, but too few to show."""
    return count is not None and 0 < count < FEW_WORKERS


def counted(count: int, words: Words) -> str:
    """Return a number of workers; ``< 5`` when it is some but too few to show."""
    return words("few", few=FEW_WORKERS) if is_few(count) else formats.number(count, words.language)


def share_of(part: int, whole: int) -> float | None:
    """Return the part of the workers; ``None`` when the part or the rest are too few to show, or there are none."""
    return None if is_few(part) or is_few(whole - part) or whole < FEW_WORKERS else part / whole
