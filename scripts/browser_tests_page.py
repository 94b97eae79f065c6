"""Write docs/browser-tests.md: what is tried in a real browser, in the words of the tests themselves."""

import ast
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

PAGE = Path(__file__).parents[1] / "docs" / "browser-tests.md"
TESTS = Path(__file__).parents[1] / "tests" / "browser"
SPELLING = {"csv": "CSV", "dutch": "Dutch", "english": "English", "url": "URL"}
INTRODUCTION = """\
# What is tried in a real browser

Made by `make browser-tests-page` from the names of the tests in `tests/browser`; a test fails when it is stale. They
run with `make test-all` (those that are not marked slow with `make test` too), in a headless Chromium, against servers
of their own on a small synthetic register. A test that opens a `strict_page` also fails when the browser asks for
anything outside that server, gets an error for an answer, or meets one in a script.

To run one by hand: `make test-all PYTEST="-k keyboard"`, with a word of its name.
"""


def browser_tests_page(files: Iterable[Path]) -> str:
    """Return the page in Markdown.

    Args:
        files: The files of tests, each a heading of the page.
    """
    return "\n".join([INTRODUCTION, *(line for path in sorted(files) for line in _part(path))])


def sentence(name: str) -> str:
    """Return the name of a test as a sentence: `test_a_row_opens` becomes *A row opens*, with its full stop."""
    words = [SPELLING.get(word, word) for word in name.removeprefix("test_").split("_")]
    told = " ".join(words)
    return f"{told[0].upper()}{told[1:]}."


def main() -> None:
    """Write the page."""
    PAGE.write_text(browser_tests_page(TESTS.glob("test_*.py")), encoding="utf-8")
    sys.stdout.write(f"browser_tests_page: wrote docs/{PAGE.name}\n")


def _part(path: Path) -> Iterator[str]:
    read = ast.parse(path.read_text("utf-8"))
    yield f"## {_heading(path)}\n"
    yield f"{_said(read)}\n"
    for node in read.body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            yield f"- {sentence(node.name)}{_of_many(node)}"
    yield ""


def _heading(path: Path) -> str:
    return path.stem.removeprefix("test_").replace("_", " ").capitalize()


def _said(of: ast.Module) -> str:
    """Return what a file says of itself, without the line ends that it was typed with."""
    return re.sub(r"\s+", " ", ast.get_docstring(of) or "")


def _of_many(test: ast.FunctionDef) -> str:
    """Return what a test is repeated for, by the names that it gives them; nothing if it runs once."""
    calls = [call for call in test.decorator_list if isinstance(call, ast.Call) and "parametrize" in ast.unparse(call)]
    given = [str(name) for call in reversed(calls) for name in _names(ast.literal_eval(call.args[0]))]
    return f" (For each {' and '.join(given)}.)" if given else ""


def _names(given: str | tuple[str, ...]) -> tuple[str, ...]:
    """Return the names of what a test is given, of which the first says what it is about."""
    names = tuple(given.replace(" ", "").split(",")) if isinstance(given, str) else given
    return names[:1]


if __name__ == "__main__":
    main()
