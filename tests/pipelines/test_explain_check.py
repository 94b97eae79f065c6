"""``kompas explain-check``: the stored fact beside what is computed now, with purpose and log."""

import io
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from rich.console import Console

from data_contracts.contract import register_names
from data_contracts.errors import KompasError
from data_contracts.settings import KompasSettings
from data_contracts.snapshots import SnapshotFolder
from data_contracts.store import AuditLog, sqlite_url
from features.facts import build_facts
from pipelines.snapshots.writer import Recipe, as_input, publish
from pipelines.statute.evidence_table import cell_text, print_rows
from pipelines.statute.explaining import Checked, explain_check
from tests.features.registers import Registers, worker
from tests.support.command import Runs, kompas

AS_OF = date(2026, 10, 31)
BLANKS = str.maketrans("", "", " \n─")
PURPOSE = ("--purpose", "voorbereiding van zaak Z-2026-11")


@dataclass(frozen=True)
class Run:
    """A data folder with a warehouse of two employers and the facts about them."""

    data: Path

    def store(self, spoil: Callable[[pl.DataFrame], pl.DataFrame] = lambda facts: facts) -> None:
        """Publish the facts of the build, or what is made of them."""
        folder = SnapshotFolder(self.data / "snapshots")
        warehouse = publish(folder, Recipe("warehouse", "test", synthetic=True), self._fill_warehouse)
        tables = {name: warehouse.table(name) for name in register_names()}

        def fill(side: Path) -> None:
            out = side / "facts.parquet"
            build_facts(tables, AS_OF, out, threads=1, memory_limit="500MB")
            spoil(pl.read_parquet(out)).write_parquet(out)

        recipe = Recipe("features", "test", inputs=(as_input(warehouse),), as_of=AS_OF, synthetic=True)
        publish(folder, recipe, fill)

    def explain(self, *arguments: str, run: Runs = kompas.here) -> str:
        """Return what the command prints."""
        done = run("explain-check", *arguments, "--data", str(self.data))
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout

    def refused(self, *arguments: str) -> str:
        """Return the error with which the command ends."""
        done = kompas.here("explain-check", *arguments, "--data", str(self.data))
        assert done.returncode == 1
        assert "Traceback" not in done.stderr
        return done.stderr

    def check(self, employer: str, rule: str, purpose: str = PURPOSE[1], as_of: date | None = None) -> Checked:
        """Do what the command does before it prints."""
        settings = KompasSettings(data_dir=self.data, threads=1, memory_limit="500MB")
        return explain_check(settings, employer, rule, purpose, as_of)

    @property
    def log(self) -> AuditLog:
        return AuditLog(sqlite_url(self.data))

    @staticmethod
    def _fill_warehouse(side: Path) -> None:
        registers = Registers(side).employer("E1").employer("E2").employer("OLD", end_date=date(2026, 6, 30))
        # 100 hours at 14.99 ask 1,499.00: 1,400.00 is 99.00 short, in each of thirty jobs.
        for number in range(30):
            registers.wage("E1", worker_pid=worker(number), period=date(2026, 9, 1), wage_cents=140_000)
        registers.wage("E1", worker_pid=worker(99), period=date(2026, 9, 1), paid_minutes=0)
        registers.wage("E2").write()
        for table in set(register_names()) - set(registers.rows):
            pl.DataFrame({"nothing": []}).write_parquet(side / f"{table}.parquet")


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Run:
    made = Run(tmp_path_factory.mktemp("run") / "data")
    made.store()
    return made


@pytest.fixture
def run(stored: Run, tmp_path: Path) -> Run:
    """A copy of the run, with a log of its own."""
    shutil.copytree(stored.data, tmp_path / "data")
    return Run(tmp_path / "data")


def test_a_fact_is_shown_with_its_law_and_rows_and_that_is_logged(run: Run) -> None:
    told = run.explain("E1", "minimum_wage", *PURPOSE, run=kompas)
    assert (
        "The declared pay of 30 workers is below the statutory minimum wage in 30 worker-months: by €2,970.00" in told
    )
    assert "The pay of 1 worker cannot be tested in 1 worker-month, because no paid hours were declared." in told
    assert "Wml art. 7" in told
    assert "amount €2,970.00" in told
    assert "from 2026-07-01 to 2026-12-31: age 15: €4.50" in told
    assert "Codes of the employment relationship" in told
    assert "Not verified" in told
    assert "NOT KNOWN" in told  # the fines of 2026
    assert "(wml.hourly_minimum_until_2024)\n    from 2026-09-01 to 2026-09-30: does not hold." in told
    assert "The rows behind it: the first 20 of 31" in told
    assert "What is stored and what was computed now is equal." in told
    (line,) = run.log.lines()
    assert (line.action, line.subject) == ("explain_check", run.log.reference("employer", "E1"))
    assert line.detail["purpose"] == "voorbereiding van zaak Z-2026-11"
    assert (line.detail["rule"], line.detail["rows"], line.detail["as_of"]) == ("minimum_wage", 31, "2026-10-31")


def test_in_dutch_with_all_rows_and_no_pseudonym_whole(run: Run) -> None:
    told = run.explain("E1", "minimum_wage", *PURPOSE, "--language", "nl", "--rows", "50")
    assert "Aangegeven onder wat de wet vraagt" in told
    assert "De regels erachter: 31" in told
    assert "omdat er geen betaalde uren zijn aangegeven" in told
    assert "Dit zijn verzonnen gegevens." in told
    assert "Wml art. 7, 8 en 14 lid 10. Zeker." in told
    assert str(worker(7)) not in told
    assert f"…{str(worker(7))[-6:]}" in told


def test_an_employer_about_whom_the_rule_finds_nothing(run: Run) -> None:
    told = run.explain("E2", "minimum_wage", *PURPOSE)
    assert "the check finds nothing that falls short of what the law asks" in told
    assert "is equal" in told
    assert len(run.log.lines()) == 1


@pytest.mark.parametrize(
    ("employer", "rule", "as_of", "said"),
    [
        ("E7", "minimum_wage", None, "There was no employer 'E7' in the register as known on 2026-10-31."),
        ("OLD", "minimum_wage", None, "Employer 'OLD' was not active on 2026-10-31"),
        ("E1", "bonus", None, "There is no rule 'bonus'."),
        ("E1", "minimum_wage", date(2026, 9, 30), "no features snapshot as of 2026-09-30; there are: 2026-10-31"),
    ],
)
def test_what_does_not_exist_is_said_and_nothing_is_logged(
    run: Run, employer: str, rule: str, as_of: date | None, said: str
) -> None:
    with pytest.raises(KompasError, match=said):
        run.check(employer, rule, as_of=as_of)
    assert run.log.lines() == ()


def test_without_a_purpose_nothing_is_shown(run: Run) -> None:
    assert kompas("explain-check", "E1", "minimum_wage", "--data", str(run.data)).returncode == 2
    with pytest.raises(KompasError, match="rows are shown without a purpose"):
        run.check("E1", "minimum_wage", purpose="  ")
    assert run.log.lines() == ()


def test_a_citizens_number_in_the_purpose_is_masked(run: Run) -> None:
    run.check("E2", "minimum_wage", purpose="over 123456782 gebeld")
    assert "123456782" not in str(run.log.lines())


def test_the_day_that_is_asked_for_leads_to_the_features_of_that_day(run: Run) -> None:
    assert run.check("E2", "minimum_wage", as_of=AS_OF).as_of == AS_OF


def test_a_stored_fact_that_is_not_what_is_computed_now_is_an_error(tmp_path: Path) -> None:
    run = Run(tmp_path / "data")
    run.store(lambda facts: facts.with_columns(pl.col("workers") + 1))
    told = run.refused("E1", "minimum_wage", *PURPOSE)
    assert "What is stored is not what was computed now: below.workers: stored 31, now 30; not_testable.workers" in told
    assert len(run.log.lines()) == 1


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("worker_pid", 4_611_686_018_427_387_911, "…387911"),
        ("counted_cents", 123_456, "€\u00a01.234,56"),
        ("paid_minutes", 90, "1,5 uur"),
        ("period_from", date(2026, 9, 1), "01-09-2026"),
        ("certified", True, "ja"),
        ("amount", None, "–"),
        ("status", "noted", "opvallend"),
        ("side", "lender", "uitlener"),
        ("party_id", "E0001919", "E0001919"),
        ("age", 20, "20"),
    ],
)
def test_figures_of_a_row_as_people_read_them(name: str, value: object, text: str) -> None:
    assert cell_text(name, value, "nl") == text


@pytest.mark.parametrize("width", [70, 100])
def test_a_narrow_terminal_folds_cells_and_cuts_nothing_off(run: Run, width: int) -> None:
    explanation = run.check("E1", "minimum_wage").explanation

    def printed(columns: int) -> str:
        text = io.StringIO()
        print_rows(explanation, 1, Console(file=text, force_terminal=True, width=columns, color_system=None), "en")
        return text.getvalue()

    assert max(map(len, printed(width).splitlines())) <= width
    letters = [Counter(printed(columns).translate(BLANKS)) for columns in (width, 240)]
    assert letters[0] == letters[1]
