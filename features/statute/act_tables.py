"""The tables that rules of the acts read: files ``laws/<act>/tables/<scope>/NN_<name>.sql``, and which a rule needs."""

import re
from collections.abc import Iterable
from pathlib import Path

from features.engine import Engine, Values, sql_file
from features.statute.laws import load_laws
from features.statute.rules import Rule

ONCE, CHUNK = "once", "chunk"
SCOPES = (ONCE, CHUNK)
"""Made once a build, or for each chunk of employers; a table may read those that are made before it."""


def make_act_tables(engine: Engine, scope: str, rules: Iterable[Rule], values: Values) -> None:
    """Make the tables of a scope that rules need, in their order."""
    for path in needed_files(rules):
        if path.parent.name == scope:
            engine.make_table(table_name(path), sql_file(path), values)


def needed_files(rules: Iterable[Rule]) -> list[Path]:
    """Return the files of the tables that rules read, and of those that these read, in the order to make them.

    A table counts as read where its name stands in the SQL. A column of that name makes one table too many, never one
    too few.
    """
    texts = [sql_file(rule.folder / f"{part}.sql") for rule in rules for part in ("evidence", "fact")]
    words = set(re.findall(r"\w+", " ".join(texts)))
    needed: list[Path] = []
    for path in reversed(table_files()):
        if table_name(path) in words:
            needed.insert(0, path)
            words.update(re.findall(r"\w+", sql_file(path)))
    return needed


def table_files() -> list[Path]:
    """Return the files of all acts in the order to make them: scope by scope, act by act."""
    folders = [law.folder / "tables" / scope for scope in SCOPES for law in load_laws().values()]
    return [path for folder in folders for path in sorted(folder.glob("*.sql"))]


def table_name(path: Path) -> str:
    """Return the name of the table that a file makes."""
    return path.stem.partition("_")[2]
