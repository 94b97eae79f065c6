"""Which outcomes went into which drop for the registers: lines of the audit log, and nothing else, say so."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from data_contracts.store.audit_log import AuditFilter, AuditLog

DELIVERED = "deliver_outcomes"
"""The audit log's word for a drop made of outcomes."""


@dataclass(frozen=True)
class Delivery:
    """One drop made of outcomes.

    Attributes:
        drop: The name of its folder.
        known_at: The day on which its rows became known.
        outcomes: Sequences of the outcomes in it.
        decisions: Sequences of the decisions in it.
    """

    drop: str
    known_at: date
    outcomes: frozenset[int]
    decisions: frozenset[int]


class Deliveries:
    """The deliveries in a store.

    Args:
        url: The address of the store (`data_contracts.store.store_address`).
    """

    def __init__(self, url: str) -> None:
        self._log = AuditLog(url)

    def all(self) -> tuple[Delivery, ...]:
        """Return all deliveries in order.

        Raises:
            KompasError: The store cannot be read.
        """
        return tuple(
            Delivery(
                line.subject.removeprefix("drop:"),
                date.fromisoformat(line.detail["known_at"]),
                frozenset(line.detail["outcomes"]),
                frozenset(line.detail["decisions"]),
            )
            for line in self._log.lines(AuditFilter(actions=(DELIVERED,)))
        )

    def record(
        self, actor: str, drop: str, known_at: date, outcomes: Collection[int], decisions: Collection[int]
    ) -> None:
        """Log that a drop was made.

        Raises:
            KompasError: The store cannot be written; then the drop must not stay.
        """
        detail = {"known_at": known_at.isoformat(), "outcomes": sorted(outcomes), "decisions": sorted(decisions)}
        self._log.record(actor, DELIVERED, f"drop:{drop}", detail)
