"""The data sheet: from register to model, what each register holds, what went to quarantine, how fresh it is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from data_contracts.contract import load_contract, register_names, spoken_content, spoken_name
from data_contracts.snapshots import Manifest
from features.formatting import number
from models.evidence.document import Block, Cell, Table, Text, rows_of
from models.evidence.questions import questions_in
from pipelines.evidence.gathering import Material
from pipelines.evidence.missing import Missing
from pipelines.evidence.sections.asked import answers_table
from pipelines.evidence.words import Words


@dataclass
class Delivered:
    """What came in of one table over all loads."""

    quarantined: int = 0
    latest: str = ""
    broken: dict[str, int] = field(default_factory=dict)


def write(material: Material, words: Words, _missing: Sequence[Missing]) -> list[Block]:
    """Return the section."""
    manifest = material.warehouse.manifest
    delivered = delivered_tables(manifest)
    return [
        *_origin(manifest, words),
        _chain(material, words),
        _registers(manifest, delivered, words),
        Text(words("data.retention.note"), "note"),
        *_broken(delivered, words),
        answers_table(material, questions_in("data_sheet"), words),
    ]


def delivered_tables(manifest: Manifest) -> dict[str, Delivered]:
    """Return by register what came in over all loads of a warehouse: bad rows, broken rules, the last drop."""
    found = {name: Delivered() for name in register_names()}
    tables = (table for load in manifest.notes.get("loads", ()) for table in load["tables"])
    for table in tables:
        if (own := found.get(table["table"])) is not None:
            _add(own, table)
    return found


def _add(own: Delivered, table: dict[str, Any]) -> None:
    own.quarantined += table["rows_quarantined"]
    own.latest = max([own.latest, *(file.partition("/")[0] for file in table["files"])])
    for rule, rows in table["broken_rules"].items():
        own.broken[rule] = own.broken.get(rule, 0) + rows


def _origin(manifest: Manifest, words: Words) -> Iterator[Block]:
    notes = manifest.notes
    if manifest.synthetic:
        told = {"source": notes.get("source", ""), "note": notes.get(f"note_{words.language}", "")}
        yield Text(words("data.origin.synthetic", **told), "example")
    else:
        yield Text(words("data.origin.real"))
    drops = sorted(item.snapshot_id for item in manifest.inputs if item.kind == "register")
    if drops:
        yield Text(words("data.drops", count=len(drops), first=drops[0], last=drops[-1]))


def _chain(material: Material, words: Words) -> Table:
    head = tuple(words(f"data.{name}") for name in ("kind", "id", "made", "as_of", "hash"))
    chain = [material.warehouse, material.features, *material.sources.used]
    rows = rows_of(
        (item.kind, item.snapshot_id, item.created_at[:10], item.as_of or words("nothing"), item.content_hash)
        for item in (snapshot.manifest for snapshot in chain)
    )
    return Table(words("data.chain"), head, rows, (15, 26, 11, 11, 37))


def _registers(manifest: Manifest, delivered: dict[str, Delivered], words: Words) -> Table:
    head = tuple(
        words(f"data.{name}") for name in ("table", "holds", "rows", "quarantined", "latest", "retention", "version")
    )
    rows = rows_of(_register(name, manifest, delivered[name], words) for name in sorted(register_names()))
    return Table(words("data.registers"), head, rows, (19, 31, 12, 11, 10, 9, 8))


def _register(name: str, manifest: Manifest, delivered: Delivered, words: Words) -> list[str | Cell]:
    language, contract = words.language, load_contract(name)
    rows = sum(file.rows or 0 for file in manifest.files if file.path.split("/")[0].removesuffix(".parquet") == name)
    return [
        spoken_name(name, language),
        spoken_content(name, language),
        number(rows, language),
        number(delivered.quarantined, language),
        delivered.latest or words("data.absent"),
        words("data.years", years=contract.retention.years),
        contract.version,
    ]


def _broken(delivered: dict[str, Delivered], words: Words) -> Iterator[Block]:
    lines = [
        (spoken_name(name, words.language), rule, number(rows, words.language))
        for name, item in delivered.items()
        for rule, rows in sorted(item.broken.items(), key=lambda pair: -pair[1])
    ]
    if not lines:
        yield Text(words("data.no_rules"))
        return
    head = tuple(words(f"data.{name}") for name in ("table", "rule", "rows"))
    yield Table(words("data.rules"), head, rows_of(lines), (30, 50, 20))
