"""``kompas case``: what is left when the reader of its output goes away, and what a wrong name is told."""

import subprocess
import sys
from pathlib import Path

import pytest

from data_contracts.errors import KompasError
from pipelines.cases.loading import CATALOGUE, load_case
from tests.support.harbour import make_definition, make_table, write_case


@pytest.mark.slow
def test_the_files_are_there_though_nobody_reads_the_output(tmp_path: Path) -> None:
    make_table().write_csv(tmp_path / "visits.csv")
    case = write_case(tmp_path, make_definition())
    out = tmp_path / "out"
    command = "from pipelines.cli.main import main; main()"
    arguments = ["case", "run", case, "--data", str(tmp_path), "--out", str(out), "--rounds", "100"]
    process = subprocess.Popen([sys.executable, "-c", command, *arguments], stdout=subprocess.PIPE, cwd=tmp_path)
    assert process.stdout
    process.stdout.close()
    process.wait(timeout=120)
    assert sorted(path.name for path in out.iterdir()) == ["report.en.html", "report.json", "report.nl.html"]


@pytest.mark.parametrize("name", ["atlantis", "../catalogue/chicago_food"])
def test_a_wrong_name_is_told_the_names_and_no_folder(name: str) -> None:
    with pytest.raises(KompasError) as refused:
        load_case(name)
    assert "chicago_food, sweden_benefit, washington_wage" in refused.value.remedy
    assert str(CATALOGUE) not in str(refused.value)
