"""Which snapshots the screens rest on, what each was made from, and which there were before."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components.cards import section
from dashboard.components.commands import with_commands
from dashboard.components.tables import definitions, table
from dashboard.decided import moment
from dashboard.pages.data import query
from dashboard.texts import Words
from data_contracts.contract import spoken_name
from data_contracts.snapshots import Manifest, Snapshot, Tombstone
from data_contracts.snapshots.reader import VERB_OF_KIND

_MEGABYTE = 1_000_000


def used_section(used: Sequence[Snapshot], words: Words) -> Component:
    """Return the snapshots in use, each with what it was made from."""
    if not used:
        nothing = html.P(words("used.none"), className="kompas-none", id="no-snapshots")
        return section("used", words("used.heading"), words("used.lead"), nothing)
    return section(
        "used",
        words("used.heading"),
        words("used.lead"),
        html.Ul([html.Li(_made_from(item, words)) for item in used], id="lineage"),
        *[_details(item, words) for item in used],
    )


def others_section(others: Mapping[str, Sequence[Snapshot]], words: Words) -> Component:
    """Return the snapshots that are not in use, by kind."""
    if not others:
        nothing = html.P(words("others.none"), className="kompas-none")
        return section("others", words("others.heading"), "", nothing)
    header = [words(f"others.{name}") for name in ("kind", "snapshot", "made", "as_of", "rows", "size")]
    rows = [_other(item, words) for snapshots in others.values() for item in snapshots]
    return section(
        "others",
        words("others.heading"),
        words("others.lead", most=query.EARLIER_AT_MOST),
        table(words("others.heading"), header, rows, frozenset({4, 5})),
    )


def size_text(size_bytes: int, words: Words) -> str:
    """Return a size on disk in megabytes (of a million bytes), to one decimal where it is small."""
    megabytes = size_bytes / _MEGABYTE
    if 0 < megabytes < 0.1:
        return words("size.small")
    return words("size", size=formats.number(megabytes, words.language, 1 if megabytes < 100 else 0))


def _made_from(snapshot: Snapshot, words: Words) -> str:
    manifest = snapshot.manifest
    kind = words.of_code("kind", manifest.kind)
    kinds = [words.of_code("kind", item.kind) for item in manifest.inputs if item.kind in VERB_OF_KIND]
    drops = sum(item.kind not in VERB_OF_KIND for item in manifest.inputs)
    parts = kinds + ([words("lineage.drops", count=drops)] if drops else [])
    if not parts:
        return words("lineage.nothing", kind=kind)
    return words("lineage.from", kind=kind, inputs=_listed(parts, words))


def _listed(parts: Sequence[str], words: Words) -> str:
    if len(parts) == 1:
        return parts[0]
    return words("lineage.and", first=", ".join(parts[:-1]), last=parts[-1])


def _details(snapshot: Snapshot, words: Words) -> Component:
    manifest = snapshot.manifest
    kind = words.of_code("kind", manifest.kind)
    summary = words(
        "used.summary",
        kind=kind[:1].upper() + kind[1:],
        moment=moment(manifest.created_at, words),
        rows=formats.number(manifest.rows, words.language),
    )
    counted: list[list[Component | str]] = [
        [_table_name(manifest.kind, name, words), formats.number(rows, words.language)]
        for name, rows in query.rows_by_table(snapshot).items()
    ]
    header = [words("used.table"), words("used.rows")]
    return html.Details(
        [
            html.Summary(summary),
            definitions(_facts(snapshot, words)),
            *([table(summary, header, counted, frozenset({1}))] if counted else []),
            *_erased(manifest.tombstones, words),
        ],
        className="kompas-card kompas-details",
        id=f"snapshot-{manifest.kind}",
    )


def _table_name(kind: str, name: str, words: Words) -> Component | str:
    """Return the name of a register in words; what a step of the calculation wrote goes by the name of its file."""
    return spoken_name(name, words.language) if kind == "warehouse" else html.Code(name)


def _facts(snapshot: Snapshot, words: Words) -> list[tuple[str, Any]]:
    manifest = snapshot.manifest
    disk = query.on_disk(snapshot)
    return [
        (words("used.snapshot"), html.Code(manifest.snapshot_id)),
        (words("used.as_of"), _as_of(manifest, words)),
        (words("used.code"), html.Code(manifest.code_version)),
        (words("used.size"), words("used.size.value", size=size_text(disk.size_bytes, words), files=disk.files)),
        (words("used.inputs"), _inputs(manifest, words)),
        (words("used.files"), _files(disk, words)),
    ]


def _inputs(manifest: Manifest, words: Words) -> Any:
    snapshots = [item for item in manifest.inputs if item.kind in VERB_OF_KIND]
    drops = len(manifest.inputs) - len(snapshots)
    told: list[Any] = [
        html.Li([f"{words.of_code('kind', item.kind)} ", html.Code(item.snapshot_id)]) for item in snapshots
    ]
    told += [html.Li(words("lineage.drops", count=drops))] if drops else []
    return html.Ul(told, className="kompas-plain") if told else words("used.nothing")


def _files(disk: query.OnDisk, words: Words) -> Any:
    if disk.missing or disk.other_size:
        bad = words("files.bad", missing=disk.missing, other_size=disk.other_size)
        return html.Span(with_commands(bad), className="kompas-problem")
    return html.Span(with_commands(words("files.good")))


def _erased(stones: Sequence[Tombstone], words: Words) -> list[Component]:
    if not stones:
        return []
    rows = [
        [
            formats.day(date.fromisoformat(stone.erased_on), words.language),
            stone.path,
            words.of_code("erased", stone.reason),
            formats.number(stone.rows_removed, words.language),
        ]
        for stone in stones
    ]
    header = [words(f"tombstone.{name}") for name in ("day", "file", "reason", "rows")]
    lead = html.P(words("tombstone.lead"))
    return [html.H3(words("tombstone.heading")), lead, table(words("tombstone.heading"), header, rows, frozenset({3}))]


def _other(snapshot: Snapshot, words: Words) -> list[Any]:
    manifest = snapshot.manifest
    size = sum(file.size_bytes for file in manifest.files)
    return [
        words.of_code("snapshot", manifest.kind),
        html.Code(manifest.snapshot_id),
        moment(manifest.created_at, words),
        _as_of(manifest, words),
        formats.number(manifest.rows, words.language),
        size_text(size, words),
    ]


def _as_of(manifest: Manifest, words: Words) -> str:
    return formats.day(date.fromisoformat(manifest.as_of) if manifest.as_of else None, words.language)
