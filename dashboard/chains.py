"""Who lends to whom around one party, as known on a date: hop by hop, the largest links first, never a whole chain.

A link stands here as the sum of its months in the year up to the date. Of a link of few workers neither workers, hours
nor money leave this module.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dashboard.published import Published, Row
from data_contracts.as_known import as_known_sql
from data_contracts.contract import load_contract
from data_contracts.reference_data import region_of_province, section_of_division
from data_contracts.snapshots import Snapshot

MONTHS = 12
"""How many months up to the date a chain is drawn from; the features on chains look as far back."""
FEW_WORKERS = 5
"""Of a link of fewer workers than this no figures are told."""
MOST_STEPS = 3
MOST_PARTIES = 30
"""How many parties a neighbourhood holds at most; more cannot be read in one picture."""

LENDER, HIRER, RELENDER = "lender", "hirer", "relender"

# What a link weighs: hours decide, but those of few workers stay as unseen as they are everywhere.
WEIGHT = f"CASE WHEN max(workers) >= {FEW_WORKERS} THEN sum(hired_minutes) ELSE 0 END"
_PAIRS = (
    "SELECT link.lender_id, hirer_id, min(link.period) AS first, max(link.period) AS last, count(*) AS months, "  # noqa: S608 -- our own words
    f"CASE WHEN max(workers) >= {FEW_WORKERS} THEN max(workers) END AS workers, "
    f"CASE WHEN max(workers) >= {FEW_WORKERS} THEN sum(hired_minutes)::BIGINT END AS minutes, "
    f"CASE WHEN max(workers) >= {FEW_WORKERS} THEN sum(invoiced_cents)::BIGINT END AS cents, "
    "count(lending.lender_id) > 0 AS relent FROM link "
    "LEFT JOIN lending ON lending.lender_id = link.hirer_id AND lending.period = link.period"
)
_LINK = ("lender_id", "hirer_id", "first", "last", "months", "workers", "minutes", "cents", "relent")


@dataclass(frozen=True)
class Party:
    """A party in a chain.

    Args:
        party_id: Its number.
        name: The register's trade name, else the name that invoices or notifications give; its number without either.
        kind: ``registered``, ``unregistered`` or ``foreign``.
        employer_id: The employer that it is, when it is registered.
        region: Of the employer; ``None`` when unknown, as for all parties outside the register.
        sector: Letter of the employer's SBI section.
        size_class: Of the employer.
        roles: Of ``lender``, ``hirer`` and ``relender`` (both in one month) what it is in the year.
        step: How many links it lies from the party in the middle, which is 0.
        listed: Whether it stood in the register of lenders (Waadi) on the date.
    """

    party_id: str
    name: str
    kind: str
    employer_id: str | None
    region: str | None
    sector: str | None
    size_class: str | None
    roles: tuple[str, ...] = ()
    step: int = 0
    listed: bool = False


@dataclass(frozen=True)
class Link:
    """What one party lent to another in the year up to the date.

    Args:
        lender_id: Who lent.
        hirer_id: Who hired.
        first: The first month.
        last: The last month.
        months: In how many months.
        workers: In the month with most; ``None``: fewer than five in every month.
        minutes: Of all months together; ``None`` with so few workers.
        cents: Invoiced for all months together; ``None`` with so few workers.
        relent: Whether the hirer lent workers itself in one of these months, so that they may have been lent on.
    """

    lender_id: str
    hirer_id: str
    first: date
    last: date
    months: int
    workers: int | None
    minutes: int | None
    cents: int | None
    relent: bool


@dataclass(frozen=True)
class Neighbourhood:
    """The parties around one party and the links among them.

    Args:
        parties: The party in the middle first, then by step; empty when the register does not know it.
        links: By lender and hirer.
        left_out: How many more parties are linked to a party whose links were followed, and are not among these.
        as_of: The date.
    """

    parties: tuple[Party, ...]
    links: tuple[Link, ...]
    left_out: int
    as_of: date


def neighbourhood(
    published: Published, warehouse: Snapshot, party_id: str, as_of: date, steps: int = 1
) -> Neighbourhood:
    """Return the parties at most some links away from a party, the largest links first, as known on a date.

    Args:
        published: Where to read.
        warehouse: The registers.
        party_id: The party in the middle.
        as_of: The date.
        steps: How many links to follow, 1 to 3; each step may take its part of the room that is left.
    """
    steps = min(max(steps, 1), MOST_STEPS)
    step_of, followed, reached = {party_id: 0}, [party_id], 0
    frontier = [party_id]
    for step in range(1, steps + 1):
        room = (MOST_PARTIES - len(step_of)) // (steps - step + 1)
        frontier, reached = _next(published, warehouse, frontier, list(step_of), as_of, room)
        if not frontier:
            break
        step_of |= dict.fromkeys(frontier, step)
        followed += frontier if step < steps else []
    if steps > 1:
        # What the further steps left open goes to the middle's own links.
        rest, _ = _next(published, warehouse, [party_id], list(step_of), as_of, MOST_PARTIES - len(step_of))
        step_of |= dict.fromkeys(rest, 1)
    named = parties_named(published, warehouse, list(step_of), as_of)
    if party_id not in named:
        return Neighbourhood((), (), 0, as_of)
    links, roles = _among(published, warehouse, list(named), as_of)
    parties = tuple(_placed(named[name], roles.get(name, ()), step) for name, step in step_of.items() if name in named)
    left_out = reached - len(step_of) + 1
    if steps > 1:
        left_out = _left_out(published, warehouse, followed, list(named), as_of)
    return Neighbourhood(parties, links, left_out, as_of)


def party_of_employer(published: Published, warehouse: Snapshot, employer_id: str, as_of: date) -> str | None:
    """Return the party that an employer is in chains; ``None`` when it was never part of one."""
    rows = published.rows(
        f"SELECT party_id FROM ({_parties('employer_id = $employer_id')}) "  # noqa: S608 -- our own words; values are parameters
        "WHERE employer_id = $employer_id ORDER BY valid_from <= $as_of DESC, valid_from DESC, party_id LIMIT 1",
        {"parties": warehouse.table("parties"), "employer_id": employer_id, "as_of": as_of},
    )
    return str(rows[0]["party_id"]) if rows else None


def parties_named(published: Published, warehouse: Snapshot, party_ids: Sequence[str], as_of: date) -> dict[str, Party]:
    """Return the parties with these numbers as they were on the date, by number; who is not known is left out."""
    rows = published.rows(
        f"WITH party AS (SELECT DISTINCT ON (party_id) * FROM ({_parties('TRUE')}) "  # noqa: S608 -- our own words; values are parameters
        "ORDER BY party_id, valid_from <= $as_of DESC, valid_from DESC), "
        f"employer AS ({_employers('SELECT employer_id FROM party')}) "
        "SELECT party_id, kind, party.employer_id, coalesce(trade_name, party_name, party_id) AS name, sbi_code, "
        "size_class, province, coalesce(waadi_registered_from <= $as_of AND (waadi_registered_to IS NULL "
        "OR waadi_registered_to >= $as_of), FALSE) AS listed "
        "FROM party LEFT JOIN employer ON employer.employer_id = party.employer_id",
        {
            "parties": warehouse.table("parties"),
            "employers": warehouse.table("employers"),
            "mine": list(party_ids),
            "as_of": as_of,
        },
    )
    return {row["party_id"]: _party(row) for row in rows}


def links_of(published: Published, warehouse: Snapshot, party_ids: Sequence[str], as_of: date) -> tuple[Link, ...]:
    """Return every link from or to some parties, by lender and hirer."""
    rows = published.rows(
        f"WITH link AS ({known_links('SELECT unnest($mine::VARCHAR[])')}), "  # noqa: S608 -- our own words; values are parameters
        f"around AS ({known_links('SELECT hirer_id FROM link', 'lender')}), "
        "lending AS (SELECT DISTINCT lender_id, period FROM around) "
        f"{_PAIRS} GROUP BY ALL ORDER BY ALL",
        _values(warehouse, party_ids, as_of),
    )
    return tuple(Link(**row) for row in rows)


def known_links(wanted: str, *sides: str) -> str:
    """Return the query of the monthly links of some parties in the year up to ``$as_of``, as known on it.

    The register is sorted by lender: each end is looked for by itself, so that most of it need not be read.

    Args:
        wanted: The query of the parties' numbers.
        sides: On which end they are, ``lender`` or ``hirer``; on either when none is given.
    """
    year = (
        f"SELECT * FROM read_parquet($links) WHERE period > $as_of::DATE - INTERVAL {MONTHS} MONTH "  # noqa: S608 -- our own words; values are parameters
        "AND period <= $as_of"
    )
    ends: dict[tuple[str, ...], str] = {
        ("lender",): f"{year} AND lender_id IN ({wanted})",
        ("hirer",): f"{year} AND hirer_id IN ({wanted})",
    }
    either = f"{ends['lender',]} UNION ALL {ends['hirer',]} AND lender_id NOT IN ({wanted})"
    return as_known_sql(f"({ends.get(sides, either)})", load_contract("staffing_links").as_known_key)


def _among(
    published: Published, warehouse: Snapshot, party_ids: Sequence[str], as_of: date
) -> tuple[tuple[Link, ...], dict[str, tuple[str, ...]]]:
    """Return the links among some parties, by lender and hirer, and what each party was in the year."""
    mine = "(SELECT unnest($mine::VARCHAR[]))"
    rows = published.rows(
        f"WITH link AS MATERIALIZED ({known_links(mine)}), "  # noqa: S608 -- our own words; values are parameters
        "lending AS (SELECT DISTINCT lender_id, period FROM link), "
        f"pair AS ({_PAIRS} WHERE link.lender_id IN {mine} AND hirer_id IN {mine} GROUP BY ALL), "
        "side AS (SELECT lender_id AS party_id, period, TRUE AS lends FROM link "
        "UNION ALL SELECT hirer_id, period, FALSE FROM link), "
        "month AS (SELECT party_id, bool_or(lends) AS lends, bool_or(NOT lends) AS hires FROM side "
        f"WHERE party_id IN {mine} GROUP BY party_id, period), "
        f"role AS (SELECT party_id, bool_or(lends) AS {LENDER}, bool_or(hires) AS {HIRER}, "
        f"bool_or(lends AND hires) AS {RELENDER} FROM month GROUP BY party_id) "
        "SELECT * FROM pair UNION ALL BY NAME SELECT * FROM role ORDER BY lender_id, hirer_id, party_id",
        _values(warehouse, party_ids, as_of),
    )
    links = [Link(**{name: row[name] for name in _LINK}) for row in rows if row["party_id"] is None]
    roles = {
        row["party_id"]: tuple(role for role in (LENDER, HIRER, RELENDER) if row[role])
        for row in rows
        if row["party_id"] is not None
    }
    return tuple(links), roles


def _next(
    published: Published,
    warehouse: Snapshot,
    frontier: Sequence[str],
    seen: Sequence[str],
    as_of: date,
    room: int,
) -> tuple[list[str], int]:
    """Return who is one link further, the largest links first, as far as there is room; and how many there are."""
    rows = published.rows(
        f"WITH link AS ({known_links('SELECT unnest($mine::VARCHAR[])')}), "  # noqa: S608 -- our own words; values are parameters
        f"pair AS (SELECT lender_id, hirer_id, {WEIGHT} AS weight FROM link GROUP BY ALL), "
        "other AS (SELECT unnest([lender_id, hirer_id]) AS party_id, weight FROM pair) "
        "SELECT party_id, count(*) OVER () AS reached FROM other "
        "WHERE party_id NOT IN (SELECT unnest($seen::VARCHAR[])) "
        "GROUP BY party_id ORDER BY max(weight) DESC, party_id LIMIT $room",
        _values(warehouse, frontier, as_of) | {"seen": list(seen), "room": max(room, 0)},
    )
    return [row["party_id"] for row in rows], rows[0]["reached"] if rows else 0


def _left_out(
    published: Published, warehouse: Snapshot, followed: Sequence[str], kept: Sequence[str], as_of: date
) -> int:
    rows = published.rows(
        f"WITH link AS ({known_links('SELECT unnest($mine::VARCHAR[])')}), "  # noqa: S608 -- our own words; values are parameters
        "other AS (SELECT DISTINCT unnest([lender_id, hirer_id]) AS party_id FROM link) "
        "SELECT count(*) AS n FROM other WHERE party_id NOT IN (SELECT unnest($kept::VARCHAR[]))",
        _values(warehouse, followed, as_of) | {"kept": list(kept)},
    )
    return int(rows[0]["n"])


def _parties(also: str) -> str:
    """Return the query of the parties ``$mine``, or of those that meet another condition, as known on ``$as_of``."""
    wanted = "party_id IN (SELECT unnest($mine::VARCHAR[]))" if also == "TRUE" else also
    ever = (
        "(SELECT * FROM read_parquet($parties) WHERE party_id IN "  # noqa: S608 -- our own words; values are parameters
        f"(SELECT party_id FROM read_parquet($parties) WHERE {wanted}))"
    )
    return as_known_sql(ever, load_contract("parties").as_known_key)


def _employers(wanted: str) -> str:
    """Return the query of the version of each wanted employer that was valid on ``$as_of``, as known then."""
    columns = (
        "employer_id, trade_name, sbi_code, size_class, province, waadi_registered_from, waadi_registered_to, "
        "valid_from, known_at"
    )
    mine = f"(SELECT {columns} FROM read_parquet($employers) WHERE employer_id IN ({wanted}))"  # noqa: S608 -- our own words
    known = as_known_sql(mine, load_contract("employers").as_known_key)
    return (
        f"SELECT DISTINCT ON (employer_id) * FROM ({known}) "  # noqa: S608 -- our own words
        "ORDER BY employer_id, valid_from <= $as_of DESC, valid_from DESC"
    )


def _values(warehouse: Snapshot, party_ids: Sequence[str], as_of: date) -> dict[str, object]:
    return {"links": warehouse.table("staffing_links"), "mine": list(party_ids), "as_of": as_of}


def _party(row: Row) -> Party:
    return Party(
        party_id=row["party_id"],
        name=row["name"],
        kind=row["kind"],
        employer_id=row["employer_id"],
        region=region_of_province().get(row["province"]),
        sector=section_of_division().get((row["sbi_code"] or "")[:2]),
        size_class=row["size_class"],
        listed=row["listed"],
    )


def _placed(party: Party, roles: tuple[str, ...], step: int) -> Party:
    return Party(**{**party.__dict__, "roles": roles, "step": step})
