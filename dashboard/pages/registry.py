"""All pages, in the order of the menu; the first that an account may see is where the dashboard opens for it."""

from dashboard.pages import (
    about,
    capacity,
    chain,
    data,
    employer,
    employers,
    fairness,
    log,
    model,
    objective,
    outcomes,
    plan,
    routes,
    what_if,
)
from dashboard.pages.page import Page
from dashboard.signing_in.account import Account

PAGES: tuple[Page, ...] = (
    plan.PAGE,
    routes.PAGE,
    outcomes.PAGE,
    employers.PAGE,
    chain.PAGE,
    capacity.PAGE,
    what_if.PAGE,
    objective.PAGE,
    model.PAGE,
    fairness.PAGE,
    data.PAGE,
    log.PAGE,
    about.PAGE,
    employer.PAGE,
)


def page_named(name: str) -> Page | None:
    """Return the page of that name, or ``None``."""
    return next((page for page in PAGES if page.name == name), None)


def first_page() -> str:
    """Return the name of the first page of all."""
    return PAGES[0].name


def first_page_of(account: Account) -> str:
    """Return the name of the page on which the dashboard opens for an account."""
    return next(iter(menu(account)), about.PAGE.name)


def menu(account: Account) -> tuple[str, ...]:
    """Return the names of the pages in the menu of an account: those that it may see."""
    return tuple(page.name for page in PAGES if page.in_menu and account.may(page.right))
