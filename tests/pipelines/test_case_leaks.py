"""What a case may not know: its own outcomes, what was known later, and what the deny-list keeps out."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_contracts.errors import KompasError
from pipelines.cases.definition import CaseDefinition
from pipelines.cases.inputs import case_inputs
from pipelines.cases.loading import load_case
from pipelines.cases.reading import read_lines
from pipelines.cases.rows import decision_rows
from pipelines.cases.run import run_case
from pipelines.reporting.document import report_document
from tests.support.harbour import START, make_definition, make_table, write_case

LABEL = {"nl": "x", "en": "x"}
PUBLISHED = {"label": LABEL, "source": "x", "score": "age_score"}
TRAIN_ALL: dict[str, Any] = {"where": []}


def _history(entity: str) -> dict[str, Any]:
    return {"history": [{"name": "past", "entity": entity, "label": LABEL}]}


def _attribute(name: str, column: str) -> dict[str, Any]:
    return {"attributes": [*make_definition()["attributes"], {"name": name, "column": column, "label": LABEL}]}


def _split(**parts: Any) -> dict[str, Any]:
    return {"split": make_definition()["split"] | parts}


@pytest.mark.parametrize(
    ("change", "reader"),
    [
        (_history("defects"), "history 'past' reads column 'defects', which holds the outcome"),
        (_history("closed"), "history 'past' reads column 'closed', which holds the date of the outcome"),
        (_history("age_score") | {"published": PUBLISHED}, "history 'past' .* the published score"),
        (_attribute("x", "closed"), "attribute 'x' reads column 'closed'"),
        ({"entity": "defects"}, "entity reads column 'defects'"),
        ({"rows": [{"column": "defects", "from": 1}]}, "a condition of rows reads column 'defects'"),
        ({"rows": [{"column": "closed", "from": START}]}, "a condition of rows reads column 'closed'"),
        (
            _split(train={"where": [{"column": "defects", "equals": 0}]}),
            "a condition of split.train reads column 'defects'",
        ),
        (
            _split(test={"where": [{"column": "age_score", "from": 0.5}]}) | {"published": PUBLISHED},
            "a condition of split.test .* the published score",
        ),
    ],
)
def test_nothing_may_read_what_came_of_it(tmp_path: Path, change: dict[str, Any], reader: str) -> None:
    with pytest.raises(KompasError, match=f"{reader}.*: it was not known at the decision"):
        load_case(write_case(tmp_path, make_definition() | change))


def test_the_day_of_a_same_day_outcome_may_be_a_condition_but_no_input(tmp_path: Path) -> None:
    definition = make_definition()
    definition["outcome"]["known_on"] = "day"
    assert load_case(write_case(tmp_path, definition)).outcome.known_on == "day"
    with pytest.raises(KompasError, match="history 'past' reads column 'day'"):
        load_case(write_case(tmp_path, definition | _history("day")))


@pytest.mark.parametrize(
    ("change", "ground"),
    [
        (_attribute("owner", "Nationality"), "nationality or origin .the word 'Nationality'"),
        (_attribute("nationality", "x1"), "nationality or origin"),
        (_attribute("x", "BirthPlace"), "place of birth .the word 'Birth_Place'"),
        (_attribute("x", "zip code"), "address finer than a municipality"),
        (_history("owner_gender"), "history 'past' with column 'owner_gender' speaks of gender"),
        ({"rows": [{"column": "Nationality", "equals": "NL"}]}, "a condition of rows with column 'Nationality'"),
        (_history("trade name"), "speaks of name"),
    ],
)
def test_the_deny_list_holds_for_cases_too(tmp_path: Path, change: dict[str, Any], ground: str) -> None:
    with pytest.raises(KompasError, match=ground):
        load_case(write_case(tmp_path, make_definition() | change))


def _rows(folder: Path, change: dict[str, Any], table: pl.DataFrame | None = None) -> pl.DataFrame:
    (make_table() if table is None else table).write_csv(folder / "visits.csv")
    case = load_case(write_case(folder, make_definition() | change))
    return decision_rows(case, read_lines(case, folder))


def test_a_row_in_both_parts_is_refused_and_counted(tmp_path: Path) -> None:
    days = make_table()["day"]
    overlap = int(days.is_between(date(2021, 12, 1), date(2022, 1, 1), closed="left").sum())
    assert overlap > 0
    with pytest.raises(KompasError, match=f"^{overlap} rows are both in the training part and in the test part"):
        _rows(tmp_path, _split(test={"where": [{"column": "day", "from": date(2021, 12, 1)}]}))


def test_learning_ends_on_the_day_of_the_first_test_row(tmp_path: Path) -> None:
    given = make_definition()["split"]["train"]
    first = make_table().filter(pl.col("day") >= date(2022, 1, 1))["day"].min()
    rows = _rows(tmp_path, _split(train={"where": given["where"]}))
    known = rows.filter("train")["known_on"].max()
    assert isinstance(first, date) and isinstance(known, date) and known < first
    late = first + timedelta(days=1)
    with pytest.raises(KompasError, match=f"is {late}, but the first test row was decided on {first}"):
        _rows(tmp_path, _split(train=given | {"outcome_known_before": late}))
    assert _rows(tmp_path, _split(train=given | {"outcome_known_before": first})).filter("train").height > 0


def test_open_rows_of_both_parts_are_counted_and_said(tmp_path: Path) -> None:
    cut = date(2022, 1, 1)
    table = make_table().with_row_index("number")
    is_open = pl.col("number") % 5 == 0
    table = table.with_columns(closed=pl.when(is_open).then(None).otherwise("closed")).drop("number")
    earlier, later = table.filter(pl.col("day") < cut), table.filter(pl.col("day") >= cut)
    late = int((earlier["closed"] >= cut).sum())
    open_rows = earlier["closed"].null_count()
    assert late > 0 and open_rows > 0
    rows = _rows(tmp_path, {}, table)
    assert rows["train_open"].sum() == late + open_rows
    case = load_case(str(tmp_path / "harbour.yaml"))
    report = report_document(run_case(case, tmp_path, rounds=100))
    full = report["models"]["full"]
    assert full["training"]["open"] + full["training"]["cases"] == earlier.height
    assert full["test"]["open"] == later["closed"].null_count()
    assert full["test"]["open"] + full["test"]["cases"] == later.height
    said = f"{later['closed'].null_count()} rows of the test period have no known outcome yet and are missing."
    assert any(note["en"].startswith(said) for note in report["notes"])


def test_without_open_rows_the_report_does_not_speak_of_them(tmp_path: Path) -> None:
    make_table().write_csv(tmp_path / "visits.csv")
    report = run_case(load_case(write_case(tmp_path, make_definition())), tmp_path, rounds=100)
    assert not any("no known outcome yet" in note["en"] for note in report.notes)


def _small_case(test_from: date) -> CaseDefinition:
    definition = make_definition() | {"baselines": [], "attributes": make_definition()["attributes"][:1]}
    definition["variants"] = [{"name": "all", "label": LABEL}]
    definition["history"].append({"name": "port_past", "entity": "port", "label": LABEL})
    definition["split"] = {
        "train": {"where": [{"column": "day", "before": test_from}]},
        "test": {"where": [{"column": "day", "from": test_from}]},
    }
    return CaseDefinition.model_validate(definition)


def _day(number: int) -> date:
    return START + timedelta(days=number)


ROW = st.tuples(
    st.integers(0, 8),  # day: few days, so that dates meet
    st.one_of(st.none(), st.integers(0, 5)),  # days until it was closed
    st.booleans(),  # outcome
    st.sampled_from("abc"),  # ship
    st.sampled_from("xy"),  # port
    st.sampled_from(["flip", "later", "reopen"]),  # what the future changes
)


@settings(max_examples=150, deadline=None)
@given(rows=st.lists(ROW, min_size=1, max_size=25), today=st.integers(0, 9), split=st.integers(0, 9))
def test_no_table_and_no_split_lets_a_later_outcome_reach_a_feature(
    rows: list[tuple[int, int | None, bool, str, str, str]], today: int, split: int
) -> None:
    def table(changed: bool) -> pl.DataFrame:
        lines = []
        for number, (day, delay, outcome, ship, port, change) in enumerate(rows):
            closed = None if delay is None else day + delay
            upheld = outcome
            if changed and (closed is None or closed >= today):
                upheld = not outcome if change == "flip" else outcome
                closed = {"flip": closed, "later": max(today, day) + 7, "reopen": None}[change]
            lines.append((f"V{number}", ship, _day(day), closed and _day(closed), int(upheld), day % 7, port))
        return pl.DataFrame(
            lines,
            schema={
                "visit": pl.String, "ship": pl.String, "day": pl.Date, "closed": pl.Date, "defects": pl.Int64,
                "age": pl.Int64, "port": pl.String,
            },
            orient="row",
        )  # fmt: skip

    case = _small_case(_day(split))
    before, after = (decision_rows(case, table(changed)) for changed in (False, True))
    upto = before["decided_on"] <= _day(today)
    features = [case_inputs(case, part).frame.filter(upto) for part in (before, after)]
    assert features[0].equals(features[1])
    first = before.filter("test")["decided_on"].min()
    if isinstance(first, date):
        assert (before.filter("train")["known_on"] < first).all()
        if _day(today) <= first:  # outcomes of the test period do not choose the training rows either
            learnt = [
                part.filter(pl.col("train") & (pl.col("known_on") < _day(today)))["id"] for part in (before, after)
            ]
            assert learnt[0].equals(learnt[1])
    assert not (before["train"] & before["test"]).any()
