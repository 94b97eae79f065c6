"""Put what was chosen into the teams' months.

The relaxation and the choice of whole visits know pots of hours; here each visit gets its team and its month. Bundles
go first, all members in one month; then the longest, each where it fits most tightly. What does not fit is given up.
"""

from dataclasses import dataclass, field

import numpy as np

from models.arrays import Floats, Integers
from models.planning.solving.board import Board
from models.planning.solving.columns import Columns
from models.planning.solving.solution import Assignments, assigned

ROUNDING = 1e-9


@dataclass
class Timetable:
    """Hours still to be given out, and what was put where."""

    board: Board
    left: Floats
    rows: list[tuple[int, int, int, int, int]] = field(default_factory=list)

    def bins(self, pot: int) -> tuple[Integers, Integers]:
        """Return the teams and months of a pot."""
        team, month = np.nonzero(self.board.pots.of == pot)
        return team, month

    def put(self, employer: int, instrument: int, place: tuple[int, int], hours: float, bundle: int = -1) -> None:
        """Give an employer its team and month."""
        self.left[place] -= hours
        self.rows.append((employer, instrument, place[0], place[1], bundle))

    def assignments(self) -> Assignments:
        """Return what was put where."""
        table = np.array(self.rows, np.int64).reshape(-1, 5)
        names = ("employer", "instrument", "team", "month", "bundle")
        return assigned(self.board.problem, {name: table[:, place] for place, name in enumerate(names)})


def timed(board: Board, columns: Columns) -> Timetable:
    """Give each chosen column its month and teams, as far as they fit.

    Args:
        board: The whole problem.
        columns: What was chosen; each employer once.
    """
    table = Timetable(board, np.maximum(board.problem.capacity, 0.0).copy())
    joint = np.flatnonzero(columns.bundle >= 0)
    length = columns.column_sums(columns.hours)
    for column in joint[np.argsort(-length[joint], kind="stable")]:
        _put_bundle(table, columns, int(column))
    alone = columns.bundle[columns.column] < 0
    for pot in range(len(board.pots)):
        entries = np.flatnonzero(alone & (columns.pot == pot))
        _put_alone(table, columns, entries[np.argsort(-columns.hours[entries], kind="stable")], pot)
    return table


def _put_bundle(table: Timetable, columns: Columns, column: int) -> None:
    """Put a bundle in the month in which its teams have most room, if it fits in one."""
    entries = np.flatnonzero(columns.column == column)
    pots = table.board.pots
    best: tuple[float, list[int], int] | None = None
    for month in np.unique(table.bins(int(columns.pot[entries[0]]))[1]):
        left, teams = table.left[:, month].copy(), []
        for entry in entries[np.argsort(-columns.hours[entries], kind="stable")]:
            own = np.flatnonzero(pots.of[:, month] == columns.pot[entry])
            team = int(own[left[own].argmax()])
            left[team] -= columns.hours[entry]
            teams.append(team)
        room = float(left[teams].min())
        if room >= -ROUNDING and (best is None or room > best[0]):
            best = (room, teams, int(month))
    if best is None:
        return
    for entry, team in zip(entries[np.argsort(-columns.hours[entries], kind="stable")], best[1], strict=True):
        where = (team, best[2])
        employer, kind = int(columns.employer[entry]), int(columns.instrument[entry])
        table.put(employer, kind, where, float(columns.hours[entry]), int(columns.bundle[column]))


def _put_alone(table: Timetable, columns: Columns, entries: Integers, pot: int) -> None:
    team, month = table.bins(pot)
    left = table.left[team, month]
    for entry, hours in zip(entries, columns.hours[entries], strict=True):
        spare = left - hours
        spare[spare < -ROUNDING] = np.inf
        place = int(spare.argmin())
        if spare[place] < np.inf:
            left[place] -= hours
            where = (int(team[place]), int(month[place]))
            table.put(int(columns.employer[entry]), int(columns.instrument[entry]), where, float(hours))
