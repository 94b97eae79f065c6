"""On whom a ranking falls: groups as a case names them, figures worked out by hand, and traits that stay out of it."""

from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from data_contracts.errors import KompasError
from pipelines.cases.definition import CaseDefinition
from pipelines.cases.inputs import case_inputs
from pipelines.cases.loading import load_case
from pipelines.cases.on_whom.grouping import group_label, rows_in_groups
from pipelines.cases.on_whom.parts import AuditGroup, FairnessPart
from pipelines.cases.on_whom.ranked import ranked_extra, ranked_figures
from pipelines.cases.reading import read_lines
from pipelines.cases.rows import decision_rows
from pipelines.cases.run import run_case
from pipelines.reporting.document import report_document
from tests.support.harbour import make_definition, make_table, write_case

LABEL = {"nl": "groep", "en": "group"}


def _group(**fields: Any) -> AuditGroup:
    return AuditGroup.model_validate({"name": "kind", "column": "kind", "label": LABEL} | fields)


def _grouped(values: list[Any], **fields: Any) -> list[str | None]:
    rows = pl.DataFrame({"column:kind": values}).with_row_index("line", offset=1)
    units = rows["line"].cast(pl.String)
    frame = rows_in_groups(_group(**fields), rows, units)
    held = dict(zip(frame["unit"], frame["group"], strict=True))
    return [held.get(unit) for unit in units]


def test_groups_by_level_by_band_and_by_value() -> None:
    levels = [
        {"name": "low", "one_of": [1, 2], "label": LABEL},
        {"name": "high", "one_of": [3], "label": LABEL},
    ]
    assert _grouped([1.0, 2.0, 3.0, 9.0, None], levels=levels) == ["low", "low", "high", None, None]
    rest = [*levels[:1], {"name": "rest", "or_else": True, "label": LABEL}]
    assert _grouped([1.0, 9.0, None], levels=rest) == ["low", "rest", "rest"]
    # A bound belongs to the band above it.
    assert _grouped([1.0, 9.9, 10.0, 25.0, None], bands=[10, 20]) == ["<10", "<10", "10-<20", ">=20", None]
    towns = ["Delft", "DELFT", "Delft", "Goes", " ", None]
    assert _grouped(towns, minimum_rows=2) == ["Delft", "Delft", "Delft", "(smaller)", None, None]
    assert _grouped(["98101", "98107", "99201"], characters=3) == ["981", "981", "992"]


def test_what_people_call_a_group() -> None:
    bands = _group(bands=[1000, 2000.5])
    assert group_label(bands, "<1000") == {"nl": "minder dan 1.000", "en": "less than 1,000"}
    assert group_label(bands, "1000-<2000.5")["nl"] == "1.000 tot 2.000,50"
    assert group_label(bands, ">=2000.5")["en"] == "2,000.50 or more"
    assert group_label(_group(), "Grocery_Store")["en"] == "Grocery Store"


def _ranked(part: FairnessPart) -> pl.DataFrame:
    # 200 inspected: of a 40 with a finding and 60 without, of b 20 and 80. Above the cut of 0.25 stand 30 and 10 of a
    # (found, not found), and 5 and 5 of b.
    blocks = [("a", 1, 30, 0.9), ("a", 0, 10, 0.9), ("b", 1, 5, 0.9), ("b", 0, 5, 0.9)]
    blocks += [("a", 1, 10, 0.1), ("a", 0, 50, 0.1), ("b", 1, 15, 0.1), ("b", 0, 75, 0.1)]
    rows = [(group, bool(found), chance) for group, found, count, chance in blocks for _ in range(count)]
    later = pl.DataFrame(rows, schema=["column:kind", "upheld", "chance"], orient="row")
    later = later.with_row_index("line", offset=1).with_columns(pl.col("line").cast(pl.String).alias("id"))
    return ranked_figures(later.with_columns(entity="id"), part, later["chance"].to_numpy(), rounds=300, seed=1)


def _value(figures: pl.DataFrame, group: str, measure: str) -> Any:
    return figures.row(by_predicate=(pl.col("group") == group) & (pl.col("measure") == measure), named=True)


def test_figures_of_a_ranking_by_hand() -> None:
    figures = _ranked(FairnessPart(groups=(_group(),), cuts=(0.25,)))
    expected = {
        "base_rate": (40 / 100, 20 / 100),
        "selection_rate": (40 / 100, 10 / 100),
        "precision": (30 / 40, None),  # b has five hits above the cut: too few
        "false_positive_rate": (10 / 60, 5 / 80),
        "false_negative_rate": (10 / 40, 15 / 20),
        # Expected of a: 40 x 0.9 + 60 x 0.1 = 42. Of b: 10 x 0.9 + 90 x 0.1 = 18.
        "calibration": (40 / 42, 20 / 18),
    }
    for measure, values in expected.items():
        for group, value in zip("ab", values, strict=True):
            row = _value(figures, group, measure)
            assert row["value"] == (None if value is None else pytest.approx(value)), (measure, group)
            assert row["status"] == ("not_estimable" if value is None else "estimated")
            assert value is None or row["low"] < value < row["high"]
    assert _value(figures, "a", "selection_rate")["notable"]
    assert _value(figures, "a", "selection_rate")["p_adjusted"] > _value(figures, "a", "selection_rate")["p_value"]


def test_the_table_says_that_it_speaks_of_the_inspected_only() -> None:
    part = FairnessPart(groups=(_group(protected=True),), cuts=(0.25,))
    extra = ranked_extra(_ranked(part), part)
    assert "of those not inspected it says nothing" in extra.note["en"]
    assert {row["among"] for row in extra.data} == {"inspected"}
    assert extra.lines[0]["nl"].startswith("Beschermde groepen: groep.")
    shown = extra.tables["nl"].rows[0]
    assert shown[:2] == ["groep: a", "100"] and shown[3].startswith("40% (") and shown[3].endswith(" *")
    assert extra.tables["en"].rows[1][4] == "not estimable"


def _harbour(folder: Path, **fairness: Any) -> CaseDefinition:
    table = make_table().with_columns(crew_sex=pl.Series(np.random.default_rng(1).choice(["F", "M"], 1200)))
    table.write_csv(folder / "visits.csv")
    groups = [{"name": "crew", "column": "crew_sex", "protected": True, "label": LABEL}]
    definition = make_definition() | {"variants": make_definition()["variants"][:1]}
    return load_case(write_case(folder, definition | {"fairness": {"groups": groups} | fairness}))


def test_a_trait_that_no_input_may_be_is_a_group_and_reaches_no_model(tmp_path: Path) -> None:
    case = _harbour(tmp_path)
    inputs = case_inputs(case, decision_rows(case, read_lines(case, tmp_path)))
    assert "crew" not in " ".join(inputs.frame.columns)
    report = report_document(run_case(case, tmp_path, rounds=100))
    rows = report["models"]["full"]["on_whom_it_falls"]
    assert {row["group"] for row in rows} == {"F", "M"}
    assert {row["cut"] for row in rows} == {None, 0.1, 0.2}


def test_a_protected_group_may_be_no_input_and_no_condition(tmp_path: Path) -> None:
    groups = [{"name": "port", "column": "port", "protected": True, "label": LABEL}]
    with pytest.raises(KompasError, match="attribute 'port' reads column 'port', by which the case has a protected"):
        _harbour(tmp_path, groups=groups)
    groups[0] |= {"protected": False}
    assert _harbour(tmp_path, groups=groups).fairness
    groups = [{"name": "when", "column": "day", "protected": True, "label": LABEL}]
    with pytest.raises(KompasError, match=r"a condition of split\.train reads column 'day'"):
        _harbour(tmp_path, groups=groups)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"cuts": [10]}, "a cut is a share of the list"),
        ({"groups": [{"name": "a", "column": "age", "bands": [20, 10], "label": LABEL}]}, "must stand in order"),
        ({"groups": [{"name": "a", "column": "age", "label": LABEL}] * 2}, "named twice: a"),
    ],
)
def test_what_a_fairness_part_cannot_say(tmp_path: Path, change: dict[str, Any], said: str) -> None:
    with pytest.raises(KompasError, match=said):
        _harbour(tmp_path, **change)
