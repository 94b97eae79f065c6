-- What inspections of the employer had shown by the as-of date. Shares are drawn towards the share of all employers, as
-- if an employer started with five cases at that share, so that one finding is not 100% (as in features/history.py).
-- Days are counted to the day after the as-of date, the first on which somebody can decide with what was known.
WITH overall AS (
    SELECT sum(findings) * 1.0e0 / nullif(sum(cases), 0) AS finding_share FROM history_totals
),
open_cases AS (
    SELECT employer_id, count(*) AS cases
    FROM inspections_known
    WHERE closed_on IS NULL AND selected_on <= $as_of
    GROUP BY employer_id
)
SELECT
    population.employer_id,
    coalesce(own.cases, 0) * 1.0e0 AS earlier_cases,
    coalesce(own.findings, 0) * 1.0e0 AS earlier_findings,
    (coalesce(own.findings, 0) + 5.0e0 * overall.finding_share) / (coalesce(own.cases, 0) + 5.0e0) AS finding_share,
    (date_diff('day', own.last_case_on, $as_of) + 1) * 1.0e0 AS days_since_case,
    (date_diff('day', own.last_finding_on, $as_of) + 1) * 1.0e0 AS days_since_finding,
    coalesce(own.wml_findings, 0) * 1.0e0 AS wml_findings,
    coalesce(own.wav_findings, 0) * 1.0e0 AS wav_findings,
    coalesce(own.waadi_findings, 0) * 1.0e0 AS waadi_findings,
    coalesce(own.repeated_findings, 0) * 1.0e0 AS repeated_findings,
    coalesce(sanctions.fines, 0) * 1.0e0 AS fined_cases,
    coalesce(sanctions.upheld_objections, 0) * 1.0e0 AS upheld_objections,
    own.last_on_signal * 1.0e0 AS last_case_on_signal,
    own.spent_minutes / 60.0e0 / nullif(own.timed_cases, 0) AS hours_per_case,
    CASE
        WHEN employer.sector IS NOT NULL
            THEN (coalesce(sectors.findings, 0) - coalesce(own.findings, 0) + 5.0e0 * overall.finding_share)
                / (coalesce(sectors.cases, 0) - coalesce(own.cases, 0) + 5.0e0)
    END AS sector_finding_share,
    coalesce(open_cases.cases, 0) * 1.0e0 AS open_cases
FROM population
CROSS JOIN overall
LEFT JOIN history_totals AS own ON own.employer_id = population.employer_id
LEFT JOIN history_sanctions AS sanctions ON sanctions.employer_id = population.employer_id
LEFT JOIN open_cases ON open_cases.employer_id = population.employer_id
LEFT JOIN employers_now AS employer ON employer.employer_id = population.employer_id
LEFT JOIN history_sectors AS sectors ON sectors.sector = employer.sector
