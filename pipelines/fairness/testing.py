"""The tests of the steps: at which step is a group put at a disadvantage that what was known does not explain."""

from collections.abc import Iterator

import polars as pl

from models.fairness.adjusted import Step
from models.fairness.measures import measures
from models.fairness.process import Lawful, case_steps, selection_steps
from models.fairness.steps import step_tests
from models.labels import LAWS
from pipelines.fairness.candidates import LAWFUL
from pipelines.fairness.cases import chance_of, chances_by_case
from pipelines.fairness.gathering import Gathered

OVERRATED, ON_THE_PLAN = "overrated", "on_the_plan"
"""Parts of steps: at the same chance lot finds less; and what people decide about items of a plan."""
PLANNED = Lawful(tuple(chance_of(law) for law in LAWS), ("sector", "size_class", "legal_form"))


def audited_steps(gathered: Gathered) -> list[Step]:
    """Return all steps that the books tell of, with who could be chosen at each and what was known."""
    by_hand = gathered.candidates.rows
    steps = [*_score_steps(gathered), *_plan_steps(gathered), *selection_steps(by_hand, LAWFUL)]
    return [*steps, *_case_steps(gathered)]


def tests_of(gathered: Gathered, steps: list[Step], seed: int) -> pl.DataFrame:
    """Return the tests of all steps by the audit traits; none when no trait is held.

    Args:
        gathered: The units.
        steps: As ``audited_steps`` gives them.
        seed: Seed of what is drawn.
    """
    units = pl.concat([step.units.select("unit", "employer_id") for step in steps]).unique(maintain_order=True)
    groups = gathered.trait_groups(units)
    least = measures()["selection_rate"].minimum.positives
    tests = step_tests(steps, groups, gathered.traits.dimensions, least=least, seed=seed)
    return of_everybody(tests, gathered.candidates.kept)


def _score_steps(gathered: Gathered) -> Iterator[Step]:
    """Yield of each law whether lot finds less in a group than the chances say: who has nothing counts as chosen."""
    arm = gathered.examined.filter(pl.col("drawn") & pl.col("score").is_not_null())
    for law in gathered.sources.models:
        units = arm.filter(pl.col("law") == law).with_columns(
            chosen=~pl.col("outcome"), risk=pl.col("score"), stratum=pl.col("selected_on").dt.year().cast(pl.String)
        )
        if len(units):
            yield Step("score", units, law=law, part=OVERRATED)


def _plan_steps(gathered: Gathered) -> Iterator[Step]:
    facts = gathered.employers.select("employer_id", "sector", "size_class", "legal_form")
    for law in LAWS:
        listed = gathered.lists.get(law)
        chance = pl.lit(None, pl.Float64).alias(chance_of(law))
        own = None if listed is None else listed.select("employer_id", pl.col("score").alias(chance_of(law)))
        facts = facts.with_columns(chance) if own is None else facts.join(own, on="employer_id", maintain_order="left")
    asked = (("plan", None, gathered.planned), ("hand_selection", ON_THE_PLAN, gathered.decided))
    for step, part, units in asked:
        if units is not None:
            known = units.filter(pl.col("chosen").is_not_null()).rename({"region": "stratum"})
            joined = known.join(facts, on="employer_id", maintain_order="left", how="left")
            yield Step(step, joined, PLANNED.numbers, PLANNED.kinds, part=part)


def _case_steps(gathered: Gathered) -> list[Step]:
    """Return visit, finding, sanction and objection, with what was known in the month of the choice."""
    known = gathered.candidates.rows.filter(pl.col("case_id").is_not_null())
    facts = known.select("case_id", *LAWFUL.numbers, *LAWFUL.kinds)
    month = pl.col("selected_on").dt.truncate("1mo").cast(pl.String)
    cases = (
        gathered.cases.with_columns(unit="case_id", stratum=month)
        .join(facts, on="case_id", how="left", maintain_order="left")
        .join(chances_by_case(gathered.examined), on="case_id", how="left", maintain_order="left")
        .drop("case_id", "selected_on")
    )
    findings = gathered.findings.filter(pl.col("employer_id").is_not_null())
    # A chance is told of a law that was examined, so it may not be known where that is what was chosen.
    before = [step for step in case_steps(cases, findings, LAWFUL) if step.name == "visit"]
    after = case_steps(cases, findings, LAWFUL.more([chance_of(law) for law in LAWS]))
    return [*before, *(step for step in after if step.name != "visit")]


def of_everybody(tests: pl.DataFrame, kept: float) -> pl.DataFrame:
    """Return tests whose counts and raw gaps speak of all who were passed over, also of those that were not drawn.

    Odds ratios stay as they are, whoever was drawn (Prentice and Pyke, 1979). Where few are chosen, a difference in
    shares and its error shrink as the number of those passed over grows.
    """
    if kept == 1:
        return tests
    drawn = (pl.col("step") == "hand_selection") & pl.col("part").ne_missing(ON_THE_PLAN)
    grown = [
        pl.when(drawn).then(((pl.col(size) - pl.col(chosen)) / kept).round().cast(pl.Int64) + pl.col(chosen))
        .otherwise(pl.col(size)).alias(size)
        for size, chosen in (("units", "chosen"), ("in_group", "chosen_in_group"))
    ]  # fmt: skip
    shrunk = [
        pl.when(drawn).then(pl.col(name) * kept).otherwise(pl.col(name)).alias(name)
        for name in ("raw_difference", "raw_low", "raw_high")
    ]
    return tests.with_columns(*grown, *shrunk)
