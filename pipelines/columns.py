"""Tables in a terminal: plain lines that are never cut, whatever the width of the screen."""

from collections.abc import Collection, Iterator, Sequence

GAP = "  "


def aligned(head: Sequence[str], rows: Sequence[Sequence[str]], right: Collection[str] = ()) -> Iterator[str]:
    """Yield the head and the rows, each column as wide as its widest cell.

    Args:
        head: The columns' names.
        rows: Cells, as many a row as there are columns.
        right: Names of the columns whose cells end, rather than begin, under each other.
    """
    table = [tuple(head), *(tuple(row) for row in rows)]
    widths = [max(len(row[place]) for row in table) for place in range(len(head))]
    for row in table:
        cells = (
            cell.rjust(width) if name in right else cell.ljust(width)
            for name, cell, width in zip(head, row, widths, strict=True)
        )
        yield GAP.join(cells).rstrip()
