"""Views that people keep: each account has its own, and the log tells neither their names nor their filters."""

from collections.abc import Callable

import pytest

from data_contracts.errors import KompasError
from data_contracts.store import AuditLog
from data_contracts.store.saved_views import LONGEST_NAME, LONGEST_SEARCH, MOST_VIEWS, SavedViews
from tests.support.stores import Store


@pytest.fixture
def views(store: Store) -> SavedViews:
    return SavedViews(store.url)


def _names(views: SavedViews, account: str = "jan") -> list[str]:
    return [view.name for view in views.of(account, "plan")]


def test_a_view_is_kept_renamed_and_removed_and_each_is_a_line_without_its_name(
    views: SavedViews, store: Store
) -> None:
    kept = views.save("jan", "plan", "  Bakkerij de Zon\n", "team=West-1&search=zon")
    assert views.of("jan", "plan") == (kept,)
    assert (kept.name, kept.search, kept.account) == ("Bakkerij de Zon", "team=West-1&search=zon", "jan")
    views.rename("jan", kept.view_id, "mijn week")
    assert _names(views) == ["mijn week"]
    views.remove("jan", kept.view_id)
    assert _names(views) == []
    lines = AuditLog(store.url).lines()
    assert [(line.actor, line.action, line.subject) for line in lines] == [
        ("jan", action, f"view:{kept.view_id}") for action in ("save_view", "rename_view", "remove_view")
    ]
    assert not any(word in str(line.detail) for line in lines for word in ("Zon", "zon", "week", "West"))


def test_a_view_of_the_same_name_is_replaced_and_stays_one(views: SavedViews) -> None:
    first = views.save("jan", "plan", "week", "week=2026-11-02")
    second = views.save("jan", "plan", "week", "week=2026-11-09")
    assert views.of("jan", "plan") == (second,)
    assert first.view_id == second.view_id


def test_views_are_in_the_order_of_their_names_and_each_page_and_account_has_its_own(views: SavedViews) -> None:
    for name in ("Zeeland", "alle", "Breda"):
        views.save("jan", "plan", name, "")
    views.save("jan", "data", "alle", "")
    views.save("piet", "plan", "van Piet", "")
    assert _names(views) == ["alle", "Breda", "Zeeland"]
    assert _names(views, "piet") == ["van Piet"]


def test_nobody_changes_what_is_another_account_s(views: SavedViews) -> None:
    kept = views.save("jan", "plan", "week", "")
    attempts: list[Callable[[], None]] = [
        lambda: views.rename("piet", kept.view_id, "anders"),
        lambda: views.remove("piet", kept.view_id),
        lambda: views.remove("jan", "x"),
    ]
    for attempt in attempts:
        with pytest.raises(KompasError) as refused:
            attempt()
        assert refused.value.where == "view_gone"
    assert views.of("jan", "plan") == (kept,)


@pytest.mark.parametrize("name", ["", " \n ", "x" * (LONGEST_NAME + 1), "van 123456782"])
def test_a_name_that_is_none_or_holds_a_citizen_s_number_is_refused(views: SavedViews, name: str) -> None:
    with pytest.raises(KompasError) as refused:
        views.save("jan", "plan", name, "")
    assert refused.value.where == "view_name"
    assert _names(views) == []


def test_a_name_that_is_taken_a_view_too_long_and_one_too_many_are_refused(views: SavedViews) -> None:
    first, second = (views.save("jan", "plan", name, "") for name in ("een", "twee"))
    with pytest.raises(KompasError, match="has this name"):
        views.rename("jan", second.view_id, "een")
    views.rename("jan", first.view_id, "een")
    with pytest.raises(KompasError, match="too many filters"):
        views.save("jan", "plan", "lang", "x" * (LONGEST_SEARCH + 1))
    for number in range(MOST_VIEWS - 2):
        views.save("jan", "plan", f"nr {number}", "")
    with pytest.raises(KompasError, match="saved views"):
        views.save("jan", "plan", "te veel", "")
    views.save("jan", "plan", "een", "sort=team.asc")
    assert len(_names(views)) == MOST_VIEWS
