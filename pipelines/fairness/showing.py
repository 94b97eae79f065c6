"""What ``kompas fairness`` prints: what is not known, who is accused where, and what it would take to know more."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from data_contracts.settings import KompasSettings
from data_contracts.snapshots import SnapshotFolder
from models.inputs import Language
from pipelines.fairness.tables import KIND, REPORT
from pipelines.fairness.words import dimension_word, found, test_word, words
from pipelines.reporting.words import number, percent

INDENT = "  "
Told = Mapping[str, Any]


def fairness_lines(settings: KompasSettings, language: Language) -> Iterator[str]:
    """Yield the audit in use in short.

    Args:
        settings: The run's settings.
        language: Language of the lines.
    """
    snapshot = SnapshotFolder(settings.snapshots_dir).latest(KIND)
    told: dict[str, Any] = json.loads(snapshot.file(REPORT).read_text(encoding="utf-8"))
    if snapshot.manifest.synthetic:
        yield words("synthetic", language)
    yield words("as_of", language, **told)
    yield from _part("unknown_title", (words(name, language, **told) for name in told["unknown"]), language)
    yield from _part("verdict_title", verdict_lines(told, language), language)
    yield from _part("not_estimable_title", not_estimable_lines(told, language), language)
    yield from _part("subgroups_title", subgroup_lines(told, language), language)
    yield from _part("power_title", power_lines(told, language), language)
    yield ""
    yield words("where", language, path=snapshot.path / f"report.{language}.html")


def verdict_lines(told: Told, language: Language) -> Iterator[str]:
    """Yield who is accused at which step, or that nobody is, and how many tests there were."""
    tests = sum(told["tests"].values())
    if not tests:
        yield words("nothing_tested", language)
        return
    yield words("counted", language, tests=tests, **told["tests"])
    if not told["accused"]:
        yield words("none_accused", language, tests=tests, **told["tests"])
    for row in told["accused"]:
        yield accused_line(row, language)


def subgroup_lines(told: Told, language: Language) -> Iterator[str]:
    """Yield the groups that a search found to be visited for nothing more often, or that there is none."""
    if not told["subgroups"]:
        yield words("subgroups_none", language)
    for row in told["subgroups"]:
        yield f"{row['law']}: {row[f'text_{language}']}"


def accused_line(row: Told, language: Language) -> str:
    """Return one accusation in words."""
    return words(
        "accused_line",
        language,
        step=test_word(row, language),
        group=row["group"],
        reference=row["reference"],
        dimension=dimension_word(row["dimension"], language),
        odds=found(row["odds_ratio"], language),
        low=found(row["low"], language),
        high=found(row["high"], language),
    )


def not_estimable_lines(told: Told, language: Language) -> Iterator[str]:
    """Yield the tests that had too few cases, a line a dimension and group."""
    lines: dict[str, list[str]] = {}
    for row in told["not_estimable"]:
        name = f"{dimension_word(row['dimension'], language)}, {row['group']}"
        lines.setdefault(name, []).append(test_word(row, language))
    if not lines:
        yield words("none", language)
    for name, tests in lines.items():
        yield f"{name}: {'; '.join(tests)}"


def power_lines(told: Told, language: Language) -> Iterator[str]:
    """Yield how many random visits it would take to see a gap, law by law and group by group."""
    power = told["power"]
    if not power["lines"]:
        yield words("power_none", language)
        return
    yield words("power_note", language, gap=percent(power["gap"], language), power=percent(power["power"], language))
    for row in power["lines"]:
        counts = {name: number(row[f"visits_{name}"], language, 0) for name in ("needed", "made")}
        dimension = dimension_word(row["dimension"], language)
        yield words("power_line", language, law=row["law"], dimension=dimension, group=row["group"], **counts)


def _part(title: str, lines: Iterator[str], language: Language) -> Iterator[str]:
    yield ""
    yield words(title, language)
    yield from (f"{INDENT}{line}" for line in lines)
