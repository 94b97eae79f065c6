"""What the plan page reads: whom a plan chose, when and how, what was decided about it, and the hours of its teams.

Nothing here selects on, sorts by or returns the ground of selection, nor anything of one employer from which it could
be told (the plan's own order, chances, expected findings, topic, main law): until a case closes nobody should know
which visits were drawn at random. Whoever must know an employer's chances opens its dossier, which is logged.

An account with regions sees these only: they come from who looks (`Published.regions`), never from a browser.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from dashboard import formats
from dashboard.components.grid_query import ListColumn, list_query, row_window
from dashboard.decided import Standings
from dashboard.pages.plan.sought import NOTHING, Sought
from dashboard.published import Published, Row
from dashboard.routed import routes_of
from dashboard.texts import LANGUAGES, ROOM, Language, words_of
from data_contracts.reference_data import municipalities, sections
from data_contracts.snapshots import Snapshot
from data_contracts.store.reasons import words_of as store_word
from models.labels import LAWS

OUT = ("dropped", "deferred", "swapped")
"""The states in which an item is not visited as the routes have it."""
INSTRUMENTS = ("letter", "desk_check", "visit", "joint_visit")

COLUMNS: dict[str, ListColumn] = {
    "trade_name": ListColumn("trade_name", sorts_by="strip_accents(lower(trade_name))"),
    "sector": ListColumn("sector", also=("sector_elsewhere",)),
    "size_class": ListColumn("size_class", sorts_by="CAST(regexp_extract(size_class, '^[0-9]+') AS INTEGER)"),
    "municipality": ListColumn("municipality"),
    "province": ListColumn("province"),
    "team": ListColumn("team"),
    "month": ListColumn("month_name", also=("month_name_elsewhere",), sorts_by="month"),
    "week": ListColumn("CAST(weekofyear(week) AS VARCHAR)", sorts_by="week"),
    "instrument": ListColumn("instrument_name", also=("instrument_name_elsewhere",)),
    "expected_hours": ListColumn("expected_hours", "number"),
    "site": ListColumn("site", also=("site_elsewhere",)),
    "state": ListColumn("state_name", also=("state_name_elsewhere",)),
}
DEFAULT_ORDER = "month, team NULLS LAST, strip_accents(lower(trade_name)), employer_id"
# A hash mixes all employers alike, whoever they are; with the plan's name in it the next plan has another order.
NEUTRAL_ORDER = "md5($plan || employer_id), employer_id"

_WITHIN = "(len($within::VARCHAR[]) = 0 OR list_contains($within::VARCHAR[], region))"
CHOSEN = (
    f"{_WITHIN} AND ($region IS NULL OR region = $region) AND ($team IS NULL OR team = $team) "
    "AND ($month IS NULL OR month = $month) AND ($instrument IS NULL OR instrument = $instrument)"
)
CHOSEN_TEAMS = CHOSEN.rpartition(" AND ")[0]  # hours are a team's, whatever it does in them
# In which week somebody is visited, when routes were made; who was decided out of the plan is on no route any more.
_PLACED = """
WITH placed AS (
    SELECT employer_id, any_value(week) AS week FROM read_parquet($stops)
    WHERE NOT list_contains($out::VARCHAR[], employer_id) GROUP BY employer_id
)"""
_NOT_PLACED = "WITH placed AS (SELECT '' AS employer_id, CAST(NULL AS DATE) AS week WHERE len($out::VARCHAR[]) < 0)"
_VISITS = f""",
sectors AS (
    SELECT unnest($sector_codes) AS code, unnest($sector_names) AS name, unnest($sector_names_elsewhere) AS elsewhere
),
instruments AS (
    SELECT unnest($instrument_codes) AS code, unnest($instrument_names) AS name,
           unnest($instrument_names_elsewhere) AS elsewhere
),
months AS (
    SELECT unnest($month_numbers) AS code, unnest($month_names) AS name, unnest($month_names_elsewhere) AS elsewhere
),
places AS (
    SELECT unnest($place_codes) AS code, unnest($place_names) AS name
),
decided AS (
    SELECT unnest($decided::VARCHAR[]) AS employer_id, unnest($decided_as::VARCHAR[]) AS name,
           unnest($decided_as_elsewhere::VARCHAR[]) AS elsewhere
),
come_in AS (
    SELECT unnest($in_ids::VARCHAR[]) AS employer_id, unnest($in_names::VARCHAR[]) AS trade_name,
           unnest($in_sectors::VARCHAR[]) AS sector, unnest($in_sizes::VARCHAR[]) AS size_class,
           unnest($in_provinces::VARCHAR[]) AS province, unnest($in_regions::VARCHAR[]) AS region,
           unnest($in_teams::VARCHAR[]) AS team, CAST(unnest($in_months::VARCHAR[]) AS DATE) AS month
),
planned AS (
    SELECT employer_id, trade_name, sector, size_class, province, region, team, month, instrument, bundle_id,
           expected_hours, site_doubtful, municipality_code
    FROM read_parquet($items)
),
partners AS (
    SELECT mine.employer_id, string_agg(other.trade_name, ', ' ORDER BY other.trade_name) AS names
    FROM planned AS mine JOIN planned AS other USING (bundle_id)
    WHERE other.employer_id <> mine.employer_id
    GROUP BY mine.employer_id
),
chosen AS (
    SELECT * FROM planned
    UNION ALL BY NAME
    SELECT * FROM come_in WHERE employer_id NOT IN (SELECT employer_id FROM planned)
),
visits AS (
    SELECT item.employer_id, item.trade_name, coalesce(sectors.name, item.sector) AS sector,
           sectors.elsewhere AS sector_elsewhere, item.size_class, item.province, item.team, item.region, item.month,
           placed.week, item.municipality_code, places.name AS municipality,
           months.name || year(item.month) AS month_name, months.elsewhere || year(item.month) AS month_name_elsewhere,
           item.instrument,
           coalesce($jointly || ' ' || partners.names, instruments.name) AS instrument_name,
           coalesce($jointly_elsewhere || ' ' || partners.names, instruments.elsewhere) AS instrument_name_elsewhere,
           item.expected_hours,
           CASE WHEN item.site_doubtful THEN $doubtful ELSE '' END AS site,
           CASE WHEN item.site_doubtful THEN $doubtful_elsewhere ELSE '' END AS site_elsewhere,
           coalesce(decided.name, $undecided) AS state_name,
           coalesce(decided.elsewhere, $undecided_elsewhere) AS state_name_elsewhere
    FROM chosen AS item
    LEFT JOIN sectors ON sectors.code = item.sector
    LEFT JOIN instruments ON instruments.code = item.instrument
    LEFT JOIN months ON months.code = month(item.month)
    LEFT JOIN partners ON partners.employer_id = item.employer_id
    LEFT JOIN decided ON decided.employer_id = item.employer_id
    LEFT JOIN placed ON placed.employer_id = item.employer_id
    LEFT JOIN places ON places.code = item.municipality_code
    WHERE {CHOSEN}
)
"""  # noqa: S608 -- our own words; values are parameters


@dataclass(frozen=True)
class Selection:
    """The part of the plan on the screen; ``None`` is all."""

    region: str | None = None
    team: str | None = None
    month: date | None = None
    instrument: str | None = None


@dataclass(frozen=True)
class Choices:
    """What there is to choose from in a plan: (region, team) of its teams, its months and its instruments, in order."""

    teams: tuple[tuple[str, str], ...]
    months: tuple[date, ...]
    instruments: tuple[str, ...]


@dataclass(frozen=True)
class Summary:
    """The plan's figures for a selection.

    Findings are expected of the whole plan only: of a small selection the sum would be an employer's own chances.
    ``instruments`` counts the employers by instrument.
    """

    visits: int
    instruments: Mapping[str, int]
    doubtful_sites: int
    first_month: date | None
    last_month: date | None
    expected_findings: float | None
    hours_planned: float
    hours_available: float
    hours_reserved: float


@dataclass(frozen=True)
class Asked:
    """What a reader sees of a plan's list: which part, in which order and language, with what was decided so far.

    ``sought``: what the list is narrowed to besides, which leaves the figures of the page as they are.
    ``decided_only``: only employers about which something was decided. Of an earlier plan no more is shown: held
    beside the plan in use, all of it would tell who stays in both, which are mostly employers that lot drew.
    """

    selection: Selection
    standings: Standings
    language: Language
    neutral: bool = False
    decided_only: bool = False
    sought: Sought = NOTHING


def choices(published: Published, plan: Snapshot) -> Choices:
    """Return what there is to choose from, of every team that has hours or visits."""
    values = {"teams": plan.table("teams"), "items": plan.table("items"), "within": list(published.regions)}
    both = (
        "SELECT region, team, month FROM read_parquet($teams) UNION ALL BY NAME "
        "SELECT region, team, month FROM read_parquet($items)"
    )
    pairs = published.rows(f"SELECT DISTINCT region, team FROM ({both}) WHERE {_WITHIN} ORDER BY ALL", values)  # noqa: S608 -- our own words; values are parameters
    months = published.rows(f"SELECT DISTINCT month FROM ({both}) WHERE {_WITHIN} ORDER BY ALL", values)  # noqa: S608 -- our own words; values are parameters
    return Choices(
        tuple((row["region"], row["team"]) for row in pairs), tuple(row["month"] for row in months), INSTRUMENTS
    )


def summary(published: Published, plan: Snapshot, selection: Selection) -> Summary:
    """Return the figures at the head of the page."""
    findings = " + ".join(f"coalesce(p_{law}, 0)" for law in LAWS)
    counts = ", ".join(f"count(*) FILTER (instrument = '{instrument}') AS {instrument}" for instrument in INSTRUMENTS)
    rows = published.rows(
        f"WITH item AS (SELECT count(*) AS visits, {counts}, min(month) AS first_month, max(month) AS last_month, "  # noqa: S608 -- our own words; values are parameters
        "count(*) FILTER (site_doubtful) AS doubtful_sites, "
        # A letter or desk check brings only a part of what a visit would: its chances are no findings to expect.
        f"CASE WHEN $whole THEN coalesce(sum({findings}) FILTER (instrument IN ('visit', 'joint_visit')), 0) END "
        "AS expected_findings, "
        "coalesce(sum(expected_hours), 0) AS hours_planned "
        f"FROM read_parquet($items) WHERE {CHOSEN}), "
        "team AS (SELECT coalesce(sum(hours_available), 0) AS hours_available, "
        f"coalesce(sum(hours_reserved), 0) AS hours_reserved FROM read_parquet($teams) WHERE {CHOSEN_TEAMS}) "
        "SELECT * FROM item, team",
        {
            "items": plan.table("items"),
            "teams": plan.table("teams"),
            "whole": selection == Selection() and not published.regions,
            **of_selection(published, selection),
        },
    )
    by_instrument = {instrument: rows[0].pop(instrument) for instrument in INSTRUMENTS}
    return Summary(instruments=by_instrument, **rows[0])


def team_months(published: Published, plan: Snapshot, selection: Selection) -> list[Row]:
    """Return ``region, team, month, employers, planned, available``: hours of each team and month in the selection.

    Planned hours are one total: split by arm they would tell how many of a small team's visits are random.
    """
    return published.rows(
        "WITH item AS (SELECT region, team, month, count(*) AS employers, sum(expected_hours) AS planned "  # noqa: S608 -- our own words; values are parameters
        f"FROM read_parquet($items) WHERE {CHOSEN} GROUP BY ALL), "
        "had AS (SELECT region, team, month, hours_available AS available "
        f"FROM read_parquet($teams) WHERE {CHOSEN_TEAMS}) "
        "SELECT region, team, month, coalesce(employers, 0) AS employers, coalesce(planned, 0) AS planned, "
        "coalesce(available, 0) AS available FROM had FULL JOIN item USING (region, team, month) ORDER BY ALL",
        {"items": plan.table("items"), "teams": plan.table("teams"), **of_selection(published, selection)},
    )


def visits(published: Published, plan: Snapshot, asked: Asked, request: Mapping[str, Any]) -> tuple[list[Row], int]:
    """Return the rows that the list asks for, and how many there are in all.

    Args:
        published: Where to read.
        plan: The plan.
        asked: Which part of it, and how.
        request: AG Grid's request: ``startRow``, ``endRow``, ``filterModel``, ``sortModel``.
    """
    matching, order, values = _matching(published, plan, asked, request)
    first, length = row_window(request)
    counted = published.rows(f"SELECT count(*) AS n FROM ({matching})", values)  # noqa: S608 -- our own words; values are parameters
    window = f"{matching} ORDER BY {order} LIMIT $length OFFSET $first"
    limits = {"length": length, "first": first}
    return published.rows(window, values | limits | _mixing(published, plan, asked)), counted[0]["n"]


def all_visits(published: Published, plan: Snapshot, asked: Asked, request: Mapping[str, Any]) -> list[Row]:
    """Return every row that the list would show, in its order."""
    matching, order, values = _matching(published, plan, asked, request)
    return published.rows(f"{matching} ORDER BY {order}", values | _mixing(published, plan, asked))


def by_municipality(published: Published, plan: Snapshot, asked: Asked, request: Mapping[str, Any]) -> list[Row]:
    """Return ``municipality_code, employers``: how many employers of the list there are in each municipality."""
    matching, _, values = _matching(published, plan, asked, request)
    return published.rows(
        f"SELECT municipality_code, count(*) AS employers FROM ({matching}) GROUP BY ALL ORDER BY ALL",  # noqa: S608 -- our own words; values are parameters
        values,
    )


def in_municipality(
    published: Published, plan: Snapshot, asked: Asked, request: object, code: str, most: int
) -> list[Row]:
    """Return the rows of the list with a site in one municipality, by name, so many at most."""
    asked_for = request if isinstance(request, dict) else {}
    matching, _, values = _matching(published, plan, asked, asked_for)
    return published.rows(
        f"SELECT * FROM ({matching}) WHERE municipality_code = $code "  # noqa: S608 -- our own words; values are parameters
        "ORDER BY strip_accents(lower(trade_name)), employer_id LIMIT $most",
        values | {"code": code, "most": most},
    )


def _matching(
    published: Published, plan: Snapshot, asked: Asked, request: Mapping[str, Any]
) -> tuple[str, str, dict[str, Any]]:
    order = NEUTRAL_ORDER if asked.neutral else DEFAULT_ORDER
    query = list_query(request.get("filterModel"), request.get("sortModel"), COLUMNS, order)
    sought, found = asked.sought.condition(published, plan)
    placed, routed = weeks_sql(published, plan, asked.standings)
    values = _base(published, plan, asked) | dict(query.parameters) | found | routed
    part = "visits SEMI JOIN decided USING (employer_id)" if asked.decided_only else "visits"
    matching = f"{placed}{_VISITS} SELECT * FROM {part} WHERE {query.where} AND {sought}"  # noqa: S608 -- our own words
    return matching, query.order, values


def weeks_sql(published: Published, plan: Snapshot, standings: Standings) -> tuple[str, dict[str, Any]]:
    """Return the beginning of a query that gives ``placed`` (employer_id, week), and the values that it takes."""
    routes = routes_of(published, plan)
    gone = [employer_id for employer_id, state in standings.states.items() if state.state in OUT]
    if routes is None:
        return _NOT_PLACED, {"out": gone}
    return _PLACED, {"out": gone, "stops": routes.table("stops")}


def _mixing(published: Published, plan: Snapshot, asked: Asked) -> dict[str, str]:
    """Return what the neutral order mixes by; counting takes no order, and no parameter that it does not use."""
    return {"plan": published.plan_name(plan)} if asked.neutral else {}


def _base(published: Published, plan: Snapshot, asked: Asked) -> dict[str, Any]:
    here = asked.language
    elsewhere = next(language for language in LANGUAGES if language != here)
    return (
        {"items": plan.table("items"), "sector_codes": [item.code for item in sections()]}
        | {"instrument_codes": list(INSTRUMENTS), "month_numbers": list(range(1, 13))}
        | {"place_codes": [item.code for item in municipalities()]}
        | {"place_names": [item.name for item in municipalities()]}
        | {"decided": list(asked.standings.states)}
        | _words_in(here, asked.standings)
        | {f"{name}_elsewhere": value for name, value in _words_in(elsewhere, asked.standings).items()}
        | _come_in(asked.standings)
        | of_selection(published, asked.selection)
    )


def _words_in(language: Language, standings: Standings) -> dict[str, Any]:
    words = words_of(ROOM, language)
    return {
        "sector_names": [item.name_nl if language == "nl" else item.name_en for item in sections()],
        "instrument_names": [words.of_code("instrument", code) for code in INSTRUMENTS],
        "month_names": [formats.month_name(number, language) + formats.NO_BREAK for number in range(1, 13)],
        "decided_as": [standings.in_words(employer_id, words) for employer_id in standings.states],
        "jointly": words("jointly"),
        "doubtful": words("site.doubtful"),
        "undecided": store_word("states", "planned", language),
    }


def _come_in(standings: Standings) -> dict[str, list[Any]]:
    names = ("ids", "names", "sectors", "sizes", "provinces", "regions", "teams", "months")
    columns = list(zip(*standings.come_in, strict=True)) or [()] * len(names)
    return {f"in_{name}": list(column) for name, column in zip(names, columns, strict=True)}


def of_selection(published: Published, selection: Selection) -> dict[str, Any]:
    """Return the values that ``CHOSEN`` takes."""
    return {
        "within": list(published.regions),
        "region": selection.region,
        "team": selection.team,
        "month": selection.month,
        "instrument": selection.instrument,
    }
