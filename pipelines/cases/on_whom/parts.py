"""The part ``fairness`` of a case's YAML: by which attributes people are grouped, and which of these are protected."""

from itertools import pairwise
from typing import Self

from pydantic import Field, model_validator

from pipelines.cases.parts import Column, Name, Words, YamlPart


class Level(YamlPart):
    """One group by name: the values of the column that belong to it, written as the file has them.

    ``or_else`` takes in all values that no other level names, and rows without one.
    """

    name: Name
    one_of: tuple[str | int, ...] = ()
    or_else: bool = False
    label: Words


class AuditGroup(YamlPart):
    """A way of grouping, by one column.

    A row's group is one of ``levels``; or the band in which a number lies (``bands`` are the bounds between them); or,
    with neither, the value itself, of which only the first ``characters`` count and which needs ``minimum_rows``, or
    it goes with the *other* ones. A row that has none is in no group. ``protected`` says that a difference may accuse.
    ``file`` is where the column is when a case has a file for each attribute.
    """

    name: Name
    column: Column
    file: str | None = None
    label: Words
    levels: tuple[Level, ...] = ()
    bands: tuple[float, ...] = ()
    characters: int | None = Field(None, ge=1)
    minimum_rows: int = Field(1, ge=1)
    protected: bool = False

    @property
    def band_names(self) -> list[str]:
        """The bands by name, in order: ``<10``, ``10-<20``, ``>=20``."""
        if not self.bands:
            return []
        bounds = [f"{bound:.10g}" for bound in self.bands]
        return [f"<{bounds[0]}", *(f"{low}-<{high}" for low, high in pairwise(bounds)), f">={bounds[-1]}"]

    @model_validator(mode="after")
    def _groups_one_way(self) -> Self:
        if self.levels and self.bands:
            raise ValueError(f"group '{self.name}' has levels and bands; give one of both")
        if list(self.bands) != sorted(set(self.bands)):
            raise ValueError(f"the bands of group '{self.name}' must stand in order, each once")
        named = [str(value) for level in self.levels for value in level.one_of]
        if doubles := sorted({value for value in named if named.count(value) > 1}):
            raise ValueError(f"group '{self.name}' has {', '.join(doubles)} in more than one level")
        return self


class FairnessPart(YamlPart):
    """The groups of the audit, and the cuts of the list (shares) at which the choice is judged."""

    groups: tuple[AuditGroup, ...] = Field(min_length=1)
    cuts: tuple[float, ...] = (0.10, 0.20)

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        names = [group.name for group in self.groups]
        if doubles := sorted({name for name in names if names.count(name) > 1}):
            raise ValueError(f"these groups are named twice: {', '.join(doubles)}")
        if not all(0 < cut < 1 for cut in self.cuts):
            raise ValueError("a cut is a share of the list, between 0 and 1")
        return self
