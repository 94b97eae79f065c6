"""The loop of target, inspect and learn on a small synthetic Netherlands, and what it leaves behind."""

from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import polars as pl
import pytest
from typer.testing import CliRunner

from pipelines.cli.main import app
from pipelines.synthetic.loop.employers import Memory, draws, live, look, make_years, remember
from pipelines.synthetic.loop.picture import ticks
from pipelines.synthetic.loop.report import policy_table, write_loop
from pipelines.synthetic.loop.rules import LoopRules, loop_rules
from pipelines.synthetic.loop.simulate import Run, loop_table, run_policy

SEED = 11
SHARES = (0.0, 0.5)


@pytest.fixture(scope="module")
def rules() -> LoopRules:
    return replace(loop_rules().of_size(3_000, 3, (SEED,)), random_shares=SHARES)


@pytest.fixture(scope="module")
def years(rules: LoopRules, tmp_path_factory: pytest.TempPathFactory) -> list[pl.DataFrame]:
    return make_years(tmp_path_factory.mktemp("years"), rules, SEED)


@pytest.fixture(scope="module")
def table(rules: LoopRules, tmp_path_factory: pytest.TempPathFactory) -> pl.DataFrame:
    return loop_table(tmp_path_factory.mktemp("loop"), rules, lambda line: None)


def test_a_frame_a_year_of_whoever_is_there(years: list[pl.DataFrame]) -> None:
    assert [frame["year"].unique().to_list() for frame in years] == [[0], [1], [2]]
    assert all(frame["n"].is_unique().all() for frame in years)
    assert all(1_500 < len(frame) < 3_000 for frame in years)


def test_luck_is_the_same_for_all_policies_and_another_a_year_and_a_stream(rules: LoopRules) -> None:
    number = np.array([5, 900, 17])
    once = draws(rules, SEED, 2, "report", number)
    assert np.array_equal(draws(rules, SEED, 2, "report", number[::-1]), once[::-1])
    others = [
        draws(rules, *key, number) for key in ((SEED, 3, "report"), (SEED, 2, "reports"), (SEED + 1, 2, "report"))
    ]
    assert not any(np.isclose(once, other).any() for other in others)


def test_unvisited_employers_do_in_the_first_year_what_the_generator_says(
    years: list[pl.DataFrame], rules: LoopRules
) -> None:
    now = live(years[0], Memory(2 * rules.employers), rules, SEED, 0)
    assert np.array_equal(now.violates, years[0].select("wml", "wav", "waadi").to_numpy())
    assert np.array_equal(now.found, years[0].select("wml_found", "wav_found", "waadi_found").to_numpy())


def test_from_the_year_of_the_shift_more_hours_are_shaved_in_its_branches_only(
    years: list[pl.DataFrame], rules: LoopRules
) -> None:
    soon = replace(rules, shift=rules.shift | {"year": 2})
    memory = Memory(2 * rules.employers)
    before, after = (live(years[1], memory, chosen, SEED, 1) for chosen in (rules, soon))
    branches = years[1]["branch"].is_in(rules.shift["branches"]).to_numpy()
    assert np.array_equal(before.violates[~branches], after.violates[~branches])
    assert np.array_equal(before.violates[:, 1:], after.violates[:, 1:])
    assert after.violates[branches, 0].mean() > 1.8 * before.violates[branches, 0].mean()
    begun = after.violates[:, 0] & ~before.violates[:, 0]
    # Found as shaved hours are: 62%.
    assert after.found[begun, 0].mean() == pytest.approx(rules.found["shave"], abs=0.15)
    seen = [look(now, memory, soon, SEED) for now in (before, after)]
    assert seen[0]["trace"].equals(seen[1]["trace"])


def test_who_complies_after_a_finding_stops_for_a_while_and_nobody_else(
    years: list[pl.DataFrame], rules: LoopRules
) -> None:
    memory = Memory(2 * rules.employers)
    now = live(years[0], memory, rules, SEED, 0)
    visited = np.arange(len(years[0])) % 2 == 0
    hits = now.found & visited[:, None]
    remember(now, visited, hits, memory, rules, SEED)
    assert memory.visits[now.number].sum() == visited.sum()
    assert memory.findings[now.number].sum() == hits.any(axis=1).sum()
    plain, later = (live(years[1], kept, rules, SEED, 1) for kept in (Memory(2 * rules.employers), memory))
    stopped = later.number[(plain.violates & ~later.violates).any(axis=1)]
    assert len(stopped) > 20
    assert set(stopped) <= set(now.number[hits.any(axis=1)])
    assert (memory.complies_until[stopped].max(axis=1) >= 1).all()
    told = now.violates & hits
    share = (memory.complies_until[now.number][told] > 0).mean()
    assert 0.3 < share < 0.75


def test_the_budget_is_kept_and_who_was_just_visited_is_left_alone(years: list[pl.DataFrame], rules: LoopRules) -> None:
    run = Run(rules, SEED, 0.0, Memory(2 * rules.employers))
    rows = run_policy(years, run)
    assert [row["visits"] for row in rows] == [round(0.05 * len(frame)) for frame in years]
    assert [len(cases) for cases in run.cases[1:]] == [row["visits"] for row in rows]
    for earlier, later in zip(run.cases, run.cases[1:], strict=False):
        assert not set(earlier["employer_id"]) & set(later["employer_id"])


def test_only_a_policy_with_a_lot_can_say_how_things_are(table: pl.DataFrame) -> None:
    without, half = (table.filter(pl.col("random_share") == share) for share in SHARES)
    assert set(without["status"]) == {"no_random_sample"}
    assert without["estimate"].null_count() == len(without) == 3
    assert set(half["status"]) == {"estimated"}
    assert half["drawn"].to_list() == [round(0.5 * visits) for visits in half["visits"]]
    assert ((half["low"] < half["estimate"]) & (half["estimate"] < half["high"])).all()


def test_the_same_seed_gives_the_same_table(table: pl.DataFrame, rules: LoopRules, tmp_path: Path) -> None:
    assert loop_table(tmp_path, rules, lambda line: None).equals(table)


def test_found_and_missed_are_all_there_is_but_what_inspectors_overlook(table: pl.DataFrame) -> None:
    there = table["really"] * table["employers"]
    assert ((table["found"] + table["missed"] - there).abs() < 0.1 * there).all()
    assert (table["found"] + table["missed"] <= there + 1e-6).all()


def test_the_table_of_policies_by_hand() -> None:
    rows = pl.DataFrame(
        {
            "seed": [1, 1, 2, 2],
            "random_share": [0.1] * 4,
            "year": [1, 2, 1, 2],
            "visits": [10] * 4,
            "found": [4, 5, 6, 5],
            "missed": [40, 30, 20, 10],
            "really": [0.2, 0.2, 0.3, 0.3],
            "believed": [0.3, 0.4, 0.3, 0.4],
            "estimate": [0.25, None, 0.2, 0.3],
            "low": [0.1, None, 0.1, 0.25],
            "high": [0.3, None, 0.28, 0.4],
            "auc": [0.6, 0.7, 0.8, 0.9],
            "reached": [0.0, 0.1, 0.2, 0.1],
        }
    )
    row = policy_table(rows).row(0, named=True)
    assert (row["found"], row["missed"], row["hit_rate"]) == (10, 50, 0.5)
    assert row["believed_off"] == pytest.approx(100 * (0.1 + 0.2 + 0 + 0.1) / 4)
    assert row["estimate_off"] == pytest.approx(100 * (0.05 + 0.1 + 0) / 3)
    assert row["holds"] == pytest.approx(2 / 3)
    assert row["told"] == pytest.approx(3 / 4)


@pytest.mark.parametrize(
    ("low", "high", "round_values"),
    [(0, 50, [0, 20, 40]), (439, 1058, [600, 800, 1000]), (0.742, 0.805, [0.76, 0.78, 0.8])],
)
def test_the_scale_has_round_values(low: float, high: float, round_values: list[float]) -> None:
    assert ticks(low, high) == pytest.approx(round_values)


def test_what_is_written_says_that_it_is_synthetic(table: pl.DataFrame, rules: LoopRules, tmp_path: Path) -> None:
    paths = write_loop(table, rules, tmp_path / "out")
    assert [path.name for path in paths] == ["loop.parquet", "loop.csv", "loop.md", "loop.nl.svg", "loop.en.svg"]
    assert pl.read_parquet(paths[0]).equals(table)
    text = paths[2].read_text("utf-8")
    assert "Synthetic" in text
    assert "not estimable" in text
    for path, word in ((paths[3], "Synthetisch"), (paths[4], "Synthetic")):
        texts = [element.text or "" for element in ET.parse(path).iter("{http://www.w3.org/2000/svg}text")]  # noqa: S314
        assert texts[0].startswith(word)
        assert {"0% aselect", "50% aselect"} <= set(texts) or {"0% by lot", "50% by lot"} <= set(texts)


@pytest.mark.slow
def test_the_command_writes_its_files(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["synth", "loop", "--data", str(tmp_path), "--employers", "2000", "--worlds", "1"])
    assert done.exit_code == 0, done.output
    assert sorted(path.name for path in (tmp_path / "loop").iterdir()) == [
        "loop.csv",
        "loop.en.svg",
        "loop.md",
        "loop.nl.svg",
        "loop.parquet",
    ]
    assert [path.name for path in tmp_path.iterdir()] == ["loop"]
