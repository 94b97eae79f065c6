"""Run the real ``kompas`` command, as a user would."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Command:
    """The command that is installed beside the interpreter that runs the tests."""

    path: str

    def __call__(
        self, *arguments: str, settings: Mapping[str, str] | None = None, cwd: Path | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run it and return what it printed; ``settings`` are environment variables."""
        return subprocess.run(
            [self.path, *arguments],
            env=self.environment(settings),
            cwd=cwd,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )

    @staticmethod
    def environment(settings: Mapping[str, str] | None = None) -> dict[str, str]:
        """Return this process's environment with only the given settings of the command."""
        rest = {key: value for key, value in os.environ.items() if not key.startswith("KOMPAS_")}
        return rest | dict(settings or {})


def _find() -> str:
    beside = Path(sys.executable).parent / "kompas"
    return str(beside) if beside.is_file() else shutil.which("kompas") or "kompas"


kompas = Command(_find())
