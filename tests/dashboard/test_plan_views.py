"""Saved views on the plan page: what they keep of an address, how they are told, and what is refused in words."""

from typing import Any
from urllib.parse import parse_qsl

import pytest

from dashboard.components.grid import grid
from dashboard.components.grid_columns import ColumnShape, shapes_in
from dashboard.pages.plan import ids, layout
from dashboard.pages.plan.presentation import columns
from dashboard.pages.plan.query import COLUMNS
from dashboard.pages.plan.saved_panel import body, kept_of
from dashboard.pages.plan.saving import wrong_view
from dashboard.pages.plan.setting import FOLDER
from dashboard.texts import LANGUAGES, Language, words_of
from data_contracts.errors import KompasError
from data_contracts.store.saved_views import SavedView, SavedViews
from tests.support.screens import words_on
from tests.support.stores import Store

SHAPED = "-site,team.140"
NARROWED = "region=West&search=b%C3%A9&filter=%7B%22team%22%3A%7B%7D%7D&sort=team.asc"
ADDRESS = f"?{NARROWED}&columns={SHAPED}&blind=1&plan=x&nonsense=1"


def _view(name: str, search: str) -> SavedView:
    return SavedView("1", "planner", "plan", name, search, "2026-11-29T12:00:00+00:00")


def test_a_view_keeps_what_narrows_and_sorts_and_nothing_else() -> None:
    kept = dict(parse_qsl(kept_of(ADDRESS)))
    assert kept == {"columns": SHAPED, "region": "West", "search": "bé", "filter": '{"team":{}}', "sort": "team.asc"}


@pytest.mark.parametrize("value", [None, 5, [], {}, "", "?", "no address", "?filter=%ff"])
def test_whatever_a_browser_says_its_address_is_can_be_kept(value: Any) -> None:
    assert isinstance(kept_of(value), str)


def test_a_view_is_told_in_a_line_and_its_link_is_the_address() -> None:
    shown = body([_view("<b>Mijn</b> weken", "team=West-1&search=zon&week=2026-11-02")], words_of(FOLDER, "nl"))
    told = words_on(shown)
    assert "<b>Mijn</b> weken" in told
    assert "West-1, gezocht op “zon”, één week" in told
    assert "/nl/plan?team=West-1&search=zon&week=2026-11-02" in str(shown)
    assert "the whole list" in words_on(body([_view("all", "")], words_of(FOLDER, "en")))
    assert "nog geen weergave" in words_on(body([], words_of(FOLDER, "nl")))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("where", ["view_name", "view_search", "view_count", "view_taken", "view_gone"])
def test_whatever_is_refused_is_said_in_the_language_of_the_page(language: Language, where: str) -> None:
    words = words_of(FOLDER, language)
    told = wrong_view(KompasError("English", where, "Do it in English"), words)
    assert told not in ("", where)
    assert "English" not in told


def test_a_view_with_columns_of_its_own_says_so() -> None:
    assert "eigen kolommen" in words_on(body([_view("smal", f"columns={SHAPED}")], words_of(FOLDER, "nl")))


def _definitions(shapes: dict[str, ColumnShape]) -> dict[str, Any]:
    words = words_of(FOLDER, "en")
    made: Any = grid("list", columns(words), words, {}, [], shapes=shapes)
    return {item["field"]: item for item in made.columnDefs}


def test_an_address_hides_a_column_and_sets_the_width_of_another() -> None:
    shapes = shapes_in({"columns": SHAPED}, COLUMNS, "trade_name")
    assert shapes == {"site": ColumnShape(hidden=True), "team": ColumnShape(width=140)}
    made = _definitions(shapes)
    assert made["site"]["hide"] is True
    assert made["team"]["width"] == 140
    assert "hide" not in made["team"]
    assert "flex" in made["sector"]


def test_a_growing_column_that_was_given_a_width_grows_no_more() -> None:
    shapes = shapes_in({"columns": "sector.300"}, COLUMNS, "trade_name")
    made = _definitions(shapes)
    assert (made["sector"]["width"], "flex" in made["sector"]) == (300, False)


@pytest.mark.parametrize(
    "text",
    [
        "",
        ",",
        "-",
        "-trade_name",
        "-nothing",
        "nothing.100",
        "team",
        "team.",
        "team.59",
        "team.1001",
        "team.²",
        "team.-70",
    ],
)
def test_columns_that_cannot_be_read_change_nothing(text: str) -> None:
    assert shapes_in({"columns": text}, COLUMNS, "trade_name") == {}


def test_what_the_store_refuses_has_words(store: Store) -> None:
    views, words = SavedViews(store.url), words_of(FOLDER, "nl")
    with pytest.raises(KompasError) as refused:
        views.save("jan", "plan", " ", "")
    assert wrong_view(refused.value, words).startswith("Geef een naam")


def test_the_ids_of_the_page_are_each_its_own() -> None:
    named = [value for name, value in vars(ids).items() if name.isupper() and isinstance(value, str)]
    assert len(named) == len(set(named))
    assert layout.GRID == ids.GRID
