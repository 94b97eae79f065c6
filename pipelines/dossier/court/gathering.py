"""All that the dossier for a court tells, gathered before it is put in words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

import polars as pl

from data_contracts.errors import KompasError
from data_contracts.settings import KompasSettings
from data_contracts.store import ModelEvent, ModelEvents, has_store
from data_contracts.store.accounts import Accounts
from data_contracts.store.corrections import Corrections, RecordedRequest
from data_contracts.store.extracts import Extracts, FrozenExtract
from data_contracts.store.item_state import item_state
from models.registry.identity import ModelId
from pipelines.dossier.chain import FEATURES, SCORES, Chain
from pipelines.dossier.replay import replay
from pipelines.dossier.told import Replay
from pipelines.store import store_of

Ground = Literal["random", "model", "rules", "hand", "later", "not_chosen"]
"""What was decisive, as it may be told: ``later`` while the case is open."""


@dataclass(frozen=True)
class CourtCase:
    """A selection as a court is told of it.

    Attributes:
        replay: The choice, its sources and, when asked for, the comparison with what was made again.
        purpose: What it is opened for.
        made: When.
        scored: How many employers each law's ranking holds.
        has_facts: Whether the facts could be read; without them none are told, not even that there are none.
        requests: The last row of every correction request about the employer.
        extracts: The extracts that were frozen at decisions.
        roles: The roles of accounts, by the names under which decisions are recorded.
        events: Of each law that the plan had a model of, the event that put it in use, as far as recorded.
    """

    replay: Replay
    purpose: str
    made: datetime
    scored: Mapping[str, int]
    has_facts: bool
    requests: tuple[RecordedRequest, ...]
    extracts: tuple[FrozenExtract, ...]
    roles: Mapping[str, tuple[str, ...]]
    events: Mapping[str, ModelEvent]

    @property
    def is_chosen(self) -> bool:
        """Whether the employer is, or was, in the plan, however it came there."""
        return self.replay.selection.item is not None or self.replay.selection.is_added

    @property
    def has_left(self) -> bool:
        """Whether people took it out of the plan."""
        return item_state(self.replay.selection.decisions).state in ("dropped", "swapped")

    @property
    def ground(self) -> Ground:
        """What was decisive, as it may be told."""
        selection = self.replay.selection
        if not self.is_chosen:
            return "not_chosen"
        if not selection.may_tell:
            return "later"
        if selection.item is None:
            return "hand"
        if selection.item["selection_ground"] == "random":
            return "random"
        return "rules" if selection.item.get("main_law") in self.replay.chain.by_rules else "model"

    @property
    def contested(self) -> tuple[RecordedRequest, ...]:
        """The requests that nobody has decided."""
        return tuple(request for request in self.requests if request.state == "asked")


def gathered(
    settings: KompasSettings, employer_id: str, plan: str, purpose: str, say: Callable[[str], None], *, again: bool
) -> CourtCase:
    """Gather what a court is told; who asked and what for is logged first.

    Args:
        settings: Where snapshots and store are, and the bounds of DuckDB.
        employer_id: The employer.
        plan: Name of the plan or of its snapshot.
        purpose: What it is opened for.
        say: Whom to tell about progress.
        again: Whether features, scores and plan are made again and compared.

    Raises:
        KompasError: There is no purpose, plan or employer like this, or the log cannot be written.
    """
    made = replay(settings, employer_id, plan, purpose, say, asked_for="court", again=again)
    url = store_of(settings)
    stored = has_store(url)
    requests = {row.request_id: row for row in Corrections(url).all(employer_id)} if stored else {}
    return CourtCase(
        made,
        purpose.strip(),
        datetime.now(UTC),
        _scored(made.chain),
        _has_facts(made.chain),
        tuple(requests.values()),
        Extracts(url).of_item(made.selection.plan_id, employer_id) if stored else (),
        _roles(url) if stored else {},
        _events(url, made.chain) if stored else {},
    )


def _scored(chain: Chain) -> Mapping[str, int]:
    """Return how many employers each law ranks; nothing where the scores cannot be read."""
    try:
        frame = pl.scan_parquet(_table(chain, SCORES, "scores")).filter(pl.col("rank").is_not_null())
        return dict(frame.group_by("law").len().collect().iter_rows())
    except (OSError, KompasError, pl.exceptions.PolarsError):
        return {}


def _has_facts(chain: Chain) -> bool:
    try:
        pl.scan_parquet(_table(chain, FEATURES, "facts")).head(0).collect()
    except (OSError, KompasError, pl.exceptions.PolarsError):
        return False
    return True


def _table(chain: Chain, kind: str, table: str) -> str:
    snapshot = chain.link(kind).snapshot
    if snapshot is None:
        raise KompasError(f"The {kind} snapshot is gone.", kind, "Run `kompas run`.")
    return snapshot.table(table)


def _roles(url: str) -> Mapping[str, tuple[str, ...]]:
    accounts = Accounts(url).all()
    return {name: tuple(account.roles) for account in accounts for name in (account.name, account.display_name)}


def _events(url: str, chain: Chain) -> Mapping[str, ModelEvent]:
    wanted = {str(ModelId(law, snapshot)): law for law, snapshot in chain.models_of.items()}
    events = ModelEvents(url).events()
    return {wanted[event.model_id]: event for event in events if event.model_id in wanted}
