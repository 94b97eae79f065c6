"""What the capacity page reads: hours by team, month and instrument, and hit rates by ground of selection."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dashboard.published import Published, Row
from data_contracts.snapshots import Snapshot

TOO_FEW = 10  # below this many cases a rate says nothing


@dataclass(frozen=True)
class TeamHours:
    """One team's month, or months: hours there are, held back for reactive work, planned, and items planned.

    Planned hours are one total: split by arm they would tell how many of a small team's visits are random.
    """

    region: str
    team: str
    month: date
    available: float
    reserved: float
    planned: float
    items: int

    @property
    def free(self) -> float:
        """Hours neither planned nor held back; below zero when a team is overbooked."""
        return self.available - self.reserved - self.planned


def team_hours(published: Published, plan: Snapshot) -> list[TeamHours]:
    """Return every team and month of a plan, in order."""
    rows = published.rows(
        "SELECT region, team, month, hours_available AS available, hours_reserved AS reserved, "
        "hours_random + hours_comparison + hours_targeted AS planned, items "
        "FROM read_parquet($teams) ORDER BY region, team, month",
        {"teams": plan.table("teams")},
    )
    return [TeamHours(**row) for row in rows]


def by_team(hours: Sequence[TeamHours]) -> list[TeamHours]:
    """Return the sums over the months of each team, in the order of the teams; ``month`` is the first."""
    months: dict[tuple[str, str], list[TeamHours]] = {}
    for item in hours:
        months.setdefault((item.region, item.team), []).append(item)
    return [
        TeamHours(
            region,
            team,
            min(item.month for item in parts),
            sum(item.available for item in parts),
            sum(item.reserved for item in parts),
            sum(item.planned for item in parts),
            sum(item.items for item in parts),
        )
        for (region, team), parts in months.items()
    ]


def instruments(published: Published, plan: Snapshot) -> list[Row]:
    """Return ``instrument, items, hours`` of the whole plan, the lightest instrument first."""
    return published.rows(
        "SELECT instrument, count(*) AS items, sum(expected_hours) AS hours FROM read_parquet($items) "
        "GROUP BY instrument ORDER BY list_position(['letter', 'desk_check', 'visit', 'joint_visit'], instrument)",
        {"items": plan.table("items")},
    )


def prices(published: Published, plan: Snapshot) -> list[Row]:
    """Return ``constraint, change, unit, gain`` of each constraint, what gains most first."""
    return published.rows(
        'SELECT "constraint", change, unit, gain FROM read_parquet($prices) ORDER BY gain DESC, "constraint"',
        {"prices": plan.table("prices")},
    )


def hit_rates(published: Published, backtest: Snapshot) -> list[Row]:
    """Return ``law, selection_ground, cases, hits, rate, low, high``; no rate where there are too few cases."""
    return published.rows(
        "SELECT law, selection_ground, cases, CASE WHEN cases >= $few THEN hits END AS hits, "
        "CASE WHEN cases >= $few THEN rate END AS rate, CASE WHEN cases >= $few THEN low END AS low, "
        "CASE WHEN cases >= $few THEN high END AS high FROM read_parquet($rates) "
        "ORDER BY list_position(['WML', 'Wav', 'Waadi'], law), "
        "list_position(['random', 'model', 'signal', 'follow_up', 'project'], selection_ground)",
        {"rates": backtest.table("hit_rates"), "few": TOO_FEW},
    )
