"""The version of the code that made a snapshot: a hash of the source files of the rooms that had a hand in it."""

import hashlib
from collections.abc import Iterable
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from data_contracts.errors import KompasError

SOURCE_SUFFIXES = frozenset({".py", ".sql", ".yaml", ".j2"})


def code_version(packages: Iterable[str]) -> str:
    """Return a hash over the source files of packages, e.g. ``("features", "models.learning")``."""
    digest = hashlib.sha256()
    for package in sorted(packages):
        digest.update(_package_hash(package).encode())
    return digest.hexdigest()[:16]


@cache
def _package_hash(package: str) -> str:
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise KompasError(f"The package {package} is not installed.", package, "Run `make setup`.")
    folder = Path(next(iter(spec.submodule_search_locations)))
    digest = hashlib.sha256()
    for path in sorted(item for item in folder.rglob("*") if item.suffix in SOURCE_SUFFIXES):
        digest.update(f"{package}/{path.relative_to(folder).as_posix()}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
