"""What came of comparing a stage, as lines; what could tell whether lot chose an open item is left out."""

from collections.abc import Iterator
from typing import Any

from pipelines.dossier.comparing import Comparison, Difference
from pipelines.dossier.selection import TELLING, Selection
from pipelines.dossier.told import StageTold
from pipelines.dossier.words import Language, rows_text, words

MOST = 20
"""How many differences of a table are written out; the JSON has all."""
INDENT = "  "


def stage_lines(stage: StageTold, selection: Selection, language: Language) -> Iterator[str]:
    """Yield what came of a stage: by which version it was made again, and table by table what differs."""
    name, versions = words(f"stage.{stage.kind}", language), stage.versions
    if stage.why_not:
        yield INDENT + words("stage.not_made", language, stage=name, why=stage.why_not)
        return
    key = "stage.same_code" if versions.then == versions.now else "stage.other_code"
    yield INDENT + words(key, language, stage=name, then=versions.then, now=versions.now)
    for library, then, now in versions.libraries:
        nothing = words("stage.unknown", language)
        yield 2 * INDENT + words("stage.library", language, name=library, then=then or nothing, now=now or nothing)
    if stage.lacking:
        yield 2 * INDENT + words("stage.lacking", language, names=", ".join(stage.lacking))
    for comparison in stage.comparisons:
        for line in _table(comparison, selection, language):
            yield 2 * INDENT + line


def is_withheld(difference: Difference, selection: Selection) -> bool:
    """Tell whether the values of a difference may not be told before the case is closed."""
    return difference.table.startswith("plan/") and difference.column in TELLING and not selection.may_tell


def _table(found: Comparison, selection: Selection, language: Language) -> Iterator[str]:
    rows = rows_text(found.rows, language)
    if found.problem:
        yield words("table.problem", language, table=found.table, problem=found.problem)
    elif found.is_same:
        yield words("table.same", language, table=found.table, rows=rows)
    elif not found.differences:
        yield words("table.mine_same", language, table=found.table, rows=rows)
    for difference in found.differences[:MOST]:
        yield _difference(difference, selection, language)
    if len(found.differences) > MOST:
        yield words("difference.more", language, count=len(found.differences) - MOST)
    if found.others:
        key = "table.others.one" if found.others == 1 else "table.others.many"
        yield words(key, language, table=found.table, count=found.others)


def _difference(found: Difference, selection: Selection, language: Language) -> str:
    row = words("difference.row", language, row=found.row) if found.row else ""
    if not found.column:
        key = "difference.only_then" if found.then else "difference.only_now"
        return words(key, language, table=found.table, row=row)
    if is_withheld(found, selection):
        return words("difference.withheld", language, table=found.table, row=row, column=found.column)
    return words(
        "difference.value",
        language,
        table=found.table,
        row=row,
        column=found.column,
        then=_value(found.then, language),
        now=_value(found.now, language),
    )


def _value(value: Any, language: Language) -> str:
    """Return a value as it is stored, so that the least difference shows; only nothing has a word."""
    return words("value.empty", language) if value is None else str(value)
