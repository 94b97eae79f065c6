"""What ``kompas what-if`` and ``kompas scenario`` print: two sides, the difference, and what to know before reading."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

import polars as pl

from data_contracts.reference_data import sections
from data_contracts.snapshots import Snapshot
from features.formatting import number, percent
from features.statute.rules import load_rules
from models.inputs import Language
from pipelines.columns import aligned
from pipelines.what_if.scenario_step import rule_line
from pipelines.what_if.words import NOTHING, cents, day, difference, figure, said

INDENT = "  "
NAMES_SHOWN = 5
GROUPS_SHOWN = 6
SIDES = ("now", "then")
SECTORS_SHOWN = 3
DIMENSIONS = ("region", "kind", "size_class", "sector")


def what_if_lines(snapshot: Snapshot, language: Language) -> Iterator[str]:
    """Yield a what-if in words and tables.

    Args:
        snapshot: A snapshot of the kind ``what_if``.
        language: Language of the lines.
    """
    notes = snapshot.manifest.notes
    yield notes[f"sentence_{language}"]
    objective = said(f"objective_{notes['objective']}", language)
    yield said("base_of", language, plan_id=notes["base_plan_id"], objective=objective)
    yield ""
    yield from _measures(pl.read_parquet(snapshot.table("measures")), language)
    if "infeasible" not in notes:
        yield ""
        yield from _groups(pl.read_parquet(snapshot.table("groups")), language)
        yield from _names(pl.read_parquet(snapshot.table("changes")), language)
    yield from _closing(snapshot, language)


def scenario_lines(snapshot: Snapshot, language: Language) -> Iterator[str]:
    """Yield a scenario in words and tables.

    Args:
        snapshot: A snapshot of the kind ``scenario``.
        language: Language of the lines.
    """
    notes = snapshot.manifest.notes
    totals = pl.read_parquet(snapshot.table("totals"))
    starts = day(date.fromisoformat(notes["from"]), language)
    yield f"{notes[f'title_{language}']} ({said('from', language, day=starts)})"
    for row in totals.iter_rows(named=True):
        yield f"{INDENT}{rule_line(row, language)}"
        if row["not_testable_now"] != row["not_testable_then"]:
            yield f"{INDENT}{INDENT}{said('not_testable', language, **{**row, 'title': row[f'title_{language}']})}"
    yield ""
    yield from _sectors(pl.read_parquet(snapshot.table("groups")), totals["rule"], language)
    effect = pl.read_parquet(snapshot.table("plan_effect"))
    if len(effect):
        yield ""
        yield from _measures(effect, language, then="then", now="now")
    yield from _closing(snapshot, language)


def _measures(measures: pl.DataFrame, language: Language, *, now: str = "base", then: str = "variant") -> Iterator[str]:
    head = [said(key, language) for key in ("measure", now, then, "difference")]
    rows = [
        (
            row[f"label_{language}"],
            figure(row["base"], row["unit"], language, expected=row["expected"]),
            figure(row["variant"], row["unit"], language, expected=row["expected"]),
            difference(row["base"], row["variant"], row["unit"], language, expected=row["expected"]),
        )
        for row in measures.iter_rows(named=True)
    ]
    yield from aligned(head, rows, right=head[1:])


def _groups(groups: pl.DataFrame, language: Language) -> Iterator[str]:
    """Yield the groups whose chance changes most, of each kind of group."""
    yield said("groups", language)
    head = ["", said("group", language), *(f"{said(name, language)} {said(side, language)}"
            for name in ("items", "hours", "chance") for side in ("now", "then"))]  # fmt: skip
    rows = []
    for dimension in DIMENSIONS:
        own = groups.filter(pl.col("dimension") == dimension)
        moved = (pl.col("variant_chance") - pl.col("base_chance")).abs()
        for row in own.sort(moved, descending=True, nulls_last=True).head(GROUPS_SHOWN).iter_rows(named=True):
            name = _group_name(dimension, row["group"], language)
            rows.append((said(f"dimension_{dimension}", language), name, *_group_cells(row, language)))
    yield from aligned(head, rows, right=head[2:])


def _group_name(dimension: str, group: str, language: Language) -> str:
    if dimension == "kind":
        return said(f"kind_{group}", language)
    return _section_names(language).get(group, group) if dimension == "sector" else group


def _section_names(language: Language) -> dict[str, str]:
    return {section.code: section.name_nl if language == "nl" else section.name_en for section in sections()}


def _group_cells(row: Mapping[str, Any], language: Language) -> list[str]:
    sides = ("base", "variant")
    counts = [row[f"{side}_{name}"] for name in ("items", "hours") for side in sides]
    chances = [row[f"{side}_chance"] for side in sides]
    return [
        *(NOTHING if count is None else number(count, language) for count in counts),
        *(NOTHING if chance is None else percent(chance, language) for chance in chances),
    ]


def _names(changes: pl.DataFrame, language: Language) -> Iterator[str]:
    if len(changes):
        yield said("comes_in", language, names="; ".join(changes["trade_name"].fill_null(NOTHING).head(NAMES_SHOWN)))


def _sectors(groups: pl.DataFrame, rules: Iterable[str], language: Language) -> Iterator[str]:
    """Yield, rule by rule, the sectors in which workers change most, or amounts where workers stay the same."""
    names = _section_names(language)
    head = [said("sector", language)]
    head += [
        f"{said(name, language)} {said(side, language)}"
        for name in ("employers", "workers", "amount")
        for side in SIDES
    ]
    more = [(pl.col(f"{name}_then") - pl.col(f"{name}_now")).abs() for name in ("workers", "cents")]
    by_rule = groups.filter(pl.col("dimension") == "sector").partition_by("rule", as_dict=True)
    for rule in (rule for rule in rules if (rule,) in by_rule):
        ordered = by_rule[(rule,)].sort(*more, "group", descending=[True, True, False], nulls_last=True)
        shown = ordered.head(SECTORS_SHOWN)
        rows = [(names.get(row["group"], row["group"]), *_sector_cells(row, language)) for row in shown.to_dicts()]
        yield load_rules()[rule].title[language]
        yield from (f"{INDENT}{line}" for line in aligned(head, rows, right=head[1:]))


def _sector_cells(row: Mapping[str, Any], language: Language) -> list[str]:
    counts = [number(row[f"{name}_{side}"], language) for name in ("employers", "workers") for side in SIDES]
    amounts = [row[f"cents_{side}"] for side in SIDES]
    return counts + [NOTHING if amount is None else cents(amount, language) for amount in amounts]


def _closing(snapshot: Snapshot, language: Language) -> Iterator[str]:
    yield ""
    yield from (f"* {caveat}" for caveat in snapshot.manifest.notes[f"caveats_{language}"])
    yield said("tables", language, path=str(snapshot.path))
