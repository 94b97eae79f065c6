"""The day routes of a plan: every visit is on a route, or is told why not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from models.planning.routes.distances import base_of_region, places
from models.planning.routes.parameters import RouteParameters
from models.planning.routes.spreading import Crews, fix_joint_visits, spread_over_weeks
from models.planning.routes.tables import ROUTED, Routes, tables_of
from models.planning.routes.visits import Visit, WeekPart, crews_of, visits_of, weeks_of
from models.planning.routes.week_solver import DayRoute, solve_week

SITE_DOUBTFUL, NO_PLACE, NO_ROOM, BUNDLE_WAITS = "site_doubtful", "no_place", "no_room", "bundle_waits"
LEAVES_THE_OTHERS = frozenset({"dropped", "swapped"})
"""Decisions after which the others of a joint visit go without this employer; whatever else keeps it off, they wait."""
Routed = tuple[WeekPart, DayRoute]


@dataclass(frozen=True)
class _Month:
    """What is routed in one month, and by what."""

    month: date
    parts: tuple[WeekPart, ...]
    crews: Crews
    parameters: RouteParameters
    salt: str
    seed: int


def make_routes(
    visits: pl.DataFrame, hours: pl.DataFrame, parameters: RouteParameters, plan_id: str, seed: int
) -> Routes:
    """Route the visits of a plan, month by month and team by team.

    Only where a site is, its sector and size, and what is visited jointly decide; nothing of why it was chosen is read.

    Args:
        visits: One row a visit: ``employer_id, trade_name, team, region, month, establishment_id, municipality_code,
            sector, size_class, last_seen_active, site_doubtful, instrument, bundle_id`` and ``withheld`` (why a
            decision keeps it off the routes, or null).
        hours: ``team, month, hours``: of each team, those for reactive work taken off.
        parameters: What is taken for granted.
        plan_id: The plan; lots are drawn by it.
        seed: Seed of the search.
    """
    marked = _marked(visits)
    routable = marked.filter(pl.col("reason").is_null())
    crews = Crews(
        {(row["team"], row["month"]): crews_of(row["hours"], parameters) for row in hours.iter_rows(named=True)}
    )
    routed: list[Routed] = []
    reasons: dict[str, str] = {}
    for month in sorted(routable["month"].unique()):
        kept = _Month(month, weeks_of(month, parameters), crews, parameters, f"{plan_id}/{month}", seed)
        made, left = _route_month(kept, visits_of(routable.filter(pl.col("month") == month), parameters))
        routed += made
        reasons |= left
    left_over = pl.DataFrame(
        {"employer_id": list(reasons), "left": list(reasons.values())}, {"employer_id": pl.String, "left": pl.String}
    )
    told = marked.join(left_over, on="employer_id", how="left", maintain_order="left")
    return tables_of(routed, told.with_columns(pl.coalesce("reason", "left").alias(ROUTED)), plan_id)


def _marked(visits: pl.DataFrame) -> pl.DataFrame:
    """Add ``reason``: why a visit cannot be routed, as far as that is known beforehand.

    The others of a joint visit wait when one of them cannot be routed, or was deferred to another month.
    """
    own = visits.with_columns(
        reason=pl.coalesce(
            "withheld",
            pl.when(pl.col("site_doubtful")).then(pl.lit(SITE_DOUBTFUL)),
            pl.when(~pl.col("municipality_code").is_in(list(places())).fill_null(value=False)).then(pl.lit(NO_PLACE)),
        )
    )
    stays = own.filter(
        pl.col("bundle_id").is_not_null() & ~pl.col("reason").is_in(list(LEAVES_THE_OTHERS)).fill_null(False)
    )
    whole = stays.group_by("bundle_id").agg(pl.col("reason").is_null().all() & (pl.col("month").n_unique() == 1))
    waiting = whole.filter(~pl.col("reason"))["bundle_id"]
    held = pl.col("bundle_id").is_in(waiting.implode()).fill_null(value=False)
    return own.with_columns(reason=pl.coalesce("reason", pl.when(held).then(pl.lit(BUNDLE_WAITS))))


def _route_month(month: _Month, visits: Sequence[Visit]) -> tuple[list[Routed], dict[str, str]]:
    """Route a month; a joint visit of which one does not fit is tried less strictly first, and then left out whole."""
    days = [day for part in month.parts for day in part.days]
    joint = [visit for visit in visits if visit.bundle is not None]
    loosely: set[str] = set()
    reasons: dict[str, str] = {}
    while True:
        here = [visit for visit in joint if visit.employer_id not in reasons]
        fixed = fix_joint_visits(here, days, month.crews, month.parameters, loosely=frozenset(loosely)) if days else {}
        alone = [visit for visit in visits if visit.bundle is None]
        routed, left = _route_teams(month, alone, [visit for members in fixed.values() for visit in members])
        broken = sorted({visit.bundle for visit in left if visit.bundle is not None})
        if not broken:
            return routed, reasons | {visit.employer_id: NO_ROOM for visit in left}
        for name in broken:
            if name in loosely:
                reasons |= _given_up(fixed[name], left)
        loosely |= set(broken)


def _given_up(members: Sequence[Visit], left: Sequence[Visit]) -> dict[str, str]:
    unfitted = {visit.employer_id for visit in left}
    return {visit.employer_id: NO_ROOM if visit.employer_id in unfitted else BUNDLE_WAITS for visit in members}


def _route_teams(month: _Month, alone: Sequence[Visit], fixed: Sequence[Visit]) -> tuple[list[Routed], list[Visit]]:
    routed, left = [], []
    for team in sorted({visit.team for visit in (*alone, *fixed)}):
        mine = [[visit for visit in group if visit.team == team] for group in (alone, fixed)]
        made, over = _route_team(month, team, *mine)
        routed += made
        left += over
    return routed, left


def _route_team(
    month: _Month, team: str, alone: Sequence[Visit], fixed: Sequence[Visit]
) -> tuple[list[Routed], list[Visit]]:
    """Route one team's month, week by week; what does not fit a week is tried in the next."""
    salt = f"{month.salt}/{team}"
    weeks = spread_over_weeks(alone, month.parts, fixed, salt) if month.parts else ()
    base = base_of_region()[(*alone, *fixed)[0].region]
    routed: list[Routed] = []
    waiting: list[Visit] = [] if month.parts else [*alone, *fixed]
    left: list[Visit] = []
    for part, week in zip(month.parts, weeks, strict=True):
        here = [*(visit for visit in fixed if visit.day in part.days), *week, *waiting]
        crews = month.crews.count(team, month.month)
        done = solve_week(part, here, base, crews, month.parameters, month.seed)
        routed += [(part, route) for route in done.routes]
        waiting = [visit for visit in done.left if visit.day is None]
        left += [visit for visit in done.left if visit.day is not None]
    return routed, [*left, *waiting]
