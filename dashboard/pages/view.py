"""What every part of a page is made from: the view that is asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from dashboard.context import Context
from dashboard.lineage import Lineage
from dashboard.published import Published
from dashboard.routing import Address
from dashboard.texts import LANGUAGES, Words, words_of
from data_contracts.snapshots import Snapshot


@dataclass(frozen=True)
class View:
    """One view of the page: who looks, at which plan's lineage, at which address, in which words."""

    context: Context
    lineage: Lineage
    address: Address
    words: Words

    @property
    def published(self) -> Published:
        """What is read."""
        return self.context.published

    @property
    def plan(self) -> Snapshot:
        """The plan on the screen."""
        return self.lineage.plan

    @property
    def as_of(self) -> date:
        """The day until which anything is known to the plan; without one, everything is."""
        day = self.plan.manifest.as_of
        return date.fromisoformat(str(day)) if day else date.max

    def one_of(self, name: str, values: Sequence[str]) -> str:
        """Return which of some values the address asks for; what it says that is none falls back on the first."""
        asked = self.address.parameters.get(name, "")
        return asked if asked in values else values[0]


def view_from(context: Context, setting: Any, page: str, folder: Path) -> View:
    """Return the view that a page's setting tells of, as a browser hands it back; what is wrong in it is left out.

    Args:
        context: Who looks.
        setting: ``language, plan, parameters``, or anything.
        page: The page's name.
        folder: Where the page's words are.

    Raises:
        KompasError: There is no plan any more.
    """
    told = setting if isinstance(setting, dict) else {}
    words, published = words_from(context, setting, folder), context.published
    plan = published.plan(str(told.get("plan") or ""))
    given = told.get("parameters")
    parameters = {str(name): str(value) for name, value in given.items()} if isinstance(given, dict) else {}
    backtest = None if published.missing(("backtest",)) else published.folder.latest("backtest")
    lineage = Lineage(published.folder, plan, backtest)
    return View(context, lineage, Address(words.language, page, "", parameters), words)


def words_from(context: Context, setting: Any, folder: Path) -> Words:
    """Return a page's words in the language that its setting tells of, else in that of the dashboard."""
    told = setting.get("language") if isinstance(setting, dict) else None
    return words_of(folder, next((known for known in LANGUAGES if known == told), context.language))
