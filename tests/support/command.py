"""Run the real ``kompas`` command, as a user would, or what it does in this process."""

import io
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipelines.cli import main

Runs = Callable[..., subprocess.CompletedProcess[str]]


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

    def here(
        self, *arguments: str, settings: Mapping[str, str] | None = None, cwd: Path | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Do the same in this process, which need not load the libraries again.

        For what a verb says and does, where another test runs the same verb as a command of its own.
        """
        out, err = io.StringIO(), io.StringIO()
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
            for name in [name for name in os.environ if name.startswith("KOMPAS_")]:
                patch.delenv(name)
            for name, value in {"COLUMNS": "80", **(settings or {})}.items():
                patch.setenv(name, value)
            if cwd:
                patch.chdir(cwd)
            patch.setattr(sys, "argv", [self.path, *arguments])
            patch.setattr(main, "entry_points", lambda group: ())  # the dashboard's verb would be added at each call
            with pytest.raises(SystemExit) as ended:
                main.main()
        code = ended.value.code if isinstance(ended.value.code, int) else 0
        return subprocess.CompletedProcess(arguments, code, out.getvalue(), err.getvalue())

    @staticmethod
    def environment(settings: Mapping[str, str] | None = None) -> dict[str, str]:
        """Return this process's environment with only the given settings of the command."""
        rest = {key: value for key, value in os.environ.items() if not key.startswith("KOMPAS_")}
        return rest | dict(settings or {})


def _find() -> str:
    beside = Path(sys.executable).parent / "kompas"
    return str(beside) if beside.is_file() else shutil.which("kompas") or "kompas"


kompas = Command(_find())
