"""What a suspended model estimated is shown no more: every query of published tables reads them without it.

It is one gate for all screens, lists and exports, so that none of them has to think of it. What a snapshot holds of a
suspended law is withheld only where a model of that law made it: what came of rules stays.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from data_contracts.errors import KompasError
from data_contracts.snapshots import Snapshot, SnapshotFolder
from data_contracts.yaml_files import read_yaml
from models.labels import LAWS

_ASKED = frozenset({"what_if", "scenario"})
"""What people asked, of a plan or of the statute alone."""
_READ = re.compile(r"read_parquet\(\$(\w+)[^)]*\)")


class WithheldError(KompasError):
    """What was asked for rests on a model that is suspended."""

    def __init__(self) -> None:
        super().__init__(
            "This rests on a model that is suspended, so it is not shown.",
            "",
            "Make scores and plan again by rules and lot: `kompas score` and `kompas plan`.",
        )


def laws_withheld(folder: SnapshotFolder, snapshot: Snapshot, suspended: Sequence[str]) -> tuple[str, ...]:
    """Return the suspended laws of which a model made what a snapshot estimates; where that is not known, all of them.

    Args:
        folder: Where the snapshots are.
        snapshot: Of any kind.
        suspended: The laws that are suspended.
    """
    if not suspended or snapshot.manifest.kind not in _tables():
        return ()
    by_models = _by_models(folder.root, snapshot.manifest.kind, snapshot.manifest.snapshot_id)
    return tuple(law for law in LAWS if law in suspended and law in by_models)


def masked(
    sql: str,
    parameters: Mapping[str, Any],
    root: Path,
    suspended_of: Callable[[], Sequence[str]],
    columns_of: Callable[[str], Sequence[str]],
) -> str:
    """Return a query that reads the tables it names without what suspended models estimated.

    Args:
        sql: The query; tables are read as ``read_parquet($name)``.
        parameters: Its values; a table's is its path, or a list of paths.
        root: The folder of the snapshots.
        suspended_of: Returns the laws that are suspended; asked only when it matters.
        columns_of: Returns the names of the columns of a table, by its path.

    Raises:
        WithheldError: A table rests on a suspended model as a whole.
    """
    suspended: list[Sequence[str]] = []

    def instead(found: re.Match[str]) -> str:
        value = parameters.get(found[1])
        paths = value if isinstance(value, list) else [value]
        rules = {path: rule for path in paths if isinstance(path, str) and (rule := _rule_of(path, root)) is not None}
        if not rules:
            return found[0]
        if not suspended:
            suspended.append(suspended_of())
        laws = {law for path in rules for law in _laws_in(path, root, suspended[0])}
        if not laws:
            return found[0]
        chosen = tuple(law for law in LAWS if law in laws)
        first = next(iter(rules))
        return _without(found[0], rules[first], chosen, lambda: columns_of(first))

    return _READ.sub(instead, sql)


@cache
def _tables() -> dict[str, dict[str, dict[str, Any]]]:
    content: dict[str, dict[str, dict[str, Any]]] = read_yaml(Path(__file__).with_suffix(".yaml"))
    return content


def _rule_of(path: str, root: Path) -> dict[str, Any] | None:
    place = _place(path, root)
    return _tables().get(place[0], {}).get(place[2].removesuffix(".parquet")) if len(place) > 2 else None


def _laws_in(path: str, root: Path, suspended: Sequence[str]) -> tuple[str, ...]:
    kind, snapshot_id, *_ = _place(path, root)
    return tuple(law for law in suspended if law in _by_models(root, kind, snapshot_id)) if suspended else ()


def _place(path: str, root: Path) -> tuple[str, ...]:
    try:
        return Path(path).relative_to(root).parts
    except ValueError:
        return ()


@lru_cache(maxsize=64)
def _by_models(root: Path, kind: str, snapshot_id: str) -> frozenset[str]:
    """Return the laws that models scored for a snapshot; where no manifest says so, all that rules did not score."""
    folder = SnapshotFolder(root)
    found = folder.find(kind, snapshot_id)
    if found is not None and kind in _ASKED and not (found.input_id("scores") or found.input_id("plan")):
        return frozenset()  # a question to the statute alone
    notes = scores.manifest.notes if (scores := _scores_of(folder, found)) is not None else {}
    models = notes.get("models")
    return frozenset(models if isinstance(models, Mapping) else set(LAWS) - set(notes.get("rules", ())))


def _scores_of(folder: SnapshotFolder, snapshot: Snapshot | None) -> Snapshot | None:
    """Return the scores behind a snapshot: itself, those it was made from, or those that its plan was made from."""
    if snapshot is None or snapshot.manifest.kind == "scores":
        return snapshot
    named, plan = snapshot.input_id("scores"), snapshot.input_id("plan")
    if named:
        return folder.find("scores", named)
    return _scores_of(folder, folder.find("plan", plan)) if plan else None


def _without(table: str, rule: Mapping[str, Any], laws: Sequence[str], columns: Callable[[], Sequence[str]]) -> str:
    """Return a table as a query that leaves out what models of some laws estimated; all names are our own."""
    if rule.get("closed"):
        raise WithheldError
    if rule.get("rows") == "all":
        return f"(SELECT * FROM {table} WHERE FALSE)"  # noqa: S608 -- our own words
    listed = ", ".join(f"'{law}'" for law in laws)
    if rule.get("rows") == "law":
        return f"(SELECT * FROM {table} WHERE law NOT IN ({listed}))"  # noqa: S608 -- our own words
    wanted = {name.format(law=law) for name in rule["columns"] for law in laws}
    empty = {
        name: f"CASE WHEN {f'main_law NOT IN ({listed})' if name == 'main_law' else 'FALSE'} THEN {name} END"
        for name in columns()
        if name in wanted
    }
    replaced = ", ".join(f"{sql} AS {name}" for name, sql in empty.items())
    return f"(SELECT * REPLACE ({replaced}) FROM {table})" if replaced else table  # noqa: S608 -- our own words
