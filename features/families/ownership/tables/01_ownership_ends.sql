-- Which employers ended or became insolvent in the five years before the as-of date, and the first day of either. Of
-- the kinds of insolvency a suspension of payments counts too: it seldom ends otherwise.
WITH insolvent AS (
    SELECT employer_id, min(declared_on) AS declared_on
    FROM insolvencies_known
    WHERE declared_on > $five_years_ago AND declared_on <= $as_of
    GROUP BY employer_id
),
ended AS (
    SELECT employer_id, end_date
    FROM employers_now
    WHERE end_date > $five_years_ago AND end_date < $as_of
)
SELECT
    coalesce(ended.employer_id, insolvent.employer_id) AS employer_id,
    CASE
        WHEN ended.end_date IS NULL THEN insolvent.declared_on
        WHEN insolvent.declared_on < ended.end_date THEN insolvent.declared_on
        ELSE ended.end_date
    END AS ended_on,
    CASE WHEN insolvent.employer_id IS NULL THEN 0 ELSE 1 END AS insolvent
FROM ended
FULL JOIN insolvent ON insolvent.employer_id = ended.employer_id
