"""``kompas outcomes import``: a file of outcomes into the store, all of it, or none unless asked."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from getpass import getuser
from hashlib import sha256
from pathlib import Path

from data_contracts.enforcement.masking import masked_words
from data_contracts.errors import KompasError
from data_contracts.settings import KompasSettings
from data_contracts.store import AuditLog
from data_contracts.store.outcome import Outcome
from data_contracts.store.outcome_check import KnownPlan, check_outcome
from data_contracts.store.outcome_columns import Texts, outcome_columns, problem
from data_contracts.store.outcomes import Outcomes
from data_contracts.store.reasons import Language
from pipelines.outcomes.outcome_file import WITH_BOM, FileRow, described, read_rows, separator
from pipelines.outcomes.plans import known_plans
from pipelines.store import store_of

IMPORTED = "import_outcomes"
_PROBLEM_HEAD: Mapping[Language, tuple[str, ...]] = {
    "nl": ("rij", "kolom", "wat er mis is"),
    "en": ("row", "column", "what is wrong"),
}
_WHOLE_ROW: Mapping[Language, str] = {"nl": "hele rij", "en": "whole row"}
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class RowProblem:
    """What is wrong in one cell, or (``column`` empty) with a whole row."""

    row: int
    column: str
    texts: Texts

    def place(self, language: Language) -> str:
        """Return where it is, as people read it."""
        named = next((described(item, language) for item in outcome_columns() if item.name == self.column), "")
        return named or _WHOLE_ROW[language]

    def words(self, language: Language) -> str:
        """Return what is wrong; what may be a citizen's number in what was typed is hidden."""
        return masked_words(self.texts[language])


@dataclass(frozen=True)
class Import:
    """What an import did.

    Attributes:
        rows: Rows in the file.
        stored: Outcomes that were added.
        unchanged: Outcomes that the store held just so.
        bad_rows: Rows with a problem.
        problems: All problems.
        problem_file: Where they are written; ``None`` without any.
    """

    rows: int
    stored: int
    unchanged: int
    bad_rows: int
    problems: tuple[RowProblem, ...]
    problem_file: Path | None


def import_outcomes(settings: KompasSettings, path: Path, *, partial: bool, language: Language, today: date) -> Import:
    """Read a file of outcomes, hold each row against the rules, and add them to the store.

    Args:
        settings: The run's settings.
        path: The file.
        partial: Whether the good rows are added when others are bad; else a bad row keeps all of them out.
        language: Of the file with problems.
        today: No day in the file may lie after it.

    Raises:
        KompasError: The file cannot be read, or the store cannot be written.
    """
    rows = read_rows(path)
    if not rows:
        raise KompasError("This file has a header and no rows.", str(path), "Fill in a row for each case.")
    good, problems = _checked(rows, known_plans(settings), today)
    bad = len({found.row for found in problems})
    problem_file = _write_problems(path, problems, language)
    kept = good if partial or not problems else ()
    url = store_of(settings)
    content = sha256(path.read_bytes()).hexdigest()  # a file's name may name a person
    detail = {"content": content, "rows": len(rows), "bad_rows": bad, "kept": len(kept)}
    AuditLog(url).record(getuser(), IMPORTED, "outcomes", detail)
    stored = Outcomes(url).record_all(kept, getuser(), path.name) if kept else ()
    return Import(len(rows), len(stored), len(kept) - len(stored), bad, problems, problem_file)


def _checked(
    rows: tuple[FileRow, ...], plans: Mapping[str, KnownPlan], today: date
) -> tuple[tuple[Outcome, ...], tuple[RowProblem, ...]]:
    good: list[Outcome] = []
    problems: list[RowProblem] = []
    seen: dict[str, int] = {}
    for row in rows:
        if row.problem is not None:
            problems.append(RowProblem(row.number, "", row.problem))
            continue
        check = check_outcome(row.fields, today=today, plans=plans)
        problems += [RowProblem(row.number, name, texts) for name, texts in check.problems.items()]
        if check.outcome is None:
            continue
        first = seen.setdefault(check.outcome.case_id, row.number)
        if first != row.number:
            problems.append(RowProblem(row.number, "employer_id", problem("twice", row=first)))
            continue
        good.append(check.outcome)
    return tuple(good), tuple(problems)


def _write_problems(path: Path, problems: tuple[RowProblem, ...], language: Language) -> Path | None:
    """Write all problems beside the file, for a spreadsheet; one of an earlier import that is solved is removed."""
    target = path.with_name(f"{path.stem}.problems.csv")
    if not problems:
        target.unlink(missing_ok=True)
        return None
    with target.open("w", encoding=WITH_BOM, newline="") as file:
        writer = csv.writer(file, delimiter=separator(language))
        writer.writerow(_PROBLEM_HEAD[language])
        writer.writerows(_cells(problems, language))
    return target


def _cells(problems: tuple[RowProblem, ...], language: Language) -> Iterator[tuple[str, str, str]]:
    for found in problems:
        words = found.words(language)
        yield str(found.row), found.place(language), f"'{words}" if words.startswith(_STARTS_A_FORMULA) else words
