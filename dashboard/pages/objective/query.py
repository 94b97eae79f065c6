"""What the objective page reads: the published plan of each objective, and by which groups each would divide its hours.

Only totals of groups are read. The visits that lot chose are the same under each objective, so that no list of items of
two plans may ever stand side by side; and of a group with few items nothing is told, not by subtraction either.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dashboard.pages.what_if import query as what_ifs
from dashboard.pages.what_if.query import Answer
from dashboard.published import Published, Row
from data_contracts.snapshots import Snapshot
from models.small_cells import pooled, small_cells, together
from models.yields import OBJECTIVES

FIGURES = ("items", "hours", "workers", "chance")
DIMENSIONS = ("sector", "size_class", "region")
MEASURES = (
    "yield_hits", "yield_workers", "yield_underpaid", "items", "hours_visit", "hours_joint_visit", "hours_desk_check",
    "hours_letter", "chance_all",
)  # fmt: skip
"""What is told of a whole plan. Hours by what lot and choice took stand on the page of the what-ifs."""


Groups = Mapping[str, Mapping[str, Row]]
"""What is told of each group, by objective and group."""


@dataclass(frozen=True)
class Planned:
    """One objective: the plan in use, or the newest published what-if of it against that plan.

    ``answer`` is ``None`` for the plan in use, and for an objective that nobody has asked for.
    """

    objective: str
    in_use: bool
    answer: Answer | None

    @property
    def is_known(self) -> bool:
        """Whether there is a plan to show."""
        return self.in_use or self.answer is not None


def objective_of_plan(plan: Snapshot) -> str:
    """Return the objective of a plan; the first of all where it does not say."""
    told = str(plan.manifest.notes.get("objective") or "")
    return told if told in OBJECTIVES else OBJECTIVES[0]


def objectives(published: Published, plan: Snapshot) -> list[Planned]:
    """Return every objective, the one in use first."""
    used = objective_of_plan(plan)
    found: dict[str, Answer] = {}
    for answer in what_ifs.answers(published):
        objective = what_ifs.objective_of(answer)
        if answer.base_plan == plan.manifest.snapshot_id and not answer.infeasible:
            found.setdefault(objective, answer)
    others = [Planned(name, in_use=False, answer=found.get(name)) for name in OBJECTIVES if name != used]
    return [Planned(used, in_use=True, answer=None), *others]


def measures(published: Published, planned: Sequence[Planned]) -> list[Row]:
    """Return ``measure, label_nl, label_en, unit`` of each measure and its value under each objective by name.

    The figures of the plan in use come from what it was held against, so there are none until a what-if is published.
    """
    table: dict[str, Row] = {}
    used = planned[0].objective
    for one in planned[1:]:
        for row in what_ifs.measures(published, one.answer) if one.answer else ():
            if row["measure"] in MEASURES:
                labels = {name: row[name] for name in ("measure", "label_nl", "label_en", "unit")}
                entry = table.setdefault(row["measure"], labels | {used: row["base"]})
                entry[one.objective] = row["variant"]
    return [table[name] for name in MEASURES if name in table]


def groups(published: Published, plan: Snapshot, planned: Sequence[Planned], dimension: str) -> Groups:
    """Return ``items?, hours?, workers?, chance?`` of each group under each known objective, by objective and group.

    ``workers`` are those expected to be affected: a sum of the models' chances, without an interval. What the plan in
    use expects of a group is worked out when a what-if is held against it; one what-if never shows what another hides.

    Args:
        published: Where to read.
        plan: The plan in use.
        planned: As ``objectives`` gives them.
        dimension: One of ``DIMENSIONS``.
    """
    used = _in_use(published, plan, dimension)
    told: dict[str, Mapping[str, Row]] = {planned[0].objective: used}
    for one in planned[1:]:
        if one.answer is not None:
            rows = what_ifs.groups(published, one.answer, dimension)
            told[one.objective] = {row["group"]: {name: row.get(f"variant_{name}") for name in FIGURES} for row in rows}
            for row in rows:
                group = used.get(row["group"])
                if group is not None and group["workers"] is None:
                    group["workers"] = row.get("base_workers")
    return told


def _in_use(published: Published, plan: Snapshot, dimension: str) -> dict[str, Row]:
    """Return the plan's own figures, small groups together, by the rule of the fairness page."""
    values = {"items": plan.table("items"), "chances": plan.table("chances"), "dimension": dimension}
    rows = published.rows(
        "WITH planned AS (SELECT coalesce(CASE $dimension WHEN 'sector' THEN sector WHEN 'size_class' THEN size_class "
        "ELSE region END, 'unknown') AS \"group\", count(*) AS items, sum(expected_hours) AS hours "
        'FROM read_parquet($items) GROUP BY 1) SELECT known."group", known.employers, known.looked_at, '
        "coalesce(items, 0) AS items, coalesce(hours, 0) AS hours FROM read_parquet($chances) AS known "
        "LEFT JOIN planned USING (\"group\") WHERE period = 'plan' AND dimension = $dimension ORDER BY ALL",
        values,
    )
    counted = {name: {row["group"]: row[name] for row in rows} for name in ("employers", "looked_at", "items", "hours")}
    shown_as = together(counted["employers"])
    of = {name: pooled(counts, shown_as) for name, counts in counted.items()}
    few = small_cells(of["items"])
    return {
        group: {
            "items": None if group in few else of["items"][group],
            "hours": None if group in few else of["hours"][group],
            "workers": None,
            "chance": of["looked_at"][group] / employers if employers else None,
        }
        for group, employers in of["employers"].items()
    }
