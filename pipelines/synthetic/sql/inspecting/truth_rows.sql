-- The truth as it is written: one row an employer, law and month.
SELECT e.employer_id, law, month_start(m) AS month, violates, would_be_found
FROM (
    SELECT n, m, unnest([
        {'law': 'WML', 'violates': wml, 'would_be_found': wml_found},
        {'law': 'Wav', 'violates': wav, 'would_be_found': wav_found},
        {'law': 'Waadi', 'violates': waadi, 'would_be_found': waadi_found}
    ], recursive := true)
    FROM deeds
)
JOIN employers AS e USING (n)
ORDER BY m, n, law
