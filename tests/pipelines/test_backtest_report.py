"""The backtest's report: by cut-off, capture, grounds and regret, in both languages, and *not estimable* said."""

import json
import re
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from data_contracts.settings import ModelSettings
from features.catalogue import load_catalogue
from models.backtest import BacktestRules, LawBacktest, backtest_law, folds_of
from models.inputs import ModelInput
from models.learning.calibration import sigmoid
from models.learning.training import TrainingPlan
from pipelines.reporting.backtest import BacktestFacts, backtest_report, over_time
from pipelines.reporting.document import report_document, write_json
from pipelines.reporting.html import write_html
from pipelines.reporting.report import Report
from pipelines.steps.backtest import periods_of

CUT_OFFS, UNTIL, CUT = (date(2025, 9, 1), date(2025, 12, 1)), date(2026, 3, 1), 0.05
FACTS = BacktestFacts(CUT, CUT_OFFS, UNTIL, 12, 240, 0.973, 2, 3, 100)


def _frame(rows: int = 700) -> pl.DataFrame:
    generator = np.random.default_rng(3)
    names = load_catalogue().names
    values = {name: generator.random(rows) for name in names}
    selected = [date(2025, 1, 1) + timedelta(days=int(day)) for day in np.sort(generator.integers(0, 424, rows))]
    found = generator.random(rows) < sigmoid(4 * values["share_below_minimum"] - 2.5)
    return pl.DataFrame(
        {
            "case_id": [f"C{number}" for number in range(rows)],
            "employer_id": [f"E{number % 500}" for number in range(rows)],
            "selection_ground": generator.choice(["random", "signal"], rows, p=[0.04, 0.96]),
            "selected_on": selected,
            "known_on": [day + timedelta(days=60) for day in selected],
            "violation": found,
            "workers_affected": np.where(found, 4, 0),
            "underpaid_cents": np.where(found, 12_345, 0),
            "weight": 1.0,
            **values,
        }
    )


@pytest.fixture(scope="module")
def tested() -> LawBacktest:
    frame = _frame()
    folds = folds_of(CUT_OFFS, UNTIL, lambda day: frame.filter(pl.col("known_on") < day), frame)
    inputs = [ModelInput(feature.name, feature.direction) for feature in load_catalogue().features]
    rules = BacktestRules(CUT, load_catalogue().memory, 100)
    return backtest_law("WML", folds, rules, inputs, TrainingPlan(trees=20, seed=1))


@pytest.fixture(scope="module")
def report(tested: LawBacktest) -> Report:
    return backtest_report([tested], FACTS, source="a trial", synthetic=True, seed=1)


def test_the_json_has_all_of_it_as_figures(report: Report, tmp_path: Path) -> None:
    write_json(report, tmp_path / "report.json")
    law = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))["models"]["WML"]
    assert [period["cut_off"] for period in law["cut_offs"]] == [day.isoformat() for day in CUT_OFFS]
    assert law["test"]["cases"] == sum(period["cases"] for period in law["cut_offs"])
    assert {point["of"] for point in law["capture"]} == {"findings", "workers", "underpaid_eur"}
    assert {item["cut"] for item in law["regret"]} == {0.05, 0.1, 0.2, 0.5}
    grounds = {item["ground"]: item for item in law["grounds"]}
    assert grounds["random"]["figures"] == "not estimable"
    assert grounds["signal"]["figures"]
    assert "precision_at_5%" in law["rankings"]["model"]["figures"]
    assert "model_minus_this" in law["rankings"]["heuristic"]["figures"]["precision_at_5%"]


def test_the_pages_say_it_in_plain_words(report: Report, tmp_path: Path) -> None:
    dutch, english = (path.read_text(encoding="utf-8") for path in write_html(report, tmp_path))
    for text in (
        "Per peildatum",
        "Achterstand op de beste",
        "Per selectiegrond",
        "niet te schatten",
        "aselecte steekproef",
    ):
        assert text in dutch
    for text in ("By cut-off date", "Regret", "By ground of selection", "not estimable", "random arm"):
        assert text in english
    assert "2 violations do not count, because the article is missing" in english
    assert "An estimated 97.3% of the cases is closed within 240 days" in english
    # A curve for every ranking but random, which is the diagonal; each with its own dashes.
    drawn = re.findall(r"<polyline[^>]*>", english)
    assert len(drawn) == len(report.sections[0].rankings) - 1
    assert len({re.sub(r'points="[^"]*"|stroke="[^"]*"', "", line) for line in drawn}) == len(drawn)


def test_the_heuristic_is_always_shown(report: Report) -> None:
    for section in report.sections:
        assert list(section.rankings)[:2] == ["model", "heuristic"]


def test_a_cut_off_that_cannot_be_tested_and_a_law_without_a_test_are_named(tested: LawBacktest) -> None:
    frame = _frame()
    folds = folds_of((date(2025, 1, 5), *CUT_OFFS), UNTIL, lambda day: frame.filter(pl.col("known_on") < day), frame)
    inputs = [ModelInput("share_below_minimum", 1), ModelInput("earlier_findings")]
    test = backtest_law("WML", folds, BacktestRules(CUT, frozenset(), 100), inputs, TrainingPlan(trees=20, seed=1))
    names = {item.name for item in inputs}
    assert names <= set(load_catalogue().names)
    document = report_document(backtest_report([test], FACTS, source="a trial", synthetic=True, seed=1))
    notes = " ".join(note["en"] for note in document["notes"])
    assert "WML: cut-off 2025-01-05 cannot be tested" in notes
    assert "Wav: not estimable" in notes


def test_the_smallest_regret_is_named_and_needs_several_cut_offs(tested: LawBacktest) -> None:
    measured = over_time(tested)
    regrets = {
        item.ranking: item.estimate.value for item in measured.figures if (item.metric, item.cut) == ("regret", CUT)
    }
    best = measured.best_by_regret(CUT)
    assert best is not None
    assert regrets[best] == min(regrets.values())


@pytest.mark.parametrize(
    ("cut_offs", "months", "settle", "first_days", "until"),
    [
        (3, 3, 3, [date(2025, 11, 1), date(2026, 2, 1), date(2026, 5, 1)], date(2026, 8, 1)),
        (1, 6, 0, [date(2026, 5, 1)], date(2026, 11, 1)),
        (2, 12, 1, [date(2024, 10, 1), date(2025, 10, 1)], date(2026, 10, 1)),
    ],
)
def test_periods_follow_each_other_and_end_before_the_months_that_are_still_open(
    cut_offs: int, months: int, settle: int, first_days: list[date], until: date
) -> None:
    settings = ModelSettings(backtest_cut_offs=cut_offs, backtest_months=months, backtest_settle_months=settle)
    periods = periods_of(date(2026, 10, 31), settings)
    assert (list(periods.cut_offs), periods.until) == (first_days, until)
