"""Groups of employers by name, and none so small that an employer could be recognised in it."""

from collections.abc import Sequence

from dashboard.published import Row
from dashboard.texts import Words
from data_contracts.reference_data import sections
from models import small_cells

FEW, SMALL = small_cells.FEW, small_cells.SMALL
DIMENSIONS = ("sector", "region", "size_class", "kind")
SIZES = ("1", "2", "3-4", "5-9", "10-19", "20-49", "50-99", "100+")
KINDS = ("lender", "hirer", "both", "neither")


def small_groups(rows: Sequence[Row], few: int = FEW) -> frozenset[str]:
    """Return the groups that may not be shown on their own (``models.small_cells``).

    Args:
        rows: ``group`` and ``employers``; of several periods the smallest count decides.
        few: Below this many employers a group is small.
    """
    fewest: dict[str, int] = {}
    for row in rows:
        fewest[row["group"]] = min(fewest.get(row["group"], row["employers"]), row["employers"])
    return frozenset(group for group, name in small_cells.together(fewest, few).items() if name == SMALL)


def group_name(dimension: str, group: str, words: Words) -> str:
    """Return a group in words, e.g. ``Bouwnijverheid`` for sector F; the code itself when it is not known."""
    if group == SMALL:
        return words("group.small")
    if not group:
        return words("group.unknown")
    if dimension == "sector":
        return _section_names(words).get(group, group)
    if dimension == "size_class":
        return words("group.one_worker") if group == "1" else words("group.workers", size=group)
    if dimension == "region":
        return words.of_code("region", group)
    return words.of_code("chain_kind", group) if dimension == "kind" else words("dimension.all")


def group_order(dimension: str, group: str) -> tuple[int, str]:
    """Return by what the groups of a dimension are put in order; what is put together comes last."""
    if group == SMALL:
        return 99, ""
    fixed = {"size_class": SIZES, "kind": KINDS}.get(dimension, ())
    return (fixed.index(group) if group in fixed else len(fixed)), group


def _section_names(words: Words) -> dict[str, str]:
    return {item.code: item.name_nl if words.language == "nl" else item.name_en for item in sections()}
