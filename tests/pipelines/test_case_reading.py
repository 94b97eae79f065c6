"""How a case's file is read: nothing is guessed, nothing is lost, and what does not fit is said with its row."""

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from data_contracts.errors import KompasError
from pipelines.cases.inputs import CaseInputs, case_inputs
from pipelines.cases.loading import load_case
from pipelines.cases.reading import read_lines
from pipelines.cases.rows import decision_rows
from tests.support.harbour import make_definition, make_table, write_case

HEAD = "visit,ship,day,closed,defects,age,old_engine,port"
GOOD = "007,01234,2021-01-04,2021-01-20,2,21.5,true,0099"


def _read(folder: Path, lines: list[str], **change: Any) -> tuple[pl.DataFrame, CaseInputs]:
    (folder / "visits.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    definition = make_definition()
    definition["attributes"][2]["minimum_cases"] = 1
    definition["table"] |= change.pop("table", {})
    case = load_case(write_case(folder, definition | change))
    rows = decision_rows(case, read_lines(case, folder))
    return rows, case_inputs(case, rows)


def test_a_csv_keeps_its_leading_zeros(tmp_path: Path) -> None:
    rows, inputs = _read(tmp_path, [HEAD, GOOD, "7,1234,2021-02-04,2021-02-20,0,3,0,99"])
    assert rows["id"].to_list() == ["007", "7"]
    assert rows["entity"].to_list() == ["01234", "1234"]
    assert inputs.shown["port"].to_list() == ["0099", "99"]
    # the second ship is not the first: it has no earlier case
    assert inputs.frame["ship_earlier_cases"].to_list() == [0.0, 0.0]
    assert inputs.frame["flag"].to_list() == [1.0, 0.0]
    assert inputs.frame["age"].to_list() == [21.5, 3.0]


def test_empty_text_is_no_value(tmp_path: Path) -> None:
    rows, inputs = _read(tmp_path, [HEAD, GOOD, 'V2,"",2021-02-04,,0,,, '])
    assert rows["possible"].to_list() == [True, False]
    assert inputs.frame["age"].to_list() == [21.5, None]
    assert inputs.shown["port"].to_list() == ["0099", None]


@pytest.mark.parametrize("day", ["04-01-2021", "04-01-21", "2021-1-4", "2021/01/04", "01/04/2021", "2021-02-30"])
def test_a_date_in_another_form_is_refused_with_its_row(tmp_path: Path, day: str) -> None:
    lines = [HEAD, GOOD, GOOD.replace("007", "V2").replace("2021-01-04", day)]
    message = rf"Column 'day' must hold dates written as %Y-%m-%d .* 1 rows do not, for instance '{day}' in row 2"
    with pytest.raises(KompasError, match=message):
        _read(tmp_path, lines)


def test_a_date_format_is_read_as_given_and_as_nothing_else(tmp_path: Path) -> None:
    dutch = GOOD.replace("2021-01-04", "04-01-2021").replace("2021-01-20", "05-02-2021")
    rows, _ = _read(tmp_path, [HEAD, dutch], table={"date_format": "%d-%m-%Y"})
    assert [str(rows[name][0]) for name in ("decided_on", "known_on")] == ["2021-01-04", "2021-02-05"]
    with pytest.raises(KompasError, match="for instance '2021-01-04' in row 1"):
        _read(tmp_path, [HEAD, GOOD], table={"date_format": "%d-%m-%Y"})
    with pytest.raises(KompasError, match="for instance '04-01-21' in row 1"):  # not the year 21
        _read(tmp_path, [HEAD, dutch.replace("04-01-2021", "04-01-21")], table={"date_format": "%d-%m-%Y"})


def test_a_time_of_day_needs_its_format(tmp_path: Path) -> None:
    timed = GOOD.replace("2021-01-04", "2021-01-04 23:30").replace("2021-01-20", "2021-01-20 00:10")
    rows, _ = _read(tmp_path, [HEAD, timed], table={"date_format": "%Y-%m-%d %H:%M"})
    assert str(rows["decided_on"][0]) == "2021-01-04"
    with pytest.raises(KompasError, match="for instance '2021-01-04 23:30'"):
        _read(tmp_path, [HEAD, timed])


@pytest.mark.parametrize(
    ("good", "bad", "message"),
    [
        (
            "21.5",
            "twenty",
            "Column 'age' must hold numbers .for attribute age., but 1 rows do not, .*'twenty' in row 2",
        ),
        ("21.5", '"21,5"', "for instance '21,5' in row 2"),
        ("21.5", "nan", "for instance 'nan' in row 2"),
        ("21.5", "inf", "for instance 'inf' in row 2"),
        ("true", "2", "Column 'old_engine' must hold true/false or 1/0 .*'2' in row 2"),
        ("true", "yes", "for instance 'yes' in row 2"),
        (",2,", ",many,", "Column 'defects' must hold numbers .for outcome.*'many' in row 2"),
    ],
)
def test_a_value_that_does_not_fit_its_use_is_refused(tmp_path: Path, good: str, bad: str, message: str) -> None:
    with pytest.raises(KompasError, match=message):
        _read(tmp_path, [HEAD, GOOD, GOOD.replace("007", "V2").replace(good, bad)])


def test_an_outcome_may_be_true_or_false(tmp_path: Path) -> None:
    rows, _ = _read(
        tmp_path, [HEAD, GOOD.replace(",2,", ",True,"), GOOD.replace("007", "V2").replace(",2,", ",false,")]
    )
    assert rows["upheld"].to_list() == [True, False]


def test_a_parquet_outcome_that_is_no_number_is_empty_and_not_upheld(tmp_path: Path) -> None:
    make_table().head(2).with_columns(defects=pl.Series([float("nan"), 1.0])).write_parquet(tmp_path / "v.parquet")
    case = load_case(write_case(tmp_path, make_definition() | {"table": {"file": "v.parquet"}}))
    assert decision_rows(case, read_lines(case, tmp_path))["upheld"].to_list() == [False, True]


@pytest.mark.parametrize(
    ("condition", "chosen"),
    [
        ({"column": "code", "equals": 7}, ["A", "B"]),
        ({"column": "code", "equals": "007"}, ["A"]),
        ({"column": "code", "one_of": ["7", "9"]}, ["B", "C"]),
        ({"column": "code", "from": 8}, ["C"]),
        ({"column": "ok", "equals": True}, ["A", "C"]),
        ({"column": "ok", "equals": False}, ["B"]),
        ({"column": "ok", "equals": "1"}, ["C"]),
    ],
)
def test_a_condition_compares_in_the_kind_of_its_value(
    tmp_path: Path, condition: dict[str, Any], chosen: list[str]
) -> None:
    lines = [f"{HEAD},code,ok"]
    lines += [
        GOOD.replace("007", name) + f",{code},{ok}"
        for name, code, ok in [("A", "007", "true"), ("B", "7", "0"), ("C", "9", "1"), ("D", "", "")]
    ]
    rows, _ = _read(tmp_path, lines, rows=[condition])
    assert rows.filter("task")["id"].to_list() == chosen


def test_a_condition_of_another_kind_is_said(tmp_path: Path) -> None:
    with pytest.raises(KompasError, match=r"'port' must hold numbers .for a condition with 7.*'0099x' in row 1"):
        _read(tmp_path, [HEAD, GOOD + "x"], rows=[{"column": "port", "equals": 7}])
    make_table().write_parquet(tmp_path / "v.parquet")
    change = {"table": {"file": "v.parquet"}, "rows": [{"column": "age", "equals": "7"}]}
    case = load_case(write_case(tmp_path, make_definition() | change))
    with pytest.raises(KompasError, match="compares it with the text '7', but the file holds Float64"):
        decision_rows(case, read_lines(case, tmp_path))
    with pytest.raises(KompasError, match="'before' of the condition on 'day' must be a number or a date"):
        load_case(write_case(tmp_path, make_definition() | {"rows": [{"column": "day", "before": "2021-01-01"}]}))


@pytest.mark.parametrize(("mark", "name", "written"), [(";", "semicolon", ";"), ("\t", "tab", r"\t")])
def test_another_delimiter_is_recognised(tmp_path: Path, mark: str, name: str, written: str) -> None:
    lines = [line.replace(",", mark) for line in (HEAD, GOOD)]
    with pytest.raises(KompasError, match=f"separated by a {name}, not by a comma") as refused:
        _read(tmp_path, lines)
    assert f'delimiter: "{written}"' in refused.value.remedy
    rows, _ = _read(tmp_path, lines, table={"delimiter": mark})
    assert rows["id"].to_list() == ["007"]


def _together(folder: Path, lines: list[str]) -> pl.DataFrame:
    rows, _ = _read(folder, [f"{HEAD},grp", *lines], table={"one_row_per": "grp"})
    return rows


def test_an_identifier_of_two_rows_is_said_after_lines_are_put_together(tmp_path: Path) -> None:
    assert _together(tmp_path, [f"{GOOD},a", f"{GOOD},a"]).height == 1
    with pytest.raises(KompasError, match="'visit' stands for more than one value of 'grp', for instance 007"):
        _together(tmp_path, [f"{GOOD},a", f"{GOOD},b"])


def test_lines_without_a_key_are_not_one_row(tmp_path: Path) -> None:
    rows = _together(tmp_path, [f"{GOOD},a", GOOD.replace("007", "V2") + ",", GOOD.replace("007", "V3") + ","])
    assert rows["possible"].to_list() == [True, False]


def test_a_column_called_as_one_of_ours_is_still_the_files_own(tmp_path: Path) -> None:
    # A column named 'upheld' once was replaced by the outcome, and an attribute that read it knew everything.
    lines = [f"{HEAD},upheld,row", f"{GOOD},0,5", GOOD.replace("007", "V2").replace(",2,", ",0,") + ",1,6"]
    label = {"nl": "x", "en": "x"}
    attributes = make_definition()["attributes"]
    attributes += [{"name": name, "column": name, "label": label} for name in ("upheld", "row")]
    rows, inputs = _read(tmp_path, lines, attributes=attributes)
    assert rows["upheld"].to_list() == [True, False]
    assert inputs.frame.select("upheld", "row").rows() == [(0.0, 5.0), (1.0, 6.0)]


def test_a_set_may_also_be_a_condition_and_a_history(tmp_path: Path) -> None:
    definition = make_definition()
    definition["attributes"][2] |= {"kind": "set"}
    change = {"attributes": definition["attributes"], "rows": [{"column": "port", "equals": "0099"}]}
    rows, _ = _read(tmp_path, [f"{HEAD},grp", f"{GOOD},a"], table={"one_row_per": "grp"}, **change)
    assert rows["task"].to_list() == [True]
