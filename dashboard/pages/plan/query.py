"""What the plan page reads: whom a plan chose, when and how, what was decided about it, and the hours of its teams.

Nothing here selects on, sorts by or returns the ground of selection, nor anything of one employer from which it could
be told (the plan's own order, chances, expected findings, topic, main law): until a case closes nobody should know
which visits were drawn at random. Whoever must know an employer's chances opens its dossier, which is logged.

An account with regions sees these only: they come from who looks (`Published.regions`), never from a browser.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from dashboard.components.grid_query import ListColumn, list_query, row_window
from dashboard.components.suspension import held_state
from dashboard.decided import Standings
from dashboard.kept import state_of
from dashboard.pages.plan.kept_list import INSTRUMENTS, MOST_PLANS, WORDED, come_in_sql, kept_list
from dashboard.pages.plan.sought import NOTHING, Sought
from dashboard.published import Published, Row
from dashboard.routed import routes_of
from dashboard.texts import LANGUAGES, ROOM, Language, words_of
from data_contracts.snapshots import Snapshot
from data_contracts.store.reasons import words_of as store_word
from models.labels import LAWS

OUT = ("dropped", "deferred", "swapped")
"""The states in which an item is not visited as the routes have it."""
COLUMNS: dict[str, ListColumn] = {
    "trade_name": ListColumn("trade_name", sorts_by="name_sorted", folded=("trade_name_folded",)),
    "sector": ListColumn("sector", also=("sector_elsewhere",), folded=("sector_folded", "sector_elsewhere_folded")),
    "size_class": ListColumn(
        "size_class",
        sorts_by="size_sorted",
        folded=("size_class_folded",),
    ),
    "municipality": ListColumn("municipality", folded=("municipality_folded",)),
    "province": ListColumn("province", folded=("province_folded",)),
    "team": ListColumn("team", folded=("team_folded",)),
    "month": ListColumn(
        "month_name",
        also=("month_name_elsewhere",),
        sorts_by="month",
        folded=("month_name_folded", "month_name_elsewhere_folded"),
    ),
    "week": ListColumn("CAST(weekofyear(week) AS VARCHAR)", sorts_by="week"),
    "instrument": ListColumn(
        "instrument_name",
        also=("instrument_name_elsewhere",),
        folded=("instrument_name_folded", "instrument_name_elsewhere_folded"),
    ),
    "expected_hours": ListColumn("expected_hours", "number"),
    "site": ListColumn("site", also=("site_elsewhere",), folded=("site_folded", "site_elsewhere_folded")),
    "state": ListColumn("state_name", also=("state_name_elsewhere",)),
}
DEFAULT_ORDER = "month, team NULLS LAST, name_sorted, employer_id"
# A hash mixes all employers alike, whoever they are; with the plan's name in it the next plan has another order.
NEUTRAL_ORDER = "md5($plan || employer_id), employer_id"

_WITHIN = "(len($within::VARCHAR[]) = 0 OR list_contains($within::VARCHAR[], region))"
CHOSEN = (
    f"{_WITHIN} AND ($region IS NULL OR region = $region) AND ($team IS NULL OR team = $team) "
    "AND ($month IS NULL OR month = $month) AND ($instrument IS NULL OR instrument = $instrument)"
)
CHOSEN_TEAMS = CHOSEN.rpartition(" AND ")[0]  # hours are a team's, whatever it does in them
# In which week somebody is visited, when routes were made; who was decided out of the plan is on no route any more.
_STOPS = "SELECT employer_id, any_value(week) AS week FROM read_parquet($stops) GROUP BY employer_id"
_PLACED = """
WITH placed AS (SELECT employer_id, week FROM {stops} WHERE NOT list_contains($out::VARCHAR[], employer_id))"""
_NOT_PLACED = "WITH placed AS (SELECT '' AS employer_id, CAST(NULL AS DATE) AS week WHERE len($out::VARCHAR[]) < 0)"
_VISITS = """,
decided AS (
    SELECT unnest($decided::VARCHAR[]) AS employer_id, unnest($decided_as::VARCHAR[]) AS name,
           unnest($decided_as_elsewhere::VARCHAR[]) AS elsewhere
),
chosen AS ({chosen}),
visits AS (
    SELECT {columns}, {named}, placed.week, coalesce(decided.name, $undecided) AS state_name,
           coalesce(decided.elsewhere, $undecided_elsewhere) AS state_name_elsewhere
    FROM (SELECT * FROM chosen WHERE {part}) AS item
    LEFT JOIN decided ON decided.employer_id = item.employer_id
    LEFT JOIN placed ON placed.employer_id = item.employer_id
)
"""
_PLAIN = (
    "place", "employer_id", "trade_name", "size_class", "province", "team", "region", "month", "municipality_code",
    "municipality", "instrument", "expected_hours",
)  # fmt: skip
_SHOWN = (
    "employer_id, trade_name, sector, sector_elsewhere, size_class, province, team, region, month, week, "
    "municipality_code, municipality, month_name, month_name_elsewhere, instrument, instrument_name, "
    "instrument_name_elsewhere, expected_hours, site, site_elsewhere, state_name, state_name_elsewhere"
)
_AT_PLACES = f"{CHOSEN} AND place IN (SELECT unnest($places::INTEGER[]))"
_ENDS = ("", "_folded")


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
    both = (
        "SELECT region, team, month FROM read_parquet($teams) UNION BY NAME "
        "SELECT region, team, month FROM read_parquet($items)"
    )
    tables = {"teams": plan.table("teams"), "items": plan.table("items")}
    there = published.kept("plan_choices", state_of(plan), both, tables, MOST_PLANS)
    rows = published.answered(
        f"SELECT region, team, month FROM {there} WHERE {_WITHIN} ORDER BY ALL",  # noqa: S608 -- our own words; values are parameters
        {"within": list(published.regions)},
    )
    teams = dict.fromkeys((row["region"], row["team"]) for row in rows)
    return Choices(tuple(teams), tuple(sorted({row["month"] for row in rows})), INSTRUMENTS)


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
            "whole": selection == Selection() and not published.regions and not published.withheld(plan),
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
    found = _matching(published, plan, asked, request)
    places = published.numbers(
        f"{found.visits} SELECT place {found.part} ORDER BY {found.order}",
        found.values | _mixing(published, plan, asked),
    )
    first, length = row_window(request)
    window = places[first : first + length].tolist()
    if not window:
        return [], len(places)
    rows = published.rows(found.at_places, {**found.of_visits, "places": window})
    by_place = {row.pop("place"): row for row in rows}
    return [by_place[place] for place in window], len(places)


def all_visits(published: Published, plan: Snapshot, asked: Asked, request: Mapping[str, Any]) -> list[Row]:
    """Return every row that the list would show, in its order."""
    found = _matching(published, plan, asked, request)
    return published.rows(
        f"{found.visits} SELECT {_SHOWN} {found.part} ORDER BY {found.order}",
        found.values | _mixing(published, plan, asked),
    )


def by_municipality(published: Published, plan: Snapshot, asked: Asked, request: Mapping[str, Any]) -> list[Row]:
    """Return ``municipality_code, employers``: how many employers of the list there are in each municipality."""
    found = _matching(published, plan, asked, request)
    return published.rows(
        f"{found.visits} SELECT municipality_code, count(*) AS employers {found.part} GROUP BY ALL ORDER BY ALL",
        found.values,
    )


def in_municipality(
    published: Published, plan: Snapshot, asked: Asked, request: object, code: str, most: int
) -> list[Row]:
    """Return the rows of the list with a site in one municipality, by name, so many at most."""
    found = _matching(published, plan, asked, request if isinstance(request, dict) else {})
    return published.rows(
        f"{found.visits} SELECT {_SHOWN} {found.part} AND municipality_code = $code "
        "ORDER BY name_sorted, employer_id LIMIT $most",
        found.values | {"code": code, "most": most},
    )


@dataclass(frozen=True)
class _Matching:
    """A question to the list as SQL: its ``visits``, which ``part`` of them and in which ``order``, with the values.

    ``at_places``: the rows, in no order, at ``$places`` that such a question returned; it takes the values of visits.
    """

    visits: str
    at_places: str
    part: str
    order: str
    of_visits: Mapping[str, Any]
    of_part: Mapping[str, Any]

    @property
    def values(self) -> dict[str, Any]:
        """The values of both."""
        return {**self.of_visits, **self.of_part}


def _matching(published: Published, plan: Snapshot, asked: Asked, request: Mapping[str, Any]) -> _Matching:
    order = NEUTRAL_ORDER if asked.neutral else DEFAULT_ORDER
    query = list_query(request.get("filterModel"), request.get("sortModel"), COLUMNS, order)
    sought, found = asked.sought.condition(published, plan)
    placed, routed = weeks_sql(published, plan, asked.standings)
    chosen, come_in = _chosen(published, plan, asked.standings)
    elsewhere = next(language for language in LANGUAGES if language != asked.language)
    all_columns = f"item.* EXCLUDE ({', '.join(_worded(_ENDS))})"
    words = _named(asked.language, elsewhere, _ENDS)
    visits_sql = placed + _VISITS.format(chosen=chosen, part=CHOSEN, columns=all_columns, named=words)
    # Named one by one and without what only filters read: a query that shows a hundred rows is mostly its making.
    few = ", ".join(f"item.{column}" for column in _PLAIN)
    words = _named(asked.language, elsewhere, ("",))
    rows_sql = placed + _VISITS.format(chosen=chosen, part=_AT_PLACES, columns=few, named=words)
    only = "SEMI JOIN decided USING (employer_id) " if asked.decided_only else ""
    on_hold = bool(published.withheld(plan))
    base = _decided_as(asked, elsewhere, on_hold=on_hold) | of_selection(published, asked.selection) | routed | come_in
    part = f"FROM visits {only}WHERE ({query.where}) AND {sought}"
    at_places = f"{rows_sql} SELECT place, {_SHOWN} FROM visits"  # noqa: S608 -- our own words; values are parameters
    return _Matching(visits_sql, at_places, part, query.order, base, {**query.parameters, **found})


def _worded(ends: Sequence[str]) -> list[str]:
    return [f"{column}_{language}{end}" for column in WORDED for language in LANGUAGES for end in ends]


def _named(language: Language, elsewhere: Language, ends: Sequence[str]) -> str:
    """Return the columns that are words, in the reader's language and as ``<column>_elsewhere`` in the other."""
    return ", ".join(
        f"item.{column}_{known}{end} AS {column}{suffix}{end}"
        for column in WORDED
        for known, suffix in ((language, ""), (elsewhere, "_elsewhere"))
        for end in ends
    )


def _chosen(published: Published, plan: Snapshot, standings: Standings) -> tuple[str, dict[str, Any]]:
    """Return the query of the plan's items and of who was added by hand, and the values that it takes."""
    items = kept_list(published, plan)
    if not standings.come_in:
        return f"SELECT * FROM {items}", {}  # noqa: S608 -- our own names
    come_in, words = come_in_sql()
    names = ("ids", "names", "sectors", "sizes", "provinces", "regions", "teams", "months")
    columns = zip(names, zip(*standings.come_in, strict=True), strict=True)
    both = (
        f"SELECT * FROM {items} UNION ALL BY NAME "  # noqa: S608 -- our own names
        f"SELECT * FROM ({come_in}) WHERE employer_id NOT IN (SELECT employer_id FROM {items})"
    )
    return both, words | {f"in_{name}": list(column) for name, column in columns}


def weeks_sql(published: Published, plan: Snapshot, standings: Standings) -> tuple[str, dict[str, Any]]:
    """Return the beginning of a query that gives ``placed`` (employer_id, week), and the values that it takes."""
    routes = routes_of(published, plan)
    gone = [employer_id for employer_id, state in standings.states.items() if state.state in OUT]
    if routes is None:
        return _NOT_PLACED, {"out": gone}
    values = {"stops": routes.table("stops")}
    stops = published.kept("plan_stops", state_of(routes), _STOPS, values, MOST_PLANS)
    return _PLACED.format(stops=stops), {"out": gone}


def _mixing(published: Published, plan: Snapshot, asked: Asked) -> dict[str, str]:
    """Return what the neutral order mixes by; counting takes no order, and no parameter that it does not use."""
    return {"plan": published.plan_name(plan)} if asked.neutral else {}


def _decided_as(asked: Asked, elsewhere: Language, *, on_hold: bool) -> dict[str, Any]:
    """Return the state of every item in words; on hold all of them are, whoever or whatever chose them."""
    told: dict[str, Any] = {"decided": list(asked.standings.states)}
    for suffix, language in (("", asked.language), ("_elsewhere", elsewhere)):
        words = words_of(ROOM, language)
        states = [asked.standings.in_words(employer_id, words) for employer_id in told["decided"]]
        planned = store_word("states", "planned", language)
        told[f"decided_as{suffix}"] = [held_state(state, words) for state in states] if on_hold else states
        told[f"undecided{suffix}"] = held_state(planned, words) if on_hold else planned
    return told


def of_selection(published: Published, selection: Selection) -> dict[str, Any]:
    """Return the values that ``CHOSEN`` takes."""
    return {
        "within": list(published.regions),
        "region": selection.region,
        "team": selection.team,
        "month": selection.month,
        "instrument": selection.instrument,
    }
