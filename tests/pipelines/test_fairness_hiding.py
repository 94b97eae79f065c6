"""What an audit does not publish: small counts and what would tell them, worked out by hand."""

from typing import Any

import polars as pl

from models.fairness.adjusted import SCHEMA
from models.fairness.figures import FIGURE_SCHEMA
from pipelines.fairness.hiding import few_counts, hide_few, hide_few_chosen


def _figures(dimension: str, counts: dict[str, tuple[int, int]]) -> pl.DataFrame:
    rows = [
        {
            "step": "plan", "dimension": dimension, "group": group, "measure": "selection_rate",
            "value": positives / (positives + negatives) if positives >= 10 else None, "low": 0.1, "high": 0.9,
            "status": "estimated" if positives >= 10 else "not_estimable", "positives": positives,
            "negatives": negatives, "units": positives + negatives, "notable": True,
        }
        for group, (positives, negatives) in counts.items()
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=FIGURE_SCHEMA)


def _told(figures: pl.DataFrame) -> dict[str, tuple[Any, ...]]:
    rows = hide_few(figures).select("group", "positives", "negatives", "status", "value").iter_rows()
    return {group: tuple(rest) for group, *rest in rows}


def test_a_small_count_goes_with_the_next_smallest_and_its_figure() -> None:
    told = _told(_figures("region", {"Noord": (3, 97), "Oost": (12, 88), "West": (40, 60)}))
    assert told["Noord"] == (None, None, "not_estimable", None)  # 97 of 100 would tell the 3
    # 12 of 100 would leave 3 of 55 for Noord.
    assert told["Oost"] == (None, None, "withheld", None)
    assert told["West"] == (40, 60, "estimated", 0.4)


def test_what_all_others_come_to_does_not_tell_a_small_count_either() -> None:
    counts = {"Noord": (3, 97), "Oost": (12, 88), "West": (40, 60)}
    others = _figures("region", counts).with_columns(others_value=pl.Series([52 / 200, 43 / 200, 15 / 200]))
    told = hide_few(others)
    assert told["others_value"].to_list() == [None, None, 15 / 200]


def test_few_that_were_not_chosen_are_hidden_the_same_way() -> None:
    told = _told(_figures("region", {"Noord": (97, 3), "Oost": (88, 12), "West": (60, 40)}))
    assert {group for group, row in told.items() if row[1] is None} == {"Noord", "Oost"}


def test_none_is_no_small_count() -> None:
    told = _told(_figures("region", {"Noord": (0, 97), "West": (40, 60)}))
    assert told == {"Noord": (0, 97, "not_estimable", None), "West": (40, 60, "estimated", 0.4)}


def test_of_two_dimensions_no_line_tells_the_small_one() -> None:
    cells = {
        "A x Noord": (3, 97), "A x West": (20, 80), "A x Oost": (50, 50),
        "F x Noord": (30, 70), "F x West": (40, 60), "F x Oost": (60, 40),
    }  # fmt: skip
    told = _told(_figures("sector x region", cells))
    hidden = {group for group, row in told.items() if row[0] is None}
    # A x West goes with A x Noord in the line of A; then each of these needs one in the line of its region.
    assert hidden == {"A x Noord", "A x West", "F x Noord", "F x West"}


def test_measures_are_hidden_apart() -> None:
    few = _figures("region", {"Noord": (3, 97), "West": (40, 60)})
    other = _figures("region", {"Noord": (30, 70), "West": (40, 60)}).with_columns(measure=pl.lit("hit_rate"))
    told = hide_few(pl.concat([few, other])).filter(measure="hit_rate")
    assert told["positives"].to_list() == [30, 40]


def test_tests_tell_no_count_of_few_employers_on_either_side() -> None:
    row = {"step": "plan", "dimension": "t", "units": 200, "in_group": 100, "chosen": 60, "chosen_in_group": 20}
    few = {"enough": (5, 80), "four employers in a cell": (4, 80), "four employers in all": (4, 4)}
    rows = [row | {"group": name, "fewest_of_cell": cell, "fewest_of_side": side} for name, (cell, side) in few.items()]
    told = hide_few_chosen(pl.DataFrame(rows, schema=SCHEMA))
    assert told.select("group", "chosen_in_group", "chosen").rows() == [
        ("enough", 20, 60),
        ("four employers in a cell", None, None),
    ]
    assert not {"fewest_of_cell", "fewest_of_side"} & set(told.columns)


def test_counts_of_everybody_together() -> None:
    table = pl.DataFrame({"positives": [2, 10], "negatives": [100, 50]})
    assert few_counts(table).rows() == [(None, None), (10, 50)]
