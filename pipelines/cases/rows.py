"""From a table's lines to one row a decision: what was decided when, what came of it, and which part it is in."""

from datetime import date

import polars as pl

from data_contracts.errors import KompasError
from pipelines.cases import values
from pipelines.cases.conditions import all_of
from pipelines.cases.definition import CaseDefinition
from pipelines.cases.values import source


def decision_rows(case: CaseDefinition, lines: pl.DataFrame) -> pl.DataFrame:
    """Return one row a decision.

    Returns:
        ``row`` (position), ``line`` (number of its first line in the file), ``id``, ``entity``, ``decided_on``,
        ``known_on`` and ``upheld`` (both null while open), ``possible`` (has identifier, entity and dates in a possible
        order), ``task``, ``train``, ``train_open`` (would be training, but its outcome was not known in time), ``test``
        and ``test_open`` (in the test period, without a known outcome; booleans), ``published`` (score or null), and
        the file's columns under ``values.source`` (those of ``set`` attributes also as lists under ``set:<column>``).

    Raises:
        KompasError: A column does not hold what the case says of it, an identifier stands twice, a row is in both
            parts, or training would learn from outcomes of the test period.
    """
    rows = _put_together(case, lines)
    date_format = case.table.date_format
    rows = rows.with_columns(
        values.identifiers(rows, case.id).alias("id"),
        values.identifiers(rows, case.entity).alias("entity"),
        values.dates(rows, case.decided_on, "decided_on", date_format).alias("decided_on"),
        values.dates(rows, case.outcome.known_on, "outcome.known_on", date_format).alias("known_on"),
        _published(case, rows).alias("published"),
    )
    _check_unique(case, rows)
    key = case.table.one_row_per or case.id
    rows = rows.with_columns(
        possible=pl.all_horizontal(pl.col(source(key), "id", "entity", "decided_on").is_not_null())
        & (pl.col("known_on").is_null() | (pl.col("known_on") >= pl.col("decided_on")))
    ).with_columns(
        upheld=pl.when(pl.col("possible") & pl.col("known_on").is_not_null()).then(
            pl.col("outcome").fill_null(0) > case.outcome.above
        )
    )
    return _with_parts(case, rows).drop("outcome").with_row_index("row")


def _put_together(case: CaseDefinition, lines: pl.DataFrame) -> pl.DataFrame:
    named = lines.rename(source).with_row_index("line", offset=1)
    named = named.with_columns(values.outcomes(named, case.outcome.column).alias("outcome"))
    sets = {item.column for item in case.attributes if item.kind == "set"}
    if case.table.one_row_per is None:
        return named.with_columns(pl.concat_list(source(column)).alias(f"set:{column}") for column in sets)
    key = source(case.table.one_row_per)
    firsts = [pl.col(column).drop_nulls().first() for column in named.columns if column not in {key, "outcome"}]
    outcome = pl.col("outcome")
    combined = {"first": outcome.drop_nulls().first(), "sum": outcome.sum(), "max": outcome.max()}
    collected = [
        pl.col(source(column)).drop_nulls().unique(maintain_order=True).alias(f"set:{column}") for column in sets
    ]
    return named.group_by(key, maintain_order=True).agg(*firsts, combined[case.outcome.lines], *collected)


def _published(case: CaseDefinition, rows: pl.DataFrame) -> pl.Series:
    if case.published is None or case.published.score is None:
        return pl.repeat(None, len(rows), dtype=pl.Float64, eager=True)
    return values.numbers(rows, case.published.score, "published.score")


def _check_unique(case: CaseDefinition, rows: pl.DataFrame) -> None:
    doubles = rows["id"].drop_nulls().filter(rows["id"].drop_nulls().is_duplicated()).unique().sort().head(3)
    if len(doubles):
        together = case.table.one_row_per
        place = f"for more than one value of '{together}'" if together else "on more than one line"
        raise KompasError(
            f"The identifier '{case.id}' stands {place}, for instance {', '.join(doubles.to_list())}.",
            case.table.file,
            "Name the identifier in table.one_row_per if lines belong together, or remove the double lines.",
        )


def _with_parts(case: CaseDefinition, rows: pl.DataFrame) -> pl.DataFrame:
    """Say of each row whether it is for training or for testing, and of each that is not yet known that it is open."""
    date_format = case.table.date_format
    task = rows["possible"] & all_of(rows, case.rows, date_format)
    training = task & all_of(rows, case.split.train.where, date_format)
    test = task & all_of(rows, case.split.test.where, date_format)
    _check_apart(int((training & test).sum()))
    cut = _learning_ends(case, rows.filter(test))
    known_on = rows["known_on"]
    in_time = known_on.is_not_null() if cut is None else (known_on < cut).fill_null(value=False)
    return rows.with_columns(
        task=task, train=training & in_time, train_open=training & ~in_time, test=test
    ).with_columns(test_open=pl.col("test") & pl.col("upheld").is_null())


def _check_apart(in_both: int) -> None:
    if in_both:
        raise KompasError(
            f"{in_both} rows are both in the training part and in the test part.",
            "split",
            "Change the conditions of split.train or split.test so that no row meets both.",
        )


def _learning_ends(case: CaseDefinition, test: pl.DataFrame) -> date | None:
    """Return the day before which training outcomes must be known: never later than the first day of the test."""
    given = case.split.train.outcome_known_before
    first = test["decided_on"].min()
    if not isinstance(first, date):
        return given
    if given is not None and given > first:
        raise KompasError(
            f"split.train.outcome_known_before is {given}, but the first test row was decided on {first}: "
            "the model would learn from outcomes that were not known then.",
            "split.train.outcome_known_before",
            f"Give {first} or an earlier day, or leave the field out.",
        )
    return given or first
