"""How one employer stands among its peers, feature by feature.

Peers are those of the features' own comparison (`features.peers`): the same sector and size class, or with too few of
them the same sector, or else all employers; which it is may differ from feature to feature.
"""

from dataclasses import dataclass

from dashboard.kept import state_of
from dashboard.published import Published, Row
from data_contracts.snapshots import Snapshot
from features.peers import FEWEST_PEERS

OF_WORKERS = (
    "mean_pay_ratio", "share_below_minimum", "share_near_minimum", "hours_per_worker", "overtime_share",
    "share_on_call", "share_fixed_term", "share_new_workers",
)  # fmt: skip
"""Features that are counted over an employer's workers, and so are not shown of fewer than five."""
WORKERS = "workers"
OF_EMPLOYER = ("hired_hours_share", "lent_hours_per_paid_hour", "signals_24_months", "earlier_findings")
MAIN = (WORKERS, *OF_WORKERS, *OF_EMPLOYER)
"""The features that are compared, in the order of the screen."""
LEVELS = ("size", "sector", "all")
_OF_LEVEL = {"size": ("sector", "size_class"), "sector": ("sector",), "all": ()}
"""In which columns the peers of a level are as the employer is."""


@dataclass(frozen=True)
class Standing:
    """Where an employer stands in one feature: its value, its peers' quartiles, and the share of them that is lower.

    ``level`` says who the peers are and ``peers`` how many of them have a value, the employer itself among them.
    ``lower`` and ``higher`` are the shares of the others, 0 to 1, that have a lower and a higher value; of an employer
    without a value they say nothing.
    """

    feature: str
    value: float | None
    level: str
    peers: int
    quartiles: tuple[float, float, float]
    lower: float
    higher: float


@dataclass(frozen=True)
class Peers:
    """An employer's sector, size class and number of workers, and where it stands."""

    sector: str | None
    size_class: str | None
    workers: float | None
    standings: tuple[Standing, ...]


def peers(published: Published, features: Snapshot, employer_id: str) -> Peers | None:
    """Return where an employer stands; ``None`` when it has no features, because it was not active on the date."""
    kept = _kept(published, features)
    columns = ", ".join(f"CAST({name} AS DOUBLE) AS {name}" for name in MAIN)
    mine = published.rows(
        f"SELECT sector, size_class, {columns} FROM {kept} WHERE employer_id = $employer_id",  # noqa: S608 -- names from the catalogue
        {"employer_id": employer_id},
    )
    if not mine:
        return None
    found: dict[str, Standing] = {}
    for level in LEVELS:
        # Of what the employer does not have, nobody needs to know more than what is usual near by.
        wanted = [name for name in MAIN if level == LEVELS[0] or mine[0][name] is not None]
        missing = [name for name in wanted if name not in found]
        found |= _standings(published, kept, mine[0], level, missing) if missing else {}
    standings = tuple(found[name] for name in MAIN if name in found)
    return Peers(mine[0]["sector"], mine[0]["size_class"], mine[0][WORKERS], standings)


def _kept(published: Published, features: Snapshot) -> str:
    """Return the name of the table in memory with what is compared of every employer, peers beside each other."""
    columns = ", ".join(("employer_id", "sector", "size_class", *MAIN))
    sql = f"SELECT {columns} FROM read_parquet($features) ORDER BY sector, size_class"  # noqa: S608 -- names from the catalogue
    return published.kept("peers", state_of(features), sql, {"features": features.table("current")})


def _standings(published: Published, kept: str, mine: Row, level: str, names: list[str]) -> dict[str, Standing]:
    """Return the standings in those features of which enough peers of a level have a value."""
    told = ", ".join(
        f"count({name}) AS {name}_n, quantile_cont({name}, [0.25, 0.5, 0.75]) AS {name}_q, "
        f"count_if({name} < ${name}) AS {name}_lower, count_if({name} > ${name}) AS {name}_higher"
        for name in names
    )
    alike = " AND ".join(["true", *(f"{column} IS NOT DISTINCT FROM ${column}" for column in _OF_LEVEL[level])])
    values = {name: mine[name] for name in (*_OF_LEVEL[level], *names)}
    (row,) = published.rows(f"SELECT {told} FROM {kept} WHERE {alike}", values)  # noqa: S608 -- names from the catalogue
    enough = [name for name in names if row[f"{name}_n"] >= (FEWEST_PEERS if level != "all" else 1)]
    return {name: _standing(name, mine[name], level, row) for name in enough}


def _standing(name: str, value: float | None, level: str, row: Row) -> Standing:
    count, (low, middle, high) = row[f"{name}_n"], row[f"{name}_q"]
    others = max(count - 1, 1)
    lower, higher = ((row[f"{name}_{side}"] or 0) / others for side in ("lower", "higher"))
    return Standing(name, value, level, count, (low, middle, high), lower, higher)
