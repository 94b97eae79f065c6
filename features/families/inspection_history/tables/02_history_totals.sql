-- One row an employer with a closed case. A finding is repeated when its case was chosen after an earlier finding at
-- the same employer had become known.
SELECT
    employer_id,
    count(*) AS cases,
    sum(finding) AS findings,
    sum(wml_finding) AS wml_findings,
    sum(wav_finding) AS wav_findings,
    sum(waadi_finding) AS waadi_findings,
    sum(CASE WHEN finding = 1 AND selected_on > first_finding_on THEN 1 ELSE 0 END) AS repeated_findings,
    sum(spent_minutes) AS spent_minutes,
    count(spent_minutes) AS timed_cases,
    max(known_on) AS last_case_on,
    max(CASE WHEN finding = 1 THEN known_on END) AS last_finding_on,
    max(CASE WHEN recency = 1 AND selection_ground = 'signal' THEN 1 ELSE 0 END) AS last_on_signal
FROM history_cases
GROUP BY employer_id
