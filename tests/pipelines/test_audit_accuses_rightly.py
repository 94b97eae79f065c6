"""Does the audit of fairness find who is wronged, where, and nobody else? Synthetic years of which this is known."""

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from models.fairness.process import Lawful
from models.fairness.steps import ACCUSED
from pipelines.synthetic.loop.audited import LAWFUL, RIGHT, Books, accusations, audit, verdicts, years_of_books
from pipelines.synthetic.loop.coverage import Volumes

SEEDS = range(1, 21)
SMALL = Volumes(employers=6_000, visits_per_month=100, world_seed=11)
WRONGED = 4.0
TRUTH = {"wml", "wav", "waadi", "violates", "would_be_found", "is_b", "leaning", "liking", "is_free", "in_group_b"}


@pytest.mark.slow
def test_it_finds_the_right_group_at_the_right_step_and_accuses_nobody_where_nobody_is_wronged(tmp_path: Path) -> None:
    """Twenty worlds, 4,800 cases a year of which a tenth by lot, with the dial at 2 and off; no seed was tuned on."""
    rows = accusations(tmp_path, Volumes(), SEEDS, (1.0, 2.0), lambda line: None)
    judged = verdicts(rows)
    assert judged["visits"].min() >= 4_000
    assert judged["tests"].min() >= 25
    on, off = judged.filter(pl.col("dial") == 2), judged.filter(pl.col("dial") == 1)
    assert len(on) == len(off) == len(SEEDS)
    assert on["found"].sum() >= 18, on
    assert off["nobody"].sum() >= 18, off


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> dict[float, Books]:
    return dict(years_of_books(tmp_path_factory.mktemp("small"), SMALL.arguments, (1.0, WRONGED)))


@pytest.fixture(scope="module")
def nobody_wronged(small: dict[float, Books]) -> pl.DataFrame:
    return audit(small[1.0], LAWFUL, 1)


def accused(tests: pl.DataFrame) -> set[tuple[str, str, str]]:
    return set(tests.filter(pl.col("verdict") == ACCUSED).select("step", "dimension", "group").iter_rows())


def test_a_small_world_in_which_group_b_is_wronged(small: dict[float, Books]) -> None:
    tests = audit(small[WRONGED], LAWFUL, 1)
    assert accused(tests) == {tuple(RIGHT.values())}
    whole = tests.filter(pl.col("part").is_null(), **RIGHT).row(0, named=True)
    assert whole["low"] > 1.3
    assert whole["unseen_cause_low"] > 1.5


def test_a_small_world_in_which_nobody_is_wronged_and_what_the_adjustment_is_for(
    small: dict[float, Books], nobody_wronged: pl.DataFrame
) -> None:
    assert accused(nobody_wronged) == set()
    # The same books without the lawful facts: group b is chosen more, for it is at higher risk.
    assert ("hand_selection", "worker_origin", "b") in accused(audit(small[1.0], Lawful((), ()), 1))


def test_every_step_that_the_books_tell_of_is_tested_in_both_dimensions(nobody_wronged: pl.DataFrame) -> None:
    keys = set(nobody_wronged.select("step", "law", "part", "dimension").iter_rows())
    for dimension in ("owner_origin", "worker_origin"):
        for ground in (None, "follow_up", "model", "project", "signal"):
            assert ("hand_selection", None, ground, dimension) in keys
        assert ("visit", None, None, dimension) in keys
        for law in ("WML", "Wav", "Waadi"):
            for step in ("visit", "finding", "sanction", "objection"):
                assert (step, law, None, dimension) in keys
    assert nobody_wronged.height == len(keys) == 42


def test_the_audit_is_not_shown_the_truth(small: dict[float, Books]) -> None:
    books = small[WRONGED]
    for table in (books.months, books.cases, books.findings):
        assert not TRUTH & set(table.columns)
    # Whoever was not looked at is there as anybody else.
    assert books.months["m"].n_unique() == 12
    assert len(books.cases) == 12 * SMALL.visits_per_month


def test_verdicts_by_hand() -> None:
    def tests(seed: int, dial: float, *found: tuple[str, str, float, str]) -> pl.DataFrame:
        names = ["step", "dimension", "odds_ratio", "verdict"]
        frame = pl.DataFrame(list(found), schema=names, orient="row")
        return frame.with_columns(
            seed=pl.lit(seed), dial=pl.lit(dial), visits=pl.lit(9), group=pl.lit("b"), p_value=0.5
        )

    right = ("hand_selection", "owner_origin", 2.0, "accused")
    fewer = ("hand_selection", "owner_origin", 0.5, "accused")
    wrong_trait = ("hand_selection", "worker_origin", 2.0, "accused")
    wrong_step = ("visit", "owner_origin", 2.0, "accused")
    free = ("visit", "owner_origin", 2.0, "not_accused")
    judged = verdicts(
        pl.concat([
            tests(1, 2.0, right, free),
            tests(2, 2.0, right, wrong_trait),
            tests(3, 2.0, right, wrong_step),
            tests(4, 2.0, fewer),
            tests(5, 1.0, free, free),
        ])
    )  # fmt: skip
    assert judged["right"].to_list() == [1, 1, 1, 0, 0]
    assert judged["wrong"].to_list() == [0, 1, 1, 1, 0]
    assert judged["found"].to_list() == [True, False, False, False, False]
    assert judged["nobody"].to_list() == [False, False, False, False, True]


def test_the_seed_of_the_volumes_is_the_seed_of_the_world() -> None:
    assert replace(SMALL, world_seed=5).arguments.seed == 5
