"""What the dashboard keeps in memory: made once for each state of the data, and never in the place of a newer one."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import polars as pl
import pytest

from dashboard.components.grid_query import MAX_ROWS
from dashboard.decided import Standings
from dashboard.kept import KeptLists, KeptTables, Numbers, state_of
from dashboard.lineage import Lineage
from dashboard.pages.employer.register_query import registered
from dashboard.pages.employers import query as employers
from dashboard.pages.plan import query as plan_list
from dashboard.published import Published
from data_contracts.snapshots import SnapshotFile, SnapshotFolder, Tombstone
from data_contracts.store.item_state import PLANNED
from tests.support.published import publish_all
from tests.support.tables import NAMES, RICH

ALL = {"startRow": 0, "endRow": MAX_ROWS}


@pytest.fixture
def database() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        yield opened


def _one() -> tuple[str, dict[str, Any]]:
    return "SELECT 1 AS n", {}


def _numbers(*values: int) -> "np.ndarray[tuple[int], np.dtype[np.int32]]":
    return np.array(values, dtype=np.int32)


def test_the_table_that_was_not_used_for_longest_goes(database: duckdb.DuckDBPyConnection) -> None:
    kept = KeptTables()
    one, two = (kept.table(database, "numbers", state, _one) for state in ("one", "two"))
    kept.table(database, "numbers", "one", _one)
    three = kept.table(database, "numbers", "three", _one)
    left = {row[0] for row in database.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
    assert left == {one, three} and two not in left


def test_each_kind_of_table_keeps_as_many_as_it_says(database: duckdb.DuckDBPyConnection) -> None:
    kept = KeptTables()
    for state in ("one", "two", "three"):
        kept.table(database, "many", state, _one, most=3)
        kept.table(database, "few", state, _one, most=1)
    names = [row[0] for row in database.execute("SELECT table_name FROM duckdb_tables()").fetchall()]
    assert (sum("_many_" in name for name in names), sum("_few_" in name for name in names)) == (3, 1)


def test_numbers_are_looked_up_once_and_the_oldest_question_goes_first() -> None:
    kept, asked = KeptLists[Numbers](most=250), list[str]()

    def ask(question: str) -> list[int]:
        return kept.list_of(question, lambda: asked.append(question) or _numbers(len(question))).tolist()

    # Every list weighs 101: two fit, a third drives out the one that was asked for longest ago.
    assert [ask(question) for question in ("a", "bb", "a", "ccc", "a", "bb")] == [[1], [2], [1], [3], [1], [2]]
    assert asked == ["a", "bb", "ccc", "bb"]


def _erase_first_case(folder: SnapshotFolder) -> None:
    """Take one case of an employer out of the warehouse as a lawful erasure does, under the snapshot's own number."""
    warehouse = folder.latest("warehouse")
    file = next(file for file in warehouse.manifest.files if file.path.startswith("inspections/"))
    pl.read_parquet(warehouse.file(file.path)).filter(pl.col("case_id") != "Z-2025-01").write_parquet(
        warehouse.file(file.path)
    )
    now = SnapshotFile(file.path, "0" * 64, file.size_bytes, file.rows)
    stone = Tombstone(file.path, "2026-11-29", "retention", 1, file.sha256, now.sha256)
    warehouse.manifest.with_erased([(now, stone)]).write(warehouse.path)


def test_a_file_that_is_written_anew_is_seen(tmp_path: Path) -> None:
    shown, file = Published(tmp_path), tmp_path / "rows.parquet"
    for names in (["a", "b", "c"], ["d"]):
        pl.DataFrame({"name": names}).write_parquet(file)
        read = shown.rows("SELECT name FROM read_parquet($file) WHERE name >= 'a' ORDER BY name", {"file": str(file)})
        assert [row["name"] for row in read] == names


def test_what_was_lawfully_erased_is_not_shown_from_memory(tmp_path: Path) -> None:
    folder, day = publish_all(tmp_path, visits=6), date(2026, 10, 31)
    shown = Published(tmp_path / "snapshots")
    before = folder.latest("warehouse")

    def cases() -> list[str]:
        found = registered(shown, folder.latest("warehouse"), RICH, day)
        return [case["case_id"] for case in found.inspections] if found else []

    assert cases() == ["Z-2026-07", "Z-2025-01"]
    _erase_first_case(folder)
    after = folder.latest("warehouse")
    assert after.manifest.snapshot_id == before.manifest.snapshot_id
    assert state_of(after) != state_of(before)
    assert cases() == ["Z-2026-07"]


def test_a_dossier_as_known_on_another_day_is_not_the_one_in_memory(published: Published, lineage: Lineage) -> None:
    warehouse = lineage.snapshot("warehouse")
    names = [
        found.employer["trade_name"] if (found := registered(published, warehouse, RICH, day)) else None
        for day in (date(2026, 10, 31), date(1990, 1, 1), date(2026, 10, 31))
    ]
    assert names == [NAMES[0], None, NAMES[0]]


def test_a_list_larger_than_the_room_is_still_answered() -> None:
    kept = KeptLists[Numbers](most=1)
    assert kept.list_of("many", lambda: _numbers(*range(500))).tolist() == list(range(500))


def test_the_same_query_with_another_value_is_another_question(published: Published) -> None:
    sql = "SELECT unnest($values::INTEGER[]) AS place"
    assert published.numbers(sql, {"values": [3, 1]}).tolist() == [3, 1]
    assert published.numbers(sql, {"values": [2]}).tolist() == [2]


def test_values_that_take_work_are_made_for_a_new_table_only(published: Published) -> None:
    made = list[int]()

    def values() -> dict[str, Any]:
        made.append(len(made))
        return {"n": made[-1]}

    first = published.kept("worked_out", "one", "SELECT $n AS n", values)
    assert published.kept("worked_out", "one", "SELECT $n AS n", values) == first
    second = published.kept("worked_out", "two", "SELECT $n AS n", values)
    rows = [published.rows(f"SELECT n FROM {name}", {}) for name in (first, second)]  # noqa: S608 -- names of our own
    assert (rows, made) == ([[{"n": 0}], [{"n": 1}]], [0, 1])


def test_a_short_answer_is_given_again_and_not_looked_up(published: Published) -> None:
    sql = "SELECT $n AS n, random() AS chance"
    first = published.answered(sql, {"n": 1})
    assert published.answered(sql, {"n": 1}) == first
    assert published.answered(sql, {"n": 2}) != first


def test_rows_come_in_the_order_asked_for_whatever_their_places(published: Published) -> None:
    asked = plan_list.Asked(plan_list.Selection(), Standings(), "nl")
    every = [row["employer_id"] for row in plan_list.all_visits(published, published.plan(), asked, {})]
    back = {"sortModel": [{"colId": "trade_name", "sort": "desc"}]}
    rows, count = plan_list.visits(published, published.plan(), asked, ALL | back)
    assert rows == plan_list.all_visits(published, published.plan(), asked, back) and count == len(every)
    assert [row["employer_id"] for row in rows] != sorted(row["employer_id"] for row in rows)
    window, _ = plan_list.visits(published, published.plan(), asked, {"startRow": 2, "endRow": 4} | back)
    assert window == rows[2:4]


def test_another_as_of_date_is_another_register(published: Published, lineage: Lineage) -> None:
    manifest = replace(lineage.plan.manifest, as_of="1990-01-01")
    before = replace(lineage, plan=replace(lineage.plan, manifest=manifest))
    now = employers.page_of(published, lineage, "", ALL, "nl")
    assert employers.page_of(published, before, "", ALL, "nl")[1] != now[1]
    assert employers.page_of(published, lineage, "", ALL, "nl") == now


@pytest.mark.parametrize("comparison", ["contains", "notContains", "startsWith", "blank", "notBlank"])
@pytest.mark.parametrize("column", ["trade_name", "sector", "province", "legal_form", "size_class"])
def test_the_count_is_that_of_the_rows_that_a_filter_lets_through(
    published: Published, lineage: Lineage, column: str, comparison: str
) -> None:
    every, _ = employers.page_of(published, lineage, "", ALL, "en")
    filters = {column: {"filterType": "text", "type": comparison, "filter": "a"}}
    rows, count = employers.page_of(published, lineage, "", ALL | {"filterModel": filters}, "en")
    second, same = employers.page_of(published, lineage, "", {"startRow": 5, "endRow": 9, "filterModel": filters}, "en")
    assert (len(rows), rows[5:9]) == (count, second) and same == count
    texts = {row["employer_id"]: (row[column] or "").lower() for row in every}
    within = {
        "blank": {name for name, text in texts.items() if not text},
        "notBlank": {name for name, text in texts.items() if text},
    }.get(comparison)
    found = {row["employer_id"] for row in rows}
    if within is not None:
        assert found == within
    elif comparison == "contains":  # a filter knows the Dutch word as well
        assert found >= {name for name, text in texts.items() if "a" in text}
    elif comparison == "notContains":
        assert found <= {name for name, text in texts.items() if "a" not in text}
    else:
        assert found >= {name for name, text in texts.items() if text.startswith("a")}


@pytest.mark.parametrize("way", ["asc", "desc"])
def test_equals_in_any_order_follow_by_name(published: Published, lineage: Lineage, way: str) -> None:
    request = ALL | {"sortModel": [{"colId": "province", "sort": way}]}
    rows, _ = employers.page_of(published, lineage, "", request, "nl")
    by_name, _ = employers.page_of(published, lineage, "", ALL, "nl")
    rank = {row["employer_id"]: number for number, row in enumerate(by_name)}
    for province in {row["province"] for row in rows}:
        ranks = [rank[row["employer_id"]] for row in rows if row["province"] == province]
        assert ranks == sorted(ranks)
    words = [row["province"] for row in rows if row["province"] is not None]
    assert words == sorted(words, reverse=way == "desc")


def test_what_was_decided_in_between_shows_in_the_same_list(published: Published) -> None:
    plan = published.plan()
    filters = {"state": {"filterType": "text", "type": "contains", "filter": "accepted"}}
    request = ALL | {"filterModel": filters}
    undecided = plan_list.Asked(plan_list.Selection(), Standings(), "en")
    assert plan_list.visits(published, plan, undecided, request) == ([], 0)
    one = plan_list.visits(published, plan, undecided, ALL)[0][3]["employer_id"]
    decided = replace(undecided, standings=Standings({one: replace(PLANNED, state="accepted")}))
    rows, count = plan_list.visits(published, plan, decided, request)
    assert ([row["employer_id"] for row in rows], count) == ([one], 1)
    assert plan_list.visits(published, plan, undecided, request) == ([], 0)
