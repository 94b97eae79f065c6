"""Write docs/roles.md: what each role opens and does, as the app itself asks for it."""

import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from dash import Dash

from dashboard.app import Configuration, create_app
from dashboard.guarded import RIGHT
from dashboard.pages.registry import PAGES
from dashboard.purpose.purposes import purposes
from dashboard.router import OF_THE_PAGE
from dashboard.signing_in.account import all_rights, all_roles, right_in_words, rights_of, role_in_words

PAGE = Path(__file__).parents[1] / "docs" / "roles.md"
YES, NO = "yes", "–"

INTRODUCTION = """\
# Roles and rights

Made by `make roles-page` from [roles.yaml](../dashboard/signing_in/roles.yaml), the pages and the callbacks of the app
as it is served; a test fails when it is stale. Why a role has what it has is told in
[decision 38](decisions/0038-rights-regions-purpose.md).

- A right is asked on the server, before a page is read or a callback runs, whatever the browser showed. What is refused
  is answered with a screen or a notice that says which right it takes, and is a line `refused` in the audit log.
- An account may have more than one role, and may do what any of them may. One without a role may nothing.
- An account with *regions* sees the employers, teams and routes of these only, wherever they are listed, counted,
  looked up or taken along. The regions come from the account, never from an address or a form. A dossier outside them
  stays closed, unless the employer shares a joint visit with one inside.
- The person behind a decision, an outcome, a plan that is asked for or a what-if is the account that has signed in; no
  name is typed. A second person is another account.
"""

RIGHTS = "## Rights\n"
PAGES_PART = """\
## Pages

The right that opens a page, and the roles that have it.
"""
CALLBACKS = """\
## What happens on the server

Every callback of the app by its module and name, with the right that it asks. `show` is the door: it asks the right of
the page that the address names.
"""
PURPOSES = """\
## Purposes of a dossier

A dossier, with its probabilities and wage rows, opens for a purpose: its address carries one, or the screen asks for it
first. The purpose stands in the audit log beside the opening. One that is held against the plan and is not true is
refused; one of another role is asked again.
"""


def roles_page(app: Dash) -> str:
    """Return the page in Markdown.

    Args:
        app: The dashboard as it is served.
    """
    return "\n".join(
        [
            INTRODUCTION,
            RIGHTS,
            *_table("what", "name", ((right_in_words(right, "en"), right, right) for right in all_rights())),
            "",
            PAGES_PART,
            *_table("page", "right", ((page.name, page.right, page.right) for page in PAGES)),
            "",
            CALLBACKS,
            *_table("callback", "right", _callbacks(app)),
            "",
            PURPOSES,
            *_purposes(),
            "",
        ]
    )


def served_app(folder: Path) -> Dash:
    """Return the dashboard over an empty folder: its callbacks are registered before anything is read."""
    return create_app(Configuration(folder, folder / "snapshots"))


def main() -> None:
    """Write the page."""
    with tempfile.TemporaryDirectory() as folder:
        PAGE.write_text(roles_page(served_app(Path(folder))), encoding="utf-8")
    sys.stdout.write(f"roles_page: wrote docs/{PAGE.name}\n")


def _callbacks(app: Dash) -> Iterator[tuple[str, str, str]]:
    functions: list[Any] = [entry["callback"] for entry in app.callback_map.values() if entry.get("callback")]
    named = {(_module(function), function.__name__, getattr(function, RIGHT, "")) for function in functions}
    for module, name, right in sorted(named):
        yield f"`{module}.{name}`", right, right


def _module(function: Any) -> str:
    return str(function.__module__).removeprefix("dashboard.pages.").removeprefix("dashboard.")


def _table(what: str, beside: str, rows: Iterable[tuple[str, str, str]]) -> Iterator[str]:
    """Yield a table of things and the roles that may: a row is what, what stands beside it, and the right it takes."""
    yield _line([what, beside, *(role_in_words(role, "en") for role in all_roles())])
    yield "|" + "---|" * (2 + len(all_roles()))
    for named, told, right in rows:
        yield _line([named, told, *(YES if right in (*rights_of(role), OF_THE_PAGE) else NO for role in all_roles())])


def _purposes() -> Iterator[str]:
    checks = {"item": "an item in a plan", "joint": "a joint visit in the plan in use", "none": NO}
    yield _line(["purpose", "name", "held against", *(role_in_words(role, "en") for role in all_roles())])
    yield "|" + "---|" * (3 + len(all_roles()))
    for purpose in purposes():
        may = [YES if role in purpose.roles else NO for role in all_roles()]
        yield _line([purpose.told("en"), purpose.code, checks[purpose.check], *may])


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", r"\|") for cell in cells) + " |"


if __name__ == "__main__":
    main()
