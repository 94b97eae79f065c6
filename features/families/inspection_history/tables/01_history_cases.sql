-- One row a closed case with a known outcome: whether it ended with a finding for any act (1 or 0) and for each, since
-- which day all of its outcome has been known, and its place counted back from the employer's last case (1).
WITH per_case AS (
    SELECT
        case_id,
        employer_id,
        min(selected_on) AS selected_on,
        min(selection_ground) AS selection_ground,
        max(spent_minutes) AS spent_minutes,
        max(known_on) AS known_on,
        max(CASE WHEN violation THEN 1 ELSE 0 END) AS finding,
        max(CASE WHEN violation AND law = 'WML' THEN 1 ELSE 0 END) AS wml_finding,
        max(CASE WHEN violation AND law = 'Wav' THEN 1 ELSE 0 END) AS wav_finding,
        max(CASE WHEN violation AND law = 'Waadi' THEN 1 ELSE 0 END) AS waadi_finding
    FROM case_outcomes
    GROUP BY case_id, employer_id
)
SELECT
    case_id,
    employer_id,
    selected_on,
    selection_ground,
    spent_minutes,
    known_on,
    finding,
    wml_finding,
    wav_finding,
    waadi_finding,
    min(CASE WHEN finding = 1 THEN known_on END) OVER (PARTITION BY employer_id) AS first_finding_on,
    row_number() OVER (PARTITION BY employer_id ORDER BY known_on DESC, selected_on DESC, case_id DESC) AS recency
FROM per_case
