"""A search that nobody steers: what is planted is found, what is not is not, and risk is no reason to be named."""

import numpy as np
import polars as pl
import pytest

from data_contracts.errors import KompasError
from models.fairness.like_risk import classes_of_risk
from models.fairness.subgroup_words import subgroup_rules
from models.fairness.subgroups import conjunctions, division, worse_subgroups

SIZES = {"sector": 5, "size_class": 4, "region": 4, "firm_age": 3}
DIMENSIONS = tuple(SIZES)


def world(seed, extra=0.0, size=4000, each=1):
    """Units whose risk goes by sector; in sector 1 of size 2 the outcome is worse by ``extra`` beyond their risk."""
    generator = np.random.default_rng(seed)
    units = pl.DataFrame({"unit": [f"u{number:05d}" for number in range(size)]}).with_columns(
        pl.Series(name, generator.integers(0, levels, size)).cast(pl.String) for name, levels in SIZES.items()
    )
    sector = units["sector"].cast(pl.Int64).to_numpy()
    risk = np.clip(generator.beta(2, 3, size) * (0.5 + 0.2 * sector), 0.01, 0.95)
    planted = ((units["sector"] == "1") & (units["size_class"] == "2")).to_numpy()
    alike = generator.random(size // each)[np.arange(size) // each]
    luck = np.where(generator.random(size) < 0.5 * (each > 1), alike, generator.random(size))
    units = units.with_columns(
        employer_id=pl.Series([f"e{number // each:05d}" for number in range(size)]),
        risk=pl.Series(risk),
        worse=pl.Series(luck < 0.7 * (1 - risk) + extra * planted),
    )
    groups = pl.concat(units.select("unit", dimension=pl.lit(name), group=pl.col(name)) for name in SIZES)
    return units, groups


def searched(seed, **kind):
    units, groups = world(seed, **kind)
    return worse_subgroups(units, groups, DIMENSIONS, "visited_for_nothing", seed=seed)


def test_a_planted_subgroup_is_found_and_told_in_words():
    told = searched(3, extra=0.25)
    row = told.row(0, named=True)
    assert row["rule"] == "sector=1 & size_class=2"
    assert (row["conditions"], row["splits"]) == (2, 11)
    assert row["low"] < 0.25 < row["high"]
    assert row["value"] - row["expected"] == pytest.approx(row["difference"])
    assert row["p_adjusted"] <= 0.05
    assert row["text_nl"].startswith(
        "Vaker bezocht zonder dat er iets werd gevonden dan anderen met gelijk risico: sector: 1 en grootte: 2. In "
    )
    assert "percentage points more" in row["text_en"]


def test_risk_that_goes_by_sector_is_no_reason_to_be_named():
    for seed in range(4):
        assert searched(seed).is_empty()


def test_a_cut_in_the_list_is_no_reason_to_be_named_and_chosen_beyond_it_is():
    units, groups = world(5)
    cut = units.with_columns(worse=pl.col("risk") > 0.5)
    # The whole choice goes by risk, however unevenly sectors lie beyond the cut.
    assert worse_subgroups(cut, groups, DIMENSIONS, "chosen").is_empty()
    lots = pl.Series(np.random.default_rng(1).random(len(cut)) < 0.3)
    beyond = cut.with_columns(worse=pl.col("worse") | ((pl.col("region") == "0") & lots))
    told = worse_subgroups(beyond, groups, DIMENSIONS, "chosen")
    assert told["rule"][0] == "region=0"
    assert told["text_en"][0].startswith("Chosen more often than others of like risk: region: 0.")


def test_the_same_units_in_another_order_name_the_same():
    units, groups = world(3, extra=0.25)
    one, other = (
        worse_subgroups(table, groups, DIMENSIONS, "visited_for_nothing") for table in (units, units.reverse())
    )
    assert one.equals(other)


def test_below_the_minimum_nothing_is_named():
    # Nine of ten always fare worse: only 9 units fare better in the whole group, so no half has ten of them.
    units, groups = world(3)
    rare = units.with_columns(
        worse=pl.when(pl.col("sector") == "1").then(~pl.col("unit").is_in(_first(units, 9))).otherwise(pl.col("worse"))
    )
    told = worse_subgroups(rare, groups.filter(pl.col("dimension") == "sector"), ["sector"], "visited_for_nothing")
    assert told.is_empty()


def test_a_group_of_few_employers_is_not_named_however_many_visits():
    units, groups = world(3)
    # All of sector 1 fare worse but for one in ten, of six employers or of all of them.
    place = pl.int_range(pl.len()).over("sector")
    wronged = units.with_columns(worse=pl.when(pl.col("sector") == "1").then(place % 10 > 0).otherwise(pl.col("worse")))
    few = wronged.with_columns(
        employer_id=pl.when(pl.col("sector") == "1")
        .then(pl.format("few{}", place % 6))
        .otherwise(pl.col("employer_id"))
    )
    asked = (groups.filter(pl.col("dimension") == "sector"), ["sector"], "visited_for_nothing")
    assert worse_subgroups(wronged, *asked)["rule"][0] == "sector=1"
    assert "sector=1" not in worse_subgroups(few, *asked)["rule"].to_list()


def _first(units, count):
    return units.filter(pl.col("sector") == "1")["unit"].head(count).to_list()


def test_an_outcome_that_is_not_known_is_refused():
    units, groups = world(1, size=100)
    unknown = units.with_columns(worse=pl.when(pl.col("unit") == "u00000").then(None).otherwise(pl.col("worse")))
    with pytest.raises(KompasError, match="not known"):
        worse_subgroups(unknown, groups, DIMENSIONS, "chosen")


def test_what_is_found_by_chance_is_nothing_in_the_half_that_was_not_searched():
    # The worst of hundreds of conjunctions lies 10 to 20 points off where it was found. Elsewhere it is like others.
    told = pl.concat(noise(seed) for seed in range(6))
    assert told["difference"].count() > 60
    assert abs(told["difference"].mean()) < 0.03
    assert told.filter(pl.col("low") > 0).height <= 0.05 * told.height


def noise(seed):
    units, groups = world(seed)
    units = units.sort("unit")
    found = conjunctions(units, groups, DIMENSIONS)
    return pl.concat(division(units, found, seed, split) for split in range(3))


def test_beyond_risk_by_hand():
    # Two classes of two: 0.1 and 0.3, 0.6 and 0.8. A line through two points leaves nothing; one class leaves what a
    # line through all four does.
    units = pl.DataFrame({"risk": [0.1, 0.3, 0.6, 0.8]})
    values = np.array([0.0, 1.0, 1.0, 0.0])
    assert classes_of_risk(units, 2).beyond(values) == pytest.approx([0.0] * 4)
    # Mean 0.5, risk mean 0.45, slope (-0.35 * -0.5 - 0.15 * 0.5 + 0.15 * 0.5 - 0.35 * 0.5) / 0.29 = 0.
    assert classes_of_risk(units, 1).beyond(values) == pytest.approx([-0.5, 0.5, 0.5, -0.5])
    months = units.with_columns(stratum=pl.Series(["a", "b", "a", "b"]), risk=None)
    assert classes_of_risk(months, 1).beyond(values) == pytest.approx([-0.5, 0.5, 0.5, -0.5])


@pytest.mark.slow
@pytest.mark.parametrize("each", [1, 4])
def test_at_most_one_of_twenty_searches_names_anything_where_nothing_is_planted(each):
    false = [len(searched(seed, size=2000, each=each)) > 0 for seed in range(200)]
    assert np.mean(false) <= subgroup_rules().family_wise


@pytest.mark.slow
def test_nineteen_of_twenty_searches_find_what_is_planted_and_name_nothing_apart_from_it():
    found, apart = [], []
    for seed in range(40):
        rules = [set(rule.split(" & ")) for rule in searched(seed, extra=0.25)["rule"]]
        found.append({"sector=1", "size_class=2"} in rules)
        apart.append(any(not {"sector=1", "size_class=2"} & rule for rule in rules))
    assert np.mean(found) >= 0.95
    assert np.mean(apart) <= 0.05
