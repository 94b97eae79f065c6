-- What would really be found, over all months that were remembered: per law and branch of the economy, and overall.
SELECT law, division, count(*) AS employer_months, count(*) FILTER (found) AS would_be_found
FROM (
    SELECT division, unnest([{'law': 'WML', 'found': wml_found}, {'law': 'Wav', 'found': wav_found},
        {'law': 'Waadi', 'found': waadi_found}], recursive := true)
    FROM remembered
)
GROUP BY ALL
ORDER BY law, division
