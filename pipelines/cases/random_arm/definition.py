"""The YAML of a case with a random arm: which rows lot drew, which were chosen, what came of them, and the groups."""

from itertools import chain
from typing import Literal, Self

from pydantic import Field, model_validator

from pipelines.cases.on_whom.parts import AuditGroup, FairnessPart
from pipelines.cases.parts import Column, Name, Words, YamlPart

RANDOM_ARM = "random_arm"
SCORE = "score"
"""The dimension that the audit makes of the scores."""


class Arms(YamlPart):
    """Which values of a column say that lot drew the row, and which that it was chosen. Other rows are set apart."""

    random: tuple[str, ...] = Field(min_length=1)
    chosen: tuple[str, ...] = Field(min_length=1)


class Results(YamlPart):
    """Which values of a column say that something was found, and which that nothing was. With others nobody knows."""

    found: tuple[str, ...] = Field(min_length=1)
    not_found: tuple[str, ...] = Field(min_length=1)


class Definitions(YamlPart):
    """What counts as drawn, as chosen and as found."""

    arms: Arms
    results: Results

    @model_validator(mode="after")
    def _says_one_thing_of_each(self) -> Self:
        for first, second in ((self.arms.random, self.arms.chosen), (self.results.found, self.results.not_found)):
            if both := set(first) & set(second):
                raise ValueError(f"{', '.join(sorted(both))} cannot be both")
        return self


class Columns(YamlPart):
    """The columns that every file has: how a row was selected, what came of it, and its score if it has one.

    ``score_bands`` are the bounds between scores that are taken as equal; without, each score is by itself.
    """

    selection: Column
    result: Column
    score: Column | None = None
    score_bands: tuple[float, ...] = ()


class PublishedShare(YamlPart):
    """A share that was published, between 0 and 1.

    ``measure`` is the share found among the chosen or in the random arm, of a group if one is named; or the share that
    a group has in what was chosen or in the random arm. ``decimals`` were published; one that is the mean of resamples
    (``resampled``) need not be the plain share to the last of them.
    """

    measure: Literal["found_chosen", "found_random", "part_of_chosen", "part_of_random"]
    dimension: Name | None = None
    group: str | None = None
    value: float = Field(ge=0, le=1)
    decimals: int = Field(3, ge=0)
    resampled: bool = False

    @model_validator(mode="after")
    def _names_a_group(self) -> Self:
        if (self.dimension is None) != (self.group is None):
            raise ValueError("a group has a dimension, and a dimension a group")
        if self.group is None and self.measure.startswith("part_of"):
            raise ValueError(f"{self.measure} is the share of a group: name it")
        return self


class PublishedShares(YamlPart):
    """What was published, by which definitions, and why ours differ; groups that are not named are as ours."""

    label: Words
    source: str
    definitions: Definitions
    groups: tuple[AuditGroup, ...] = ()
    why: tuple[Words, ...] = ()
    figures: tuple[PublishedShare, ...] = Field(min_length=1)


class RandomArmCase(YamlPart):
    """A whole case: a file an attribute, each with the same cases, whose rows need not be linkable."""

    kind: Literal["random_arm"]
    case: Name
    title: Words
    source: str
    notes: tuple[Words, ...] = ()
    outcome: Words
    columns: Columns
    definitions: Definitions
    fairness: FairnessPart
    published: PublishedShares | None = None
    not_sayable: tuple[Words, ...] = ()
    seed: int = 1

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        if without := [group.name for group in self.fairness.groups if group.file is None]:
            raise ValueError(f"these groups name no file: {', '.join(without)}")
        if SCORE in self.dimensions:
            raise ValueError(f"a fairness group cannot be called '{SCORE}'; columns.score is told by itself")
        for figure in self.published.figures if self.published else ():
            if figure.dimension is not None and figure.dimension not in self.dimensions:
                raise ValueError(f"'{figure.dimension}' of a published figure is no fairness group")
        return self

    @property
    def scores(self) -> AuditGroup | None:
        """The way of grouping by score, if there are scores."""
        if self.columns.score is None:
            return None
        label = Words(nl="score", en="score")
        return AuditGroup(name=SCORE, column=self.columns.score, bands=self.columns.score_bands, label=label)

    @property
    def dimensions(self) -> dict[str, AuditGroup]:
        """The ways of grouping by name."""
        return {group.name: group for group in self.fairness.groups}

    def published_group(self, dimension: str) -> AuditGroup:
        """Return a way of grouping as the publisher had it."""
        theirs = self.published.groups if self.published else ()
        return next(group for group in chain(theirs, self.fairness.groups) if group.name == dimension)
