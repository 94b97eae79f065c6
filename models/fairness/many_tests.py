"""Many tests at once: how small a p-value must be when so many were looked at."""

from collections.abc import Sequence


def holm(p_values: Sequence[float | None]) -> list[float | None]:
    """Return p-values that hold for all tests together (Holm, 1979, Scandinavian Journal of Statistics 6).

    Whoever accuses where the result is at most 0.01 accuses anybody wrongly in at most one of a hundred audits,
    however the tests hang together.

    Args:
        p_values: One a test; null where there was nothing to test, which stays null and does not count.
    """
    order = sorted((value, place) for place, value in enumerate(p_values) if value is not None)
    adjusted: list[float | None] = [None] * len(p_values)
    highest = 0.0
    for rank, (value, place) in enumerate(order):
        highest = max(highest, min(1.0, value * (len(order) - rank)))
        adjusted[place] = highest
    return adjusted
