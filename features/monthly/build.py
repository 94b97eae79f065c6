"""Building the monthly pre-aggregates of one month, whole or only with what a later drop added to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from features.engine import Engine, sql_file
from features.monthly.lists import monthly_columns, select_list, whole
from features.staging.parameters import stage_parameters
from features.window import next_month

KEY = ("loonheffingennummer", "from_day", "to_day")
PAY_LINES = "statute/laws/wml/pay_lines.sql"
NUMBERS_AT_ONCE = 120_000
"""Wage tax numbers whose sums are held at once: about a quarter of the country's."""


@dataclass(frozen=True)
class MonthFiles:
    """The warehouse's files of one month of wage records: those counted before (if any) and those to count now."""

    month: date
    counted: tuple[str, ...]
    new: tuple[str, ...]

    @property
    def all_files(self) -> tuple[str, ...]:
        """All files of the month."""
        return (*self.counted, *self.new)


def build_month(engine: Engine, files: MonthFiles, out: Path) -> int:
    """Write the pre-aggregates of the month's new files: one row a number, return period and day of knowing.

    What became known later is in rows of its own: lines that came are counted in them, lines that were replaced are
    subtracted, so that the sum of the rows known by a date is the month as it was known on that date.

    Args:
        engine: Where the work is done; tables of an earlier month are replaced.
        files: The month. Lines of its new files must have become known later than all that was counted before.
        out: The Parquet file to write, sorted by number, period and day of knowing.

    Returns:
        The number of rows written.
    """
    engine.parquet_view("month_all", files.all_files)
    engine.parquet_view("month_new", files.new)
    stage_parameters(engine, files.month, next_month(files.month))
    engine.make_table("returns", sql_file("monthly/queries/returns.sql").format(relation="month_new"))
    late_keys = sql_file("monthly/queries/new_keys.sql" if files.counted else "monthly/queries/late_keys.sql")
    engine.make_table("late_keys", late_keys.format(relation="month_new"))
    replaced = sql_file("monthly/queries/replaced_lines.sql").format(relation="month_all", new="month_new")
    engine.make_table("replaced_lines", replaced)
    parts = [_sums_of_lines(engine, number, low, high) for number, (low, high) in enumerate(_ranges(engine))]
    engine.make_table("month_replaced", _sums("replaced_lines", "replaced_on", sign="-"))
    rows = " UNION ALL ".join(f"SELECT * FROM {name}" for name in (*parts, "month_replaced"))  # noqa: S608
    return engine.write_parquet(rows, ", ".join((*KEY, "known_at", "lines")), out)


def build_moves(engine: Engine, month: date, files: Sequence[str], before: Sequence[str], out: Path) -> int:
    """Write how many workers who started in a month came from which number.

    Args:
        engine: Where the work is done.
        month: First day of the month.
        files: The warehouse's files of the month.
        before: Those of the month before it; without any there are no moves.
        out: The Parquet file to write.

    Returns:
        The number of rows written.
    """
    engine.parquet_view("month_all", files)
    engine.parquet_view("month_before", before or files)
    relation = "month_before" if before else "(SELECT * FROM month_before WHERE false)"
    moves = sql_file("monthly/queries/moves.sql").format(relation="month_all", month_before=relation)
    return engine.write_parquet(moves, "to_number, from_number, known_at", out, {"month": month})


def _sums_of_lines(engine: Engine, number: int, low: str, high: str | None) -> str:
    """Make the sums of the new lines of a range of numbers, and return the table's name."""
    upper = "" if high is None else " AND loonheffingennummer < $high"
    lines = f"(SELECT * FROM month_new WHERE loonheffingennummer >= $low{upper})"  # noqa: S608
    engine.make_table(f"month_sums_{number}", _sums(lines, "known_at"), {"low": low, "high": high})
    return f"month_sums_{number}"


def _sums(relation: str, known: str, sign: str = "") -> str:
    """Return the query that sums every column of the families' lists by number, return period and day of knowing."""
    keys = ", ".join((*KEY, "counted_on"))
    columns = ", ".join(whole(name, f"{sign}coalesce({name}, 0)") for name in monthly_columns())
    lines = sql_file("monthly/queries/month_lines.sql").format(relation=relation, known=known)
    return (
        f"WITH wage_lines AS ({lines}), pay_lines AS ({sql_file(PAY_LINES)}), "  # noqa: S608 -- texts of our own
        f"sums AS (SELECT {keys}, {select_list()} FROM pay_lines GROUP BY {keys}) "
        f"SELECT {', '.join(KEY)}, counted_on AS known_at, {columns} FROM sums"
    )


def _ranges(engine: Engine) -> list[tuple[str, str | None]]:
    """Return ranges of wage tax numbers of about equal count, from the lowest on; the last one is open."""
    found = engine.read_frame(sql_file("monthly/queries/range_starts.sql"), {"size": NUMBERS_AT_ONCE})
    later = found["loonheffingennummer"].to_list()[1:]
    return list(zip(["", *later], [*later, None], strict=True))
