-- The establishments of each employer on the as-of date, with the first day on which it held them.
WITH held_since AS (
    SELECT establishment_id, employer_id, min(valid_from) AS held_from
    FROM establishments_known
    GROUP BY establishment_id, employer_id
)
SELECT
    site.establishment_id,
    site.employer_id,
    site.municipality_code,
    site.last_seen_active,
    held_since.held_from
FROM establishments_known AS site
JOIN held_since
    ON held_since.establishment_id = site.establishment_id AND held_since.employer_id = site.employer_id
WHERE site.valid_from <= $as_of AND (site.valid_to IS NULL OR site.valid_to >= $as_of)
