"""What the list is narrowed to by the search box and the week, as SQL of our own names and the reader's values."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from dashboard.lineage import GoneSnapshotError, Lineage
from dashboard.published import Published
from data_contracts.snapshots import Snapshot

LONGEST = 100
MOST_WORDS = 6
NO_WEEK = "none"
_NUMBER = re.compile(r"[0-9]{5,}")  # shorter would find half of the KVK numbers
_TEXT = "strip_accents(lower(concat_ws(' ', trade_name, employer_id, municipality)))"


@dataclass(frozen=True)
class Sought:
    """What somebody looks for in the list.

    Args:
        text: Words that all occur in the name, the number or the municipality, accents aside; a word of digits may
            also begin the KVK number.
        week: The Monday of the week of the visit; ``none``: no week yet; empty: whatever week.
    """

    text: str = ""
    week: str = ""

    @classmethod
    def of(cls, asked: Mapping[str, Any]) -> "Sought":
        """Read ``search`` and ``week`` of an address or a browser, which can be anything."""
        text, week = asked.get("search"), asked.get("week")
        written = text.encode("utf-8", "replace").decode().replace("\0", "") if isinstance(text, str) else ""
        return cls(" ".join(written.split())[:LONGEST], week if isinstance(week, str) and _is_week(week) else "")

    @property
    def stored(self) -> dict[str, str]:
        """What an address carries of it."""
        return {"search": self.text, "week": self.week}

    @property
    def monday(self) -> date | None:
        """The week, when it is one."""
        return date.fromisoformat(self.week) if self.week not in ("", NO_WEEK) else None

    def condition(self, published: Published, plan: Snapshot) -> tuple[str, dict[str, Any]]:
        """Return the condition on the rows of the list, and its values."""
        parts, values = ["TRUE"], dict[str, Any]()
        if self.week == NO_WEEK:
            parts.append("week IS NULL")
        elif self.monday:
            parts.append("week = $sought_week")
            values["sought_week"] = self.monday
        for place, word in enumerate(self.text.split()[:MOST_WORDS]):
            values[f"sought_{place}"] = word
            part = f"contains({_TEXT}, strip_accents(lower($sought_{place})))"
            if _NUMBER.fullmatch(word):
                values[f"sought_by_kvk_{place}"] = _by_kvk_number(published, plan, word)
                part = f"({part} OR list_contains($sought_by_kvk_{place}::VARCHAR[], employer_id))"
            parts.append(part)
        return " AND ".join(parts), values


NOTHING = Sought()


def _is_week(text: str) -> bool:
    if text == NO_WEEK:
        return True
    try:
        return date.fromisoformat(text).isoweekday() == 1
    except ValueError:
        return False


def _by_kvk_number(published: Published, plan: Snapshot, digits: str) -> list[str]:
    """Return the employers of the plan whose KVK number begins so; none when the register behind the plan is gone."""
    try:
        warehouse = Lineage(published.folder, plan, None).snapshot("warehouse")
    except GoneSnapshotError:
        return []
    as_of = date.fromisoformat(plan.manifest.as_of) if plan.manifest.as_of else date.max
    rows = published.rows(
        "SELECT DISTINCT employer_id FROM read_parquet($employers) AS known "
        "SEMI JOIN read_parquet($items) AS items USING (employer_id) "
        "WHERE known_at <= $as_of AND starts_with(kvk_number, $digits)",
        {"employers": warehouse.table("employers"), "items": plan.table("items"), "as_of": as_of, "digits": digits},
    )
    return [row["employer_id"] for row in rows]
