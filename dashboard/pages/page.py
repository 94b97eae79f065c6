"""What makes a folder a page."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from dash.development.base_component import Component

from dashboard.context import Context
from dashboard.guarded import Guarded
from dashboard.lineage import Lineage
from dashboard.routing import Address
from dashboard.texts import Words


@dataclass(frozen=True)
class Page:
    """One page of the dashboard.

    Args:
        name: Its name in addresses and in the menu.
        folder: Where its texts are.
        needs: The kinds of snapshots without which it shows nothing; the plan is always one.
        render: Makes the page's content for one view of one plan's lineage.
        connect: Registers the page's callbacks; every one asks for a right.
        right: What an account must be allowed to open it, a right of `signing_in/roles.yaml`.
        in_menu: Whether the menu leads to it.
        without_plan: Makes its content while there is no plan yet, for a page that can do without; else the screen
            says how a plan is made.
        rests_on_models: Whether all that it shows is what models estimate, so that it is closed, with all that it can
            be asked, while the plan in use was chosen by a suspended model.
    """

    name: str
    folder: Path
    needs: tuple[str, ...]
    render: Callable[[Context, Lineage, Address, Words], Component]
    connect: Callable[[Guarded, Context], None]
    right: str
    in_menu: bool = True
    without_plan: Callable[[Context, Address, Words], Component] | None = None
    rests_on_models: bool = False
