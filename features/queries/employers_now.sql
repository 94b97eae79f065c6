-- The row of every employer that was valid last on or before the as-of date, with its sector and region and whether it
-- was active that day.
SELECT
    employer.employer_id,
    CAST($as_of AS DATE) AS as_of,
    section.section AS sector,
    employer.sbi_code,
    employer.size_class,
    employer.province,
    region.region,
    employer.legal_form,
    employer.start_date,
    employer.end_date,
    employer.start_date <= $as_of
        AND coalesce(employer.end_date >= $as_of, true)
        AND coalesce(employer.valid_to >= $as_of, true) AS active,
    employer.waadi_registered_from,
    employer.waadi_registered_to,
    employer.sna_certified_from,
    employer.sna_certified_to,
    employer.wtta_status
FROM employers_known AS employer
LEFT JOIN sections AS section ON section.division = left(employer.sbi_code, 2)
LEFT JOIN regions AS region ON region.province = employer.province
WHERE employer.valid_from <= $as_of
QUALIFY row_number() OVER (PARTITION BY employer.employer_id ORDER BY employer.valid_from DESC) = 1
