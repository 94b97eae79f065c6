"""The built wheel is whole: SQL, YAML, texts and style sheets are in it, and nothing beside our rooms."""

import subprocess
import sys
import zipfile
from importlib.metadata import packages_distributions
from importlib.util import find_spec
from pathlib import Path

import pytest

DISTRIBUTION = "inspectiekompas"


@pytest.fixture(scope="module")
def wheel(root, tmp_path_factory) -> set[str]:
    """Names of the files in a wheel built from this tree; hatchling is in the dev group, so no network is needed."""
    target = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(target)]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = target.glob("*.whl")
    return set(zipfile.ZipFile(built).namelist())


def test_every_file_of_the_rooms_is_in_the_wheel(wheel, project_files, rooms, root):
    ours = {path.relative_to(root).as_posix() for path in project_files(inside=rooms)}
    assert {Path(name).suffix for name in ours} >= {".py", ".sql", ".yaml"}
    assert sorted(ours - wheel) == [], "left out of the wheel: does .gitignore match them?"


def test_the_wheel_holds_nothing_beside_the_rooms_and_its_metadata(wheel, rooms):
    tops = {name.split("/")[0] for name in wheel}
    assert {top for top in tops if not top.endswith(".dist-info")} == set(rooms)


def test_the_wheel_carries_the_licence_and_the_command(wheel):
    metadata = {name.split("/", 1)[1] for name in wheel if ".dist-info/" in name}
    assert {"licenses/LICENSE", "entry_points.txt"} <= metadata


def test_no_other_distribution_owns_a_root_package(rooms):
    owners = packages_distributions()
    assert {room: owners.get(room, []) for room in rooms if set(owners.get(room, [])) - {DISTRIBUTION}} == {}


def test_each_room_is_imported_from_this_tree(rooms, root):
    origins = {room: find_spec(room).origin for room in rooms}
    assert origins == {room: str(root / room / "__init__.py") for room in rooms}
