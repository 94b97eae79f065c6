"""From an inspectorate's books to the steps of its process: who could be chosen at each, who was, what was known."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from models.fairness.adjusted import Step

RANDOM = "random"
HEAVIER = ("fine", "order", "stop_work")
DECIDED = ("upheld", "partly_upheld", "dismissed")
FACTS = ("unit", "employer_id", "stratum")


@dataclass(frozen=True)
class Lawful:
    """The lawful facts of a unit that a choice may have looked at: names of numbers and of kinds."""

    numbers: tuple[str, ...]
    kinds: tuple[str, ...]

    def more(self, numbers: Sequence[str] = (), kinds: Sequence[str] = ()) -> "Lawful":
        """Return these facts and some more, which became known later."""
        return Lawful((*self.numbers, *numbers), (*self.kinds, *kinds))


def selection_steps(candidates: pl.DataFrame, lawful: Lawful) -> list[Step]:
    """Return the selection by hand: as a whole, and ground by ground.

    Whoever was drawn by lot was out of reach of a choice by hand. Where only one ground is looked at, whoever was
    chosen on another is left out.

    Args:
        candidates: Who could be chosen on a date: ``unit, employer_id, stratum`` (the month), ``ground?`` (on which it
            was chosen then), ``risk?`` and the lawful facts as known on that date.
        lawful: Names of these facts.
    """
    free = candidates.filter(pl.col("ground").ne_missing(RANDOM)).with_columns(chosen=pl.col("ground").is_not_null())
    grounds = free["ground"].drop_nulls().unique().sort()
    parts = [(ground, free.filter(pl.col("ground").is_null() | (pl.col("ground") == ground))) for ground in grounds]
    return [
        Step("hand_selection", units, lawful.numbers, lawful.kinds, part=part) for part, units in [(None, free), *parts]
    ]


def case_steps(cases: pl.DataFrame, findings: pl.DataFrame, lawful: Lawful) -> list[Step]:
    """Return what happens to a case after it was chosen: visit, finding, sanction and objection, law by law.

    Each step conditions on the facts that were known by then: a finding on what was known at the choice and the ground;
    a sanction also on how much was found and whether the law was broken before; an objection on the same.

    Args:
        cases: ``unit`` (the case), ``employer_id, stratum, ground, closed_on?`` and the lawful facts at the choice.
        findings: As they became known: ``unit, employer_id, law, examined, violation?, sanction?, objection?,
            workers_affected?, closed_on, known_at``; of earlier cases too.
        lawful: Names of the facts.
    """
    cases = cases.with_columns(pl.col("ground").alias("selection_ground"))
    after = lawful.more(kinds=["selection_ground"])
    visited = cases.with_columns(chosen=pl.col("closed_on").is_not_null())
    steps = [Step("visit", visited, after.numbers, after.kinds)]
    standing = _standing(findings)
    for law in standing["law"].unique().sort():
        steps += _law_steps(law, cases, standing.filter(pl.col("law") == law), after)
    return steps


def _law_steps(law: str, cases: pl.DataFrame, standing: pl.DataFrame, lawful: Lawful) -> list[Step]:
    rows = cases.drop("closed_on").join(standing.drop("employer_id", "law"), on="unit", maintain_order="left")
    examined = rows.filter(pl.col("examined"))
    found = examined.filter(pl.col("violation"))
    heavier = found.filter(pl.col("sanction").is_in(HEAVIER))
    decided = heavier.filter(pl.col("objection").is_in(DECIDED))
    weighed = lawful.more(["workers_affected"], ["again"])
    # All laws are examined in a random case: there was nothing to choose.
    by_hand = rows.filter(pl.col("ground") != RANDOM)
    asked: list[tuple[str, str | None, pl.DataFrame, pl.Expr, Lawful]] = [
        ("visit", None, by_hand, pl.col("examined"), lawful),
        ("finding", None, examined, pl.col("violation"), lawful),
        ("sanction", None, found, pl.col("sanction").is_in(HEAVIER), weighed),
        ("objection", None, decided, pl.col("objection") != "upheld", weighed),
        ("objection", "made", heavier, pl.col("objection").is_not_null(), weighed),
    ]
    return [
        Step(step, units.with_columns(chosen=chosen), facts.numbers, facts.kinds, law, part)
        for step, part, units, chosen, facts in asked
    ]


def _standing(findings: pl.DataFrame) -> pl.DataFrame:
    """Return a row a case and law: what was found at first, what became of an objection, and whether it came again."""
    ordered = findings.sort("unit", "law", "known_at").group_by("unit", "law", maintain_order=True)
    rows = ordered.agg(
        pl.col("employer_id", "examined", "violation", "sanction", "workers_affected", "closed_on", "known_at").first(),
        pl.col("objection").last(),
    )
    first = rows.filter(pl.col("violation")).group_by("employer_id", "law").agg(broken_on=pl.col("known_at").min())
    again = (pl.col("broken_on") < pl.col("closed_on")).fill_null(value=False)
    return (
        rows.join(first, on=["employer_id", "law"], how="left", maintain_order="left")
        .with_columns(pl.when(again).then(pl.lit("again")).otherwise(pl.lit("first")).alias("again"))
        .drop("broken_on", "known_at", "closed_on")
    )
