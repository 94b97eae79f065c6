"""What the employer page reads: the register's own data, facts, scores, reasons and earlier inspections.

No row of a single worker is read here; the facts come counted per rule. What takes longer to read (wage returns,
chains, peers, changes of the registers) has queries of its own, for blocks that come after the first paint.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from dashboard.lineage import Lineage
from dashboard.pages.employer.register_query import is_registered, registered
from dashboard.planned import PlannedItem, planned_item
from dashboard.published import Published, Row
from data_contracts.snapshots import Snapshot
from features.statute.rules import BELOW, NOT_TESTABLE, NOTED


@dataclass(frozen=True)
class Dossier:
    """All that is shown of one employer, as known on ``as_of``; ``modelled`` are the laws that have scores.

    ``withheld`` are the laws whose model is suspended; ``by_rules`` what past cases came to of the laws that go by
    rules, and ``flags`` the red flags that the employer raises for these.

    ``numbers`` are its wage tax numbers; ``places`` say in which municipalities its establishments are.
    """

    employer: Row
    numbers: list[str]
    places: list[Row]
    as_of: date
    facts: list[Row]
    noted: list[Row]
    not_testable: list[Row]
    scores: list[Row]
    modelled: frozenset[str]
    withheld: tuple[str, ...]
    by_rules: Mapping[str, list[Row]]
    flags: list[Row]
    reasons: list[Row]
    below_the_cut: Mapping[str, Row]
    inspections: list[Row]
    planned: PlannedItem | None


def in_register(published: Published, lineage: Lineage, employer_id: str) -> bool:
    """Return whether the register as known holds an employer.

    Raises:
        GoneSnapshotError: The plan was made from a snapshot that is not there any more.
    """
    warehouse, features = lineage.snapshot("warehouse"), lineage.snapshot("features")
    return is_registered(published, warehouse, employer_id, _as_of(features))


def dossier(published: Published, lineage: Lineage, employer_id: str) -> Dossier | None:
    """Return the dossier of an employer, or ``None`` when the register as known does not hold it.

    Raises:
        GoneSnapshotError: The plan was made from a snapshot that is not there any more.
    """
    warehouse, features, scores = (lineage.snapshot(kind) for kind in ("warehouse", "features", "scores"))
    as_of = _as_of(features)
    known = registered(published, warehouse, employer_id, as_of)
    if known is None:
        return None
    facts = _facts(published, features, employer_id)
    employers_by_law = _employers_by_law(published, scores)
    return Dossier(
        employer=known.employer,
        numbers=known.numbers,
        places=known.places,
        as_of=as_of,
        facts=_of_status(facts, BELOW),
        noted=_of_status(facts, NOTED),
        not_testable=_of_status(facts, NOT_TESTABLE),
        scores=_scores(published, scores, employer_id, employers_by_law),
        modelled=frozenset(employers_by_law),
        withheld=published.withheld(scores),
        by_rules=_by_rules(published, scores),
        flags=_flags(published, scores, employer_id),
        reasons=_reasons(published, scores, employer_id),
        below_the_cut=_below_the_cut(published, lineage.plan, employer_id),
        inspections=known.inspections,
        planned=planned_item(published, lineage.plan, employer_id),
    )


def _as_of(features: Snapshot) -> date:
    return date.fromisoformat(str(features.manifest.as_of))


def _facts(published: Published, features: Snapshot, employer_id: str) -> list[Row]:
    rows = published.rows(
        "SELECT * FROM read_parquet($facts) WHERE employer_id = $employer_id "
        "ORDER BY list_position(['WML', 'Wav', 'Waadi'], law), article, rule, period_from",
        {"facts": features.table("facts"), "employer_id": employer_id},
    )
    return [row | {"detail": _detail(row["detail"])} for row in rows]


def _of_status(facts: list[Row], status: str) -> list[Row]:
    return [fact for fact in facts if fact["status"] == status]


def _detail(text: Any) -> dict[str, Any]:
    content = json.loads(text) if isinstance(text, str) and text else {}
    return content if isinstance(content, dict) else {}


def _scores(published: Published, scores: Snapshot, employer_id: str, employers_by_law: Mapping[str, int]) -> list[Row]:
    """Return the scores of an employer, with how many ``employers`` have one for the same law."""
    rows = published.rows(
        "SELECT law, probability, rank, rank_low, rank_high, tied, supported, probability_without_memory, "
        "rank_without_memory, expected_workers, expected_underpaid_eur, expected_hours, as_of "
        "FROM read_parquet($scores) WHERE employer_id = $employer_id",
        {"scores": scores.table("scores"), "employer_id": employer_id},
    )
    return [row | {"employers": employers_by_law[row["law"]]} for row in rows]


def _employers_by_law(published: Published, scores: Snapshot) -> dict[str, int]:
    """Return how many employers have a score for each law; a law with too few closed cases has no model, and none."""
    counted = published.kept(
        "scored_by_law",
        scores.manifest.snapshot_id,
        "SELECT law, count(*) AS employers FROM read_parquet($scores) GROUP BY law",
        {"scores": scores.table("scores")},
    )
    rows = published.answered(f"SELECT law, employers FROM {counted}", {})  # noqa: S608 -- our own name
    return {row["law"]: row["employers"] for row in rows}


def _by_rules(published: Published, scores: Snapshot) -> Mapping[str, list[Row]]:
    """Return of each law that goes by rules the steps of ``models.rules_scoring.past_shares``; none: too few cases."""
    laws = scores.manifest.notes.get("rules", ())
    if not laws:
        return {}
    rows = published.rows(
        "SELECT * FROM read_parquet($rules) ORDER BY law, least_flags", {"rules": scores.table("rules")}
    )
    return {law: [row for row in rows if row["law"] == law] for law in laws}


def _flags(published: Published, scores: Snapshot, employer_id: str) -> list[Row]:
    if not scores.manifest.notes.get("rules"):
        return []
    return published.rows(
        "SELECT law, feature, value, above FROM read_parquet($flags) WHERE employer_id = $employer_id "
        "ORDER BY law, feature, above",
        {"flags": scores.table("flags"), "employer_id": employer_id},
    )


def _reasons(published: Published, scores: Snapshot, employer_id: str) -> list[Row]:
    return published.rows(
        "SELECT law, direction, position, feature, contribution, value, peer_value "
        "FROM read_parquet($reasons) WHERE employer_id = $employer_id ORDER BY law, direction DESC, position",
        {"reasons": scores.table("reasons"), "employer_id": employer_id},
    )


def _below_the_cut(published: Published, plan: Snapshot, employer_id: str) -> Mapping[str, Row]:
    """Return by law what would bring the employer below the plan's cut, where it lies above it."""
    rows = published.rows(
        "SELECT law, sentence_nl, sentence_en FROM read_parquet($told) WHERE employer_id = $employer_id",
        {"told": plan.table("below_the_cut"), "employer_id": employer_id},
    )
    return {row["law"]: row for row in rows}
