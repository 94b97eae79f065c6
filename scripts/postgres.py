"""Find or bring a PostgreSQL server for the store's tests, and write down where its programs are.

Tried in turn: ``KOMPAS_POSTGRES``, the one that an earlier run found, one on this machine, Debian's package (as root),
the build in the Python package pgserver, which needs no root rights. The folder goes to ``.tools/postgres.path``.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from machine import ROOT, TOOLS, apt_install, say

RECORD = TOOLS / "postgres.path"
PROBE = "tests.support.postgres_server"
DEBIAN = Path("/usr/lib/postgresql")


def serves(folder: str | Path) -> bool:
    """Whether a server of these programs starts on an empty folder, answers a question, and stops."""
    command = [sys.executable, "-m", PROBE, str(folder)]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=180, check=False)
    except subprocess.TimeoutExpired:
        return False
    if done.returncode != 0:
        say(f"{folder}: {(done.stderr.strip().splitlines() or ['no words'])[-1]}")
    return done.returncode == 0


def from_environment() -> Path | None:
    """The folder of programs that the user named, if any.

    Raises:
        SystemExit: It does not work; another one would not be what was asked for.
    """
    named = os.environ.get("KOMPAS_POSTGRES", "")
    if named and not serves(named):
        raise SystemExit(f"postgres: no server starts from KOMPAS_POSTGRES ({named}). Correct or unset it.")
    return Path(named) if named else None


def from_record() -> Path | None:
    """The folder that an earlier run found; that it serves was seen then."""
    recorded = Path(RECORD.read_text("utf-8").strip()) if RECORD.is_file() else None
    return recorded if recorded and os.access(recorded / "postgres", os.X_OK) else None


def from_machine() -> Path | None:
    """A server that is already on this machine: on PATH, or where Debian keeps it (the newest first)."""
    on_path = shutil.which("postgres")
    folders = [Path(on_path).resolve().parent] if on_path else []
    folders += sorted(DEBIAN.glob("[0-9]*/bin"), key=lambda folder: float(folder.parent.name), reverse=True)
    return next((folder for folder in folders if (folder / "initdb").is_file() and serves(folder)), None)


def from_apt() -> Path | None:
    """Debian's package, which only root can install."""
    apt_install("postgresql")
    return from_machine()


def from_package() -> Path | None:
    """The build in the locked package pgserver."""
    package = find_spec("pgserver")
    folder = Path(package.origin).parent / "pginstall" / "bin" if package and package.origin else None
    return folder if folder and serves(folder) else None


WAYS: tuple[Callable[[], Path | None], ...] = (from_environment, from_record, from_machine, from_apt, from_package)


def main() -> None:
    """Try each way in turn, write down the first server that answers, and say which it is."""
    folder = next((found for way in WAYS if (found := way())), None)
    if folder is None:
        raise SystemExit(
            "postgres: no PostgreSQL server that starts could be found or installed. Install one (Debian: apt-get "
            "install postgresql), or name the folder of its programs in KOMPAS_POSTGRES, and try again."
        )
    TOOLS.mkdir(exist_ok=True)
    RECORD.write_text(f"{folder}\n", "utf-8")
    say(f"the tests of the store use {folder}")


if __name__ == "__main__":
    main()
