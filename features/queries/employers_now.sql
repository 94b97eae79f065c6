-- The row of every employer that was valid on the as-of date, with its sector and whether it was active that day.
SELECT
    employer.employer_id,
    $as_of AS as_of,
    section.section AS sector,
    employer.size_class,
    employer.province,
    employer.legal_form,
    employer.start_date <= $as_of
        AND coalesce(employer.end_date >= $as_of, true)
        AND coalesce(employer.valid_to >= $as_of, true) AS active
FROM employers_known AS employer
LEFT JOIN sections AS section ON section.division = left(employer.sbi_code, 2)
WHERE employer.valid_from <= $as_of
QUALIFY row_number() OVER (PARTITION BY employer.employer_id ORDER BY employer.valid_from DESC) = 1
