"""Checking the audit log and every table that is recorded in it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from sqlalchemy import Connection

from data_contracts.errors import KompasError
from data_contracts.settings import KompasSettings
from data_contracts.store import (
    AuditLog,
    ChainCheck,
    check_chain,
    corrections,
    decisions,
    extracts,
    has_store,
    masked,
    model_events,
    outcomes,
)
from data_contracts.store.recorded import forged
from pipelines.counting import counted
from pipelines.store import store_of

RECORDED = {
    "models in use": model_events.RECORDED,
    "decisions on plans": decisions.RECORDED,
    "outcomes of plans": outcomes.RECORDED,
    "frozen extracts": extracts.RECORDED,
    "correction requests": corrections.RECORDED,
}
"""Every table whose rows stand beside a line of the log."""
MOST_NAMED = 20
"""How many forged rows of a table are named; there is no end to them when a table was emptied."""


@dataclass
class AuditCheck:
    """What was found: ``lines`` for people, and whether anything is wrong."""

    lines: list[str] = field(default_factory=list)
    wrong: bool = False

    def say(self, line: str, *, bad: bool = False) -> None:
        """Add a line, and remember when it says that something is wrong."""
        self.lines.append(line)
        self.wrong |= bad


def verify_store(settings: KompasSettings, head: str | None = None) -> AuditCheck:
    """Read the whole log and every table that is recorded in it, all as of one moment.

    Args:
        settings: The run's settings.
        head: A last hash of an earlier check, kept elsewhere; it must stand in the log.

    Raises:
        KompasError: There is no store yet, or it cannot be used.
    """
    url = store_of(settings)
    if not has_store(url):
        raise KompasError("There is no audit log yet.", masked(url), "It is made by the first verb that acts.")
    found = AuditCheck()
    with AuditLog(url).transaction(writing=False) as connection:
        _tell_chain(found, check_chain(connection, head), head)
        for words in forged_rows(connection):
            found.say(words, bad=True)
    if found.wrong:
        found.say("What to do: change nothing, keep a copy of the whole store, and hold it against the last backup.")
    found.say(f"In {masked(url)}: {'SOMETHING IS WRONG' if found.wrong else 'all is as it was recorded'}.")
    return found


def forged_rows(connection: Connection) -> Iterator[str]:
    """Yield, for people, which rows that stand beside the log are not what it says of them, or are gone."""
    for name, recorded in RECORDED.items():
        words = forged(connection, recorded)
        for told in islice(words, MOST_NAMED):
            yield f"{name}: CHANGED, {told}."
        if next(words, None) is not None:
            yield f"{name}: CHANGED, and more rows than these {MOST_NAMED}."


def _tell_chain(found: AuditCheck, chain: ChainCheck, head: str | None) -> None:
    if chain.broken is not None:
        found.say(f"audit log: BROKEN at line {chain.broken.sequence}, {chain.broken.reason}.", bad=True)
        found.say(f"audit log: the {counted(chain.lines, 'line')} before that hold{'s' * (chain.lines == 1)}.")
    else:
        found.say(f"audit log: its chain of {counted(chain.lines, 'line')} holds.")
    if chain.first_at is not None:
        found.say(f"first line: {chain.first_at}")
        found.say(f"last line that holds: {chain.last_at}")
    found.say(f"last hash: {chain.last_hash}")
    if head is None:
        found.say("Keep the last hash outside the store, and give it next time with --head: without it, a log that was")
        found.say("made anew from some line on by whoever may write to the whole database cannot be told apart.")
    elif chain.head_seen:
        found.say(f"head: the log still contains {head}.")
    elif chain.broken is not None:
        found.say("head: it was not looked for beyond the line at which the chain breaks.")
    else:
        found.say(f"head: GONE, no line that holds has the hash {head}: the log was shortened or made anew.", bad=True)
