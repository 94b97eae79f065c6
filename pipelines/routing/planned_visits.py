"""Which visits of a plan are to be routed: those of the plan, and what people decided about them since."""

from collections.abc import Mapping
from datetime import date

import polars as pl

from data_contracts.as_known import as_known_sql
from data_contracts.contract import load_contract
from data_contracts.errors import KompasError
from data_contracts.query import query_frame
from data_contracts.reference_data import section_of_division
from data_contracts.snapshots import Snapshot
from data_contracts.store import has_store
from data_contracts.store.decisions import PlanDecisions
from data_contracts.store.item_state import ItemState

VISITS = ("visit", "joint_visit")
COLUMNS = {
    "employer_id": pl.String,
    "trade_name": pl.String,
    "sector": pl.String,
    "size_class": pl.String,
    "team": pl.String,
    "region": pl.String,
    "month": pl.Date,
    "establishment_id": pl.String,
    "municipality_code": pl.String,
    "last_seen_active": pl.Date,
    "site_doubtful": pl.Boolean,
    "instrument": pl.String,
    "bundle_id": pl.String,
}
"""What is read of an item: nothing of why it was chosen."""


def decided(url: str, plan_id: str) -> Mapping[str, ItemState]:
    """Return how the items of a plan stand that somebody decided about; none where there is no store yet."""
    return PlanDecisions(url).state_of(plan_id) if has_store(url) else {}


def planned_visits(
    plan: Snapshot, warehouse: Snapshot, states: Mapping[str, ItemState], months: tuple[date, ...]
) -> pl.DataFrame:
    """Return the visits of a plan as people left them.

    One that was deferred within the plan has its new month; one that left the plan keeps its row, with ``withheld``
    saying why; one that was added by hand has the site that was last seen active.

    Args:
        plan: The plan.
        warehouse: The registers that it was made from.
        states: As `decided` gives them.
        months: The months of the plan.

    Returns:
        `COLUMNS` and ``withheld``.

    Raises:
        KompasError: The plan says nothing of sites.
    """
    regions = _regions(plan)
    # A day begins at the base of the team's region, also when the employer lies in another.
    of_team = pl.col("team").replace_strict(regions, default=None, return_dtype=pl.String)
    visits = _of_the_plan(plan).with_columns(region=pl.coalesce(of_team, "region"))
    added = {employer: state for employer, state in states.items() if state.by_hand and state.stays(months)}
    if added:
        as_of = date.fromisoformat(str(plan.manifest.as_of))
        visits = pl.concat([visits, _added(added, warehouse, as_of, regions)])
    return (
        visits.join(_decisions(states, months), on="employer_id", how="left", maintain_order="left")
        .with_columns(pl.coalesce("new_month", "month").alias("month"))
        .drop("new_month")
    )


def team_hours(plan: Snapshot) -> pl.DataFrame:
    """Return ``team, month, hours`` of a plan, the reserve for reactive work taken off."""
    return pl.read_parquet(plan.table("teams")).select(
        "team", "month", (pl.col("hours_available") - pl.col("hours_reserved")).alias("hours")
    )


def _of_the_plan(plan: Snapshot) -> pl.DataFrame:
    items = pl.scan_parquet(plan.table("items"))
    lacking = sorted(COLUMNS.keys() - set(items.collect_schema().names()))
    if lacking:
        raise KompasError(
            f"This plan does not say where its visits are: it has no {', '.join(lacking)}.",
            str(plan.path),
            "Run `kompas plan` again.",
        )
    return items.filter(pl.col("instrument").is_in(VISITS)).select(COLUMNS.keys()).cast(pl.Schema(COLUMNS)).collect()


def _regions(plan: Snapshot) -> dict[str, str]:
    teams = pl.read_parquet(plan.table("teams"), columns=["team", "region"]).unique()
    return dict(teams.iter_rows())


def _decisions(states: Mapping[str, ItemState], months: tuple[date, ...]) -> pl.DataFrame:
    rows = [
        (employer, None if state.stays(months) else state.state, state.month if state.state == "deferred" else None)
        for employer, state in states.items()
    ]
    return pl.DataFrame(rows, {"employer_id": pl.String, "withheld": pl.String, "new_month": pl.Date}, orient="row")


def _added(
    states: Mapping[str, ItemState], warehouse: Snapshot, as_of: date, regions: Mapping[str, str]
) -> pl.DataFrame:
    """Return what was added by hand, each at the site that was last seen active."""
    by_hand = pl.DataFrame(
        [(employer, state.team, regions.get(state.team or ""), state.month) for employer, state in states.items()],
        {"employer_id": pl.String, "team": pl.String, "region": pl.String, "month": pl.Date},
        orient="row",
    ).drop_nulls(["team", "region", "month"])
    return (
        by_hand.join(_registered(warehouse, as_of, list(states)), on="employer_id", how="left")
        .with_columns(
            sector=pl.col("sbi_code").str.slice(0, 2).replace_strict(section_of_division(), default=None),
            site_doubtful=pl.lit(value=False),
            instrument=pl.lit("visit"),
            bundle_id=pl.lit(None, pl.String),
        )
        .select(COLUMNS.keys())
        .cast(pl.Schema(COLUMNS))
    )


def _registered(warehouse: Snapshot, as_of: date, employers: list[str]) -> pl.DataFrame:
    known = {
        name: as_known_sql(f"read_parquet(${name})", load_contract(name).as_known_key)
        for name in ("employers", "establishments")
    }
    return query_frame(
        f"WITH own AS ({known['employers']}), sites AS ({known['establishments']}) "  # noqa: S608 -- our own names
        "SELECT employer_id, trade_name, sbi_code, size_class, establishment_id, municipality_code, last_seen_active "
        "FROM (SELECT * FROM own WHERE list_contains($chosen, employer_id) AND valid_from <= $as_of "
        "QUALIFY row_number() OVER (PARTITION BY employer_id ORDER BY valid_from DESC) = 1) "
        "LEFT JOIN (SELECT employer_id, establishment_id, municipality_code, last_seen_active FROM sites "
        "WHERE valid_from <= $as_of AND coalesce(valid_to, DATE '9999-12-31') >= $as_of "
        "QUALIFY row_number() OVER (PARTITION BY employer_id "
        "ORDER BY last_seen_active DESC NULLS LAST, establishment_id) = 1) USING (employer_id)",
        {
            "employers": warehouse.table("employers"),
            "establishments": warehouse.table("establishments"),
            "as_of": as_of,
            "chosen": employers,
        },
    )
