"""The fairness report: what the audit found at which step, what it could not know, and which differences stand out."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

import polars as pl

from data_contracts.snapshots import Snapshot
from models.evidence.document import Block, Cell, Heading, Table, Text, rows_of
from models.evidence.questions import questions_in
from models.fairness.groups import BETWEEN
from models.fairness.measures import measures
from models.fairness.steps import ACCUSED, NOT_ESTIMABLE, step_rules
from pipelines.evidence.gathering import Material
from pipelines.evidence.missing import Missing
from pipelines.evidence.sections.asked import answers_table
from pipelines.evidence.words import Words
from pipelines.fairness import words as audit_words
from pipelines.fairness.showing import not_estimable_lines, power_lines, verdict_lines
from pipelines.fairness.tables import REPORT

MOST_ROWS = 25


def write(material: Material, words: Words, _missing: Sequence[Missing]) -> list[Block]:
    """Return the section."""
    audit = material.sources.fairness
    told = [Text(words("fairness.none"), "missing")] if audit is None else list(_audit(audit, words))
    return [*told, answers_table(material, questions_in("fairness"), words)]


def _audit(audit: Snapshot, words: Words) -> Iterator[Block]:
    report: dict[str, Any] = json.loads(audit.file(REPORT).read_text(encoding="utf-8"))
    language = words.language
    yield Text(words("fairness.made", audit=audit.manifest.snapshot_id))
    yield from (Text(line) for line in verdict_lines(report, language))
    tests = pl.read_parquet(audit.table("step_tests"))
    yield _tests(tests.filter(pl.col("verdict") != NOT_ESTIMABLE), words)
    yield from _figures(pl.read_parquet(audit.table("group_figures")), words)
    yield Heading(audit_words.words("unknown_title", language))
    yield from (Text(audit_words.words(name, language, **report)) for name in report["unknown"])
    for title, lines in (("not_estimable_title", not_estimable_lines), ("power_title", power_lines)):
        yield Heading(audit_words.words(title, language))
        yield from (Text(line) for line in lines(report, language))


def _tests(tests: pl.DataFrame, words: Words) -> Table:
    head = tuple(words(f"fairness.{name}") for name in ("test", "group", "odds", "units", "verdict"))
    ordered = tests.sort(pl.col("verdict") != ACCUSED, "p_adjusted", "step", "dimension", "group", nulls_last=True)
    rows = rows_of(
        (
            audit_words.test_word(row, words.language),
            _group(row, words),
            _interval(row["odds_ratio"], row["low"], row["high"], words),
            audit_words.found(row["units"], words.language, 0),
            Cell(words.of_code("step_verdict", row["verdict"]), missing=row["verdict"] == ACCUSED),
        )
        for row in ordered.head(MOST_ROWS).iter_rows(named=True)
    )
    return Table(words("fairness.steps"), head, rows, (32, 24, 20, 10, 14))


def _figures(figures: pl.DataFrame, words: Words) -> Iterator[Block]:
    """Yield the differences that stand out, of single dimensions; those of two together stand in the audit."""
    single = figures.filter("notable", ~pl.col("dimension").str.contains(BETWEEN, literal=True))
    first = single.sort("p_adjusted", "law", "step", "dimension", "group", "measure", nulls_last=True).head(MOST_ROWS)
    head = tuple(words(f"fairness.{name}") for name in ("law", "step", "group", "measure", "value", "difference"))
    rows = rows_of(
        (
            row["law"] or words("nothing"),
            step_rules().steps[row["step"]].label[words.language],
            _group(row, words),
            measures()[row["measure"]].labels[words.language],
            _interval(row["value"], row["low"], row["high"], words),
            _interval(row["difference"], row["difference_low"], row["difference_high"], words),
        )
        for row in first.iter_rows(named=True)
    )
    yield Table(words("fairness.figures"), head, rows, (8, 13, 25, 18, 18, 18))
    yield Text(words("fairness.shown", shown=len(first), total=int(figures["notable"].sum())), "note")


def _group(row: dict[str, Any], words: Words) -> str:
    return f"{audit_words.dimension_word(row['dimension'], words.language)}: {row['group']}"


def _interval(value: float | None, low: float | None, high: float | None, words: Words) -> str:
    if value is None or low is None or high is None:
        return words("not_estimable")
    told, least, most = (audit_words.found(figure, words.language) for figure in (value, low, high))
    return f"{told} ({least} – {most})"
