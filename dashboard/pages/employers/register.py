"""The register as it is kept in memory for the list: one row an employer, in the list's own order.

What is the same for many employers (sector, size, province, legal form, and the words for them in every language)
stands once in a second table, a row for each *kind* of employer: a filter or order on these words then looks at some
ten thousand kinds, not at half a million employers. Orders are kept as ranks, which sort faster than text.
"""

from dataclasses import dataclass
from datetime import date
from functools import cache

from dashboard.kept import state_of
from dashboard.lineage import Lineage
from dashboard.published import Published
from dashboard.texts import LANGUAGES, ROOM, Language, words_of
from data_contracts.as_known import as_known_sql
from data_contracts.contract import load_contract
from data_contracts.reference_data import section_of_division, sections
from data_contracts.snapshots import Snapshot

WORDED = {"sector": "section", "province": "province", "legal_form": "legal_form"}
"""The columns that are shown in words, and the codes that these are for."""

_EMPLOYERS = """
WITH known AS ({employers}),
cases AS ({inspections}),
latest AS (
    SELECT DISTINCT ON (employer_id) employer_id, trade_name, kvk_number, sbi_code, size_class, province, legal_form,
           end_date
    FROM known ORDER BY employer_id, valid_from <= $as_of DESC, valid_from DESC
),
inspected AS (SELECT employer_id, max(closed_on) AS inspected_on FROM cases WHERE closed_on IS NOT NULL GROUP BY ALL),
divisions AS (SELECT unnest($divisions::VARCHAR[]) AS division, unnest($of_division::VARCHAR[]) AS section),
listed AS (
    SELECT latest.employer_id, trade_name, kvk_number, divisions.section, size_class, province, legal_form,
           inspected_on, strip_accents(lower(coalesce(trade_name, ''))) AS folded
    FROM latest LEFT JOIN inspected USING (employer_id) LEFT JOIN divisions ON division = left(sbi_code, 2)
    WHERE end_date IS NULL OR end_date > $as_of
)
SELECT CAST(row_number() OVER (ORDER BY folded, employer_id) AS INTEGER) AS place,
       CAST(dense_rank() OVER (ORDER BY folded) AS INTEGER) AS name_rank,
       CAST(dense_rank() OVER (ORDER BY employer_id) AS INTEGER) AS id_rank,
       CASE WHEN kvk_number IS NOT NULL THEN CAST(dense_rank() OVER (ORDER BY kvk_number) AS INTEGER) END AS kvk_rank,
       CAST(dense_rank() OVER (ORDER BY section, size_class, province, legal_form) AS INTEGER) AS kind,
       employer_id, strip_accents(lower(employer_id)) AS employer_id_folded,
       kvk_number, strip_accents(lower(coalesce(kvk_number, ''))) AS kvk_number_folded,
       trade_name, folded, section, size_class, province, legal_form, inspected_on
FROM listed ORDER BY place
"""
_KINDS = """
WITH kinds AS (SELECT DISTINCT kind, section, size_class, province, legal_form FROM {employers}),
{words},
named AS (
    SELECT kind, size_class, TRY_CAST(regexp_extract(size_class, '^[0-9]+') AS INTEGER) AS size_number, province,
           strip_accents(lower(coalesce(size_class, ''))) AS size_class_folded,
           strip_accents(lower(coalesce(province, ''))) AS province_folded, {named}
    FROM kinds {joins}
)
SELECT *, {ranked} FROM named
"""
_WORDS = (
    "{column}_words AS (SELECT unnest(${column}_codes::VARCHAR[]) AS code, unnest(${column}_nl::VARCHAR[]) AS nl, "
    "unnest(${column}_en::VARCHAR[]) AS en)"
)
_NAMED = (
    "{column}_words.{language} AS {column}_{language}, "
    "strip_accents(lower(coalesce({column}_words.{language}, ''))) AS {column}_{language}_folded"
)
_RANKED = (
    "CASE WHEN {column}_{language} IS NOT NULL THEN CAST(dense_rank() OVER (ORDER BY {column}_{language}) AS INTEGER) "
    "END AS {column}_{language}_rank"
)


@dataclass(frozen=True)
class Register:
    """The names of the tables in memory: ``employers`` by ``place`` in the list's own order, and their ``kinds``."""

    employers: str
    kinds: str


def kept_register(published: Published, lineage: Lineage) -> Register:
    """Return the register behind a plan, as known on the plan's as-of date; it is made at the first question.

    Raises:
        GoneSnapshotError: The plan was made from a register that is not there any more.
    """
    warehouse = lineage.snapshot("warehouse")
    as_of = _as_of(lineage.plan)
    state = f"{state_of(warehouse)} {as_of}"
    values = {
        "employers": warehouse.table("employers"),
        "inspections": warehouse.table("inspections"),
        "as_of": as_of,
        "divisions": list(section_of_division()),
        "of_division": list(section_of_division().values()),
    }
    employers = published.kept("register", state, _employers_sql(), values)
    return Register(employers, published.kept("register_kinds", state, _kinds_sql(employers), _words))


@cache
def _employers_sql() -> str:
    return _EMPLOYERS.format(
        employers=as_known_sql("read_parquet($employers)", load_contract("employers").as_known_key),
        inspections=as_known_sql("read_parquet($inspections)", load_contract("inspections").as_known_key),
    )


@cache
def _kinds_sql(employers: str) -> str:
    pairs = [{"column": column, "language": language} for column in WORDED for language in LANGUAGES]
    joins = " ".join(f"LEFT JOIN {column}_words ON {column}_words.code = {code}" for column, code in WORDED.items())
    return _KINDS.format(
        employers=employers,
        words=", ".join(_WORDS.format(column=column) for column in WORDED),
        named=", ".join(_NAMED.format(**pair) for pair in pairs),
        ranked=", ".join(_RANKED.format(**pair) for pair in pairs),
        joins=joins,
    )


def _as_of(plan: Snapshot) -> date:
    return date.fromisoformat(plan.manifest.as_of) if plan.manifest.as_of else date.max


def _words() -> dict[str, list[str]]:
    named = {language: _names(language) for language in LANGUAGES}
    codes = {f"{column}_codes": list(names) for column, names in named[LANGUAGES[0]].items()}
    return codes | {
        f"{column}_{language}": list(names.values())
        for language, columns in named.items()
        for column, names in columns.items()
    }


def _names(language: Language) -> dict[str, dict[str, str]]:
    words = words_of(ROOM, language)
    return {
        "sector": {item.code: item.name_nl if language == "nl" else item.name_en for item in sections()},
        **{
            family: {
                key.rpartition(".")[2]: entry[language]
                for key, entry in words.entries.items()
                if key.startswith(f"{family}.")
            }
            for family in ("province", "legal_form")
        },
    }
