"""What may not stand in the tree: a developer's own folders, and ways to run what a file says."""

import re

import pytest

# Written so that this file does not match itself.
PLACES = re.compile(r"(?<![\w.}>-])/(?:[w]ork|[r]oot|[h]ome|[U]sers)/\w")
LOADS = re.compile(
    r"^\s*(?:import|from)\s+(?:[p]ickle|[j]oblib|[c]loudpickle|[d]ill|[s]helve|[m]arshal)\b"
    r"|\b(?:read|to)_[p]ickle\(|allow_[p]ickle\s*=\s*True"
    r"|\byaml\.(?:[u]nsafe_|[f]ull_)?[l]oad(?:_all)?\("
    r"|(?<![\w.])(?:[e]val|[e]xec)\("
)
TEXT = (".py", ".sql", ".yaml", ".yml", ".toml", ".md", ".html", ".j2", ".css", ".js", ".mjs", ".json", ".txt", "")


def matches(pattern: re.Pattern[str], text: str) -> list[int]:
    return [number for number, line in enumerate(text.splitlines(), 1) if pattern.search(line)]


def places_found(pattern, paths):
    return [f"{path}:{line}" for path in paths for line in matches(pattern, path.read_text("utf-8"))]


def test_nothing_names_a_folder_of_a_developers_machine(project_files):
    found = places_found(PLACES, project_files(*TEXT))
    assert not found, "\n" + "\n".join(found)


def test_nothing_is_unpickled_or_evaluated_and_yaml_is_loaded_safely(project_files):
    found = places_found(LOADS, project_files(".py"))
    assert not found, "\n" + "\n".join(found)


@pytest.mark.parametrize(
    "line",
    [
        "import " + "pickle",
        "from " + "joblib import load",
        "frame = pandas.read_" + "pickle(path)",
        "numpy.load(path, allow_" + "pickle=True)",
        "yaml." + "load(text)",
        "value = " + "ev" + "al(text)",
    ],
)
def test_an_unsafe_load_is_seen(line):
    assert matches(LOADS, line) == [1]


@pytest.mark.parametrize("line", ["yaml.safe_load(text)", "model.eval()", "re.compile(x)", "booster.load_model(path)"])
def test_a_safe_load_is_left_alone(line):
    assert matches(LOADS, line) == []


def test_a_folder_of_a_machine_is_seen_and_an_address_is_not():
    text = "open('" + "/ho" + "me/jan/x')\nhttps://example.nl/" + "wo" + "rk/page\n"
    assert matches(PLACES, text) == [1]
