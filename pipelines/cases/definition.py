"""The YAML of a case: what its table holds, what was known when, and how it is to be judged."""

from datetime import date
from typing import Literal, Self

from pydantic import Field, field_validator, model_validator

from features.history import HISTORY_COLUMNS
from pipelines.cases.on_whom.parts import FairnessPart
from pipelines.cases.parts import Column, Name, Words, YamlPart
from pipelines.cases.refusals import refuse_denied_grounds, refuse_outcomes_as_inputs, refuse_protected_inputs

Scalar = bool | int | float | date | str


class Condition(YamlPart):
    """Which rows take part: exactly one column, and one or more bounds on its value.

    The column is compared in the kind of the value given here: a number, true or false, a date or a text.
    """

    column: Column
    equals: Scalar | None = None
    one_of: tuple[Scalar, ...] | None = None
    from_: Scalar | None = Field(None, alias="from")
    before: Scalar | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.equals is None and self.one_of is None and self.from_ is None and self.before is None:
            raise ValueError(f"the condition on '{self.column}' needs equals, one_of, from or before")
        if self.one_of == ():
            raise ValueError(f"one_of of the condition on '{self.column}' names no value")
        for name, bound in (("from", self.from_), ("before", self.before)):
            if isinstance(bound, str | bool):
                raise ValueError(
                    f"'{name}' of the condition on '{self.column}' must be a number or a date (YYYY-MM-DD, unquoted)"
                )
        return self


class Table(YamlPart):
    """The file, and how its lines become rows: as they are, or all lines with the same identifier together.

    ``delimiter`` is what stands between a CSV's columns; ``date_format`` (strftime) how text writes a date.
    """

    file: str
    delimiter: str = Field(",", min_length=1, max_length=1)
    date_format: str = Field("%Y-%m-%d", pattern="%")
    one_row_per: Column | None = None


class Outcome(YamlPart):
    """What counts as upheld (the value lies above a bound) and on which date that became known."""

    column: Column
    lines: Literal["first", "sum", "max"] = "first"
    above: float = 0.0
    known_on: Column
    label: Words


class Attribute(YamlPart):
    """Something that was known when the decision was taken.

    ``kind``: *number*; *flag* (yes or no, written as true/false or 1/0); *category* (one value a row; levels with
    fewer than ``minimum_cases`` in training count as other); *set* (all values of the row's lines). ``characters``
    keeps only the first ones, e.g. of a postcode.
    """

    name: Name
    column: Column
    kind: Literal["number", "flag", "category", "set"] = "number"
    direction: Literal[-1, 0, 1] = 0
    family: Name | None = None
    characters: int | None = Field(None, ge=1)
    minimum_cases: int = Field(30, ge=1)
    label: Words


class History(YamlPart):
    """History of one kind of entity (a licence, an employer, a whole industry), as known before each decision."""

    name: Name
    entity: Column
    characters: int | None = Field(None, ge=1)
    uses: tuple[str, ...] = HISTORY_COLUMNS
    family: Name | None = None
    label: Words

    @model_validator(mode="after")
    def _knows_its_columns(self) -> Self:
        unknown = set(self.uses) - set(HISTORY_COLUMNS)
        if unknown:
            raise ValueError(f"history gives {', '.join(HISTORY_COLUMNS)}; not {', '.join(sorted(unknown))}")
        return self


class Part(YamlPart):
    """The rows of one side of the split; training rows' outcomes must be known before a date.

    ``outcome_known_before`` is the day of the first test row if it is not given, and may not be later than that.
    """

    where: tuple[Condition, ...]
    outcome_known_before: date | None = None


class Split(YamlPart):
    """Training rows and test rows, and the days on which the test is held again with what was known by then."""

    train: Part
    test: Part
    cut_offs: tuple[date, ...] = ()

    @field_validator("cut_offs")
    @classmethod
    def _in_order(cls, given: tuple[date, ...]) -> tuple[date, ...]:
        if list(given) != sorted(set(given)):
            raise ValueError("the days must stand in order, each once")
        return given


class Variant(YamlPart):
    """One model of the case: all attributes and histories but those named (by name or family)."""

    name: Name
    without: tuple[Name, ...] = ()
    label: Words


class Baseline(YamlPart):
    """A plain ranking by one number that was known at the decision; ``probability`` says that it is a chance."""

    name: Name
    by: Name
    probability: bool = False
    label: Words


class PublishedFigure(YamlPart):
    """A figure that somebody published about this very task; ``label`` names the model if it is another one."""

    label: Words | None = None
    metric: Literal["auc", "average_precision", "precision", "lift", "first_half_capture", "days_earlier"]
    cut: float | None = None
    value: float


class Published(YamlPart):
    """A published model: its score a row, if it was published too, and the figures its publisher gave.

    ``probability`` says that the score is meant as a chance, so that its calibration can be checked.
    """

    label: Words
    source: str
    score: Column | None = None
    probability: bool = False
    figures: tuple[PublishedFigure, ...] = ()


class CaseDefinition(YamlPart):
    """A whole case."""

    case: Name
    title: Words
    source: str
    notes: tuple[Words, ...] = ()
    table: Table
    id: Column
    entity: Column
    decided_on: Column
    outcome: Outcome
    rows: tuple[Condition, ...] = ()
    attributes: tuple[Attribute, ...]
    history: tuple[History, ...] = ()
    split: Split
    variants: tuple[Variant, ...] = Field(min_length=1)
    baselines: tuple[Baseline, ...] = ()
    published: Published | None = None
    visit_schedule: bool = False
    fairness: FairnessPart | None = None
    seed: int = 1

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        names = self.group_names
        doubles = sorted({name for name in names if names.count(name) > 1})
        if doubles:
            raise ValueError(f"these names are used twice: {', '.join(doubles)}")
        families = {item.family for item in self.attributes} | {item.family for item in self.history}
        for variant in self.variants:
            unknown = [name for name in variant.without if name not in names and name not in families]
            if unknown:
                raise ValueError(f"variant '{variant.name}' leaves out {', '.join(unknown)}: not there")
        for baseline in self.baselines:
            if baseline.by not in self.number_names:
                raise ValueError(f"baseline '{baseline.name}' ranks by '{baseline.by}', no number of this case")
        refuse_outcomes_as_inputs(self)
        refuse_denied_grounds(self)
        refuse_protected_inputs(self)
        return self

    @property
    def group_names(self) -> list[str]:
        """Names of attributes and of history columns (``<history>_<column>``)."""
        return [item.name for item in self.attributes] + self.history_names

    @property
    def history_names(self) -> list[str]:
        """Names of the history columns."""
        return [f"{item.name}_{column}" for item in self.history for column in item.uses]

    @property
    def number_names(self) -> list[str]:
        """Names that hold one number a row."""
        return [item.name for item in self.attributes if item.kind in {"number", "flag"}] + self.history_names

    @property
    def columns(self) -> dict[str, str]:
        """The columns that the case reads, and what for."""
        needed = {
            self.id: "id",
            self.entity: "entity",
            self.decided_on: "decided_on",
            self.outcome.column: "outcome",
            self.outcome.known_on: "outcome.known_on",
        }
        conditions = (*self.rows, *self.split.train.where, *self.split.test.where)
        needed |= {item.column: "a condition" for item in conditions}
        needed |= {item.column: f"attribute {item.name}" for item in self.attributes}
        needed |= {item.entity: f"history {item.name}" for item in self.history}
        if self.table.one_row_per:
            needed[self.table.one_row_per] = "table.one_row_per"
        if self.published and self.published.score:
            needed[self.published.score] = "published.score"
        if self.fairness:
            needed = {item.column: f"fairness group {item.name}" for item in self.fairness.groups} | needed
        return needed
