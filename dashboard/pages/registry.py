"""All pages, in the order of the menu; the first is where the dashboard opens."""

from dashboard.pages import capacity, employer, outcomes, plan, routes, what_if
from dashboard.pages.page import Page

PAGES: tuple[Page, ...] = (plan.PAGE, routes.PAGE, outcomes.PAGE, capacity.PAGE, what_if.PAGE, employer.PAGE)


def page_named(name: str) -> Page | None:
    """Return the page of that name, or ``None``."""
    return next((page for page in PAGES if page.name == name), None)


def first_page() -> str:
    """Return the name of the page on which the dashboard opens."""
    return PAGES[0].name


def menu() -> tuple[str, ...]:
    """Return the names of the pages in the menu."""
    return tuple(page.name for page in PAGES if page.in_menu)
