"""What the guards look at: the rooms, and the files of the project as they stand on disk (a checkout may lack git)."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOMS = ("data_contracts", "features", "models", "pipelines", "dashboard")
ROOT = Path(__file__).resolve().parents[2]
BUILT = {ROOT / name for name in (".git", ".venv", ".tools", ".hypothesis", "data", "dist", "build")}

FindFiles = Callable[..., list[Path]]


def walk(folder: Path) -> Iterator[Path]:
    """Every file of the project under a folder; what was built, downloaded or generated is left out."""
    for entry in sorted(folder.iterdir()):
        if entry in BUILT or entry.name.endswith(("_cache", "__pycache__")) or entry.suffix == ".pyc":
            continue
        if entry.is_dir():
            yield from walk(entry)
        else:
            yield entry


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the project."""
    return ROOT


@pytest.fixture(scope="session")
def rooms() -> tuple[str, ...]:
    """The five import packages."""
    return ROOMS


@pytest.fixture(scope="session")
def project_files(root: Path) -> FindFiles:
    """A function that lists project files by suffix, of the whole project or of some of its folders."""
    everything = list(walk(root))

    def find(*suffixes: str, inside: tuple[str, ...] = ()) -> list[Path]:
        chosen = (path for path in everything if not suffixes or path.suffix in suffixes)
        return [path for path in chosen if not inside or path.relative_to(root).parts[0] in inside]

    return find
