"""The hours of each week: what is planned by instrument against what the teams have, and the weeks to choose from.

A team's hours are known by month; a week gets the part of its working days. Letters and desk checks have no week, and
neither has a visit that is on no route: those stand apart.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dashboard.decided import Standings
from dashboard.pages.plan.query import CHOSEN, CHOSEN_TEAMS, Selection, of_selection, weeks_sql
from dashboard.published import Published
from data_contracts.snapshots import Snapshot

_USED = f""",
item AS (
    SELECT employer_id, instrument, expected_hours FROM read_parquet($items)
    WHERE {CHOSEN} AND NOT list_contains($out::VARCHAR[], employer_id)
)
SELECT week, instrument, count(*) AS employers, sum(expected_hours) AS hours
FROM item LEFT JOIN placed USING (employer_id) GROUP BY ALL ORDER BY ALL
"""  # noqa: S608 -- our own words; values are parameters
_HAD = f"""
WITH days AS (
    SELECT region, team, month, hours_available,
           unnest(generate_series(month, month + INTERVAL 1 MONTH - INTERVAL 1 DAY, INTERVAL 1 DAY))::DATE AS day
    FROM read_parquet($teams) WHERE {CHOSEN_TEAMS}
),
working AS (
    SELECT date_trunc('week', day)::DATE AS week,
           hours_available / count(*) OVER (PARTITION BY region, team, month) AS hours
    FROM days WHERE isodow(day) <= 5
)
SELECT week, sum(hours) AS hours FROM working GROUP BY week ORDER BY week
"""  # noqa: S608 -- our own words; values are parameters


@dataclass(frozen=True)
class Week:
    """A week of the selection; ``monday`` is ``None`` for what has no week yet, which has no hours of its own.

    ``employers`` and ``planned`` (hours) are by instrument; ``available`` are the hours of the teams.
    """

    monday: date | None
    employers: dict[str, int]
    planned: dict[str, float]
    available: float | None

    @property
    def hours(self) -> float:
        """The hours planned in all."""
        return sum(self.planned.values())


def weeks_of(published: Published, plan: Snapshot, selection: Selection, standings: Standings) -> list[Week]:
    """Return the weeks in which the selection's teams have hours or visits, in order, and last what has no week."""
    placed, routed = weeks_sql(published, plan, standings)
    values = of_selection(published, selection)
    used = published.rows(placed + _USED, {"items": plan.table("items"), **values, **routed})
    teams = {name: value for name, value in values.items() if name != "instrument"}
    had = published.rows(_HAD, {"teams": plan.table("teams"), **teams})
    told: dict[date | None, Week] = {row["week"]: Week(row["week"], {}, {}, row["hours"]) for row in had}
    for row in used:
        week = told.setdefault(row["week"], Week(row["week"], {}, {}, None))
        week.employers[row["instrument"]] = row["employers"]
        week.planned[row["instrument"]] = row["hours"]
    return sorted(told.values(), key=lambda week: week.monday or date.max)


def mondays_of(months: Sequence[date]) -> list[date]:
    """Return the first days of all weeks with a day in some months, in order."""
    days = {month + timedelta(days=step) for month in months for step in range(31)}
    within = {day for day in days if day.replace(day=1) in months}
    return sorted({day - timedelta(days=day.weekday()) for day in within})
