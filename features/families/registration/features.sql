-- Whether an employer may lend workers, by the register of lenders (until the end of 2027) and that of admissions. A
-- code that counts as registration (deemed) counts here too; one too short to tell (may_be) leaves it undefined. An
-- employer can be recognised as a lender by a registration, also one that ended, or by its code; for anybody else a
-- certificate or an admission has no meaning and is undefined.
WITH codes AS (
    SELECT
        code.sbi_code,
        max(CASE WHEN starts_with(code.sbi_code, deemed.sbi_code) THEN 1 ELSE 0 END) AS deemed,
        max(CASE WHEN starts_with(deemed.sbi_code, code.sbi_code) THEN 1 ELSE 0 END) AS may_be
    FROM (SELECT DISTINCT sbi_code FROM employers_now WHERE left(sbi_code, 2) = '78') AS code
    CROSS JOIN deemed_registered AS deemed
    GROUP BY code.sbi_code
),
standing AS (
    SELECT
        employer.employer_id,
        employer.sbi_code,
        employer.wtta_status,
        employer.waadi_registered_from,
        employer.waadi_registered_to,
        CASE
            WHEN employer.waadi_registered_from <= $as_of
                AND (employer.waadi_registered_to IS NULL OR employer.waadi_registered_to >= $as_of) THEN 1
            ELSE 0
        END AS in_register,
        coalesce(codes.deemed, 0) AS by_code,
        coalesce(codes.may_be, 0) AS may_be_by_code,
        CASE
            WHEN employer.waadi_registered_from <= $as_of OR left(employer.sbi_code, 2) = '78' THEN 1
            ELSE 0
        END AS lends,
        CASE
            WHEN employer.sna_certified_from <= $as_of
                AND (employer.sna_certified_to IS NULL OR employer.sna_certified_to >= $as_of) THEN 1
            ELSE 0
        END AS certified
    FROM employers_now AS employer
    LEFT JOIN codes ON codes.sbi_code = employer.sbi_code
)
SELECT
    population.employer_id,
    CASE
        WHEN standing.in_register = 1 OR standing.by_code = 1 THEN 1.0e0
        WHEN standing.may_be_by_code = 0 THEN 0.0e0
    END AS waadi_registered,
    CASE
        WHEN standing.in_register = 1 THEN date_diff('day', standing.waadi_registered_from, $as_of) / 365.25e0
    END AS waadi_registration_years,
    CASE
        WHEN standing.waadi_registered_from > $as_of THEN NULL
        WHEN standing.waadi_registered_to < $as_of AND standing.waadi_registered_to >= $two_years_ago THEN 1.0e0
        WHEN standing.waadi_registered_from IS NOT NULL THEN 0.0e0
    END AS waadi_registration_ended,
    CASE WHEN standing.lends = 1 THEN standing.certified * 1.0e0 END AS sna_certified,
    CASE
        WHEN standing.sbi_code IS NULL THEN NULL
        WHEN left(standing.sbi_code, 2) <> '78' OR standing.in_register = 1 OR standing.by_code = 1 THEN 0.0e0
        WHEN standing.may_be_by_code = 0 THEN 1.0e0
    END AS lending_code_unregistered,
    CASE
        WHEN standing.lends = 0 OR standing.wtta_status IS NULL THEN NULL
        WHEN standing.wtta_status IN ('applied', 'provisional', 'admitted', 'exempt') THEN 1.0e0
        ELSE 0.0e0
    END AS wtta_applied,
    CASE
        WHEN standing.wtta_status IS NULL THEN NULL
        WHEN standing.wtta_status = 'refused' THEN 1.0e0
        ELSE 0.0e0
    END AS wtta_refused
FROM population
LEFT JOIN standing ON standing.employer_id = population.employer_id
