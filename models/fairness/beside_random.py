"""Is a group chosen more often than others, seen from those that were chosen and a random arm beside them?

Those that were chosen are the cases of a case-control study, and the random arm its controls. Because lot drew the
controls from everybody, each with the same chance, the odds ratio of a group is the ratio of the chances of being
chosen, whether these are small or not (Miettinen, American Journal of Epidemiology 103, 1976; Prentice, Biometrika 73,
1986: case-cohort).

A group may be chosen more often because there is more to find. So the same is asked among those alike in what an
examination finds: of those with a finding it compares the chance of being chosen rightly, of those without the chance
of being chosen for nothing, and of both together it is the gap that the difference in findings leaves (equalised odds:
Hardt, Price and Srebro, 2016). No count of the population is needed, and no score of those whom lot drew.
"""

from collections.abc import Collection

import polars as pl

from data_contracts.errors import KompasError
from models.fairness.adjusted import SCHEMA, Step, step_odds
from models.fairness.steps import judged, step_rules

EVERYBODY, WITH_FINDING, WITHOUT_FINDING, EQUAL_FINDING = (
    "everybody",
    "with_finding",
    "without_finding",
    "equal_finding",
)
AMONG = (EVERYBODY, WITH_FINDING, WITHOUT_FINDING, EQUAL_FINDING)
OTHERS = "\0others"
_COUNTS = ("units", "in_group", "chosen", "chosen_in_group")
_TOLD = {"among": pl.String} | {
    name: SCHEMA[name] for name in ("dimension", "group", "odds_ratio", "low", "high", "p_value", *_COUNTS)
}
ODDS_SCHEMA = _TOLD | {"p_adjusted": pl.Float64, "verdict": pl.String}


def odds_beside_random(
    units: pl.DataFrame, groups: pl.DataFrame, protected: Collection[str], *, least: int, seed: int = 1
) -> pl.DataFrame:
    """Return how much more often each group is chosen than all others of its dimension.

    Dimensions are told one by one, for their rows may not be linkable; so of two that go together it is not said which
    one it is.

    Args:
        units: ``unit, employer_id, drawn`` (by lot; all others were chosen), ``outcome?`` (a finding) and, if it is
            known, ``probability?`` of being drawn.
        groups: ``unit, dimension, group``; a unit without a row in a dimension is not among the others either.
        protected: Dimensions of which a difference may accuse.
        least: Minimum of employers chosen and drawn, in the group and among the others.
        seed: Seed of what is drawn.

    Returns:
        ``ODDS_SCHEMA``, a row a dimension, group and ``among``: everybody; those with a finding; those without; and
        both together at an equal finding. ``verdict`` only of the last and of protected dimensions, with a family-wise
        error over these tests together (Holm; where there are two groups they are the same test twice, which is only
        stricter). An odds ratio below 1 that is accused puts the others at a disadvantage.

    Raises:
        KompasError: Lot drew some with another chance than others, of whom these controls say nothing together.
    """
    _check_equal_chances(units)
    told = [
        _odds(units, inside, (str(dimension), str(group)), among, (least, seed))
        for (dimension,), inside in groups.group_by("dimension", maintain_order=True)
        for group in inside["group"].unique().sort()
        for among in AMONG
    ]
    frame = pl.concat([pl.DataFrame(schema=_TOLD), *told])
    return _judged(frame, protected).select(*ODDS_SCHEMA)


def _check_equal_chances(units: pl.DataFrame) -> None:
    if "probability" not in units.columns:
        return
    chances = units.filter("drawn")["probability"].drop_nulls().unique().sort()
    if len(chances) > 1:
        raise KompasError(
            f"Lot drew with chances from {chances[0]:g} to {chances[-1]:g}; the ratio of chances of being chosen holds "
            "beside an arm in which each had the same.",
            "probability",
            "Compare within the parts that were drawn with the same chance.",
        )


def _odds(
    units: pl.DataFrame, groups: pl.DataFrame, named: tuple[str, str], among: str, rules: tuple[int, int]
) -> pl.DataFrame:
    dimension, group = named
    outcome = pl.col("outcome")
    part = {WITH_FINDING: outcome, WITHOUT_FINDING: ~outcome, EQUAL_FINDING: outcome.is_not_null()}
    here = units.join(groups, on="unit", how="semi").filter(part.get(among, pl.lit(value=True)))
    columns = {"chosen": ~pl.col("drawn")} | ({"stratum": outcome.cast(pl.String)} if among == EQUAL_FINDING else {})
    beside = groups.with_columns(group=pl.when(pl.col("group") == group).then(pl.lit(group)).otherwise(pl.lit(OTHERS)))
    step = Step("score", here.select("unit", "employer_id", **columns))
    told = step_odds(step, beside, [dimension], step_rules().adjusting(*rules))
    turned = told if told["group"].first() == group else _turned(told, group)
    return turned.select(pl.lit(among).alias("among"), *list(_TOLD)[1:])


def _turned(told: pl.DataFrame, group: str) -> pl.DataFrame:
    """Return the test of the others against a group as that of the group against the others."""
    return told.with_columns(
        group=pl.lit(group),
        odds_ratio=1 / pl.col("odds_ratio"),
        low=1 / pl.col("high"),
        high=1 / pl.col("low"),
        in_group=pl.col("units") - pl.col("in_group"),
        chosen_in_group=pl.col("chosen") - pl.col("chosen_in_group"),
    )


def _judged(frame: pl.DataFrame, protected: Collection[str]) -> pl.DataFrame:
    tested = (pl.col("among") == EQUAL_FINDING) & pl.col("dimension").is_in(list(protected))
    p_values = frame.select(pl.when(tested).then(pl.col("p_value")))["p_value"]
    return frame.hstack(judged(p_values)).with_columns(pl.when(tested).then(pl.col("verdict")).alias("verdict"))
