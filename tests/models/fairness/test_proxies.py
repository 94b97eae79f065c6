"""Whether features tell a trait: a planted proxy is found with its family, a shuffled trait is told by nothing."""

from time import process_time

import numpy as np
import polars as pl
import pytest

from models.fairness.held_out import Area, Trait, area, difference, parts_by_employer
from models.fairness.link_rules import link_rules
from models.fairness.proxies import PROXY_SCHEMA, proxies
from models.fairness.trait_scores import binned, joint_scores, single_scores

SIZE = 1500
FAMILIES = {"pay": ["pay_0", "pay_1"], "chain": ["chain_0", "chain_1"]}


def long(units: list[str], dimension: str, groups: list[str]) -> pl.DataFrame:
    return pl.DataFrame({"unit": units, "dimension": dimension, "group": groups})


@pytest.fixture(scope="module")
def told() -> pl.DataFrame:
    """A trait that chain_0 tells and sector hints at, the same trait shuffled, and a rare one, over 1,500 employers."""
    generator = np.random.default_rng(5)
    units = [f"u{place:05d}" for place in range(SIZE)]
    columns = {name: generator.normal(size=SIZE) for names in FAMILIES.values() for name in names}
    sector = generator.integers(0, 4, SIZE)
    chance = 1 / (1 + np.exp(1.5 - 2 * columns["chain_0"] - 0.8 * (sector == 0)))
    trait = generator.random(SIZE) < chance
    shuffled = generator.permutation(trait)
    known = shuffled[: SIZE - 100]
    groups = pl.concat(
        [
            long(units, "sector", [f"s{code}" for code in sector]),
            long(units, "owners", ["some" if held else "others" for held in trait]),
            long(units[: SIZE - 100], "shuffled", ["some" if held else "others" for held in known]),
            long(units, "rare", ["nine" if place < 9 else "many" for place in range(SIZE)]),
            long(units, "hidden", ["four" if place < 4 else "many" for place in range(SIZE)]),
        ]
    )
    features = pl.DataFrame({"unit": units, "employer_id": units} | columns)
    features = features.with_columns(pl.when(pl.int_range(SIZE) % 5 > 0).then("pay_0").alias("pay_0"))
    return proxies(features, groups, ["owners", "shuffled", "rare", "hidden"], FAMILIES, seed=1)


def row(told: pl.DataFrame, dimension: str, kind: str, name: str | None = None) -> dict[str, object]:
    found = told.filter(dimension=dimension, kind=kind)
    return (found if name is None else found.filter(name=name)).row(0, named=True)


def test_a_planted_proxy_is_found_by_itself_and_its_family_carries_it(told: pl.DataFrame) -> None:
    single = row(told, "owners", "feature", "chain_0")
    assert (single["verdict"], single["group"]) == ("strong", "some")
    assert single["low"] > 0.78
    others = [row(told, "owners", "feature", name)["verdict"] for name in ("pay_0", "pay_1", "chain_1")]
    assert set(others) <= {"none", "undecided"}
    assert row(told, "owners", "family", "chain")["verdict"] == "strong"
    assert row(told, "owners", "family", "pay")["high"] < 0.6
    lost, kept = (row(told, "owners", "without_family", name) for name in ("chain", "pay"))
    assert lost["difference_low"] > 0.2
    assert abs(kept["difference"]) < 0.02


def test_features_are_held_against_what_sector_size_and_region_tell(told: pl.DataFrame) -> None:
    baseline, everything, both = (row(told, "owners", kind) for kind in ("baseline", "all", "with_baseline"))
    assert (baseline["verdict"], everything["verdict"], both["verdict"]) == ("some", "strong", "strong")
    assert both["auc"] > everything["auc"] > baseline["auc"]
    assert everything["difference"] == pytest.approx(everything["auc"] - baseline["auc"])
    assert baseline["difference"] is None
    assert everything["difference_low"] > 0.1


def test_a_shuffled_trait_is_told_by_nothing(told: pl.DataFrame) -> None:
    shuffled = told.filter(dimension="shuffled")
    assert set(shuffled["verdict"]) <= {"none", "undecided"}
    for kind in ("baseline", "all", "with_baseline"):
        found = row(told, "shuffled", kind)
        assert found["low"] < 0.5 < found["high"]
        assert abs(found["auc"] - 0.5) < 0.05
    assert shuffled["units"].unique().to_list() == [SIZE - 100]


def test_a_trait_of_too_few_is_not_estimable_and_says_so_for_each(told: pl.DataFrame) -> None:
    rare = told.filter(dimension="rare")
    assert rare["status"].unique().to_list() == ["not_estimable"]
    assert (rare["positives"].unique().to_list(), rare["auc"].null_count()) == ([9], len(rare))
    assert len(rare) == len(told.filter(dimension="owners")) == 3 + 4 + 2 * 2


def test_the_answer_says_what_it_rests_on_and_tells_one_of_two_groups_and_none_of_four_employers(
    told: pl.DataFrame,
) -> None:
    assert told.schema == pl.Schema(PROXY_SCHEMA)
    assert told.select(pl.col("drawn_from", "seed").unique()).row(0) == (SIZE, 1)
    assert told.select("dimension", "group").unique().sort("dimension").rows() == [
        ("owners", "some"),
        ("rare", "nine"),
        ("shuffled", "some"),
    ]


def test_the_area_is_that_of_pairs_within_a_part() -> None:
    held = np.array([True, False, True, False, True, False, False])
    part = np.array([0, 0, 0, 0, 1, 1, 1])
    # Part 0: of 2 x 2 pairs 5 beats 1, 5 beats 3, 2 beats 1, 2 loses to 3: 0.75. Part 1: 9 ties with 9 and beats 4 of
    # 1 x 2 pairs: 0.75. Across parts 9 would beat all of part 0; that does not count.
    scores = np.array([5.0, 1.0, 2.0, 3.0, 9.0, 9.0, 4.0])
    found = area(scores, Trait(held, part, np.arange(7)))
    assert found.value == pytest.approx(0.75)
    # Of the 6 pairs one is a tie: 4 of 5 go up.
    assert found.differing == pytest.approx(0.8)
    assert (found.fewest, found.pull.sum()) == (3, pytest.approx(0))


def test_the_error_is_that_of_delong() -> None:
    held = np.array([True, True, True, False, False, False])
    scores = np.array([6.0, 5.0, 2.0, 4.0, 3.0, 1.0])
    found = area(scores, Trait(held, np.zeros(6, dtype=np.int64), np.arange(6)))
    # Wins of the positives 1, 1, 1/3; of the negatives 2/3 2/3 1: area 7/9, both spread by 8/81 + ... over 3 each.
    positive, negative = np.array([1, 1, 1 / 3]), np.array([2 / 3, 2 / 3, 1])
    assert found.value == pytest.approx(7 / 9)
    assert found.error == pytest.approx(np.sqrt(positive.var() / 3 + negative.var() / 3))


def test_where_all_pairs_go_one_way_the_interval_is_not_a_certainty() -> None:
    held = np.arange(40) < 20
    found = area(-np.arange(40.0), Trait(held, np.zeros(40, dtype=np.int64), np.arange(40)))
    # Wilson's interval of 20 of 20: from 20 / (20 + 1.96 squared).
    assert found.interval == (pytest.approx(20 / (20 + 1.959963984540054**2)), pytest.approx(1))


def test_rows_of_one_employer_move_together() -> None:
    generator = np.random.default_rng(2)
    held, scores = np.arange(60) < 30, generator.normal(size=60)
    none = np.zeros(60, dtype=np.int64)
    once = area(scores, Trait(held, none, np.arange(60)))
    thrice = area(np.tile(scores, 3), Trait(np.tile(held, 3), np.tile(none, 3), np.tile(np.arange(60), 3)))
    assert (thrice.value, thrice.error) == (pytest.approx(once.value), pytest.approx(once.error))


def test_a_difference_on_the_same_rows_is_paired() -> None:
    one = Area(0.8, 0.8, np.array([0.03, -0.03]), 9)
    other = Area(0.7, 0.7, np.array([0.02, -0.02]), 9)
    half = 1.959963984540054 * np.sqrt(2 * 0.01**2)
    assert difference(one, other) == (pytest.approx(0.1), pytest.approx(0.1 - half), pytest.approx(0.1 + half))


def test_employers_are_whole_in_a_part_and_each_part_has_the_trait() -> None:
    cluster = np.repeat(np.arange(50), 4)
    held = cluster < 3
    part = parts_by_employer(held, cluster, 3, seed=4)
    assert all(len(np.unique(part[cluster == employer])) == 1 for employer in range(50))
    assert sorted(part[held][::4]) == [0, 1, 2]


def test_a_single_feature_is_told_by_bins_of_other_parts_with_one_for_no_value() -> None:
    code = binned(np.array([0.0, 0.0, 0.0, 7.0, np.nan]), 10)
    assert (code[0] == code[1] == code[2], code[3] > code[0], code[4]) == (True, True, 10)
    # 30 rows in two parts; in part 1 all 5 with the mark have the trait and none of the 10 others: base 1/3.
    values = np.array(([1.0] * 5 + [0.0] * 10) * 2)
    held = np.array([False] * 14 + [True] + [True] * 5 + [False] * 10)
    scores = single_scores(values, Trait(held, np.repeat([0, 1], 15), np.arange(30)))
    pull = link_rules().proxies.held_to_base
    assert scores[0] == pytest.approx((5 + pull / 3) / (5 + pull))
    assert scores[14] == pytest.approx((0 + pull / 3) / (10 + pull))


def test_no_row_is_told_by_itself_and_the_same_seed_gives_the_same() -> None:
    generator = np.random.default_rng(8)
    matrix, held = generator.normal(size=(300, 3)), generator.random(300) < 0.4
    part = parts_by_employer(held, np.arange(300), 3, 1)
    trait = Trait(held, part, np.arange(300))
    scores = joint_scores(matrix, trait, seed=1)
    assert (scores == joint_scores(matrix, trait, seed=1)).all()
    turned = np.where(part == 0, ~held, held)
    assert (scores[part == 0] == joint_scores(matrix, Trait(turned, part, np.arange(300)), seed=1)[part == 0]).all()
    assert (joint_scores(matrix[:, :0], trait, seed=1) == 0).all()


def test_a_mark_of_few_that_gives_the_trait_away_is_not_called_none() -> None:
    generator = np.random.default_rng(6)
    units = [f"u{place:05d}" for place in range(4000)]
    trait = generator.random(4000) < 0.3
    mark = np.where(trait & (np.arange(4000) < 200), 1.0, 0.0)
    features = pl.DataFrame({"unit": units, "employer_id": units, "mark": mark})
    groups = long(units, "owners", ["some" if held else "others" for held in trait])
    found = row(proxies(features, groups, ["owners"], {"odd": ["mark"]}, seed=1), "owners", "feature")
    assert found["high"] < 0.55 and found["auc_differing"] > 0.95
    assert found["verdict"] == "some"


def test_of_three_groups_the_one_that_would_tell_of_four_employers_is_left_out_with_them() -> None:
    units = [f"u{place:05d}" for place in range(300)]
    features = pl.DataFrame({"unit": units, "employer_id": units, "mark": np.arange(300.0)})
    groups = long(units, "owners", ["four"] * 4 + ["twenty"] * 20 + ["many"] * 276)
    found = proxies(features, groups, ["owners"], {"odd": ["mark"]}, seed=1)
    assert found["group"].unique().to_list() == ["many"]


def test_a_large_population_is_told_from_a_sample_with_its_seed() -> None:
    generator = np.random.default_rng(7)
    units = [f"u{place:05d}" for place in range(25_000)]
    features = pl.DataFrame({"unit": units, "employer_id": units, "mark": generator.normal(size=25_000)})
    groups = long(units, "owners", ["some" if place % 3 else "others" for place in range(25_000)])
    one, again, other = (proxies(features, groups, ["owners"], {"odd": ["mark"]}, seed=seed) for seed in (1, 1, 2))
    assert one.equals(again)
    assert (one["units"].unique().to_list(), one["drawn_from"].unique().to_list()) == ([20_000], [25_000])
    assert one["positives"][0] != other["positives"][0]


@pytest.mark.slow
def test_a_trait_of_20_000_employers_is_told_by_163_features_in_20_seconds_of_one_core() -> None:
    generator = np.random.default_rng(9)
    units = [f"u{place:05d}" for place in range(20_000)]
    families = {f"family_{place}": [f"f{place}_{number}" for number in range(15)] for place in range(11)}
    names = [name for members in families.values() for name in members][:163]
    values = generator.normal(size=(20_000, 163))
    values[generator.random(values.shape) < 0.2] = np.nan
    columns = dict(zip(names, values.T, strict=True))
    features = pl.DataFrame({"unit": units, "employer_id": units} | columns).with_columns(pl.col(names).fill_nan(None))
    held = generator.random(20_000) < 0.2
    groups = pl.concat(
        [
            long(units, "owners", ["some" if one else "others" for one in held]),
            long(units, "sector", [f"s{code}" for code in generator.integers(0, 20, 20_000)]),
        ]
    )
    families = {family: [name for name in members if name in columns] for family, members in families.items()}
    began = process_time()
    found = proxies(features, groups, ["owners"], families, seed=1)
    assert process_time() - began < 20
    assert len(found) == 3 + 163 + 2 * 11
    assert row(found, "owners", "all")["low"] < 0.5 < row(found, "owners", "all")["high"]
