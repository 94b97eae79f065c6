"""From a case's rows to model inputs: attributes, levels of categories, and history as known before each decision."""

from dataclasses import dataclass

import polars as pl

from features.history import history_features
from models.inputs import ModelInput
from pipelines.cases import values
from pipelines.cases.definition import Attribute, CaseDefinition, History, Variant


@dataclass(frozen=True)
class CaseInputs:
    """The inputs of a case.

    ``frame`` has one row a decision and one column an input; ``shown`` has what a person reads for each group: a
    number, yes or no, a category's level, or the members of a set.
    """

    frame: pl.DataFrame
    inputs: tuple[ModelInput, ...]
    shown: pl.DataFrame

    def of_variant(self, case: CaseDefinition, variant: Variant) -> list[ModelInput]:
        """Return the inputs that a variant may use."""
        left_out = _groups_without(case, variant)
        return [item for item in self.inputs if item.reason_group not in left_out]


def case_inputs(case: CaseDefinition, rows: pl.DataFrame) -> CaseInputs:
    """Build all inputs of a case; levels of categories are those seen often enough among the training rows.

    Args:
        case: The case.
        rows: One row a decision, as ``pipelines.cases.rows.decision_rows`` gives them.
    """
    columns: list[pl.Series] = []
    inputs: list[ModelInput] = []
    shown: list[pl.Series] = []
    for attribute in case.attributes:
        made, seen = _attribute_columns(attribute, rows)
        columns += made
        shown.append(seen)
        group = attribute.name if attribute.kind in {"category", "set"} else ""
        inputs += [ModelInput(series.name, attribute.direction, group) for series in made]
    for history in case.history:
        for series in _history_columns(history, rows):
            columns.append(series)
            shown.append(series)
            inputs.append(ModelInput(series.name))
    return CaseInputs(pl.DataFrame(columns), tuple(inputs), pl.DataFrame(shown))


def _groups_without(case: CaseDefinition, variant: Variant) -> set[str]:
    left_out = set(variant.without)
    groups = {item.name for item in case.attributes if left_out & {item.name, item.family}}
    for history in case.history:
        names = {f"{history.name}_{column}" for column in history.uses}
        groups |= names if history.family in left_out else names & left_out
    return groups


def _attribute_columns(attribute: Attribute, rows: pl.DataFrame) -> tuple[list[pl.Series], pl.Series]:
    use = f"attribute {attribute.name}"
    if attribute.kind == "number":
        number = values.numbers(rows, attribute.column, use).alias(attribute.name)
        return [number], number
    if attribute.kind == "flag":
        number = values.flags(rows, attribute.column, use).alias(attribute.name)
        return [number], number != 0
    if attribute.kind == "set":
        return _set_columns(attribute, rows)
    return _category_columns(attribute, rows)


def _shortened(column: str, characters: int | None) -> pl.Expr:
    text = pl.col(values.source(column)).cast(pl.String).str.strip_chars()
    text = text if characters is None else text.str.slice(0, characters)
    return pl.when(text != "").then(text)


def _category_columns(attribute: Attribute, rows: pl.DataFrame) -> tuple[list[pl.Series], pl.Series]:
    level = rows.select(_shortened(attribute.column, attribute.characters).alias(attribute.name)).to_series()
    levels = _frequent(level.filter(rows["train"]), attribute.minimum_cases)
    made = [
        (level == name).fill_null(value=False).cast(pl.Float64).alias(f"{attribute.name}={name}") for name in levels
    ]
    return made, level


def _set_columns(attribute: Attribute, rows: pl.DataFrame) -> tuple[list[pl.Series], pl.Series]:
    members = rows[f"set:{attribute.column}"].cast(pl.List(pl.String))
    levels = _frequent(members.filter(rows["train"]).explode(), attribute.minimum_cases)
    made = [members.list.contains(name).cast(pl.Float64).alias(f"{attribute.name}={name}") for name in levels]
    return made, members.list.sort().list.join(", ").alias(attribute.name)


def _frequent(levels: pl.Series, minimum: int) -> list[str]:
    counted = levels.drop_nulls().alias("level").value_counts().filter(pl.col("count") >= minimum)
    return sorted(counted["level"].to_list())


def _history_columns(history: History, rows: pl.DataFrame) -> list[pl.Series]:
    entity = _shortened(history.entity, history.characters).alias("entity")
    decisions = rows.select("row", entity, "decided_on")
    outcomes = rows.select(entity, "known_on", "upheld")
    features = history_features(decisions, outcomes, prefix=f"{history.name}_")
    return [features[f"{history.name}_{column}"] for column in history.uses]
