"""The risk questions of the inspection scheme: the list of ten, and how the registers answer the four known ones."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import polars as pl
import pytest

from data_contracts.yaml_files import read_yaml
from features.engine import DuckDBEngine, open_engine, sql_file
from features.statute.laws import LAWS_FOLDER
from features.statute.parameter_rows import parameter_rows

RULE = LAWS_FOLDER / "waadi" / "rules" / "wtta_risk_questions"
QUESTIONS = read_yaml(LAWS_FOLDER / "waadi" / "wtta_questions.yaml")
JANUARY = date(2027, 1, 1)
TABLES: Mapping[str, Mapping[str, Any]] = {
    "chunk": {"employer_id": pl.String},
    "links": {"lender_id": pl.String, "period": pl.Date, "workers": pl.Int64},
    "payslips_known": {
        "loonheffingennummer": pl.String, "period": pl.Date, "housing_deduction_cents": pl.Int64,
        "et_exchanged_cents": pl.Int64,
    },
    "numbers": {
        "loonheffingennummer": pl.String, "employer_id": pl.String, "valid_from": pl.Date, "valid_to": pl.Date,
        "next_from": pl.Date,
    },
    "pay_lines": {
        "employer_id": pl.String, "period": pl.Date, "counted_cents": pl.Int64, "due_60ths": pl.Int64,
        "status": pl.String,
    },
}  # fmt: skip


@pytest.fixture
def engine() -> Iterator[DuckDBEngine]:
    """Return an engine in which L lent two people in January 2027, and nothing else is known."""
    with open_engine(1, "500MB") as opened:
        for name, schema in TABLES.items():
            opened.frame_table(name, pl.DataFrame(schema=dict(schema)))
        opened.frame_table("parameter_values", parameter_rows())
        opened.run("INSERT INTO chunk VALUES ('L'), ('H')")
        opened.run("INSERT INTO links VALUES ('L', '2027-01-01', 2)")
        opened.run("INSERT INTO numbers VALUES ('L01', 'L', '2020-01-01', NULL, NULL)")
        yield opened


def answers(engine: DuckDBEngine) -> dict[str, str]:
    rows = engine.read_frame(sql_file(RULE / "evidence.sql"))
    assert set(rows["employer_id"]) == {"L"}
    return dict(zip(rows["question"], rows["answer"], strict=True))


def test_there_are_ten_of_which_four_are_known() -> None:
    assert len(QUESTIONS) == 10
    assert len({question["id"] for question in QUESTIONS}) == 10
    known = [question for question in QUESTIONS if question["supplied"]]
    assert len(known) == 4
    assert all({"nl", "en"} == set(question[text]) for question in known for text in ("question", "answered_from"))
    assert all(set(question) == {"id", "supplied"} for question in QUESTIONS if not question["supplied"])


def test_exactly_the_known_questions_are_answered(engine: DuckDBEngine) -> None:
    known = {question["id"] for question in QUESTIONS if question["supplied"]}
    assert answers(engine) == dict.fromkeys(known, "unknown")


def test_low_wages_when_more_than_half_of_the_entries_are_at_most_15_percent_above(engine: DuckDBEngine) -> None:
    # 100 hours at 15.00 are due: 6,000 x 1,500 sixtieths. 1,725.00 is exactly 15% more, 1,725.01 is more than that.
    due = 6_000 * 1_500
    for cents in (172_500, 172_501):
        engine.run(f"INSERT INTO pay_lines VALUES ('L', '2027-01-01', {cents}, {due}, 'met')")  # noqa: S608
    engine.run(f"INSERT INTO pay_lines VALUES ('L', '2027-01-01', 100, {due}, 'not_testable')")  # noqa: S608
    engine.run(f"INSERT INTO pay_lines VALUES ('L', '2026-12-01', 100, {due}, 'below')")  # noqa: S608
    assert answers(engine)["low_wages"] == "no"  # one of the two that can be tested
    engine.run(f"INSERT INTO pay_lines VALUES ('L', '2027-01-01', 140000, {due}, 'below')")  # noqa: S608
    assert answers(engine)["low_wages"] == "yes"


def test_one_payslip_with_housing_is_enough(engine: DuckDBEngine) -> None:
    engine.run("INSERT INTO payslips_known VALUES ('L01', '2027-01-01', 0, 0)")
    assert (answers(engine)["housing"], answers(engine)["et_scheme"]) == ("no", "no")
    engine.run("INSERT INTO payslips_known VALUES ('L01', '2027-01-01', 1, 0)")
    assert (answers(engine)["housing"], answers(engine)["et_scheme"]) == ("yes", "no")


def test_the_answers_are_no_feature() -> None:
    families = LAWS_FOLDER.parents[1] / "families"
    assert not [path for path in families.rglob("*.sql") if "wtta_risk_questions" in path.read_text(encoding="utf-8")]
