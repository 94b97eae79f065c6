"""docs/settings.md says what data_contracts/settings.py says: every setting, its variable, default and limits."""

import re
from typing import get_args, get_origin

import pytest
from pydantic import BaseModel

from data_contracts.settings import LEAST_MEMORY_MB, OTHER_VARIABLES, KompasSettings, variable_names

BOUNDS = {"ge": "from", "gt": "above", "le": "to", "lt": "below"}
KINDS = {"Path": "a path", "date": "a date", "str": "text", "bool": "true or false"}


def limits(field) -> str:
    """What may be given, in the words of the page."""
    bounds = [
        f"{word} {getattr(rule, name)}"
        for rule in field.metadata
        for name, word in BOUNDS.items()
        if hasattr(rule, name)
    ]
    choices = get_args(field.annotation)
    if get_origin(field.annotation) is dict:
        return "a number each" if choices[1] is float else "text each"
    if bounds:
        return ", ".join(bounds)
    if any(getattr(rule, "pattern", None) == r"^\d+(\.\d+)?(MB|GB)$" for rule in field.metadata):
        return f"a number with MB or GB, from {LEAST_MEMORY_MB}MB"
    if choices and all(isinstance(choice, str) for choice in choices):
        return " or ".join(choices)
    kind = choices[0] if choices else field.annotation
    return KINDS.get(kind.__name__, kind.__name__)


def rows(model: type[BaseModel], name: str = "", variable: str = "KOMPAS_"):
    """The first four cells of each setting's row."""
    for key, field in model.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from rows(field.annotation, f"{name}{key}.", f"{variable}{key.upper()}__")
        else:
            default = "none" if field.default is None else f"`{field.default}`"
            yield f"| `{name}{key}` | `{variable}{key.upper()}` | {default} | {limits(field)} |"


@pytest.fixture(scope="module")
def page(root) -> list[str]:
    return [line for line in (root / "docs" / "settings.md").read_text("utf-8").splitlines() if line.startswith("| `")]


def test_the_page_has_a_row_for_every_setting_and_no_other(page):
    wanted = list(rows(KompasSettings))
    written = [" | ".join(line.split(" | ")[:4]) + " |" for line in page]
    lacking = [f"docs/settings.md should have: {row}" for row in wanted if row not in written]
    gone = [f"docs/settings.md should not have: {row}" for row in written if row not in wanted]
    assert not lacking + gone, "\n" + "\n".join(lacking + gone)


def test_every_row_says_what_the_setting_does(page):
    assert [line for line in page if len(line.rstrip("| ").split(" | ")[-1]) < 15] == []


def test_every_variable_that_the_project_names_is_a_setting_or_on_the_list_of_others(root, project_files):
    """A variable of the set-up that is not on the list would stop every command that it is set for."""
    spelt = re.compile(r"\bKOMPAS_[A-Z]\w*\b")
    files = [*project_files(".md", ".yaml", ".toml", ".sh", "", inside=("Makefile", ".ci", "docs", "README.md"))]
    files += [
        root / "CONTRIBUTING.md",
        *project_files(".py", inside=("scripts", "benchmarks", "dashboard", "pipelines")),
    ]
    files += [path for path in project_files(".py", inside=("tests",)) if path.name != "test_settings.py"]
    named = {name for path in files for name in spelt.findall(path.read_text("utf-8"))}
    assert named >= OTHER_VARIABLES
    assert named - OTHER_VARIABLES - set(variable_names()) == set()


def test_the_page_names_the_other_variables(root):
    text = (root / "docs" / "settings.md").read_text("utf-8")
    assert [name for name in OTHER_VARIABLES if name not in text] == []
