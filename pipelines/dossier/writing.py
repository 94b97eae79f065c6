"""A replay as JSON, and its files: ``dossier.json``, ``dossier.nl.txt`` and ``dossier.en.txt``."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pipelines.dossier.chain import Link
from pipelines.dossier.comparing import Difference
from pipelines.dossier.comparison_lines import is_withheld
from pipelines.dossier.lines import replay_lines
from pipelines.dossier.selection import TELLING, Selection
from pipelines.dossier.told import Replay, StageTold
from pipelines.dossier.words import Language

LANGUAGES: tuple[Language, ...] = ("nl", "en")


def write_replay(replay: Replay, folder: Path) -> list[Path]:
    """Write the three files and return their paths.

    Args:
        replay: The replay.
        folder: Where to; it is made when it is not there.
    """
    folder.mkdir(parents=True, exist_ok=True)
    texts = {f"dossier.{language}.txt": "\n".join(replay_lines(replay, language)) + "\n" for language in LANGUAGES}
    texts["dossier.json"] = json.dumps(as_json(replay), indent=2, ensure_ascii=False, default=str) + "\n"
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return [folder / name for name in sorted(texts)]


def as_json(replay: Replay) -> dict[str, Any]:
    """Return a replay as JSON can hold it; nothing in it tells more than the text."""
    return {
        "employer_id": replay.employer_id,
        "plan_id": replay.selection.plan_id,
        "as_of": replay.as_of,
        "synthetic": replay.synthetic,
        "identical": replay.identical,
        "seconds": round(replay.seconds, 1),
        "selection": _selection(replay.selection),
        "facts": replay.facts,
        "scores": replay.scores,
        "reasons": replay.reasons,
        "by_rules": list(replay.chain.by_rules),
        "flags": list(replay.flags),
        "stages": [_stage(stage, replay.selection) for stage in replay.stages],
        "chain": [_link(link) for link in replay.chain.links],
    }


def _selection(found: Selection) -> dict[str, Any]:
    closed = asdict(found.closed) if found.closed else None
    decisions = [
        {name: getattr(row, name) for name in ("sequence", "at", "kind", "state", "reason", "month", "by", "view")}
        for row in found.decisions
    ]
    told = {"planned": found.item is not None, "instrument": found.instrument, "closed": closed, "decisions": decisions}
    for name, row in (("item", found.item), ("chances", found.chances)):
        told[name] = row if row is None or found.may_tell else {key: row[key] for key in row if key not in TELLING}
    return told


def _stage(stage: StageTold, selection: Selection) -> dict[str, Any]:
    tables = [
        {
            "table": found.table,
            "rows": found.rows,
            "identical": found.is_same,
            "problem": found.problem,
            "others_that_differ": found.others,
            "differences": [_difference(difference, selection) for difference in found.differences],
        }
        for found in stage.comparisons
    ]
    return {
        "kind": stage.kind,
        "identical": stage.is_same,
        "not_made_again": stage.why_not,
        "code_then": stage.versions.then,
        "code_now": stage.versions.now,
        "libraries_that_differ": stage.versions.libraries,
        "settings_not_recorded": stage.lacking,
        "tables": tables,
    }


def _difference(found: Difference, selection: Selection) -> dict[str, Any]:
    own = {"row": found.row, "column": found.column}
    return own | ({"withheld": True} if is_withheld(found, selection) else {"then": found.then, "now": found.now})


def _link(link: Link) -> dict[str, Any]:
    manifest = link.snapshot.manifest if link.snapshot else None
    return {
        "kind": link.kind,
        "snapshot_id": link.snapshot_id,
        "as_published": link.is_sound,
        "problems": link.problems,
        "content_hash": manifest.content_hash if manifest else None,
        "named_hash": link.named_hash or None,
        "in_the_audit_log": link.in_the_log,
        "code_version": manifest.code_version if manifest else None,
        "tombstones": len(manifest.tombstones) if manifest else None,
    }
