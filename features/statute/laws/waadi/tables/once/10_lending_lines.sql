-- Every lending link with the answer to one question: was the lender registered (Waadi art. 7a)? NULL is not testable.
-- Reads links, employers_known, registration_duty (valid_from, valid_to) and deemed_registered (sbi_code).
-- Features read it too, so it is written for both engines.
WITH lender_months AS (SELECT DISTINCT lender_id, period FROM links),
-- The last version of the lender that had begun by the end of the month.
lenders AS (
    SELECT
        lender_months.lender_id,
        lender_months.period,
        employer.sbi_code,
        -- Registered on any day of the month counts as registered: the register does not say when a posting began.
        coalesce(employer.waadi_registered_from <= last_day(lender_months.period), false)
            AND coalesce(employer.waadi_registered_to >= lender_months.period, true) AS on_register
    FROM lender_months
    JOIN employers_known AS employer
        ON employer.employer_id = lender_months.lender_id
        AND employer.valid_from <= last_day(lender_months.period)
    QUALIFY row_number() OVER (
        PARTITION BY lender_months.lender_id, lender_months.period ORDER BY employer.valid_from DESC
    ) = 1
),
-- deemed: the business counts as registered; may_be: its code is too short to tell it from one that does.
codes AS (
    SELECT
        code.sbi_code,
        max(CASE WHEN starts_with(code.sbi_code, deemed.sbi_code) THEN 1 ELSE 0 END) AS deemed,
        max(CASE WHEN starts_with(deemed.sbi_code, code.sbi_code) THEN 1 ELSE 0 END) AS may_be
    FROM (SELECT DISTINCT sbi_code FROM lenders) AS code
    CROSS JOIN deemed_registered AS deemed
    GROUP BY code.sbi_code
)
SELECT
    links.lender_id,
    links.lender_kind,
    links.hirer_id,
    links.period,
    links.workers,
    links.hired_minutes,
    links.invoiced_cents,
    CASE
        WHEN duty.valid_from IS NULL THEN NULL
        WHEN links.lender_kind = 'unregistered' THEN false
        WHEN links.lender_kind = 'foreign' OR lenders.lender_id IS NULL THEN NULL
        WHEN lenders.on_register OR codes.deemed = 1 THEN true
        WHEN codes.may_be = 1 THEN NULL
        ELSE false
    END AS lender_registered
FROM links
LEFT JOIN registration_duty AS duty
    ON links.period >= duty.valid_from AND links.period <= coalesce(duty.valid_to, links.period)
LEFT JOIN lenders ON lenders.lender_id = links.lender_id AND lenders.period = links.period
LEFT JOIN codes ON codes.sbi_code = lenders.sbi_code
