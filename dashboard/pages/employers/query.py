"""The register as a list: every employer that goes on, as known on the plan's as-of date, with its latest inspection.

No chance, fact or plan stands beside a name here: together with the plan's list they would tell which visits lot drew.

What a filter lets through, in the order asked for, is a list of places in the register; it is kept for as long as
there is room, so that the next page of the same list costs no more than reading its rows.
"""

from collections.abc import Mapping
from typing import Any

from dashboard.components.grid_query import ListColumn, list_query, row_window
from dashboard.lineage import Lineage
from dashboard.pages.employers.register import WORDED, Register, kept_register
from dashboard.published import Published, Row
from dashboard.regions import provinces_within
from dashboard.texts import LANGUAGES, Language

MOST_LETTERS = 200
COLUMNS = (
    "trade_name", "employer_id", "kvk_number", "sector", "size_class", "province", "legal_form", "inspected_on",
)  # fmt: skip

_MATCHING = """
SELECT place
FROM (SELECT place, name_rank, id_rank, kvk_rank, kind, employer_id, employer_id_folded, kvk_number, kvk_number_folded,
             trade_name, folded, inspected_on FROM {register.employers})
JOIN {register.kinds} USING (kind)
WHERE (len($provinces::VARCHAR[]) = 0 OR list_contains($provinces::VARCHAR[], province))
  AND ($sought = '' OR contains(folded, $sought) OR employer_id_folded = $sought OR kvk_number = $sought)
  AND ({where})
ORDER BY {order}
"""
_ROWS = """
WITH shown AS (SELECT unnest($places::INTEGER[]) AS place, unnest(range(len($places::INTEGER[]))) AS number)
SELECT employer_id, trade_name, kvk_number, sector_{language} AS sector, kinds.size_class,
       province_{language} AS province, legal_form_{language} AS legal_form, inspected_on
FROM (SELECT place, employer_id, trade_name, kvk_number, inspected_on, kind FROM {register.employers}
      WHERE place BETWEEN $lowest AND $highest)
JOIN shown USING (place) JOIN {register.kinds} AS kinds USING (kind)
ORDER BY number
"""


def page_of(
    published: Published, lineage: Lineage, sought: str, request: Mapping[str, Any], language: Language
) -> tuple[list[Row], int]:
    """Return the rows that a list asks for, and how many there are in all.

    Args:
        published: Where to read; it knows which regions may be seen.
        lineage: The plan in use and what it was made from.
        sought: A part of the name, or a whole employer or KVK number; empty for all.
        request: ``startRow, endRow, filterModel, sortModel``, as AG Grid writes it.
        language: In which filters and order read the words of a code.

    Raises:
        GoneSnapshotError: The plan was made from a register that is not there any more.
    """
    register = kept_register(published, lineage)
    query = list_query(request.get("filterModel"), request.get("sortModel"), columns_in(language), "place")
    values = {"provinces": provinces_within(published), "sought": _folded(published, sought), **query.parameters}
    sql = _MATCHING.format(register=register, where=query.where, order=query.order)
    matching = published.numbers(sql, values)
    first, length = row_window(request)
    return _rows_at(published, register, matching[first : first + length].tolist(), language), len(matching)


def columns_in(language: Language) -> dict[str, ListColumn]:
    """Return what the columns read, filter and sort by in a language; filters know the other's words as well."""
    elsewhere = next(other for other in LANGUAGES if other != language)
    return {
        "trade_name": ListColumn("trade_name", sorts_by="name_rank", folded=("folded",)),
        "employer_id": ListColumn("employer_id", sorts_by="id_rank", folded=("employer_id_folded",)),
        "kvk_number": ListColumn("kvk_number", sorts_by="kvk_rank", folded=("kvk_number_folded",)),
        "size_class": ListColumn("size_class", sorts_by="size_number", folded=("size_class_folded",)),
        "inspected_on": ListColumn("CAST(inspected_on AS VARCHAR)", sorts_by="inspected_on"),
    } | {
        name: ListColumn(
            f"{name}_{language}",
            sorts_by=f"{name}_{language}_rank",
            folded=(
                f"{name}_{language}_folded",
                f"{name}_{elsewhere}_folded",
                *(("province_folded",) if name == "province" else ()),
            ),
        )
        for name in WORDED
    }


def _rows_at(published: Published, register: Register, places: list[int], language: Language) -> list[Row]:
    if not places:
        return []
    return published.rows(
        _ROWS.format(register=register, language=language),
        {"places": places, "lowest": min(places), "highest": max(places)},
    )


def _folded(published: Published, sought: str) -> str:
    """Return what is sought without capitals and accents, as the register keeps its names."""
    if not sought.strip():
        return ""
    text = sought.strip()[:MOST_LETTERS].encode("utf-8", "replace").decode().replace("\0", "")
    return str(published.rows("SELECT strip_accents(lower($text)) AS folded", {"text": text})[0]["folded"])
