"""The rooms import in one direction: the contracts of import-linter in pyproject.toml, and they do bite."""

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

NAMED = (
    "data_contracts/settings.py",
    "pipelines/fairness/__init__.py",
    "pipelines/fairness/traits.py",
    "pipelines/steps/__init__.py",
    "pipelines/steps/fairness.py",
    "pipelines/steps/mitigation.py",
    "pipelines/steps/objectives.py",
)


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache", "--no-logo"]
    environment = {"PYTHONPATH": str(folder), "PATH": "", "COLUMNS": "120"}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture
def small_house(tmp_path, root, rooms):
    """The five rooms with nothing in them but the modules that contracts name, under the project's own contracts."""
    for room in rooms:
        (tmp_path / room).mkdir()
        (tmp_path / room / "__init__.py").touch()
    for module in NAMED:
        (tmp_path / module).parent.mkdir(exist_ok=True)
        (tmp_path / module).touch()
    (tmp_path / "pyproject.toml").write_text((root / "pyproject.toml").read_text("utf-8"), "utf-8")
    return tmp_path


def test_the_rooms_keep_their_import_contracts(root):
    done = lint_imports(root)
    assert done.returncode == 0, textwrap.indent(done.stdout + done.stderr, "  ")


@pytest.mark.parametrize(
    ("room", "line", "kept"),
    [
        ("dashboard", "import pipelines", False),
        ("pipelines", "import dashboard", False),
        ("models", "import pipelines", False),
        ("features", "import models", False),
        ("data_contracts", "import features", False),
        ("features", "from data_contracts import settings", False),
        ("models", "import data_contracts.settings", False),
        ("dashboard", "import data_contracts.settings", True),
        ("pipelines", "import models, features, data_contracts.settings", True),
        ("pipelines", "import pipelines.fairness.traits", False),
        ("dashboard", "import pipelines.fairness.traits", False),
        ("pipelines/steps", "from pipelines.fairness import traits", False),
        ("pipelines/fairness", "from pipelines.fairness import traits", True),
    ],
)
def test_the_contracts_tell_a_forbidden_import_from_an_allowed_one(small_house, room, line, kept):
    (small_house / room / "uses.py").write_text(line + "\n", "utf-8")
    done = lint_imports(small_house)
    assert (done.returncode == 0) is kept, done.stdout + done.stderr
