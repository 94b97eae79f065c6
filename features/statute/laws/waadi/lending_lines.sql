-- Every lending link with the answer to one question: was the lender registered (Waadi art. 7a)? NULL is not testable.
-- Reads links, employers_known, registration_duty (valid_from, valid_to) and deemed_registered (sbi_code).
WITH lenders AS (
    SELECT
        links.*,
        employer.employer_id IS NOT NULL AS lender_known,
        employer.sbi_code,
        -- Registered on any day of the month counts as registered: the register does not say when a posting began.
        employer.waadi_registered_from <= last_day(links.period)
            AND coalesce(employer.waadi_registered_to >= links.period, true) AS on_register
    FROM links
    ASOF LEFT JOIN employers_known AS employer
        ON employer.employer_id = links.lender_id AND last_day(links.period) >= employer.valid_from
)
SELECT
    lenders.* EXCLUDE (lender_known, sbi_code, on_register),
    CASE
        WHEN NOT EXISTS (
            FROM registration_duty AS duty
            WHERE lenders.period >= duty.valid_from AND lenders.period <= coalesce(duty.valid_to, lenders.period)
        ) THEN NULL
        WHEN lender_kind = 'unregistered' THEN false
        WHEN lender_kind = 'foreign' OR NOT lender_known THEN NULL
        WHEN coalesce(on_register, false) THEN true
        WHEN EXISTS (FROM deemed_registered AS deemed WHERE starts_with(lenders.sbi_code, deemed.sbi_code)) THEN true
        -- An SBI code too short to tell a deemed-registered business from another one proves nothing.
        WHEN EXISTS (FROM deemed_registered AS deemed WHERE starts_with(deemed.sbi_code, lenders.sbi_code)) THEN NULL
        ELSE false
    END AS lender_registered
FROM lenders
