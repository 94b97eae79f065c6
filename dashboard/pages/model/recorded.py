"""What came of this plan so far: findings in closed cases beside what was expected of them, all grounds together."""

from dashboard.components.data_export import Column, Sheet
from dashboard.pages.model.view import View
from dashboard.planned import plan_id_of
from data_contracts.store import has_store
from data_contracts.store.outcomes import standing
from models.evaluation.agreement import found_over_expected
from models.monitoring.rules import outcome_rules


def sheets(view: View) -> tuple[Sheet, ...]:
    """Return one row: closed cases of the plan that examined the law, findings, and what was expected.

    The grounds of selection are never parted here, and nothing is expected of a few: cases that are closed are told,
    which of the open ones lot drew is not.
    """
    words, rules = view.words, outcome_rules()
    found = _closed(view)
    chances = _chances(view, tuple(found))
    cases, hits = len(chances), sum(found[employer] for employer in chances)
    expected = sum(chances.values())
    enough = cases >= rules.minimum_cases and expected >= rules.minimum_expected
    ratio = found_over_expected(hits, cases, expected) if enough else None
    row = (
        words("recorded.row"),
        cases,
        hits if enough else None,
        expected if enough else None,
        ratio.value if ratio else None,
        (ratio.low, ratio.high) if ratio else None,
    )
    columns = (
        Column("plan", words("column.figure")),
        Column("cases", words("column.cases"), "count"),
        Column("found", words("column.positives"), "count"),
        Column("expected", words("column.expected_count"), "number"),
        Column("ratio", words("segment.ratio"), "number"),
        Column("ratio_interval", words("column.interval", of=words("segment.ratio")), "number", interval=True),
    )
    about = words("recorded.about", cases=rules.minimum_cases)
    title = words("recorded.title", law=view.law)
    return (Sheet("recorded", title, about, view.lineage.plan, columns, (row,)),)


def _closed(view: View) -> dict[str, bool]:
    """Return of each employer with a closed case that examined the law whether there was a finding."""
    if not has_store(view.context.store_url):
        return {}
    plan_id = plan_id_of(view.published, view.lineage.plan)
    outcomes = (row.outcome for row in standing(view.context.outcomes.of_plan(plan_id)).values())
    return {
        outcome.employer_id: finding.violation
        for outcome in outcomes
        if outcome.closed_on is not None
        for finding in outcome.findings
        if finding.law == view.law and finding.examined and finding.violation is not None
    }


def _chances(view: View, employers: tuple[str, ...]) -> dict[str, float]:
    """Return the chance with which each was planned; one that had none is left out."""
    rows = view.published.rows(
        f"SELECT employer_id, p_{view.law} AS chance FROM read_parquet($items) "  # noqa: S608 -- our own law's name
        f"WHERE p_{view.law} IS NOT NULL AND employer_id IN (SELECT unnest($employers::VARCHAR[]))",
        {"items": view.lineage.plan.table("items"), "employers": list(employers)},
    )
    return {row["employer_id"]: row["chance"] for row in rows}
