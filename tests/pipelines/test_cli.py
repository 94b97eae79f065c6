"""The command's manners: help, exit codes, messages, and no trace of Python where a user made the mistake."""

import subprocess
import sys
from pathlib import Path

import pytest

from data_contracts.contract import register_names
from data_contracts.store import AuditLog, sqlite_url
from tests.support.command import kompas
from tests.support.drops import FEW, first_drop, warehouse

VERBS = (
    "synth", "ingest", "features", "train", "backtest", "score", "plan", "run", "dashboard", "status", "case",
    "statute", "explain-check", "models", "monitor",
)  # fmt: skip


def test_help_lists_every_verb_with_a_line() -> None:
    done = kompas("--help")
    assert done.returncode == 0
    for verb in VERBS:
        (line,) = [line for line in done.stdout.splitlines() if line.startswith(f"  {verb} ")]
        assert len(line.split()) > 3
        assert not line.endswith("...")


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_help(verb: str) -> None:
    runs = kompas if verb == "dashboard" else kompas.here  # that verb comes from another room as the command starts
    done = runs(verb, "--help")
    assert done.returncode == 0
    assert done.stdout.startswith("Usage: kompas")


def test_help_loads_no_heavy_library() -> None:
    # The promise is a start in under 0.4 s. Time depends on the machine; what is loaded does not.
    code = (
        "import sys; from pipelines.cli.main import app, load_verbs; load_verbs(); "
        "heavy = {'duckdb', 'polars', 'lightgbm', 'dash', 'plotly', 'sklearn', 'numpy', 'pydantic', 'rich', 'yaml'}; "
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_an_unknown_verb_is_a_usage_error() -> None:
    done = kompas("inspect")
    assert done.returncode == 2
    assert "No such command 'inspect'" in done.stderr


def _refused(done: subprocess.CompletedProcess[str], *said: str) -> None:
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith("kompas: ")
    assert "Traceback" not in done.stderr
    assert "nanobind" not in done.stderr
    for text in said:
        assert text in done.stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    ("verb", "missing", "remedy"),
    [
        ("features", "There is no warehouse snapshot yet.", "kompas ingest"),
        ("train", "There is no features snapshot yet.", "kompas features"),
        ("backtest", "There is no features snapshot yet.", "kompas features"),
        ("score", "There is no features snapshot yet.", "kompas features"),
        ("plan", "There is no features snapshot yet.", "kompas features"),
    ],
)
def test_a_step_too_early_says_what_to_run_first(tmp_path: Path, verb: str, missing: str, remedy: str) -> None:
    _refused(kompas(verb, "--data", str(tmp_path)), missing, f"what to do: Run `{remedy}` first")


def test_ingest_without_a_delivery_says_where_to_put_it(tmp_path: Path) -> None:
    _refused(
        kompas("ingest", "--data", str(tmp_path)), "There is no delivery.", f"{tmp_path}/register", "`kompas synth`"
    )


def test_ingest_loads_a_drop_once_and_says_so(tmp_path: Path) -> None:
    first_drop(tmp_path)
    first, second = (kompas("ingest", "--data", str(tmp_path)) for _ in range(2))
    assert (first.returncode, second.returncode) == (0, 0)
    rows = FEW * len(register_names()) + 2  # of employers and parties there is one more
    assert f" {rows} rows " in first.stderr
    assert str(warehouse(tmp_path).path) in first.stderr
    assert f"unchanged, kept {warehouse(tmp_path).path}" in second.stderr
    (line,) = AuditLog(sqlite_url(tmp_path)).lines()
    made = warehouse(tmp_path).manifest
    assert (line.action, line.detail["rows"]) == ("run_ingest", rows)
    assert (line.detail["snapshot"], line.detail["content"]) == (made.snapshot_id, made.content_hash)


def test_ingest_of_real_registers_says_how_to_make_a_key(tmp_path: Path) -> None:
    first_drop(tmp_path, synthetic=False)
    _refused(kompas("ingest", "--data", str(tmp_path)), "pseudonym_key_file", "kompas pseudonyms new-key")


def test_status_of_nothing_says_what_is_to_be_made(tmp_path: Path) -> None:
    done = kompas("status", "--data", str(tmp_path))
    assert done.returncode == 0
    assert "no snapshots" in done.stdout
    assert "warehouse (kompas ingest)" in done.stdout


def test_a_wrong_setting_is_named(tmp_path: Path) -> None:
    done = kompas.here("status", "--data", str(tmp_path), settings={"KOMPAS_PLAN__RANDOM_SHARE": "1.5"})
    _refused(done, "plan.random_share", "less than or equal to 0.5")


def test_a_wrong_settings_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "kompas.toml").write_text("[plan]\nrandom_shar = 0.1\n")
    _refused(kompas("status", cwd=tmp_path), "plan.random_shar", "kompas.toml")
    (tmp_path / "kompas.toml").write_text("[plan\n")
    _refused(kompas.here("status", cwd=tmp_path), "kompas.toml cannot be read")


def test_the_environment_overrules_the_file(tmp_path: Path) -> None:
    (tmp_path / "kompas.toml").write_text('data_dir = "from_file"\n')
    assert "from_file" in kompas.here("status", cwd=tmp_path).stdout
    assert "elsewhere" in kompas.here("status", cwd=tmp_path, settings={"KOMPAS_DATA_DIR": "elsewhere"}).stdout


def test_a_wrong_date_is_named(tmp_path: Path) -> None:
    _refused(kompas.here("features", "--data", str(tmp_path), "--as-of", "2026-02-31"), "as_of", "2026-02-31")


@pytest.mark.slow
def test_cases_are_listed_and_an_unknown_one_is_said(tmp_path: Path) -> None:
    assert "chicago_food" in kompas("case", "list").stdout
    _refused(kompas("case", "run", "atlantis", "--data", str(tmp_path)), "There is no case 'atlantis'")
    _refused(
        kompas("case", "run", "chicago_food", "--data", str(tmp_path)),
        "reads 'inspections.parquet', which is not there",
    )


def test_output_cut_off_by_its_reader_is_no_error() -> None:
    process = subprocess.Popen([kompas.path, "case", "list"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout
    process.stdout.close()  # as `head` does when it has seen enough
    _, said = process.communicate(timeout=60)
    assert said == ""
