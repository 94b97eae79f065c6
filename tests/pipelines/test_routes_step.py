"""``kompas routes``: a plan's visits as people left them, on routes, in a table that tells nothing of why."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from data_contracts.errors import KompasError
from data_contracts.settings import KompasSettings
from data_contracts.snapshots import Snapshot, SnapshotFolder
from data_contracts.store import AuditFilter, AuditLog, sqlite_url
from data_contracts.store.decisions import PlanDecisions
from data_contracts.store.plan_decision import PlanDecision
from data_contracts.store.plan_roll import plan_roll
from pipelines.routing.plans import find_plan
from pipelines.routing.week_table import chosen_week, week_lines
from pipelines.snapshots.writer import Recipe, as_input, publish
from pipelines.steps.context import StepContext
from pipelines.steps.routes import routes_step
from tests.support.command import kompas

AS_OF = date(2026, 10, 31)
NOVEMBER, DECEMBER = date(2026, 11, 1), date(2026, 12, 1)
PLAN = "2026-11-abc"
PLACES = {"Gouda": "GM0513", "Delft": "GM0503", "Leiden": "GM0546"}


def item(number: int, **given: Any) -> dict[str, Any]:
    row = {
        "plan_id": PLAN,
        "position": number,
        "month": NOVEMBER,
        "team": "West-1",
        "region": "West",
        "employer_id": f"E{number}",
        "trade_name": f"Firma {number}",
        "sector": "C",
        "size_class": "3-4",
        "establishment_id": f"{number:012d}",
        "municipality_code": list(PLACES.values())[number % 3],
        "last_seen_active": date(2026, 9, 1),
        "site_doubtful": False,
        "instrument": "visit",
        "bundle_id": None,
        "selection_ground": "model",
    }
    return row | given


@dataclass(frozen=True)
class Run:
    """A data folder with a warehouse of six employers and a plan of two months."""

    data: Path

    @property
    def folder(self) -> SnapshotFolder:
        return SnapshotFolder(self.data / "snapshots")

    @property
    def decisions(self) -> PlanDecisions:
        return PlanDecisions(sqlite_url(self.data))

    def plan(self, *items: dict[str, Any], plan_id: str = PLAN) -> Snapshot:
        """Publish a plan of these items."""
        warehouse = publish(self.folder, Recipe("warehouse", "test", synthetic=True), _registers)

        def fill(side: Path) -> dict[str, Any]:
            schema = {"bundle_id": pl.String, "municipality_code": pl.String, "last_seen_active": pl.Date}
            pl.DataFrame(list(items), schema_overrides=schema).write_parquet(side / "items.parquet")
            teams = [("West-1", "West", month, 500.0, 60.0) for month in (NOVEMBER, DECEMBER)]
            columns = ["team", "region", "month", "hours_available", "hours_reserved"]
            pl.DataFrame(teams, columns, orient="row").write_parquet(side / "teams.parquet")
            months = [NOVEMBER.isoformat(), DECEMBER.isoformat()]
            return {"plan_id": plan_id, "month": months[0], "months": months}

        recipe = Recipe("plan", "test", inputs=(as_input(warehouse),), as_of=AS_OF, synthetic=True)
        return publish(self.folder, recipe, fill)

    def route(self, plan: str = "") -> Snapshot:
        """Do the step and return its snapshot."""
        routes_step(StepContext.of(KompasSettings(data_dir=self.data), lambda _: None), plan)
        return self.folder.latest("routes")

    def decide(self, plan: Snapshot, employer: str, kind: Any, reason: str, **given: Any) -> None:
        """Record a decision about an item."""
        decision = PlanDecision(PLAN, employer, kind, reason, "A. Planner", **given)
        self.decisions.record(decision, "tester", plan_roll(plan))


def _registers(side: Path) -> None:
    numbers = range(1, 7)
    employers = pl.DataFrame(
        {
            "employer_id": [f"E{number}" for number in numbers],
            "trade_name": [f"Firma {number}" for number in numbers],
            "sbi_code": ["5610"] * 6,
            "size_class": ["3-4"] * 6,
            "valid_from": [date(2020, 1, 1)] * 6,
            "known_at": [date(2020, 1, 1)] * 6,
        }
    )
    sites = pl.DataFrame(
        [
            ("000000000061", "E6", PLACES["Leiden"], date(2026, 3, 1), date(2020, 1, 1), None, date(2026, 3, 2)),
            ("000000000062", "E6", PLACES["Delft"], date(2026, 9, 1), date(2020, 1, 1), None, date(2026, 9, 2)),
            ("000000000063", "E6", PLACES["Gouda"], date(2026, 10, 1), date(2020, 1, 1), date(2026, 10, 2), AS_OF),
        ],
        [
            "establishment_id",
            "employer_id",
            "municipality_code",
            "last_seen_active",
            "valid_from",
            "valid_to",
            "known_at",
        ],
        orient="row",
    )
    for name, frame in (("employers", employers), ("establishments", sites)):
        (side / name).mkdir()
        frame.write_parquet(side / name / "part-0.parquet")


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return Run(tmp_path / "data")


def table(routes: Snapshot, name: str) -> pl.DataFrame:
    return pl.read_parquet(routes.table(name))


def months_of(routes: Snapshot) -> dict[str, date]:
    return dict(table(routes, "stops").select("employer_id", "month").iter_rows())


def reasons_of(routes: Snapshot) -> dict[str, str]:
    return dict(table(routes, "unrouted").select("employer_id", "reason").iter_rows())


def test_visits_are_routed_and_letters_are_not(run: Run) -> None:
    run.plan(item(1), item(2, month=DECEMBER), item(3, instrument="letter"), item(4, site_doubtful=True))
    made = run.route()
    assert months_of(made) == {"E1": NOVEMBER, "E2": DECEMBER}
    assert reasons_of(made) == {"E4": "site_doubtful"}
    assert made.manifest.notes["plan_id"] == PLAN
    assert made.manifest.notes["assumptions"]["detour_factor"] == 1.3


def test_decisions_are_respected_and_make_new_routes(run: Run) -> None:
    plan = run.plan(*(item(number) for number in range(1, 6)))
    before = run.route()
    assert run.route().path == before.path
    run.decide(plan, "E1", "drop", "ceased")
    run.decide(plan, "E2", "defer", "season", month=DECEMBER)
    run.decide(plan, "E3", "defer", "ceased", month=date(2027, 2, 1))
    run.decide(plan, "E4", "drop", "not_worthwhile")
    after = run.route()
    assert after.path != before.path
    assert months_of(after) == {"E2": DECEMBER, "E4": NOVEMBER, "E5": NOVEMBER}, "E4 only was asked about"
    assert reasons_of(after) == {"E1": "dropped", "E3": "deferred"}
    assert "E1" not in (after.path / "manifest.json").read_text("utf-8")


def test_what_was_added_by_hand_is_visited_at_the_site_last_seen_active(run: Run) -> None:
    plan = run.plan(item(1))
    run.decide(plan, "E6", "add", "report_received", month=DECEMBER, ground="signal", team="West-1")
    stop = table(run.route(), "stops").filter(pl.col("employer_id") == "E6").row(0, named=True)
    assert (stop["establishment_id"], stop["municipality_code"]) == ("000000000062", PLACES["Delft"])
    assert stop["month"] == DECEMBER
    assert stop["arrive"] >= 16 * 60, "SBI 5610 is a restaurant"


def test_a_day_begins_at_the_base_of_the_teams_region(run: Run) -> None:
    run.plan(item(1, region="Zuid"))
    assert table(run.route(), "days")["base_municipality"].to_list() == ["GM0599"], "Rotterdam, not Eindhoven"


def test_the_ground_changes_nothing(run: Run) -> None:
    one = run.plan(*(item(number, selection_ground="model") for number in range(1, 6)), plan_id="one")
    other = run.plan(*(item(number, selection_ground="random") for number in range(1, 6)), plan_id="one")
    made = [table(run.route(plan.manifest.snapshot_id), "stops") for plan in (one, other)]
    assert made[0].equals(made[1])


def test_a_plan_without_sites_is_refused_in_words(run: Run) -> None:
    bare = item(1)
    del bare["municipality_code"], bare["site_doubtful"]
    run.plan(bare)
    with pytest.raises(
        KompasError, match="does not say where its visits are: it has no municipality_code, site_doubtful"
    ):
        run.route()


def test_a_plan_is_found_by_either_name_or_told_to_be_unknown(run: Run) -> None:
    plan = run.plan(item(1))
    assert find_plan(run.folder, PLAN).path == find_plan(run.folder, plan.manifest.snapshot_id).path == plan.path
    with pytest.raises(KompasError, match=f"no plan 2020-01-x; there are: {PLAN}"):
        find_plan(run.folder, "2020-01-x")


def test_the_week_in_the_terminal(run: Run) -> None:
    run.plan(
        item(1, bundle_id="B9", instrument="joint_visit"),
        item(2, bundle_id="B9", instrument="joint_visit"),
        item(3, site_doubtful=True, last_seen_active=None),
        item(4, municipality_code=None),
    )
    done = kompas("routes", "--data", str(run.data))
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0].startswith("Team West-1, week van ")
    assert lines[1].split() == ["Dag", "Ploeg", "Tijd", "Werkgever", "Gemeente", "Reis"]
    assert sum("(E1)" in line or "(E2)" in line for line in lines) == 2
    assert any("terug om" in line for line in lines)
    assert "  Firma 3 (E3) in Gouda, laatst actief gezien op onbekend" in lines
    assert "  1 × Van deze werkgever is geen gemeente bekend waar bezocht kan worden." in lines
    assert "hemelsbreed" in lines[-1]
    told = done.stdout.lower()
    assert not [word for word in ("b9", "joint", "random", "aselect", "model ", "kans") if word in told]


def test_reading_a_week_in_the_terminal_is_logged_each_time(run: Run) -> None:
    plan = run.plan(item(1))
    for _ in range(2):
        assert kompas.here("routes", "--data", str(run.data)).returncode == 0
    log, routes = AuditLog(sqlite_url(run.data)), run.folder.latest("routes")
    lines = log.lines(AuditFilter(("read_routes",)))
    assert len(lines) == 2
    assert lines[-1].subject == log.reference("routes", routes.manifest.snapshot_id)
    week = pl.read_parquet(routes.table("days"))["week"].min()
    assert lines[0].detail == {"plan": plan.manifest.snapshot_id, "team": "West-1", "week": str(week)}


def test_a_team_or_week_without_routes_is_said(run: Run) -> None:
    run.plan(item(1))
    made = run.route()
    with pytest.raises(KompasError, match="no team Noord-9; there are: West-1"):
        chosen_week(made, "Noord-9", None)
    empty = list(week_lines(chosen_week(made, "West-1", date(2026, 12, 30)), "en"))
    assert empty[:2] == [
        f"Team West-1, week of 28-12-2026 (plan {PLAN})",
        "This team has no routed visits in this week.",
    ]
