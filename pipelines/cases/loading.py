"""The cases that come with the program, and reading one of either kind from its YAML."""

from pathlib import Path

import yaml
from pydantic import ValidationError

from data_contracts.errors import KompasError
from data_contracts.yaml_files import read_yaml
from pipelines.cases.definition import CaseDefinition
from pipelines.cases.random_arm.definition import RANDOM_ARM, RandomArmCase

CATALOGUE = Path(__file__).parent / "catalogue"
AnyCase = CaseDefinition | RandomArmCase
"""A table to learn from and rank, or a random arm beside what was chosen."""


def case_names() -> list[str]:
    """Return the names of the cases that come with the program."""
    return sorted(path.stem for path in CATALOGUE.glob("*.yaml"))


def load_any_case(name_or_path: str) -> AnyCase:
    """Read a case of either kind by its name or from a YAML file.

    Raises:
        KompasError: There is no such case, or the YAML does not say what a case must say.
    """
    path = _path(name_or_path)
    try:
        content = read_yaml(path)
        kind = content.get("kind") if isinstance(content, dict) else None
        return (RandomArmCase if kind == RANDOM_ARM else CaseDefinition).model_validate(content)
    except yaml.YAMLError as error:
        raise KompasError("The case is not valid YAML.", f"{path}: {error}", "Correct the line named.") from error
    except ValidationError as error:
        problems = "\n".join(
            f"    {'.'.join(map(str, item['loc'])) or 'case'}: {item['msg'].removeprefix('Value error, ')}"
            for item in error.errors()
        )
        raise KompasError(
            f"The case does not say what a case must say:\n{problems}",
            str(path),
            "Correct the places named; docs/cases.md describes each one.",
        ) from error


def load_case(name_or_path: str) -> CaseDefinition:
    """Read a case that is a table to learn from and rank.

    Raises:
        KompasError: See ``load_any_case``; or the case is of the other kind.
    """
    case = load_any_case(name_or_path)
    if isinstance(case, RandomArmCase):
        raise KompasError(
            f"The case {case.case} has nothing to rank: it holds a random arm beside what was chosen.",
            name_or_path,
            "Run it with kompas case run, which audits it.",
        )
    return case


def load_random_arm(name_or_path: str) -> RandomArmCase:
    """Read a case that is a random arm beside what was chosen.

    Raises:
        KompasError: See ``load_any_case``; or the case is of the other kind.
    """
    case = load_any_case(name_or_path)
    if not isinstance(case, RandomArmCase):
        raise KompasError(
            f"The case {case.case} has no random arm.", name_or_path, f"Give a case with kind: {RANDOM_ARM}."
        )
    return case


def _path(name_or_path: str) -> Path:
    names_a_file = Path(name_or_path).suffix in {".yaml", ".yml"}
    path = Path(name_or_path) if names_a_file else CATALOGUE / f"{name_or_path}.yaml"
    if path.is_file() and (names_a_file or name_or_path in case_names()):
        return path
    raise KompasError(
        f"There is no case '{name_or_path}'.",
        name_or_path if names_a_file else "",
        f"Give one of {', '.join(case_names())}, or the path of a YAML file (docs/cases.md says what goes in it).",
    )
