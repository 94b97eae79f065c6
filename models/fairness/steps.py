"""The chain of steps from register to objection: where a gap arises, where it grows, and which steps are accused."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from data_contracts.yaml_files import read_yaml
from models.fairness.adjusted import SCHEMA, Adjusting, Step, step_odds
from models.fairness.many_tests import holm

STEPS_FILE = Path(__file__).with_name("steps.yaml")
ACCUSED, NOT_ACCUSED, NOT_ESTIMABLE = "accused", "not_accused", "not_estimable"
OF_TEST = ["dimension", "group", "reference"]


@dataclass(frozen=True)
class StepText:
    """A step in words, by language: its name, and what it means to be chosen at it."""

    label: dict[str, str]
    chosen: dict[str, str]


@dataclass(frozen=True)
class StepRules:
    """Family-wise error of an audit, the rules of adjustment, and the steps in order."""

    family_wise: float
    controls: int
    folds: int
    chosen_a_column: int
    steps: dict[str, StepText]

    def adjusting(self, least: int, seed: int) -> Adjusting:
        """Return the rules of adjustment with a minimum of chosen and passed over, and a seed."""
        return Adjusting(least, self.controls, self.folds, self.chosen_a_column, seed)


@cache
def step_rules() -> StepRules:
    """Return the rules and texts of ``steps.yaml``."""
    held: dict[str, Any] = read_yaml(STEPS_FILE)
    return StepRules(**held["rules"], steps={name: StepText(**texts) for name, texts in held["steps"].items()})


def step_tests(
    steps: Sequence[Step], groups: pl.DataFrame, dimensions: Sequence[str], *, least: int, seed: int = 1
) -> pl.DataFrame:
    """Test all steps of an audit and accuse with a family-wise error over all of them.

    Args:
        steps: The steps, of any law and part; a step that nobody recorded is left out.
        groups: ``unit, dimension, group`` of all units of all steps.
        dimensions: The dimensions that may be accused.
        least: Minimum of employers chosen and passed over, in a group and in the one it is held against.
        seed: Seed of what is drawn.

    Returns:
        ``law?, step, part?, dimension, group, reference, odds_ratio?, low?, high?, p_value?, p_adjusted?, verdict``,
        counts, the raw gap and the strength of an unseen cause (see ``models.fairness.adjusted.step_odds``), in the
        order of the process. An odds ratio below 1 that is accused puts the reference at a disadvantage.
    """
    rules, order = step_rules(), list(step_rules().steps)
    tables = [step_odds(step, groups, dimensions, rules.adjusting(least, seed)) for step in steps]
    tests = pl.concat([pl.DataFrame(schema=SCHEMA), *tables])
    told = tests.hstack(judged(tests["p_value"]))
    place = pl.col("step").replace_strict({name: number for number, name in enumerate(order)})
    return told.sort(place, "law", "part", *OF_TEST, nulls_last=False)


def judged(p_values: pl.Series) -> pl.DataFrame:
    """Return ``p_adjusted?`` (Holm) and ``verdict`` of tests that are told together, in their order.

    Args:
        p_values: One a test; null where there was nothing to test.
    """
    adjusted = pl.Series("p_adjusted", holm(p_values.to_list()), dtype=pl.Float64)
    proven = pl.when(adjusted <= step_rules().family_wise).then(pl.lit(ACCUSED)).otherwise(pl.lit(NOT_ACCUSED))
    verdict = pl.when(adjusted.is_null()).then(pl.lit(NOT_ESTIMABLE)).otherwise(proven)
    return pl.select(adjusted, verdict.alias("verdict"))


def growth(tests: pl.DataFrame) -> pl.DataFrame:
    """Return along the process how a gap comes about.

    The raw gap of a process is the product of those of its steps: whoever is chosen twice as often at two steps is
    four times as often there in the end. So each step's ratio of shares chosen is what it adds to the gap.

    Args:
        tests: As ``step_tests`` gives them; parts of a step are left out where the step has a test as a whole.

    Returns:
        ``law?, dimension, group, reference, step, ratio?`` (share chosen of the group over that of all others),
        ``cumulative`` (product so far, of what could be estimated), ``odds_ratio?, verdict, largest`` (the step at
        which the gap grows most, by the adjusted odds ratio) and ``arises`` (the first step that is accused). A step
        without a law comes back in the chain of each law.
    """
    whole = tests.filter(pl.col("part").is_null())
    laws = whole["law"].drop_nulls().unique().sort().to_list() or [None]
    chains = [_chain(whole.filter(pl.col("law").is_null() | pl.col("law").eq_missing(law)), law) for law in laws]
    return pl.concat(chains)


def _chain(tests: pl.DataFrame, law: str | None) -> pl.DataFrame:
    inside = pl.col("chosen_in_group") / pl.col("in_group")
    outside = (pl.col("chosen") - pl.col("chosen_in_group")) / (pl.col("units") - pl.col("in_group"))
    ratio = pl.when(pl.col("raw_odds_ratio").is_not_null()).then(inside / outside)
    grows = pl.col("odds_ratio").log().abs()
    accused = pl.col("verdict") == ACCUSED
    return tests.select(
        pl.lit(law, pl.String).alias("law"),
        *OF_TEST,
        "step",
        ratio.alias("ratio"),
        ratio.fill_null(1.0).cum_prod().over(OF_TEST).alias("cumulative"),
        "odds_ratio",
        "verdict",
        (grows == grows.max().over(OF_TEST)).fill_null(value=False).alias("largest"),
        (accused & (accused.cum_sum().over(OF_TEST) == 1)).alias("arises"),
    )
