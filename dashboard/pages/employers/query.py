"""The register as a list: every employer that goes on, as known on the plan's as-of date, with its latest inspection.

No chance, fact or plan stands beside a name here: together with the plan's list they would tell which visits lot drew.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from dashboard.components.grid_query import ListColumn, list_query, row_window
from dashboard.lineage import Lineage
from dashboard.published import Published, Row
from dashboard.regions import provinces_within
from dashboard.texts import LANGUAGES, ROOM, Language, words_of
from data_contracts.as_known import as_known_sql
from data_contracts.contract import load_contract
from data_contracts.reference_data import section_of_division, sections
from data_contracts.snapshots import Snapshot

MOST_LETTERS = 200
COLUMNS: dict[str, ListColumn] = {
    "trade_name": ListColumn("trade_name", sorts_by="folded"),
    "employer_id": ListColumn("employer_id"),
    "kvk_number": ListColumn("kvk_number"),
    "sector": ListColumn("sectors.name", also=("sectors.elsewhere",)),
    "size_class": ListColumn("size_class", sorts_by="CAST(regexp_extract(size_class, '^[0-9]+') AS INTEGER)"),
    "province": ListColumn("provinces.name", also=("provinces.elsewhere", "province")),
    "legal_form": ListColumn("forms.name", also=("forms.elsewhere",)),
    "inspected_on": ListColumn("CAST(inspected_on AS VARCHAR)", sorts_by="inspected_on"),
}
DEFAULT_ORDER = "folded, employer_id"

_KEPT = """
WITH known AS ({employers}),
cases AS ({inspections}),
latest AS (
    SELECT DISTINCT ON (employer_id) employer_id, trade_name, kvk_number, sbi_code, size_class, province, legal_form,
           end_date
    FROM known ORDER BY employer_id, valid_from <= $as_of DESC, valid_from DESC
),
inspected AS (SELECT employer_id, max(closed_on) AS inspected_on FROM cases WHERE closed_on IS NOT NULL GROUP BY ALL),
divisions AS (SELECT unnest($divisions::VARCHAR[]) AS division, unnest($of_division::VARCHAR[]) AS section)
SELECT latest.employer_id, trade_name, kvk_number, divisions.section, size_class, province, legal_form, inspected_on,
       strip_accents(lower(coalesce(trade_name, ''))) AS folded
FROM latest LEFT JOIN inspected USING (employer_id) LEFT JOIN divisions ON division = left(sbi_code, 2)
WHERE end_date IS NULL OR end_date > $as_of
ORDER BY folded, employer_id
"""
_LIST = """
FROM {register}
LEFT JOIN (SELECT unnest($sector_codes::VARCHAR[]) AS code, unnest($sector_names::VARCHAR[]) AS name,
                  unnest($sector_names_elsewhere::VARCHAR[]) AS elsewhere) AS sectors ON sectors.code = section
LEFT JOIN (SELECT unnest($province_codes::VARCHAR[]) AS code, unnest($province_names::VARCHAR[]) AS name,
                  unnest($province_names_elsewhere::VARCHAR[]) AS elsewhere) AS provinces ON provinces.code = province
LEFT JOIN (SELECT unnest($form_codes::VARCHAR[]) AS code, unnest($form_names::VARCHAR[]) AS name,
                  unnest($form_names_elsewhere::VARCHAR[]) AS elsewhere) AS forms ON forms.code = legal_form
WHERE (len($provinces::VARCHAR[]) = 0 OR list_contains($provinces::VARCHAR[], province))
  AND ($sought = '' OR contains(folded, $sought) OR lower(employer_id) = $sought OR kvk_number = $sought)
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
    query = list_query(request.get("filterModel"), request.get("sortModel"), COLUMNS, DEFAULT_ORDER)
    source = _LIST.format(register=_register(published, lineage)) + f"AND ({query.where})"
    values = _words_in(language) | {"provinces": provinces_within(published), "sought": _folded(published, sought)}
    values |= dict(query.parameters)
    first, length = row_window(request)
    shown = (
        "employer_id, trade_name, kvk_number, sectors.name AS sector, size_class, provinces.name AS province, "
        "forms.name AS legal_form, inspected_on"
    )
    rows = published.rows(
        f"SELECT {shown} {source} ORDER BY {query.order} LIMIT $length OFFSET $first",
        values | {"length": length, "first": first},
    )
    counted = published.rows(f"SELECT count(*) AS n {source}", values)
    return rows, counted[0]["n"]


def _register(published: Published, lineage: Lineage) -> str:
    warehouse = lineage.snapshot("warehouse")
    as_of = _as_of(lineage.plan)
    sql = _KEPT.format(
        employers=as_known_sql("read_parquet($employers)", load_contract("employers").as_known_key),
        inspections=as_known_sql("read_parquet($inspections)", load_contract("inspections").as_known_key),
    )
    divisions = section_of_division()
    return published.kept(
        "register",
        f"{warehouse.manifest.snapshot_id} {as_of}",
        sql,
        {
            "employers": warehouse.table("employers"),
            "inspections": warehouse.table("inspections"),
            "as_of": as_of,
            "divisions": list(divisions),
            "of_division": list(divisions.values()),
        },
    )


def _as_of(plan: Snapshot) -> date:
    return date.fromisoformat(plan.manifest.as_of) if plan.manifest.as_of else date.max


def _folded(published: Published, sought: str) -> str:
    """Return what is sought without capitals and accents, as the register keeps its names."""
    text = sought.strip()[:MOST_LETTERS].encode("utf-8", "replace").decode().replace("\0", "")
    return str(published.rows("SELECT strip_accents(lower($text)) AS folded", {"text": text})[0]["folded"])


def _words_in(language: Language) -> dict[str, list[str]]:
    elsewhere = next(other for other in LANGUAGES if other != language)
    here = _names(language)
    return {f"{name}_codes": list(pairs) for name, pairs in here.items()} | {
        f"{name}_names{ending}": list(pairs.values())
        for ending, of_language in (("", here), ("_elsewhere", _names(elsewhere)))
        for name, pairs in of_language.items()
    }


def _names(language: Language) -> dict[str, dict[str, str]]:
    words = words_of(ROOM, language)
    return {
        "sector": {item.code: item.name_nl if language == "nl" else item.name_en for item in sections()},
        **{
            name: {
                key.rpartition(".")[2]: entry[language]
                for key, entry in words.entries.items()
                if key.startswith(f"{family}.")
            }
            for name, family in (("province", "province"), ("form", "legal_form"))
        },
    }
