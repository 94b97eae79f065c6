-- Reports on agencies, and the cases at agencies that were chosen on a signal.
WITH agencies AS (
    SELECT employer_id FROM employers WHERE sbi_code LIKE '78%'
), reports AS (
    SELECT count(*) AS reports FROM signals WHERE employer_id IN (FROM agencies)
), chosen AS (
    SELECT count(*) AS cases FROM inspections
    WHERE selection_ground = 'signal' AND employer_id IN (FROM agencies)
)
SELECT 'signals_to_cases' AS figure, cases / nullif(reports, 0) AS reached, reports AS sample FROM reports, chosen
