"""Golden files: what the program says, written out in `tests/golden` for a person to read from top to bottom.

After a change that is meant, write them again with ``KOMPAS_REWRITE_GOLDEN=1 .venv/bin/pytest tests -k golden`` and
read what differs before it is committed.
"""

import os
from difflib import unified_diff
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "golden"
REWRITE = "KOMPAS_REWRITE_GOLDEN"


def assert_golden(name: str, text: str) -> None:
    """Fail when the golden file of that name does not hold exactly this text; with REWRITE set, write it first."""
    path = FOLDER / name
    if os.environ.get(REWRITE):
        path.write_bytes(text.encode("utf-8"))
    held = path.read_bytes().decode("utf-8") if path.is_file() else ""
    assert text == held, _difference(name, held, text)


def _difference(name: str, held: str, text: str) -> str:
    lines = unified_diff(
        held.splitlines(), text.splitlines(), f"tests/golden/{name}", "what is said now", n=0, lineterm=""
    )
    return "\n".join([f"If this is meant: {REWRITE}=1 .venv/bin/pytest tests -k golden", *lines])
