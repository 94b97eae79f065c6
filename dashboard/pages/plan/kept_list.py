"""The items of a plan as they are kept in memory for the list: what never changes of them, named in every language.

What was decided about an item, and in which week it is visited, comes beside it anew for every question.
"""

from typing import Any

from dashboard import formats
from dashboard.kept import state_of
from dashboard.published import Published
from dashboard.texts import LANGUAGES, ROOM, Language, words_of
from data_contracts.reference_data import municipalities, sections
from data_contracts.snapshots import Snapshot

INSTRUMENTS = ("letter", "desk_check", "visit", "joint_visit")
MOST_PLANS = 6
"""The plan in use, and earlier ones that screens still show."""
WORDED = ("sector", "month_name", "instrument_name", "site")
"""The columns that are words of a language: ``<column>_nl`` and ``<column>_en``."""

_PLANNED = """
planned AS (
    SELECT employer_id, trade_name, sector, size_class, province, region, team, month, instrument, bundle_id,
           expected_hours, site_doubtful, municipality_code
    FROM read_parquet($items)
)
"""
_COME_IN = """
planned AS (
    SELECT unnest($in_ids::VARCHAR[]) AS employer_id, unnest($in_names::VARCHAR[]) AS trade_name,
           unnest($in_sectors::VARCHAR[]) AS sector, unnest($in_sizes::VARCHAR[]) AS size_class,
           unnest($in_provinces::VARCHAR[]) AS province, unnest($in_regions::VARCHAR[]) AS region,
           unnest($in_teams::VARCHAR[]) AS team, CAST(unnest($in_months::VARCHAR[]) AS DATE) AS month,
           CAST(NULL AS VARCHAR) AS instrument, CAST(NULL AS VARCHAR) AS bundle_id,
           CAST(NULL AS DOUBLE) AS expected_hours, CAST(NULL AS BOOLEAN) AS site_doubtful,
           CAST(NULL AS VARCHAR) AS municipality_code
)
"""
_NAMED = """
WITH {planned},
sectors AS (SELECT unnest($sector_codes) AS code, unnest($sector_nl) AS nl, unnest($sector_en) AS en),
instruments AS (SELECT unnest($instrument_codes) AS code, unnest($instrument_nl) AS nl, unnest($instrument_en) AS en),
months AS (SELECT unnest($month_codes) AS code, unnest($month_nl) AS nl, unnest($month_en) AS en),
places AS (SELECT unnest($place_codes) AS code, unnest($place_names) AS name),
partners AS (
    SELECT mine.employer_id, string_agg(other.trade_name, ', ' ORDER BY other.trade_name) AS names
    FROM planned AS mine JOIN planned AS other USING (bundle_id)
    WHERE other.employer_id <> mine.employer_id
    GROUP BY mine.employer_id
),
named AS (
    SELECT item.employer_id, item.trade_name, item.size_class, item.province, item.team, item.region, item.month,
           item.municipality_code, places.name AS municipality, item.instrument, item.expected_hours, {named}
    FROM planned AS item
    LEFT JOIN sectors ON sectors.code = item.sector
    LEFT JOIN instruments ON instruments.code = item.instrument
    LEFT JOIN months ON months.code = month(item.month)
    LEFT JOIN partners ON partners.employer_id = item.employer_id
    LEFT JOIN places ON places.code = item.municipality_code
)
SELECT CAST({sign} row_number() OVER (ORDER BY employer_id) AS INTEGER) AS place, *,
       strip_accents(lower(trade_name)) AS name_sorted,
       TRY_CAST(regexp_extract(size_class, '^[0-9]+') AS INTEGER) AS size_sorted, {folded}
FROM named
"""
_WORDS_OF_AN_ITEM = (
    "coalesce(sectors.{0}, item.sector) AS sector_{0}, "
    "months.{0} || year(item.month) AS month_name_{0}, "
    "coalesce($jointly_{0} || ' ' || partners.names, instruments.{0}) AS instrument_name_{0}, "
    "CASE WHEN item.site_doubtful THEN $doubtful_{0} ELSE '' END AS site_{0}"
)
_PLAIN = ("trade_name", "size_class", "province", "team", "municipality")


def kept_list(published: Published, plan: Snapshot) -> str:
    """Return the name of the table of a plan's items: one row an item, with its ``place`` from 1."""
    return published.kept(
        "plan_list",
        state_of(plan),
        _named_sql(_PLANNED, ""),
        lambda: {"items": plan.table("items"), **_words()},
        MOST_PLANS,
    )


def come_in_sql() -> tuple[str, dict[str, Any]]:
    """Return the query of the same columns for employers that were added by hand, and the words that it takes.

    Their places are below zero. The caller gives ``$in_ids`` and the other values of `decided.ComeIn`.
    """
    return _named_sql(_COME_IN, "-"), _words()


def _named_sql(planned: str, sign: str) -> str:
    folded = (*_PLAIN, *(f"{column}_{language}" for column in WORDED for language in LANGUAGES))
    return _NAMED.format(
        planned=planned,
        sign=sign,
        named=", ".join(_WORDS_OF_AN_ITEM.format(language) for language in LANGUAGES),
        folded=", ".join(f"strip_accents(lower(coalesce({column}, ''))) AS {column}_folded" for column in folded),
    )


def _words() -> dict[str, Any]:
    return {
        "sector_codes": [item.code for item in sections()],
        "instrument_codes": list(INSTRUMENTS),
        "month_codes": list(range(1, 13)),
        "place_codes": [item.code for item in municipalities()],
        "place_names": [item.name for item in municipalities()],
    } | {f"{name}_{language}": words for language in LANGUAGES for name, words in _words_in(language).items()}


def _words_in(language: Language) -> dict[str, Any]:
    words = words_of(ROOM, language)
    return {
        "sector": [item.name_nl if language == "nl" else item.name_en for item in sections()],
        "instrument": [words.of_code("instrument", code) for code in INSTRUMENTS],
        "month": [formats.month_name(number, language) + formats.NO_BREAK for number in range(1, 13)],
        "jointly": words("jointly"),
        "doubtful": words("site.doubtful"),
    }
