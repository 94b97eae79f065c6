"""What the what-if page reads: the answers that are published, and their tables."""

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from dashboard.components.groups import small_groups
from dashboard.published import Published, Row
from dashboard.texts import Language
from data_contracts.snapshots import Snapshot
from models.small_cells import small_cells

AnswerKind = Literal["what_if", "scenario"]
KINDS: tuple[AnswerKind, ...] = ("what_if", "scenario")
SHOWN_EMPLOYERS = 25
_WITHIN = "(len($within::VARCHAR[]) = 0 OR list_contains($within::VARCHAR[], region))"
PLAN = "plan"
OBJECTIVE = "objective"
"""The name of the what-if of another objective."""


@dataclass(frozen=True)
class Answer:
    """A published what-if or scenario: plan against plan, or law against law."""

    snapshot: Snapshot
    kind: AnswerKind

    @property
    def identifier(self) -> str:
        """The number of the snapshot, by which addresses name it."""
        return self.snapshot.manifest.snapshot_id

    @property
    def base_plan(self) -> str:
        """The number of the plan snapshot that it is held against."""
        return str(self.snapshot.manifest.notes.get("base_plan") or self.snapshot.input_id("plan") or "")

    @property
    def infeasible(self) -> bool:
        """Whether no plan could be made, since constraints clash."""
        return bool(self.snapshot.manifest.notes.get("infeasible"))

    def text(self, name: str, language: Language) -> str:
        """Return a sentence of the notes in a language, e.g. ``title``; empty where there is none."""
        return str(self.snapshot.manifest.notes.get(f"{name}_{language}") or "")

    def texts(self, name: str, language: Language) -> list[str]:
        """Return sentences of the notes in a language, e.g. ``caveats``."""
        told = self.snapshot.manifest.notes.get(f"{name}_{language}")
        return [str(text) for text in told] if isinstance(told, list) else []


def answers(published: Published) -> list[Answer]:
    """Return every published answer, the newest first; without those that rest on a suspended model."""
    return sorted(_answers(published), key=lambda item: item.identifier, reverse=True)


def find(known: Sequence[Answer], identifier: str | None) -> Answer | None:
    """Return the answer of that number, if it is published."""
    return next((item for item in known if item.identifier == identifier), None)


def objective_of(answer: Answer) -> str:
    """Return the objective that a what-if asked for; empty when it asked for something else."""
    notes = answer.snapshot.manifest.notes
    if answer.kind != "what_if" or notes.get("name") != OBJECTIVE:
        return ""
    try:
        asked = json.loads(str(notes.get("overlay") or "{}"))
    except ValueError:
        return ""
    return str(asked.get("objective") or "") if isinstance(asked, dict) else ""


def aim_of_plan(published: Published, answer: Answer) -> str:
    """Return the objective of the plan that an answer is held against; empty when that plan is gone."""
    plan = published.folder.find("plan", answer.base_plan)
    return str(plan.manifest.notes.get("objective") or "") if plan else ""


def measures(published: Published, answer: Answer) -> list[Row]:
    """Return ``measure, label_nl, label_en, unit, base, variant``: of a scenario, its effect on the plan.

    The unit is one of ``dashboard.components.comparison``, which tells estimates from what was counted.
    """
    table = "measures" if answer.kind == "what_if" else "plan_effect"
    return published.rows(
        "SELECT measure, label_nl, label_en, base, variant, CASE WHEN expected AND unit IN ('findings', 'workers', "
        "'eur') THEN 'expected_' || unit ELSE unit END AS unit FROM read_parquet($table)",
        {"table": answer.snapshot.table(table)},
    )


def groups(published: Published, answer: Answer, dimension: str) -> list[Row]:
    """Return ``group`` and ``base_`` and ``variant_`` of ``items, hours, chance`` and ``workers`` by a dimension.

    Groups of so few employers that somebody could be recognised are left out. An answer of an earlier version of the
    program has no ``workers``.
    """
    rows = published.rows(
        'SELECT * EXCLUDE (dimension) FROM read_parquet($table) WHERE dimension = $dimension ORDER BY "group"',
        {"table": answer.snapshot.table("groups"), "dimension": dimension},
    )
    small = _small(published, answer, dimension)
    return [row for row in rows if row["group"] not in small]


def prices(published: Published, answer: Answer) -> list[Row]:
    """Return ``constraint, change, unit, base, variant`` (what each change would bring), the largest first."""
    return published.rows(
        'SELECT "constraint", change, min(unit) AS unit, max(gain) FILTER (plan = $base) AS base, '
        "max(gain) FILTER (plan = $variant) AS variant FROM read_parquet($table) "
        'GROUP BY "constraint", change ORDER BY greatest(base, variant) DESC, "constraint"',
        {"table": answer.snapshot.table("prices"), "base": "base", "variant": "variant"},
    )


def coming_in(published: Published, answer: Answer) -> tuple[list[Row], int]:
    """Return the first employers by name that would come into the plan, and how many there are.

    Who may see the employers of some regions only is told of no others.
    """
    path = {"table": answer.snapshot.table("changes"), "within": list(published.regions)}
    rows = published.rows(
        f"SELECT employer_id, trade_name, sector, region FROM read_parquet($table) WHERE change = 'in' AND {_WITHIN} "  # noqa: S608 -- our own words; values are parameters
        "ORDER BY strip_accents(lower(trade_name)), employer_id LIMIT $shown",
        path | {"shown": SHOWN_EMPLOYERS},
    )
    counted = published.rows(
        f"SELECT count(*) AS n FROM read_parquet($table) WHERE change = 'in' AND {_WITHIN}",  # noqa: S608 -- our own words; values are parameters
        path,
    )
    return rows, counted[0]["n"]


def teams(published: Published, plan: Snapshot) -> list[Row]:
    """Return ``region, team`` of the teams of a plan, in order."""
    return published.rows(
        "SELECT DISTINCT region, team FROM read_parquet($teams) ORDER BY ALL", {"teams": plan.table("teams")}
    )


def totals(published: Published, answer: Answer) -> list[Row]:
    """Return a scenario's totals by law and rule, in its own order: employers, workers and cents, now and then."""
    return published.rows(
        "SELECT law, rule, title_nl, title_en, employers_now, employers_then, workers_now, workers_then, "
        "cents_now, cents_then, not_testable_now, not_testable_then FROM read_parquet($table)",
        {"table": answer.snapshot.table("totals")},
    )


def falling_under(published: Published, answer: Answer, law: str, rule: str) -> tuple[list[Row], int]:
    """Return the first employers that a rule would newly reach, the largest amount first, and how many there are.

    Who may see the employers of some regions only is told of no others.
    """
    table = answer.snapshot.table("employers")
    path = {"table": table, "law": law, "rule": rule, "within": list(published.regions)}
    chosen = f"FROM read_parquet($table) WHERE law = $law AND rule = $rule AND change = 'new' AND {_WITHIN}"
    rows = published.rows(
        f"SELECT employer_id, trade_name, sector, region, workers_then, cents_then {chosen} "
        "ORDER BY cents_then DESC NULLS LAST, workers_then DESC, employer_id LIMIT $shown",
        path | {"shown": SHOWN_EMPLOYERS},
    )
    counted = published.rows(f"SELECT count(*) AS n {chosen}", path)
    return rows, counted[0]["n"]


def rule_groups(published: Published, answer: Answer, law: str, rule: str, dimension: str) -> list[Row]:
    """Return ``group, employers_now, employers_then, workers_now, workers_then`` of one rule by a dimension.

    Counts of fewer than five employers are left empty, and those from which they would follow.
    """
    rows = published.rows(
        'SELECT "group", employers_now, employers_then, workers_now, workers_then, cents_now, cents_then '
        'FROM read_parquet($table) WHERE law = $law AND rule = $rule AND dimension = $dimension ORDER BY "group"',
        {"table": answer.snapshot.table("groups"), "law": law, "rule": rule, "dimension": dimension},
    )
    hidden = {
        when: small_cells({row["group"]: row[f"employers_{when}"] or 0 for row in rows}) for when in ("now", "then")
    }
    return [_without(row, {when for when, groups in hidden.items() if row["group"] in groups}) for row in rows]


def _without(row: Row, hidden: Collection[str]) -> Row:
    told: dict[str, Any] = {"group": row["group"]}
    for when in ("now", "then"):
        told |= {
            f"{what}_{when}": None if when in hidden else row[f"{what}_{when}"]
            for what in ("employers", "workers", "cents")
        }
    return told


def _answers(published: Published) -> Iterator[Answer]:
    for kind in KINDS:
        for snapshot in published.folder.snapshots(kind):
            if not published.withheld(snapshot):
                yield Answer(snapshot, kind)


def _small(published: Published, answer: Answer, dimension: str) -> frozenset[str]:
    plan = published.folder.find("plan", answer.base_plan)
    if plan is None:
        return frozenset()
    rows = published.rows(
        'SELECT "group", employers FROM read_parquet($chances) WHERE period = $plan AND dimension = $dimension',
        {"chances": plan.table("chances"), "plan": PLAN, "dimension": dimension},
    )
    return small_groups(rows)
