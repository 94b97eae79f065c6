"""What became of inspection cases: the one place that says which outcome counts and since when it is known."""

from data_contracts.as_known import as_known_sql
from data_contracts.contract import load_contract
from features.engine import sql_file


def case_outcomes_sql(
    inspections: str = "read_parquet($inspections)", findings: str = "read_parquet($findings)"
) -> str:
    """Return the query of the outcomes known on ``$as_of``.

    One row a closed case and act that it examined; a case still open, or an act that was not examined, has no outcome.
    Columns: ``case_id, employer_id, law, selection_ground, selection_probability, selected_on, known_on, violation,
    team, spent_minutes``. ``known_on`` is the day since which the outcome has been known as it is now known.

    Args:
        inspections: What to read all versions of the register's inspections from.
        findings: The same for its findings.
    """
    return sql_file("queries/case_outcomes.sql").format(
        inspections=as_known_sql(inspections, load_contract("inspections").as_known_key),
        findings=as_known_sql(findings, load_contract("findings").as_known_key),
        all_inspections=inspections,
        all_findings=findings,
    )
