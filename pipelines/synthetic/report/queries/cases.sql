-- Closed cases: the hours they took, and how many of those that examined anything found a violation, by the ground of
-- selection. Agencies and hirers are employers with SBI 78 and those that a staffing link names as hirer.
WITH chain AS (
    SELECT employer_id FROM employers WHERE sbi_code LIKE '78%'
    UNION
    SELECT p.employer_id FROM staffing_links AS l JOIN parties AS p ON p.party_id = l.hirer_id
    WHERE p.employer_id IS NOT NULL
), closed AS (
    SELECT i.case_id, i.selection_ground AS ground, i.spent_hours, i.employer_id IN (FROM chain) AS in_chain,
        bool_or(f.violation) AS hit, bool_or(f.violation) FILTER (f.law = 'Wav') AS wav_hit
    FROM inspections AS i LEFT JOIN (FROM findings WHERE examined) AS f USING (case_id)
    WHERE i.closed_on <= getvariable('as_of')
    GROUP BY ALL
)
SELECT 'hours' AS figure, avg(spent_hours) AS reached, count(spent_hours) AS sample FROM closed
UNION ALL
SELECT 'hits_chain', avg(hit::INTEGER), count(hit) FROM closed WHERE in_chain AND ground <> 'random'
UNION ALL
SELECT 'hits_wav', avg(wav_hit::INTEGER), count(wav_hit) FROM closed WHERE ground <> 'random'
UNION ALL
SELECT 'hits_' || ground, avg(hit::INTEGER), count(hit) FROM closed GROUP BY ground
