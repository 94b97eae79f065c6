"""A repair asked of a run: the list of a law by thresholds and reweighing, refusals, and nothing about few in it."""

from pathlib import Path
from typing import Any

import lightgbm as lgb
import numpy as np
import polars as pl
import pytest

from data_contracts.errors import KompasError
from data_contracts.store import AuditFilter, AuditLog
from models.fairness.before_after import COMPARED_SCHEMA
from models.inputs import input_matrix
from models.learning.calibration import Platt
from models.learning.ranking_model import RankingModel
from models.planning.choices import PlanChoices
from models.planning.limit_repair import Planned
from pipelines.fairness.repair.repairing import Asked, Material, repaired, without_few
from pipelines.fairness.repair.showing import bound_lines, mitigation_lines
from pipelines.fairness.traits import held_traits, open_traits
from pipelines.snapshots.writer import Recipe, as_input, publish
from pipelines.steps.bounds import bounds_step
from pipelines.steps.fairness import audit_sources
from pipelines.steps.mitigation import mitigation_step
from pipelines.steps.modelling import catalogue_inputs
from pipelines.store import store_of
from tests.support.audited_world import AS_OF, EMPLOYERS, NAMES, RISK, AuditedWorld, audited_world
from tests.support.planning import MONTHS, NO_LINKS, capacity_of, frame_of

CUT = 0.2


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> AuditedWorld:
    """The audited world with a list of the WML that goes by risk, cut at a fifth."""
    made = audited_world(tmp_path_factory.mktemp("repair"), wronged=False)
    features = made.folder.latest("features")
    inputs = catalogue_inputs()
    names = tuple(item.name for item in inputs)
    matrix = input_matrix(pl.read_parquet(features.table("current")), inputs)
    settings = {"objective": "regression", "num_leaves": 31, "verbosity": -1, "num_threads": 1}
    trees = lgb.train(settings, lgb.Dataset(matrix, np.log(RISK / (1 - RISK))), 100)
    about = {"name": "WML", "as_of": AS_OF.isoformat(), "training": {"cases": 1, "positives": 1}, "monotone": {}}
    model = RankingModel(trees.model_to_string(), names, Platt(1.0, 0.0), about)

    def fill(side: Path) -> None:
        model.save(side, "WML")

    publish(made.folder, Recipe("models", "test", (as_input(features),), as_of=AS_OF, synthetic=True), fill)
    made.publish("backtest", {"metrics": pl.DataFrame({"law": ["WML"]})}, features, notes={"plan_cut": CUT})
    return made


@pytest.fixture(scope="module")
def repair(world: AuditedWorld) -> dict[str, pl.DataFrame]:
    mitigation_step(world.context, "sector", "thresholds", "WML")
    made = world.folder.latest("mitigation")
    return {name: pl.read_parquet(made.table(name)) for name in ("points", "audits")}


def test_at_full_strength_every_sector_has_its_share(repair: dict[str, pl.DataFrame]) -> None:
    # 1,200 employers in four sectors of 300; 240 are chosen.
    own = repair["audits"].filter(dimension="sector", measure="selection_rate", strength=1.0)
    assert own["value_after"].to_list() == pytest.approx([0.2] * 4)
    sectors = np.arange(EMPLOYERS) % 4
    first = np.argsort(-RISK)[:240]
    assert own["value_before"].to_list() == pytest.approx(np.bincount(sectors[first]) / 300, abs=0.02)
    point = repair["points"].filter(strength=1.0).row(0, named=True)
    assert (point["chosen_before"], point["chosen_after"], point["may_steer"]) == (240, 240, True)
    assert 0 <= point["lost"] < 2


def test_the_whole_audit_is_done_again_of_traits_and_intersections_too(repair: dict[str, pl.DataFrame]) -> None:
    told = set(repair["audits"]["dimension"])
    assert {"owner_origin", "region", "size_class", "sector x region", "sector x owner_origin"} <= told
    assert set(repair["audits"]["strength"]) == {0.25, 0.5, 0.75, 1.0}


def test_nothing_of_one_employer_and_no_small_count_is_published(repair: dict[str, pl.DataFrame]) -> None:
    for table in repair.values():
        texts = table.select(pl.col(pl.String)).unpivot()["value"].drop_nulls()
        assert not texts.is_in(NAMES).any()
    counts = [f"{count}_{side}" for count in ("positives", "negatives") for side in ("before", "after")]
    for count in counts:
        assert not repair["audits"][count].is_between(1, 4).any()


def test_a_trait_is_computed_to_be_seen_only_and_says_so(world: AuditedWorld) -> None:
    mitigation_step(world.context, "owner_origin", "thresholds", "WML")
    assert not pl.read_parquet(world.folder.latest("mitigation").table("points"))["may_steer"].any()
    dutch, english = (list(mitigation_lines(world.settings, language)) for language in ("nl", "en"))
    assert len(dutch) == len(english)
    assert any(line.startswith("ALLEEN OM TE ZIEN") for line in dutch)
    assert any("may steer no selection" in line for line in english)
    assert english[1].startswith("Repair of Origin of the owner by a threshold for each group, the list of the WML")
    opened = AuditLog(store_of(world.settings)).lines(AuditFilter(actions=("open_traits",)))
    assert {line.detail["purpose"] for line in opened} == {"fairness_audit"}


def test_reweighing_learns_from_the_cases_of_the_law(world: AuditedWorld) -> None:
    mitigation_step(world.context, "sector", "reweighing", "WML")
    points = pl.read_parquet(world.folder.latest("mitigation").table("points"))
    assert points["chosen_after"].to_list() == [240] * 4
    # Trees that learnt from what cases found still rank by risk: of 240 far more is expected than of 240 by lot.
    assert points["expected_after"].min() > 1.5 * 240 * RISK.mean()


@pytest.mark.parametrize(
    ("dimension", "how", "law", "why"),
    [
        ("sector", "thresholds", "Wav", "no list of Wav"),
        ("sector", "thresholds", "", "no list of a law"),
        ("hair", "thresholds", "WML", "no dimension 'hair'"),
        ("sector", "magic", "WML", "no repair 'magic'"),
    ],
)
def test_what_cannot_be_repaired_is_said(world: AuditedWorld, dimension: str, how: str, law: str, why: str) -> None:
    with pytest.raises(KompasError, match=why):
        mitigation_step(world.context, dimension, how, law)


def test_no_plan_is_steered_by_a_trait(world: AuditedWorld) -> None:
    sources = audit_sources(world.context)
    traits = open_traits(world.settings, held_traits(world.settings), sources.as_of)
    capacity = capacity_of(("Noord-1", "Noord", (100, 100), "WML|Wav|Waadi"))
    planned = Planned(frame_of(50), capacity, NO_LINKS, PlanChoices(MONTHS))
    material = Material(sources, traits, tuple(catalogue_inputs()), planned, 1)
    with pytest.raises(KompasError, match="may not steer"):
        repaired(Asked("owner_origin", "limits", None), material)


def test_bounds_from_a_table_of_shares(world: AuditedWorld, tmp_path: Path) -> None:
    # Sectors by number modulo four. In A everybody is of the group and elsewhere nobody, so that nothing is open.
    shares = tmp_path / "shares.csv"
    shares.write_text("cell,share_in_group\nA,1\nF,0\nI,0\nN,0.0\n", encoding="utf-8")
    bounds_step(world.context, str(shares), "sector")
    levels = pl.read_parquet(world.folder.latest("bounds").table("bounds"))
    told = levels.filter(level="cell")
    # By national totals alone everything was open; here nothing is.
    assert told["narrowed"].to_list() == pytest.approx([1.0] * 6)
    warehouse = world.folder.latest("warehouse")
    cases = pl.read_parquet(warehouse.table("inspections")).filter(
        pl.col("selection_ground") != "random", pl.col("closed_on") <= AS_OF
    )
    visited = {name for name in cases["employer_id"] if int(name[1:]) % 4 == 0}
    rate = told.row(by_predicate=(pl.col("measure") == "selection_rate") & (pl.col("of") == "group"), named=True)
    assert (rate["low"], rate["high"]) == pytest.approx((len(visited) / 300, len(visited) / 300))
    violations = pl.read_parquet(warehouse.table("findings")).filter("violation")["case_id"].implode()
    found = cases.filter(pl.col("case_id").is_in(violations))["employer_id"].unique()
    hits = sum(int(name[1:]) % 4 == 0 for name in found)
    hit = told.row(by_predicate=(pl.col("measure") == "hit_rate") & (pl.col("of") == "group"), named=True)
    assert (hit["low"], hit["high"]) == pytest.approx((hits / len(visited), hits / len(visited)))
    dutch, english = (list(bound_lines(world.settings, language)) for language in ("nl", "en"))
    assert len(dutch) == len(english)
    assert any(line.startswith("Selection rate, the group: for sure between") for line in english)


@pytest.mark.parametrize(
    ("content", "by", "why"),
    [
        ("cell,share_in_group\nA,1\n", "sector", "no share for: F, I, N"),
        ("cell,share_in_group\nA,1\n", "hair", "no open dimension 'hair'"),
        ("cell,share_in_group\nA,2\nF,0\nI,0\nN,0\n", "sector", "cannot be true"),
        ("place,share\nA,1\n", "sector", "cannot be read"),
    ],
)
def test_a_table_of_shares_that_will_not_do(
    world: AuditedWorld, tmp_path: Path, content: str, by: str, why: str
) -> None:
    (tmp_path / "shares.csv").write_text(content, encoding="utf-8")
    with pytest.raises(KompasError, match=why):
        bounds_step(world.context, str(tmp_path / "shares.csv"), by)


def _side(positives: list[int], name: str) -> dict[str, Any]:
    return {
        f"positives_{name}": positives,
        f"negatives_{name}": [50] * len(positives),
        f"value_{name}": [count / (count + 50) for count in positives],
        f"status_{name}": ["estimated"] * len(positives),
    }


def test_what_is_few_before_or_after_is_told_of_neither() -> None:
    # Before, A has 3 and C, the next smallest, would tell it; after, all have enough.
    rows = {"dimension": ["sector"] * 4, "group": list("ABCD"), "measure": ["selection_rate"] * 4, "step": ["plan"] * 4}
    audits = pl.DataFrame(
        rows | _side([3, 30, 12, 40], "before") | _side([20, 25, 20, 20], "after") | {"sure": [True] * 4}
    )
    missing = [pl.lit(None, kind).alias(name) for name, kind in COMPARED_SCHEMA.items() if name not in audits.columns]
    told = without_few(audits.with_columns(missing).select(COMPARED_SCHEMA.keys()).with_columns(strength=pl.lit(1.0)))
    assert told["value_after"].to_list() == [None, pytest.approx(25 / 75), None, pytest.approx(20 / 70)]
    assert told["positives_before"].to_list() == [None, 30, None, 40]
    assert told["sure"].to_list() == [False, True, False, True]
