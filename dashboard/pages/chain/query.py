"""What the chain page reads: lenders by what a person types, and what is known of one party and those around it.

Of a plan only whether and when an employer is planned is read, never how or why. Whoever shows what is known of an
employer asks first whether the account sees its region.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date

from dashboard.chains import FEW_WORKERS, Link, Party, known_links, parties_named
from dashboard.published import Published, Row
from data_contracts.as_known import as_known_sql
from data_contracts.contract import load_contract
from data_contracts.snapshots import Snapshot

LEAST_LETTERS = 2
MOST_FOUND = 20
SHOWN = 20
"""How many partners a list shows at once."""

_FIND = f"""
WITH asked AS (SELECT strip_accents(lower($typed)) AS name),
matching AS (
    SELECT party_id FROM read_parquet($parties), asked
    WHERE contains(strip_accents(lower(party_name)), name) OR lower(party_id) = name OR lower(employer_id) = name
    UNION
    SELECT party_id FROM read_parquet($parties) WHERE employer_id IN (
        SELECT employer_id FROM read_parquet($employers), asked
        WHERE contains(strip_accents(lower(trade_name)), name) OR starts_with(kvk_number, name))
),
lending AS (
    SELECT DISTINCT lender_id AS party_id FROM read_parquet($links)
    WHERE known_at <= $as_of AND lender_id IN (SELECT party_id FROM matching)
),
known AS ({{parties}}),
party AS (
    SELECT DISTINCT ON (party_id) * FROM known ORDER BY party_id, valid_from <= $as_of DESC, valid_from DESC
),
known_employers AS ({{employers}}),
employer AS (
    SELECT DISTINCT ON (employer_id) employer_id, trade_name, kvk_number FROM known_employers
    ORDER BY employer_id, valid_from <= $as_of DESC, valid_from DESC
),
named AS (
    SELECT party_id, party.employer_id, kvk_number, strip_accents(lower(coalesce(trade_name, party_name, ''))) AS name,
           strip_accents(lower(coalesce(party_name, ''))) AS other_name
    FROM party LEFT JOIN employer ON employer.employer_id = party.employer_id
)
SELECT party_id, kvk_number FROM named, asked
WHERE lower(party_id) = asked.name OR lower(employer_id) = asked.name OR starts_with(kvk_number, asked.name)
    OR contains(named.name, asked.name) OR contains(other_name, asked.name)
ORDER BY starts_with(named.name, asked.name) DESC, named.name, party_id LIMIT {MOST_FOUND}
"""  # noqa: S608 -- our own words; values are parameters

_AROUND = f"""
WITH link AS MATERIALIZED ({known_links("SELECT $party_id")}),
side AS (
    SELECT lender_id = $party_id AS hires, CASE WHEN lender_id = $party_id THEN hirer_id ELSE lender_id END AS other_id,
           hirer_id, period, workers, hired_minutes, invoiced_cents
    FROM link
),
pair AS (
    SELECT hires, other_id, min(period) AS first, max(period) AS last, count(*) AS months,
           CASE WHEN max(workers) >= {FEW_WORKERS} THEN max(workers) END AS workers,
           CASE WHEN max(workers) >= {FEW_WORKERS} THEN sum(hired_minutes)::BIGINT END AS minutes,
           CASE WHEN max(workers) >= {FEW_WORKERS} THEN sum(invoiced_cents)::BIGINT END AS cents
    FROM side GROUP BY hires, other_id
),
ranked AS (
    SELECT *, count(*) OVER (PARTITION BY hires) AS total,
           row_number() OVER (PARTITION BY hires ORDER BY minutes DESC NULLS LAST, other_id)
           - CASE WHEN hires THEN $first ELSE 0 END AS place
    FROM pair
),
shown AS (SELECT * FROM ranked WHERE place BETWEEN 1 AND {SHOWN}),
around AS MATERIALIZED ({known_links("SELECT other_id FROM shown")}),
shared AS (
    SELECT TRUE AS hires, hirer_id AS other_id, count(DISTINCT lender_id) - 1 AS others FROM around GROUP BY hirer_id
    UNION ALL
    SELECT FALSE, lender_id, count(DISTINCT hirer_id) - 1 FROM around GROUP BY lender_id
),
lending AS (SELECT lender_id, period FROM around UNION SELECT lender_id, period FROM link),
lent_on AS (
    SELECT DISTINCT hires, other_id FROM side
    JOIN lending ON lending.lender_id = side.hirer_id AND lending.period = side.period
)
SELECT shown.*, others, (hires, other_id) IN (SELECT (hires, other_id) FROM lent_on) AS relent
FROM shown JOIN shared USING (hires, other_id) ORDER BY hires, place
"""  # noqa: S608 -- our own words; values are parameters

_BESIDE = f"""
WITH own AS ({known_links("SELECT $party_id", "lender")}),
beside AS ({known_links("SELECT hirer_id FROM own", "hirer")})
SELECT lender_id, count(DISTINCT hirer_id) AS shared, count(*) OVER () AS total FROM beside
WHERE lender_id <> $party_id GROUP BY lender_id ORDER BY shared DESC, lender_id LIMIT {SHOWN}
"""  # noqa: S608 -- our own words; values are parameters

_NEAR = f"""
WITH link AS ({known_links("SELECT $party_id")}),
own AS (SELECT hirer_id FROM link WHERE lender_id = $party_id),
beside AS ({known_links("SELECT hirer_id FROM own", "hirer")}),
party AS (SELECT unnest([lender_id, hirer_id]) AS party_id FROM link UNION SELECT lender_id FROM beside)
SELECT DISTINCT party_id FROM party WHERE party_id IN (SELECT unnest($asked::VARCHAR[])) ORDER BY party_id
"""  # noqa: S608 -- our own words; values are parameters

_REGISTERED = """
WITH mine AS (SELECT * FROM read_parquet($employers) WHERE employer_id = $employer_id),
known AS ({known})
SELECT DISTINCT ON ({name}_from) {name}_from AS since, {name}_to AS until FROM known
WHERE {name}_from <= $as_of AND valid_from <= $as_of ORDER BY {name}_from, valid_from DESC
"""

_CASES = """
WITH mine AS MATERIALIZED (
    SELECT * FROM read_parquet($inspections) WHERE case_id IN (
        SELECT case_id FROM read_parquet($inspections) WHERE employer_id IN (SELECT unnest($ids::VARCHAR[])))
),
cases AS ({cases}),
told AS MATERIALIZED (SELECT * FROM read_parquet($findings) WHERE case_id IN (SELECT case_id FROM mine)),
found AS ({found})
SELECT cases.employer_id, cases.case_id, selected_on, closed_on,
       CASE WHEN closed_on IS NOT NULL THEN selection_ground END AS selection_ground,
       (SELECT list(struct_pack(law, violation, article, established_on, objection)
               ORDER BY list_position(['WML', 'Wav', 'Waadi'], law))
        FROM found WHERE found.case_id = cases.case_id AND examined) AS findings
FROM cases WHERE employer_id IN (SELECT unnest($ids::VARCHAR[])) ORDER BY selected_on DESC, cases.case_id
"""


@dataclass(frozen=True)
class Partner:
    """A party on the other end of a link, and with how many others it shares that end.

    ``others``: of a hirer how many other lenders it has, of a lender how many other hirers.
    """

    party: Party
    link: Link
    others: int


@dataclass(frozen=True)
class Partners:
    """The partners on one side, the largest first, and how many there are in all."""

    shown: tuple[Partner, ...] = ()
    total: int = 0


@dataclass(frozen=True)
class OtherLender:
    """Somebody who lends to hirers of a lender too, and to how many of them."""

    party: Party
    shared: int


@dataclass(frozen=True)
class Around:
    """Whom a party lent to, who lent to it, and who else lends to its hirers, of whom there are ``others_total``."""

    hirers: Partners
    lenders: Partners
    others: tuple[OtherLender, ...]
    others_total: int


@dataclass(frozen=True)
class Registration:
    """From when to when an employer was registered or certified as a lender, in order; and where it stands in the Wtta.

    ``gaps`` of the registration are the days between two of its periods: (first, last).
    """

    waadi: tuple[tuple[date, date | None], ...] = ()
    gaps: tuple[tuple[date, date], ...] = ()
    sna: tuple[tuple[date, date | None], ...] = ()
    wtta: str = ""
    ended_on: date | None = None


@dataclass(frozen=True)
class Known:
    """What is known of some employers by number: cases with their findings, and how many signals came in."""

    cases: dict[str, list[Row]] = field(default_factory=dict)
    signals: dict[str, int] = field(default_factory=dict)


def any_lender(published: Published, warehouse: Snapshot, as_of: date) -> bool:
    """Return whether anybody lends to anybody, as known on the date."""
    rows = published.rows(
        "SELECT 1 FROM read_parquet($links) WHERE known_at <= $as_of LIMIT 1",
        {"links": warehouse.table("staffing_links"), "as_of": as_of},
    )
    return bool(rows)


def find_lenders(published: Published, warehouse: Snapshot, typed: str, as_of: date) -> list[tuple[Party, str | None]]:
    """Return lenders, registered or not, with their KVK numbers, by what a person typed.

    Args:
        published: Where to read.
        warehouse: The registers.
        typed: A part of the name, the first digits of the KVK number, or the whole number of the party or employer;
            capitals and accents make no difference. Too short a text finds nobody.
        as_of: As known on this date.
    """
    if len(typed.strip()) < LEAST_LETTERS:
        return []
    ever = "(SELECT * FROM read_parquet($parties) WHERE party_id IN (SELECT party_id FROM lending))"
    employers = "(SELECT * FROM read_parquet($employers) WHERE employer_id IN (SELECT employer_id FROM party))"
    sql = _FIND.format(
        parties=as_known_sql(ever, load_contract("parties").as_known_key),
        employers=as_known_sql(employers, load_contract("employers").as_known_key),
    )
    files = {name: warehouse.table(name) for name in ("parties", "employers")}
    files["links"] = warehouse.table("staffing_links")
    rows = published.rows(sql, {**files, "typed": typed.strip(), "as_of": as_of})
    party_of = parties_named(published, warehouse, [row["party_id"] for row in rows], as_of)
    return [(party_of[row["party_id"]], row["kvk_number"]) for row in rows]


def around(published: Published, warehouse: Snapshot, party_id: str, as_of: date, first: int = 0) -> Around:
    """Return whom a party lent to, who lent to it and who else lends to its hirers, in the year up to the date.

    Args:
        published: Where to read.
        warehouse: The registers.
        party_id: The party.
        as_of: As known on this date.
        first: How many of its largest hirers to pass over.
    """
    values = {"links": warehouse.table("staffing_links"), "party_id": party_id, "as_of": as_of}
    linked = published.rows(_AROUND, values | {"first": max(first, 0)})
    beside = published.rows(_BESIDE, values)
    numbers = [*(row["other_id"] for row in linked), *(row["lender_id"] for row in beside)]
    party_of = parties_named(published, warehouse, numbers, as_of)
    others = [OtherLender(party_of[row["lender_id"]], row["shared"]) for row in beside if row["lender_id"] in party_of]
    hirers, lenders = (_partners(linked, party_id, hires, party_of) for hires in (True, False))
    return Around(hirers, lenders, tuple(others), beside[0]["total"] if beside else 0)


def registration(published: Published, warehouse: Snapshot, employer_id: str, as_of: date) -> Registration:
    """Return the registrations, certificates and admission of an employer as a lender, as known on the date."""
    known = as_known_sql("mine", load_contract("employers").as_known_key)
    values = {"employers": warehouse.table("employers"), "employer_id": employer_id, "as_of": as_of}
    waadi, sna = (
        tuple((row["since"], row["until"]) for row in published.rows(sql, values))
        for sql in (_REGISTERED.format(known=known, name=name) for name in ("waadi_registered", "sna_certified"))
    )
    now = published.rows(
        "WITH mine AS (SELECT * FROM read_parquet($employers) WHERE employer_id = $employer_id), "  # noqa: S608 -- our own words; values are parameters
        f"known AS ({known}) SELECT wtta_status, end_date FROM known "
        "ORDER BY valid_from <= $as_of DESC, valid_from DESC LIMIT 1",
        values,
    )
    return Registration(waadi, gaps_between(waadi), sna, *(now[0].values() if now else ()))


def gaps_between(periods: Sequence[tuple[date, date | None]]) -> tuple[tuple[date, date], ...]:
    """Return the days between periods, given in order: the day after one ends to the day before the next begins."""
    gaps = []
    until = periods[0][1] if periods else None
    for since, ends in periods[1:]:
        if until is not None and (since - until).days > 1:
            gaps.append((date.fromordinal(until.toordinal() + 1), date.fromordinal(since.toordinal() - 1)))
        until = None if until is None or ends is None else max(until, ends)
    return tuple(gaps)


def near(published: Published, warehouse: Snapshot, party_id: str, asked: Collection[str], as_of: date) -> list[str]:
    """Return which of some parties may be visited with a party: itself, who it is linked to, who shares its hirers."""
    values = {"links": warehouse.table("staffing_links"), "party_id": party_id, "asked": sorted(asked), "as_of": as_of}
    rows = published.rows(_NEAR, values)
    return [row["party_id"] for row in rows]


def expected_hours(published: Published, scores: Snapshot, employer_ids: Collection[str]) -> dict[str, float]:
    """Return how many hours a visit to some employers is expected to take, of those that have an estimate."""
    rows = published.rows(
        "SELECT employer_id, max(expected_hours) AS hours FROM read_parquet($scores) "
        "WHERE employer_id IN (SELECT unnest($ids::VARCHAR[])) AND expected_hours IS NOT NULL GROUP BY employer_id",
        {"scores": scores.table("scores"), "ids": sorted(employer_ids)},
    )
    return {row["employer_id"]: row["hours"] for row in rows}


def teams_of(published: Published, plan: Snapshot) -> list[Row]:
    """Return ``region, team`` of the teams that have hours in a plan, in order."""
    return published.rows(
        "SELECT DISTINCT region, team FROM read_parquet($teams) ORDER BY ALL", {"teams": plan.table("teams")}
    )


def facts_of(published: Published, features: Snapshot, employer_id: str) -> list[Row]:
    """Return what the checks on the Waadi say of an employer, but for what they could not test."""
    return published.rows(
        "SELECT * FROM read_parquet($facts) WHERE employer_id = $employer_id AND law = 'Waadi' "
        "AND status <> 'not_testable' ORDER BY status, article, rule, period_from",
        {"facts": features.table("facts"), "employer_id": employer_id},
    )


def known_of(published: Published, warehouse: Snapshot, employer_ids: Collection[str], as_of: date) -> Known:
    """Return the cases and the number of signals of some employers, as known on the date."""
    if not employer_ids:
        return Known()
    values = {"ids": sorted(employer_ids), "as_of": as_of}
    sql = _CASES.format(
        cases=as_known_sql("mine", load_contract("inspections").as_known_key),
        found=as_known_sql("told", load_contract("findings").as_known_key),
    )
    files = {name: warehouse.table(name) for name in ("inspections", "findings")}
    cases: dict[str, list[Row]] = {}
    for row in published.rows(sql, values | files):
        cases.setdefault(row["employer_id"], []).append(row | {"findings": row["findings"] or []})
    ever = (
        "(SELECT * FROM read_parquet($signals) WHERE signal_id IN (SELECT signal_id FROM read_parquet($signals) "
        "WHERE employer_id IN (SELECT unnest($ids::VARCHAR[]))))"
    )
    signals = published.rows(
        f"SELECT employer_id, count(*) AS n FROM ({as_known_sql(ever, load_contract('signals').as_known_key)}) "  # noqa: S608 -- our own words; values are parameters
        "WHERE employer_id IN (SELECT unnest($ids::VARCHAR[])) GROUP BY employer_id",
        values | {"signals": warehouse.table("signals")},
    )
    return Known(cases, {row["employer_id"]: row["n"] for row in signals})


def planned_months(published: Published, plan: Snapshot, employer_ids: Collection[str]) -> dict[str, date]:
    """Return in which month some employers are planned, by number; the others are not."""
    rows = published.rows(
        "SELECT employer_id, month FROM read_parquet($items) WHERE employer_id IN (SELECT unnest($ids::VARCHAR[]))",
        {"items": plan.table("items"), "ids": sorted(employer_ids)},
    )
    return {row["employer_id"]: row["month"] for row in rows}


def _partners(rows: list[Row], party_id: str, hires: bool, party_of: dict[str, Party]) -> Partners:
    mine = [row for row in rows if row["hires"] == hires]
    shown = [_partner(row, party_id, party_of) for row in mine if row["other_id"] in party_of]
    return Partners(tuple(shown), mine[0]["total"] if mine else 0)


def _partner(row: Row, party_id: str, party_of: dict[str, Party]) -> Partner:
    ends = (party_id, row["other_id"]) if row["hires"] else (row["other_id"], party_id)
    names = ("first", "last", "months", "workers", "minutes", "cents", "relent")
    return Partner(party_of[row["other_id"]], Link(*ends, **{name: row[name] for name in names}), row["others"])
