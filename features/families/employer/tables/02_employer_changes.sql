-- How often the register changed what an employer is, in the two years up to the as-of date: each version is held
-- against the one before it; a first version is no change. The legal form itself is no feature; that it changed is one.
WITH versions AS (
    SELECT
        employer_id,
        valid_from,
        legal_form,
        left(sbi_code, 2) AS division,
        size_class,
        lag(legal_form) OVER (PARTITION BY employer_id ORDER BY valid_from) AS legal_form_before,
        lag(left(sbi_code, 2)) OVER (PARTITION BY employer_id ORDER BY valid_from) AS division_before,
        lag(size_class) OVER (PARTITION BY employer_id ORDER BY valid_from) AS size_class_before
    FROM employers_known
    WHERE valid_from <= $as_of
)
SELECT
    employer_id,
    count(*) FILTER (WHERE valid_from > $two_years_ago AND legal_form <> legal_form_before) AS legal_form_changes,
    count(*) FILTER (WHERE valid_from > $two_years_ago AND division <> division_before) AS activity_changes,
    count(*) FILTER (WHERE valid_from > $two_years_ago AND size_class <> size_class_before) AS size_class_changes
FROM versions
GROUP BY employer_id
