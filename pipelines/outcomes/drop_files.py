"""A drop of cases in the register folder: ``delivery.json``, ``inspections`` and ``findings``."""

import csv
import json
import re
import shutil
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from data_contracts.snapshots import Snapshot
from pipelines.ingest.drops import DELIVERY_FILE
from pipelines.outcomes.cases import Case

INSPECTIONS = (
    "case_id", "employer_id", "establishment_id", "selection_ground", "selection_probability", "selected_on",
    "opened_on", "closed_on", "team", "spent_hours", "known_at",
)  # fmt: skip
FINDINGS = (
    "case_id", "law", "established_on", "examined", "violation", "article", "workers_affected", "underpaid_eur",
    "sanction", "objection", "known_at",
)  # fmt: skip
_NAME = re.compile(r"outcomes-(\d{4,})")
Row = Mapping[str, object]


def next_drop(register_dir: Path, used: Collection[str]) -> Path:
    """Return the folder of the next drop of outcomes, after all that lie there or were made before."""
    there = (path.name for path in register_dir.iterdir()) if register_dir.is_dir() else ()
    numbers = (int(match[1]) for name in (*there, *used) if (match := _NAME.fullmatch(name)))
    return register_dir / f"outcomes-{max(numbers, default=0) + 1:04d}"


def write_drop(drop: Path, cases: Sequence[Case], warehouse: Snapshot, known_at: date) -> None:
    """Write a drop in a side folder and put it in place by one rename.

    Args:
        drop: The folder, which is not there yet.
        cases: The cases; at least one.
        warehouse: The warehouse that it is for: it says who delivers, and whether all is synthetic.
        known_at: The day on which all this became known.
    """
    side = drop.with_name(f".{drop.name}.partial")
    shutil.rmtree(side, ignore_errors=True)
    side.mkdir(parents=True)
    _write_table(side / "inspections", INSPECTIONS, [_inspection(case, known_at) for case in cases])
    found = [row for case in cases for row in _findings(case, known_at)]
    if found:
        _write_table(side / "findings", FINDINGS, found)
    (side / DELIVERY_FILE).write_text(_delivery(warehouse, known_at), encoding="utf-8")
    side.rename(drop)


def _inspection(case: Case, known_at: date) -> Row:
    return {
        "case_id": case.case_id,
        "employer_id": case.employer_id,
        "establishment_id": case.establishment_id,
        "selection_ground": case.ground,
        "selection_probability": case.probability,
        "selected_on": case.selected_on,
        "opened_on": case.opened_on,
        "closed_on": case.closed_on,
        "team": case.team,
        "spent_hours": f"{case.minutes / 60:.2f}" if case.minutes is not None else None,
        "known_at": known_at,
    }


def _findings(case: Case, known_at: date) -> Iterator[Row]:
    for finding in case.findings:
        cents = finding.underpaid_cents
        yield {
            "case_id": case.case_id,
            "law": finding.law,
            "established_on": case.closed_on,
            "examined": _yes_no(finding.examined),
            "violation": _yes_no(finding.violation),
            "article": finding.article,
            "workers_affected": finding.workers,
            "underpaid_eur": f"{cents / 100:.2f}" if cents is not None else None,
            "sanction": finding.sanction,
            "objection": finding.objection,
            "known_at": known_at,
        }


def _yes_no(value: bool | None) -> str | None:
    return None if value is None else "true" if value else "false"


def _write_table(folder: Path, columns: Sequence[str], rows: Sequence[Row]) -> None:
    folder.mkdir()
    with (folder / "outcomes.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _delivery(warehouse: Snapshot, known_at: date) -> str:
    manifest = warehouse.manifest
    series = manifest.configuration.get("series")
    content = {
        "source": manifest.notes["source"],
        "synthetic": manifest.synthetic,
        "note_nl": manifest.notes["note_nl"],
        "note_en": manifest.notes["note_en"],
        "delivered_on": known_at.isoformat(),
    }
    return json.dumps(content | ({"series": series} if series else {}), ensure_ascii=False, indent=2)
