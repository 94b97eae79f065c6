"""Views of a list that an account keeps under a name: how it was filtered and sorted, never what stood in it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, delete, func, insert, select, update

from data_contracts.errors import KompasError
from data_contracts.store.audit_log import AuditLog, append_line
from data_contracts.store.engine import utc_now
from data_contracts.store.free_text import holds_citizen_number, one_line
from data_contracts.store.tables import SAVED_VIEWS

SAVED, RENAMED, REMOVED = "save_view", "rename_view", "remove_view"
"""The audit log's words. A view's name and filters can hold the name of an employer, so the log has neither."""
LONGEST_NAME = 60
LONGEST_SEARCH = 4000
MOST_VIEWS = 50


@dataclass(frozen=True)
class SavedView:
    """One view.

    Attributes:
        view_id: Its own name, which never changes.
        account: Whose it is.
        page: Of which page, e.g. ``plan``.
        name: What its owner calls it.
        search: The part of the address after the question mark.
        saved_at: When it was saved last, ISO 8601 in UTC.
    """

    view_id: str
    account: str
    page: str
    name: str
    search: str
    saved_at: str


class SavedViews:
    """The views in a SQL store; each account sees and changes its own.

    Args:
        url: The address of the store (`data_contracts.store.store_address`).
    """

    def __init__(self, url: str) -> None:
        self._log = AuditLog(url)

    def of(self, account: str, page: str) -> tuple[SavedView, ...]:
        """Return the views of an account, by name.

        Raises:
            KompasError: The store cannot be read.
        """
        own = (SAVED_VIEWS.c.account == account, SAVED_VIEWS.c.page == page)
        query = select(SAVED_VIEWS).where(*own).order_by(func.lower(SAVED_VIEWS.c.name), SAVED_VIEWS.c.view_id)
        with self._log.transaction(writing=False) as connection:
            return tuple(SavedView(**row) for row in connection.execute(query).mappings())

    def save(self, account: str, page: str, name: str, search: str) -> SavedView:
        """Keep a view under a name; a view of that name is replaced.

        Raises:
            KompasError: The name or the address will not do, there are too many views, or the store cannot be written.
        """
        kept = _checked_name(name)
        if len(search) > LONGEST_SEARCH:
            raise KompasError("This view has too many filters to keep.", "view_search", "Take some filters away.")
        with self._log.transaction(writing=True) as connection:
            known = _named(connection, account, page, kept)
            if known is None and _count(connection, account, page) >= MOST_VIEWS:
                raise KompasError(f"There are {MOST_VIEWS} saved views.", "view_count", "Remove one first.")
            view_id = known or uuid4().hex
            connection.execute(delete(SAVED_VIEWS).where(SAVED_VIEWS.c.view_id == view_id))
            view = SavedView(view_id, account, page, kept, search, utc_now())
            connection.execute(insert(SAVED_VIEWS).values(**vars(view)))
            append_line(connection, account, SAVED, f"view:{view_id}", {"page": page, "replaced": known is not None})
            return view

    def rename(self, account: str, view_id: str, name: str) -> None:
        """Give a view another name.

        Raises:
            KompasError: The name will not do or is taken, the account has no such view, or the store cannot be written.
        """
        kept = _checked_name(name)
        with self._log.transaction(writing=True) as connection:
            page = _page_of(connection, account, view_id)
            if _named(connection, account, page, kept) not in (None, view_id):
                raise KompasError("Another view has this name.", "view_taken", "Choose another name.")
            connection.execute(update(SAVED_VIEWS).where(SAVED_VIEWS.c.view_id == view_id).values(name=kept))
            append_line(connection, account, RENAMED, f"view:{view_id}", {"page": page})

    def remove(self, account: str, view_id: str) -> None:
        """Remove a view for good.

        Raises:
            KompasError: The account has no such view, or the store cannot be written.
        """
        with self._log.transaction(writing=True) as connection:
            page = _page_of(connection, account, view_id)
            remove_views(connection, [{"view_id": view_id, "page": page}], account)


def remove_views(connection: Connection, views: Iterable[Mapping[str, Any]], actor: str) -> None:
    """Remove views of any account, such as those that name who is lawfully erased.

    Args:
        connection: From `AuditLog.transaction`, opened for writing.
        views: Rows of the table.
        actor: Who does it.
    """
    for view in views:
        connection.execute(delete(SAVED_VIEWS).where(SAVED_VIEWS.c.view_id == view["view_id"]))
        append_line(connection, actor, REMOVED, f"view:{view['view_id']}", {"page": view["page"]})


def _checked_name(name: str) -> str:
    kept = one_line(name)
    if not 0 < len(kept) <= LONGEST_NAME or holds_citizen_number(kept):
        raise KompasError(
            f"A view's name has 1 to {LONGEST_NAME} characters, and no citizen's number.",
            "view_name",
            "Choose another.",
        )
    return kept


def _named(connection: Connection, account: str, page: str, name: str) -> str | None:
    own = (SAVED_VIEWS.c.account == account, SAVED_VIEWS.c.page == page, SAVED_VIEWS.c.name == name)
    found = connection.scalar(select(SAVED_VIEWS.c.view_id).where(*own))
    return None if found is None else str(found)


def _page_of(connection: Connection, account: str, view_id: str) -> str:
    own = (SAVED_VIEWS.c.account == account, SAVED_VIEWS.c.view_id == view_id)
    found = connection.scalar(select(SAVED_VIEWS.c.page).where(*own))
    if found is None:
        raise KompasError("There is no such view.", "view_gone", "Load the page again.")
    return str(found)


def _count(connection: Connection, account: str, page: str) -> int:
    own = (SAVED_VIEWS.c.account == account, SAVED_VIEWS.c.page == page)
    return int(connection.scalar(select(func.count()).select_from(SAVED_VIEWS).where(*own)) or 0)
