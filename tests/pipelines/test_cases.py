"""A case from a YAML that somebody else wrote: what it reads, what it refuses, and that it never looks ahead."""

import json
import math
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from data_contracts.errors import KompasError
from pipelines.cases.definition import (
    Attribute,
    Baseline,
    CaseDefinition,
    Condition,
    History,
    Outcome,
    Part,
    Published,
    Table,
    Variant,
)
from pipelines.cases.inputs import case_inputs
from pipelines.cases.loading import case_names, load_any_case, load_case
from pipelines.cases.on_whom.parts import AuditGroup, FairnessPart, Level
from pipelines.cases.random_arm.definition import (
    Arms,
    Columns,
    Definitions,
    PublishedShare,
    PublishedShares,
    RandomArmCase,
    Results,
)
from pipelines.cases.reading import read_lines
from pipelines.cases.rows import decision_rows
from pipelines.cases.run import run_case
from pipelines.reporting.document import report_document, write_json
from pipelines.reporting.html import write_html
from pipelines.reporting.report import Report
from tests.support.harbour import START, make_definition, make_table, write_case

VARIANT = [{"name": "all", "label": {"nl": "alles", "en": "all"}}]


@pytest.fixture
def harbour(tmp_path: Path) -> tuple[CaseDefinition, Path]:
    make_table().write_csv(tmp_path / "visits.csv")
    return load_case(write_case(tmp_path, make_definition())), tmp_path


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """The report of the harbour, which tests only read."""
    folder = tmp_path_factory.mktemp("harbour")
    make_table().write_csv(folder / "visits.csv")
    return run_case(load_case(write_case(folder, make_definition())), folder, rounds=100)


def test_the_report_holds_every_figure_with_its_interval(report: Report) -> None:
    document = report_document(report)
    assert list(document["models"]) == ["full", "without_port"]
    assert "on_whom_it_falls" not in document["models"]["full"]  # the case names no groups
    rankings = document["models"]["full"]["rankings"]
    assert list(rankings) == ["model", "oldest", "logistic", "random"]
    for figures in rankings.values():
        for cut in (5, 10, 20, 50):
            assert {"value", "low", "high"} <= set(figures["figures"][f"precision_at_{cut}%"])
            assert {"value", "low", "high"} <= set(figures["figures"][f"lift_at_{cut}%"])
        assert {"auc", "average_precision", "first_half_capture", "days_earlier"} <= set(figures["figures"])
    model = rankings["model"]["figures"]["auc"]
    assert model["low"] <= model["value"] <= model["high"]
    assert model["value"] > 0.75  # the age decides; the oldest first does as well
    assert rankings["random"]["figures"]["auc"]["value"] == 0.5
    assert "model_minus_this" in rankings["oldest"]["figures"]["auc"]
    for name in ("model", "logistic", "random"):
        bands = rankings[name]["calibration"]["bands"]
        assert sum(band["cases"] for band in bands) == document["models"]["full"]["test"]["cases"]
    assert rankings["oldest"]["calibration"] == "not applicable"
    assert rankings["model"]["calibration"]["brier"] < rankings["random"]["calibration"]["brier"]


def test_reasons_and_the_rest_add_up_to_the_score(report: Report) -> None:
    for section in report.sections:
        assert section.examples
        for example in section.examples:
            total = example.base + example.rest + sum(reason.contribution for reason in example.reasons)
            assert total == pytest.approx(example.log_odds)
            # The sum is not an end in itself: it leads to the chance that stands above the reasons.
            assert 1 / (1 + math.exp(-example.log_odds)) == pytest.approx(example.probability)
            assert all(set(reason.sentence) == {"nl", "en"} for reason in example.reasons)


def test_a_variant_does_not_see_what_it_leaves_out(harbour: tuple[CaseDefinition, Path]) -> None:
    case, folder = harbour
    inputs = case_inputs(case, decision_rows(case, read_lines(case, folder)))
    without = inputs.of_variant(case, case.variants[1])
    assert {item.reason_group for item in inputs.inputs} - {item.reason_group for item in without} == {"port"}


def test_html_and_json_are_written_in_both_languages(report: Report, tmp_path: Path) -> None:
    write_json(report, tmp_path / "report.json")
    assert json.loads((tmp_path / "report.json").read_text())["name"] == "harbour"
    dutch, english = (path.read_text(encoding="utf-8") for path in write_html(report, tmp_path))
    assert '<html lang="nl">' in dutch
    assert "gebrek gevonden" in dutch
    assert "Precision at top 10%" in english
    assert "http://" not in english.replace("http://www.w3.org", "") and "https://" not in english


def test_several_cut_offs_give_regret_and_leave_the_one_test_as_it_is(tmp_path: Path) -> None:
    make_table().write_csv(tmp_path / "visits.csv")
    definition = make_definition() | {"variants": VARIANT}
    once = report_document(run_case(load_case(write_case(tmp_path, definition)), tmp_path, rounds=100))
    assert "regret" not in once["models"]["all"]
    days = [date(2022, 1, 1), date(2022, 4, 1)]
    rolled = definition | {"split": definition["split"] | {"cut_offs": days}}
    model = report_document(run_case(load_case(write_case(tmp_path, rolled)), tmp_path, rounds=100))["models"]["all"]
    assert model["rankings"] == once["models"]["all"]["rankings"]
    assert [period["cut_off"] for period in model["cut_offs"]] == ["2022-01-01", "2022-04-01"]
    assert sum(period["cases"] for period in model["cut_offs"]) == model["test"]["cases"]
    # What was decided in the first period and known by then teaches the second.
    assert model["cut_offs"][0]["learnt_from"] == model["training"]["cases"]
    assert model["cut_offs"][1]["learnt_from"] > model["cut_offs"][0]["learnt_from"]
    regret = {item["ranking"]: item["value"] for item in model["regret"] if item["cut"] == 0.1}
    assert set(regret) == {"model", "oldest", "logistic", "random"}
    assert min(regret.values()) < regret["random"]


def test_cut_offs_out_of_order_or_without_test_rows_are_said(tmp_path: Path) -> None:
    make_table().write_csv(tmp_path / "visits.csv")
    split = make_definition()["split"]
    backwards = make_definition() | {"split": split | {"cut_offs": [date(2022, 4, 1), date(2022, 1, 1)]}}
    with pytest.raises(KompasError, match="the days must stand in order, each once"):
        load_case(write_case(tmp_path, backwards))
    empty = make_definition() | {"split": split | {"cut_offs": [date(2021, 6, 1), date(2021, 7, 1), date(2022, 1, 1)]}}
    with pytest.raises(KompasError, match="no test row with a known outcome from 2021-06-01 until 2021-07-01"):
        run_case(load_case(write_case(tmp_path, empty)), tmp_path, rounds=100)


def test_capture_curves_stand_in_the_report(report: Report, tmp_path: Path) -> None:
    points = report_document(report)["models"]["full"]["capture"]
    assert {point["ranking"] for point in points} == {"model", "oldest", "logistic", "random"}
    at_half = {point["ranking"]: point["value"] for point in points if point["share"] == 0.5}
    assert at_half["random"] == pytest.approx(0.5)
    assert at_half["model"] > 0.7
    assert "<polyline" in write_html(report, tmp_path)[0].read_text(encoding="utf-8")


def test_without_a_schedule_its_figures_are_not_applicable(tmp_path: Path) -> None:
    make_table().write_csv(tmp_path / "visits.csv")
    definition = make_definition() | {"visit_schedule": False}
    report = run_case(load_case(write_case(tmp_path, definition)), tmp_path, rounds=100)
    figures = report_document(report)["models"]["full"]["rankings"]["model"]["figures"]
    assert figures["first_half_capture"] == figures["days_earlier"] == "not applicable"
    assert report_document(report)["not_applicable"]["published"]["en"] == "No model was published for this case."


def test_the_same_case_twice_gives_the_same_report(report: Report, harbour: tuple[CaseDefinition, Path]) -> None:
    case, folder = harbour
    assert report_document(run_case(case, folder, rounds=100)) == report_document(report)


def _inputs_of(folder: Path, table: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    table.write_parquet(folder / "visits.parquet")
    case = load_case(write_case(folder, make_definition() | {"table": {"file": "visits.parquet"}}))
    rows = decision_rows(case, read_lines(case, folder))
    return rows, case_inputs(case, rows).frame


def test_shifting_a_future_outcome_changes_no_feature(tmp_path: Path) -> None:
    table, today = make_table(), START + timedelta(days=300)
    later = pl.col("closed") >= today
    changed = table.with_columns(
        defects=pl.when(later).then(1 - pl.col("defects")).otherwise("defects"),
        closed=pl.when(later).then(pl.col("closed") + timedelta(days=9)).otherwise("closed"),
    )
    assert not changed.equals(table)
    rows, before = _inputs_of(tmp_path, table)
    _, after = _inputs_of(tmp_path, changed)
    upto = (rows["decided_on"] <= today).to_numpy()
    assert before.filter(upto).equals(after.filter(upto))
    assert not before.equals(after)  # and the change does reach what is decided after it


def test_training_counts_only_outcomes_known_before_the_cut(harbour: tuple[CaseDefinition, Path]) -> None:
    case, folder = harbour
    rows = decision_rows(case, read_lines(case, folder))
    cut = date(2022, 1, 1)
    assert rows.filter("train")["known_on"].max() < cut
    assert rows["train_open"].sum() == rows.filter((pl.col("decided_on") < cut) & (pl.col("known_on") >= cut)).height
    assert rows["train_open"].sum() > 0


def test_lines_of_one_complaint_become_one_row(tmp_path: Path) -> None:
    lines = pl.DataFrame(
        {
            "complaint": [1, 1, 2],
            "ship": ["a", "a", "b"],
            "day": [START] * 3,
            "closed": [START] * 3,
            "defects": [0, 3, None],
            "kind": ["x", "y", "x"],
        }
    )
    lines.write_parquet(tmp_path / "lines.parquet")
    definition = make_definition()
    definition["table"] = {"file": "lines.parquet", "one_row_per": "complaint"}
    definition["id"] = "complaint"
    definition["outcome"]["lines"] = "sum"
    definition["attributes"] = [
        {"name": "kinds", "column": "kind", "kind": "set", "minimum_cases": 1, "label": {"nl": "soort", "en": "kind"}}
    ]
    definition["baselines"], definition["variants"] = [], [{"name": "all", "label": {"nl": "alles", "en": "all"}}]
    case = load_case(write_case(tmp_path, definition))
    rows = decision_rows(case, read_lines(case, tmp_path))
    assert rows["upheld"].to_list() == [True, False]
    frame = case_inputs(case, rows).frame
    assert frame.select("kinds=x", "kinds=y").rows() == [(1.0, 1.0), (1.0, 0.0)]


def test_a_double_identifier_is_said(tmp_path: Path) -> None:
    pl.concat([make_table(), make_table().head(1)]).write_csv(tmp_path / "visits.csv")
    case = load_case(write_case(tmp_path, make_definition()))
    with pytest.raises(KompasError, match="'visit' stands on more than one line, for instance V0"):
        decision_rows(case, read_lines(case, tmp_path))


def test_an_outcome_before_its_decision_is_left_out_and_counted(tmp_path: Path) -> None:
    table = make_table()
    first = pl.int_range(pl.len()) == 0
    table.with_columns(closed=pl.when(first).then(date(1999, 1, 1)).otherwise("closed")).write_csv(
        tmp_path / "visits.csv"
    )
    case = load_case(write_case(tmp_path, make_definition()))
    report = run_case(case, tmp_path, rounds=100)
    assert any(note["en"].startswith("1 rows without identifier or date") for note in report.notes)


def _broken(change: dict[str, Any]) -> dict[str, Any]:
    definition = make_definition()
    for key, value in change.items():
        if isinstance(value, dict):
            definition[key] = definition[key] | value
        else:
            definition[key] = value
    return definition


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"entity": "shipp"}, r"'shipp' \(for entity; did you mean 'ship'\?\)"),
        ({"decided_on": "port"}, "Column 'port' must hold dates"),
        (
            {"outcome": {"column": "port"}, "attributes": make_definition()["attributes"][:1], "variants": VARIANT},
            "Column 'port' must hold numbers",
        ),
        ({"table": {"file": "nothing.csv"}}, "reads 'nothing.csv', which is not there"),
        ({"table": {"file": "visits.xlsx"}}, "reads 'visits.xlsx', which is not there"),
    ],
)
def test_a_yaml_that_does_not_fit_the_file_is_said(tmp_path: Path, change: dict[str, Any], message: str) -> None:
    make_table().write_csv(tmp_path / "visits.csv")
    case = load_case(write_case(tmp_path, _broken(change)))
    with pytest.raises(KompasError, match=message):
        decision_rows(case, read_lines(case, tmp_path))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"variants": [{"name": "x", "without": ["sails"], "label": {"nl": "", "en": ""}}]}, "leaves out sails"),
        ({"baselines": [{"name": "x", "by": "port", "label": {"nl": "", "en": ""}}]}, "no number of this case"),
        ({"colour": "blue"}, "colour: Extra inputs are not permitted"),
        ({"rows": [{"column": "port"}]}, "needs equals, one_of, from or before"),
        (
            {"attributes": [{"name": "port", "column": "defects", "label": {"nl": "", "en": ""}}], "baselines": []},
            "was not known at the decision",
        ),
    ],
)
def test_a_yaml_that_does_not_hold_together_is_said(tmp_path: Path, change: dict[str, Any], message: str) -> None:
    with pytest.raises(KompasError, match=message):
        load_case(write_case(tmp_path, make_definition() | change))


def test_an_empty_file_and_broken_yaml_are_said(tmp_path: Path) -> None:
    make_table().head(0).write_csv(tmp_path / "visits.csv")
    case = load_case(write_case(tmp_path, make_definition()))
    with pytest.raises(KompasError, match="holds no rows"):
        read_lines(case, tmp_path)
    (tmp_path / "broken.yaml").write_text("case: [")
    with pytest.raises(KompasError, match="not valid YAML"):
        load_case(str(tmp_path / "broken.yaml"))
    with pytest.raises(KompasError, match="There is no case 'atlantis'"):
        load_case("atlantis")


def test_the_example_in_the_docs_runs_as_it_stands(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "cases.md").read_text(encoding="utf-8")
    (tmp_path / "harbour.yaml").write_text(page.split("```yaml\n")[1].split("```")[0], encoding="utf-8")
    make_table().write_csv(tmp_path / "visits.csv")
    report = run_case(load_case(str(tmp_path / "harbour.yaml")), tmp_path, rounds=100)
    assert [section.name for section in report.sections] == ["full", "without_port"]


def test_every_field_of_a_case_is_in_the_docs() -> None:
    page = (Path(__file__).parents[2] / "docs" / "cases.md").read_text(encoding="utf-8")
    ranked = (CaseDefinition, Table, Outcome, Attribute, History, Part, Variant, Baseline, Published, Condition)
    random_arm = (RandomArmCase, Definitions, Arms, Results, Columns, PublishedShares, PublishedShare)
    parts = (*ranked, *random_arm, FairnessPart, AuditGroup, Level)
    fields = {field.alias or name for part in parts for name, field in part.model_fields.items()}
    missing = sorted(
        name for name in fields if not any(text in page for text in (f"`{name}`", f".{name}`", f"`{name}."))
    )
    assert not missing


def test_the_cases_that_come_along_are_whole() -> None:
    assert case_names() == ["chicago_food", "sweden_benefit", "washington_wage"]
    for name in case_names():
        assert load_any_case(name).case == name


def _width_for_the_oldest(folder: Path, entity: str) -> float:
    case = load_case(write_case(folder, make_definition() | {"entity": entity, "variants": VARIANT}))
    figures = report_document(run_case(case, folder, rounds=200))["models"]["all"]["rankings"]["oldest"]["figures"]
    return float(figures["auc"]["high"] - figures["auc"]["low"])


def test_intervals_draw_whole_entities(tmp_path: Path) -> None:
    # Ten ships with one outcome and one age each: 1,200 visits say no more than ten ships do.
    number = pl.int_range(pl.len()) % 10
    table = make_table().with_columns(
        ship=pl.format("S{}", number), defects=(number * 7 % 10 > 4).cast(pl.Int64), age=number.cast(pl.Float64)
    )
    table.write_csv(tmp_path / "visits.csv")
    by_ship, by_visit = (_width_for_the_oldest(tmp_path, entity) for entity in ("ship", "visit"))
    assert by_ship > 3 * by_visit
