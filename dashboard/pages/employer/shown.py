"""The dossier that a browser shows, as the callbacks on it are told: which employer, and under which plan.

What a browser says opens nothing: the log must hold that whoever asks opened this dossier, and gave a purpose for it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from dash import dcc
from dash.development.base_component import Component

from dashboard.context import Context
from dashboard.lineage import Lineage
from dashboard.regions import require_region
from dashboard.texts import LANGUAGES, Words, words_of
from data_contracts.errors import KompasError
from data_contracts.snapshots import Snapshot
from data_contracts.store.audit_log import AuditFilter

FOLDER = Path(__file__).parent
SHOWN = "employer-shown"
OPENED = "open_dossier"
OPEN_FOR = timedelta(hours=24)
"""How long after it was opened the parts of a dossier can be asked for."""


class NotOpenedError(KompasError):
    """Whoever asks for a part of a dossier has not opened it."""

    def __init__(self) -> None:
        super().__init__("This dossier has not been opened.", SHOWN, "Open the dossier first.")


@dataclass(frozen=True)
class Opened:
    """A dossier that somebody has opened: the employer, the plan's lineage, the words of the view, and for what."""

    employer_id: str
    lineage: Lineage
    words: Words
    purpose: str

    @property
    def warehouse(self) -> Snapshot:
        """The registers that the plan was made from."""
        return self.lineage.snapshot("warehouse")

    @property
    def as_of(self) -> date:
        """The date on which the registers are looked at."""
        return as_of_date(self.lineage)


def as_of_date(lineage: Lineage) -> date:
    """Return the date of the features: what became known after it is not in a dossier."""
    return date.fromisoformat(str(lineage.snapshot("features").manifest.as_of))


def shown_store(lineage: Lineage, employer_id: str, words: Words) -> Component:
    """Return what tells the callbacks which dossier is on the screen."""
    told = {"employer": employer_id, "plan": lineage.plan.manifest.snapshot_id, "language": words.language}
    return dcc.Store(id=SHOWN, data=told)


def opened(context: Context, shown: Any) -> Opened:
    """Return the dossier that a browser says is on the screen.

    Raises:
        NotOpenedError: Whoever asks has not opened it.
        OutsideRegionsError: The employer lies outside the regions of the account.
        KompasError: The log cannot be read, or there is no plan.
    """
    told = {name: _text(shown, name) for name in ("employer", "plan", "language")}
    plan = context.published.plan(told["plan"])
    purpose = _purpose_given(context, told["employer"])
    require_region(context, plan, told["employer"])
    return Opened(told["employer"], Lineage(context.published.folder, plan, None), words_in(context, shown), purpose)


def words_in(context: Context, shown: Any) -> Words:
    """Return the words of the language in which a browser says that it shows the dossier."""
    language = _text(shown, "language")
    return words_of(FOLDER, next((known for known in LANGUAGES if known == language), context.language))


def _purpose_given(context: Context, employer_id: str) -> str:
    """Return for what whoever asks opened the dossier last, as the log has it."""
    if not employer_id:
        raise NotOpenedError
    since = (datetime.now(UTC) - OPEN_FOR).isoformat(timespec="microseconds")
    reference = context.audit_log.reference("employer", employer_id)
    asked = AuditFilter(actions=(OPENED,), actor=context.actor, since=since, subject=reference)
    lines = context.audit_log.lines(asked)
    if not lines:
        raise NotOpenedError
    return str(lines[-1].detail.get("purpose", ""))


def _text(shown: Any, name: str) -> str:
    value = shown.get(name) if isinstance(shown, Mapping) else None
    return value.encode("utf-8", "replace").decode("utf-8") if isinstance(value, str) else ""
