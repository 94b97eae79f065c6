"""What ``kompas fairness mitigate`` and ``kompas fairness objectives`` print."""

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from data_contracts.settings import KompasSettings
from data_contracts.snapshots import Snapshot, SnapshotFolder
from features.formatting import listed
from models.fairness.before_after import GREW, TURNED
from models.fairness.groups import BETWEEN
from models.fairness.measures import measures
from models.fairness.objectives import REFERENCE
from models.inputs import Language
from pipelines.fairness.words import dimension_word
from pipelines.reporting.words import number, percent
from pipelines.texts import texts_beside

MITIGATION, OBJECTIVES, BOUNDS = "mitigation", "objectives", "bounds"
SHOWN = 10


def mitigation_lines(settings: KompasSettings, language: Language) -> Iterator[str]:
    """Yield the repair that was computed last, in short."""
    snapshot = SnapshotFolder(settings.snapshots_dir).latest(MITIGATION)
    points, notes = pl.read_parquet(snapshot.table("points")), snapshot.manifest.notes
    law = "" if notes["law"] is None else _words("of_law", language, law=notes["law"])
    dimension = dimension_word(notes["dimension"], language)
    yield from _synthetic(snapshot, language)
    yield _words("title", language, dimension=dimension, how=_words(notes["how"], language), law=law,
                 as_of=snapshot.manifest.as_of)  # fmt: skip
    if not points["may_steer"].all():
        yield _words("audit_only", language)
    yield from (_point(row, language) for row in points.iter_rows(named=True))
    yield from _flagged(pl.read_parquet(snapshot.table("audits")), language)
    yield _words("expected", language)
    yield _words("where", language, path=snapshot.path)


def objective_lines(settings: KompasSettings, language: Language) -> Iterator[str]:
    """Yield the objective audit that was made last, in short."""
    snapshot = SnapshotFolder(settings.snapshots_dir).latest(OBJECTIVES)
    yields, overlap, differences = (
        pl.read_parquet(snapshot.table(name)) for name in ("yields", "overlap", "differences")
    )

    def named(objective: str) -> str:
        return _words(f"objective_{objective}", language)

    yield from _synthetic(snapshot, language)
    yield _words("objectives_title", language, as_of=snapshot.manifest.as_of)
    for (objective,), rows in yields.partition_by("objective", as_dict=True, maintain_order=True).items():
        parts = [
            _words("yield_part", language, share=percent(row["of_best"], language), measure=named(row["measure"]))
            for row in rows.iter_rows(named=True)
        ]
        yield _words("yields", language, objective=named(objective), parts="; ".join(parts))
    for row in overlap.iter_rows(named=True):
        told = {"first": named(row["first"]), "second": named(row["second"])}
        yield _words("overlap", language, **row | told | {"shared": percent(row["shared"] or 0.0, language)})
    for (objective,), rows in differences.partition_by("objective", as_dict=True, maintain_order=True).items():
        counts = {flag: _groups(rows, flag) for flag in (TURNED, GREW)}
        yield _words("differs", language, objective=named(objective), first=named(REFERENCE), **counts)
    yield _words("where", language, path=snapshot.path)


def bound_lines(settings: KompasSettings, language: Language) -> Iterator[str]:
    """Yield the bounds that were made last: for sure, by chance, and what rests on an assumption."""
    snapshot = SnapshotFolder(settings.snapshots_dir).latest(BOUNDS)
    yield from _synthetic(snapshot, language)
    by = dimension_word(snapshot.manifest.notes["by"], language)
    yield _words("bounds_title", language, by=by, as_of=snapshot.manifest.as_of)
    yield _words("bounds_widest", language, cells=listed(snapshot.manifest.notes["widest"], language))
    for row in pl.read_parquet(snapshot.table("bounds")).filter(level="cell").iter_rows(named=True):
        named = {"measure": measures()[row["measure"]].labels[language], "of": _words(f"of_{row['of']}", language)}
        if row["low"] is None:
            yield _words("bound_unknown", language, **named)
            continue
        figures = _in_points(row, language, "low", "high", "limit_low", "limit_high")
        yield _words("bound", language, **named, **figures, narrowed=percent(row["narrowed"] or 0.0, language))
        if row["assumption"] is not None:
            assumed = _in_points(row, language, "assumed_value", "assumed_low", "assumed_high", "assumed_even")
            yield _words("bound_refuted" if row["refuted"] else "bound_assumed", language, **named, **assumed)
    yield _words("bounds_how", language)
    yield _words("where", language, path=snapshot.path)


def _in_points(row: Mapping[str, Any], language: Language, *names: str) -> dict[str, str]:
    return {name: _points(row[name], language) for name in names}


def _synthetic(snapshot: Snapshot, language: Language) -> Iterator[str]:
    if snapshot.manifest.synthetic:
        yield _words("synthetic", language)


def _point(row: Mapping[str, Any], language: Language) -> str:
    strength = percent(row["strength"], language)
    if row["moved"] is None:
        return _words("infeasible", language, strength=strength)
    return _words(
        "point",
        language,
        strength=strength,
        moved=number(row["moved"], language, 0),
        before=number(row["expected_before"], language, 1),
        after=number(row["expected_after"], language, 1),
        share=percent(row["lost_share"], language),
        widest_before=_points(row["widest_before"], language),
        widest_after=_points(row["widest_after"], language),
        turned=row["turned"],
        grew=row["grew"],
    )


def _flagged(audits: pl.DataFrame, language: Language) -> Iterator[str]:
    if audits.is_empty():
        return
    last = audits.filter(pl.col("strength") == pl.col("strength").max(), "sure")
    if last.is_empty():
        yield _words("none_flagged", language)
        return
    yield _words("flagged_title", language, count=last.height)
    largest = last.sort(pl.col("growth").abs(), "dimension", "group", descending=[True, False, False]).head(SHOWN)
    for row in largest.iter_rows(named=True):
        names = [dimension_word(name, language) for name in row["dimension"].split(BETWEEN)]
        figures = {
            name: _points(row[column], language)
            for name, column in (
                ("before", "difference_before"), ("after", "difference_after"), ("low", "growth_low"),
                ("high", "growth_high"),
            )
        }  # fmt: skip
        measure = measures()[row["measure"]]
        unit = _words("of_share" if measure.kind == "share" else "of_ratio", language)
        yield _words(row["flag"], language, dimension=BETWEEN.join(names), group=row["group"],
                     measure=measure.labels[language], unit=unit, **figures)  # fmt: skip


def _groups(audit: pl.DataFrame, flag: str) -> int:
    return audit.filter("sure", pl.col("flag") == flag).select("dimension", "group").n_unique()


def _points(value: float | None, language: Language) -> str:
    return _words("not_estimable", language) if value is None else number(100 * value, language, 1)


def _words(key: str, language: Language, **values: object) -> str:
    return texts_beside(__file__)[language][key].format(**values)
