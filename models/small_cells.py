"""Which counts are too small to show, and which others go with them, so that none is what a total leaves.

One rule for every table and export that counts employers a plan or a case concerns, and their workers
(docs/decisions/0042). A count of none is shown; it is about nobody.
"""

from collections.abc import Collection, Mapping, Sequence

FEW = 5
"""A cell of fewer than this many is not shown."""
SMALL = "*small*"
"""The groups of so few employers that they stand together."""


def small_cells(counts: Mapping[str, float], also: Collection[str] = (), few: int = FEW) -> frozenset[str]:
    """Return the cells of a row or column that are not shown beside their total.

    Those of fewer than ``few`` go first. Then, one by one, the next smallest: until there are two, they hold ``few``
    together, and their sum does not say what each of them is (as 8 does of two that are fewer than 5 each). Cells alike
    go together: which of them went along would tell.

    Args:
        counts: The cells by name; those of none are shown.
        also: Names that are hidden for another reason.
        few: Below this a cell is small.
    """
    hidden = {name for name, count in counts.items() if 0 < count < few or name in also}
    rest = sorted((count, name) for name, count in counts.items() if count > 0 and name not in hidden)
    added = False
    while hidden and rest and (len(hidden) < 2 or _told_by_sum([counts[name] for name in hidden], few, added)):
        least = rest[0][0]
        hidden |= {name for count, name in rest if count == least}
        rest = [cell for cell in rest if cell[0] > least]
        added = True
    return frozenset(hidden)


def small_in_any(tables: Sequence[Mapping[str, float]], also: Collection[str] = (), few: int = FEW) -> frozenset[str]:
    """Return the cells that are not shown in any of several tables of the same groups, for one of them hides them.

    What one table hides may ask for another cell in the next, so they are gone through until nothing more follows.

    Args:
        tables: The cells by name, as ``small_cells``.
        also: Names that are hidden for another reason.
        few: Below this a cell is small.
    """
    hidden, before = frozenset(also), None
    while hidden != before:
        before = hidden
        for counts in tables:
            hidden |= small_cells(counts, [name for name in hidden if counts.get(name, 0) > 0], few)
    return hidden


def _told_by_sum(cells: Collection[float], few: int, added: bool) -> bool:
    """Tell whether cells are too few together, or are each the least or the most that a small cell can be."""
    total = sum(cells)
    return total < few or (not added and total in (len(cells), (few - 1) * len(cells)))


def together(employers: Mapping[str, int], few: int = FEW) -> dict[str, str]:
    """Return for each group under which name it is shown: its own, or ``SMALL`` when it is of too few employers.

    Args:
        employers: How many there are in each group; one of none is small too.
        few: Below this many a group is small.
    """
    small = small_cells(employers, [name for name, count in employers.items() if not count], few)
    return {name: SMALL if name in small else name for name in employers}


def pooled(counts: Mapping[str, float], shown_as: Mapping[str, str]) -> dict[str, float]:
    """Return counts by the names under which their groups are shown."""
    of: dict[str, float] = {}
    for name, count in counts.items():
        of[shown_as[name]] = of.get(shown_as[name], 0) + count
    return of
