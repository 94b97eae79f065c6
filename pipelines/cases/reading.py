"""Reading a case's table: the lines that it needs, checked, and put together into one row a decision."""

from collections.abc import Callable
from difflib import get_close_matches
from pathlib import Path

import polars as pl

from data_contracts.errors import KompasError
from pipelines.cases.definition import CaseDefinition, Condition

READERS: dict[str, Callable[[Path], pl.DataFrame]] = {
    ".parquet": pl.read_parquet,
    ".csv": lambda path: pl.read_csv(path, try_parse_dates=True, infer_schema_length=None),
}


def read_lines(case: CaseDefinition, folder: Path) -> pl.DataFrame:
    """Read the case's file and check that every column the case names is there.

    Raises:
        KompasError: Folder or file is missing, empty, unreadable, of an unknown kind, or lacks a column.
    """
    path = folder / case.table.file
    if not path.is_file():
        raise KompasError(
            f"The case {case.case} reads '{case.table.file}', which is not there.",
            str(path),
            "Give the folder that holds the file with --data.",
        )
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise KompasError(f"A case reads CSV or Parquet, not '{path.suffix}'.", str(path), "Convert the file first.")
    try:
        lines = reader(path)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise KompasError(f"The file cannot be read: {error}.", str(path), "Deliver the file again.") from error
    if lines.is_empty():
        raise KompasError("The file holds no rows.", str(path), "Deliver the file again.")
    _check_columns(case, lines, path)
    return lines.select(list(case.columns))


def decision_rows(case: CaseDefinition, lines: pl.DataFrame) -> pl.DataFrame:
    """Return one row a decision.

    Returns:
        ``row`` (position), ``id``, ``entity``, ``decided_on``, ``known_on`` and ``upheld`` (both null while open),
        ``possible`` (has identifier, entity and dates in a possible order), ``task``, ``train``, ``train_open`` (would
        be training, but its outcome was not known in time), ``test`` (booleans), ``published`` (score or null), and
        the columns that attributes and histories read under their own names (``set`` attributes as lists under
        ``set:<column>``).

    Raises:
        KompasError: A column does not hold what the case says of it, or an identifier stands twice.
    """
    key = case.table.one_row_per
    rows = lines if key is None else lines.group_by(key, maintain_order=True).agg(_line_aggregates(case, key))
    sets = {item.column for item in case.attributes if item.kind == "set"}
    if key is None:
        rows = rows.with_columns(pl.concat_list(column).alias(f"set:{column}") for column in sets)
        _check_unique(case, rows)
    known_on, outcome = _date(rows, case.outcome.known_on), _number(rows, case.outcome.column)
    has_score = case.published is not None and case.published.score is not None
    published = _number(rows, case.published.score) if has_score and case.published and case.published.score else None
    possible = pl.all_horizontal(
        pl.col(case.id).is_not_null(), pl.col(case.entity).is_not_null(), _date(rows, case.decided_on).is_not_null()
    ) & (known_on.is_null() | (known_on >= _date(rows, case.decided_on)))
    task = possible & _all_of(rows, case.rows)
    training = _all_of(rows, case.split.train.where)
    known_before = case.split.train.outcome_known_before
    return rows.with_columns(
        id=_identifier(rows, case.id),
        entity=pl.col(case.entity).cast(pl.String),
        decided_on=_date(rows, case.decided_on),
        known_on=known_on,
        possible=possible,
        upheld=pl.when(possible & known_on.is_not_null()).then(outcome.fill_null(0) > case.outcome.above),
        task=task,
        train=task & training & (pl.lit(True) if known_before is None else known_on < known_before),
        train_open=task & training & (pl.lit(False) if known_before is None else ~(known_on < known_before)),
        test=task & _all_of(rows, case.split.test.where),
        published=pl.lit(None, pl.Float64) if published is None else published,
    ).with_row_index("row")


def _check_columns(case: CaseDefinition, lines: pl.DataFrame, path: Path) -> None:
    missing = {column: use for column, use in case.columns.items() if column not in lines.columns}
    if not missing:
        return
    described = []
    for column, use in missing.items():
        near = get_close_matches(column, lines.columns, n=1)
        described.append(f"'{column}' (for {use}{f'; did you mean {near[0]!r}?' if near else ''})")
    raise KompasError(
        f"The case {case.case} names columns that are not in the file: {', '.join(described)}.",
        str(path),
        f"Correct the names in the case's YAML. The file has: {', '.join(lines.columns)}.",
    )


def _check_unique(case: CaseDefinition, rows: pl.DataFrame) -> None:
    doubles = rows.select(pl.col(case.id).filter(pl.col(case.id).is_duplicated()).unique().sort().head(3))
    if len(doubles):
        named = ", ".join(map(str, doubles.to_series().to_list()))
        raise KompasError(
            f"The identifier '{case.id}' stands on more than one line, for instance {named}.",
            case.table.file,
            "Name the identifier in table.one_row_per if lines belong together, or remove the double lines.",
        )


def _line_aggregates(case: CaseDefinition, key: str) -> list[pl.Expr]:
    sets = {item.column for item in case.attributes if item.kind == "set"}
    firsts = [
        pl.col(column).drop_nulls().first()
        for column in case.columns
        if column not in {key, case.outcome.column} | sets
    ]
    outcome = pl.col(case.outcome.column)
    combined = {"first": outcome.drop_nulls().first(), "sum": outcome.sum(), "max": outcome.max()}
    collected = [pl.col(column).drop_nulls().unique(maintain_order=True).alias(f"set:{column}") for column in sets]
    return [*firsts, combined[case.outcome.lines], *collected]


def _date(rows: pl.DataFrame, column: str) -> pl.Expr:
    kind = rows.schema[column]
    if isinstance(kind, pl.Datetime | pl.Date):
        return pl.col(column).cast(pl.Date)
    if kind == pl.String:
        failed = rows.filter(pl.col(column).is_not_null() & pl.col(column).str.to_date(strict=False).is_null())
        if failed.is_empty():
            return pl.col(column).str.to_date()
        raise KompasError(
            f"Column '{column}' must hold dates (YYYY-MM-DD), but {len(failed)} rows do not, "
            f"for instance '{failed[column][0]}'.",
            f"column '{column}'",
            "Correct the file, or name another column in the case.",
        )
    raise KompasError(f"Column '{column}' must hold dates, not {kind}.", f"column '{column}'", "Name a date column.")


def _identifier(rows: pl.DataFrame, column: str) -> pl.Expr:
    """Return an identifier as text; one that was stored as a floating-point number loses its ``.0``."""
    return (pl.col(column).cast(pl.Int64) if rows.schema[column].is_float() else pl.col(column)).cast(pl.String)


def _number(rows: pl.DataFrame, column: str) -> pl.Expr:
    kind = rows.schema[column]
    if kind.is_numeric() or kind == pl.Boolean:
        return pl.col(column).cast(pl.Float64)
    raise KompasError(
        f"Column '{column}' must hold numbers or true/false, not {kind}.", f"column '{column}'", "Name another column."
    )


def _all_of(rows: pl.DataFrame, conditions: tuple[Condition, ...]) -> pl.Expr:
    return pl.all_horizontal([pl.lit(True), *(_condition(rows, item) for item in conditions)]).fill_null(False)


def _condition(rows: pl.DataFrame, condition: Condition) -> pl.Expr:
    bounds = (condition.equals, condition.from_, condition.before, *(condition.one_of or ()))
    dated = any(type(bound).__name__ == "date" for bound in bounds)
    value = _date(rows, condition.column) if dated else pl.col(condition.column)
    parts = [pl.lit(True)]
    if condition.equals is not None:
        parts.append(value == condition.equals)
    if condition.one_of is not None:
        parts.append(value.is_in(list(condition.one_of)))
    if condition.from_ is not None:
        parts.append(value >= condition.from_)
    if condition.before is not None:
        parts.append(value < condition.before)
    combined = pl.all_horizontal(parts)
    try:
        rows.head(0).select(combined)
    except pl.exceptions.PolarsError as error:
        raise KompasError(
            f"The condition on '{condition.column}' compares it with a value of another kind "
            f"({rows.schema[condition.column]} in the file).",
            f"column '{condition.column}'",
            "Write the value in the case as the file has it: a number, true or false, a date or a text.",
        ) from error
    return combined
