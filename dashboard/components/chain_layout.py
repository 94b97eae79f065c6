"""Where the parties of a chain stand in a picture: lenders to the left of whom they lend to, the same every time."""

from collections.abc import Mapping, Sequence

from dashboard.chains import Link, Party

ROWS = 9
"""How many parties stand below each other at most; the others stand in a next column."""
COLUMN_WIDTH, ROW_HEIGHT = 210, 62


def positions(parties: Sequence[Party], links: Sequence[Link]) -> dict[str, tuple[int, int]]:
    """Return where each party stands, (x, y) in pixels of the unscaled picture.

    Args:
        parties: The parties, the one in the middle first, in the order in which they are placed.
        links: The links among them.
    """
    level_of = levels(parties, links)
    placed: dict[str, tuple[int, int]] = {}
    column = 0
    for level in sorted(set(level_of.values())):
        names = [party.party_id for party in parties if level_of[party.party_id] == level]
        for index, start in enumerate(range(0, len(names), ROWS)):
            placed |= _column(names[start : start + ROWS], column, raised=index % 2 == 1)
            column += 1
    return placed


def levels(parties: Sequence[Party], links: Sequence[Link]) -> Mapping[str, int]:
    """Return how many times a party hired more often than lent on the way to it from the middle, which is 0."""
    level_of = {party.party_id: 0 for party in parties[:1]}
    step_of = {party.party_id: party.step for party in parties}
    for step in range(1, max(step_of.values(), default=0) + 1):
        for link in links:
            for known, other, change in ((link.lender_id, link.hirer_id, 1), (link.hirer_id, link.lender_id, -1)):
                if step_of[other] == step and step_of[known] == step - 1:
                    level_of.setdefault(other, level_of.get(known, 0) + change)
    return {party.party_id: level_of.get(party.party_id, 0) for party in parties}


def rows_of(placed: Mapping[str, tuple[int, int]]) -> int:
    """Return how many parties the longest column holds."""
    columns = [x for x, _ in placed.values()]
    return max((columns.count(x) for x in set(columns)), default=0)


def _column(names: Sequence[str], column: int, *, raised: bool) -> dict[str, tuple[int, int]]:
    """Return the places of a column from the middle outward: the first in the middle, then below, above, below.

    A raised column stands half a row higher, so that links to it run between the parties of the column before it.
    """
    outward = [(index + 1) // 2 * (1 if index % 2 else -1) for index in range(len(names))]
    shift = ROW_HEIGHT // 2 if raised else 0
    return {
        name: (column * COLUMN_WIDTH, place * ROW_HEIGHT - shift) for name, place in zip(names, outward, strict=True)
    }
