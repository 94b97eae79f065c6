"""The signals about one employer as known on a date, with those that repeat an earlier one marked.

What kind of source a signal came from is not read: of a small employer it could lead to who reported. For the same
reason only the month is told, not the day.
"""

from datetime import date

from dashboard.pages.employer.register_query import ever_its_own
from dashboard.published import Published, Row
from data_contracts.snapshots import Snapshot

REPEATED_WITHIN = 12
"""A signal repeats an earlier one when that was on the same topic and at most this many months before it."""


def signals(published: Published, warehouse: Snapshot, employer_id: str, as_of: date) -> list[Row]:
    """Return ``month, topic, before`` of every signal, the latest first.

    ``before`` is the month of the last earlier signal on the same topic when the signal repeats it, or else empty. Of
    signals of one day the order is that of their numbers.
    """
    return published.rows(
        "WITH told AS ("  # noqa: S608 -- names from our own contracts
        "SELECT signal_id, received_on, topic, "
        "lag(received_on) OVER (PARTITION BY topic ORDER BY received_on, signal_id) AS earlier "
        f"FROM ({ever_its_own('signals', 'signal_id')}) WHERE employer_id = $employer_id) "
        "SELECT CAST(date_trunc('month', received_on) AS DATE) AS month, topic, "
        "CASE WHEN earlier >= received_on - to_months($within) THEN CAST(date_trunc('month', earlier) AS DATE) END "
        "AS before FROM told ORDER BY received_on DESC, signal_id DESC",
        {
            "table": warehouse.table("signals"),
            "employer_id": employer_id,
            "as_of": as_of,
            "within": REPEATED_WITHIN,
        },
    )
