"""Files and functions stay small enough to read: see docs/house-rules.md."""

import ast
from collections.abc import Iterator
from pathlib import Path
from statistics import median

FILE_MEDIAN, FILE_LONGEST, SQL_LONGEST = 120, 450, 200
BODY_MEDIAN, BODY_LONGEST = 8, 50


def line_count(path: Path) -> int:
    return len(path.read_text("utf-8").splitlines())


def body_lengths(source: str) -> Iterator[tuple[str, int, int]]:
    """Name, line and number of body lines of every function, its docstring not counted."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        body = node.body[1:] if ast.get_docstring(node) is not None else node.body
        length = (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0
        yield node.name, node.lineno, length


def too_long(paths, longest):
    counted = ((path, line_count(path)) for path in paths)
    return [f"{path}: {lines} lines, {longest} at most" for path, lines in counted if lines > longest]


def test_no_python_file_is_too_long(project_files):
    found = too_long(project_files(".py"), FILE_LONGEST)
    assert not found, "\n" + "\n".join(found)


def test_no_sql_file_is_too_long(project_files):
    found = too_long(project_files(".sql"), SQL_LONGEST)
    assert not found, "\n" + "\n".join(found)


def test_the_median_python_file_is_short(project_files, rooms):
    lines = [line_count(path) for path in project_files(".py", inside=rooms) if path.stat().st_size]
    assert median(lines) <= FILE_MEDIAN, f"median {median(lines)} lines over {len(lines)} files"


def test_no_function_is_too_long(project_files):
    found = [
        f"{path}:{line} {name}: {length} lines in its body, {BODY_LONGEST} at most"
        for path in project_files(".py")
        for name, line, length in body_lengths(path.read_text("utf-8"))
        if length > BODY_LONGEST
    ]
    assert not found, "\n" + "\n".join(found)


def test_the_median_function_body_is_short(project_files, rooms):
    lengths = [
        length for path in project_files(".py", inside=rooms) for _, _, length in body_lengths(path.read_text("utf-8"))
    ]
    assert median(lengths) <= BODY_MEDIAN, f"median {median(lengths)} lines over {len(lengths)} functions"


def test_a_body_is_counted_without_its_docstring_and_with_its_blank_lines():
    source = (
        'def f():\n    """Says\n    much."""\n    a = 1\n\n    return a\n\n\nclass C:\n    async def g(self): ...\n'
    )
    assert sorted(body_lengths(source)) == [("f", 1, 3), ("g", 10, 1)]


def test_a_file_above_the_limit_is_named_with_its_length(tmp_path):
    long = tmp_path / "long.sql"
    long.write_text("SELECT 1\n" * 201, "utf-8")
    assert too_long([long], SQL_LONGEST) == [f"{long}: 201 lines, 200 at most"]
