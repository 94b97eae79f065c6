-- What earlier inspections of the employer had shown by the as-of date, for any act. Reads employer_history, which
-- features/history.py makes of the closed cases. The overall share is the same for everyone and no feature.
SELECT
    employer_id,
    earlier_cases,
    earlier_upheld AS earlier_findings,
    upheld_share AS finding_share,
    days_since_case,
    days_since_upheld AS days_since_finding
FROM employer_history
