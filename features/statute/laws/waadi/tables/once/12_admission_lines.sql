-- Every lending link of a month in which admission is asked for (from 2028, Waadi art. 12c and 12d), with the answer to
-- one question: was the lender admitted? NULL is not testable, and why_not says what stands in the way. Reads links,
-- employers_known and parameter_values.
WITH duty_links AS (
    SELECT links.*
    FROM links
    JOIN parameter_values AS duty
        ON duty.parameter_id = 'waadi.registration_duty'
        AND duty.text = 'admission'
        AND duty.known
        AND links.period >= duty.valid_from
        AND links.period <= coalesce(duty.valid_to, links.period)
),
lenders AS (
    SELECT
        lender.lender_id,
        lender.period,
        -- Admitted on any day of the month counts as admitted: the register does not say when a posting began.
        bool_or(coalesce(status.text = 'admitted', false)) AS admitted,
        bool_or(coalesce(status.text = 'not_testable', false)) AS applied,
        bool_or(status.text IS NULL) AS no_status
    FROM (SELECT DISTINCT lender_id, period FROM duty_links) AS lender
    JOIN employers_known AS employer
        ON employer.employer_id = lender.lender_id
        AND employer.valid_from <= last_day(lender.period)
        AND coalesce(employer.valid_to >= lender.period, true)
    LEFT JOIN parameter_values AS status
        ON status.parameter_id = 'waadi.admission_statuses'
        AND status.name = employer.wtta_status
        AND lender.period >= status.valid_from
        AND lender.period <= coalesce(status.valid_to, lender.period)
    GROUP BY lender.lender_id, lender.period
)
SELECT
    duty_links.lender_id,
    duty_links.lender_kind,
    duty_links.hirer_id,
    duty_links.period,
    duty_links.workers,
    duty_links.hired_minutes,
    CASE
        WHEN lender_kind = 'unregistered' THEN false
        WHEN lender_kind = 'foreign' OR lenders.lender_id IS NULL THEN NULL
        WHEN lenders.admitted THEN true
        WHEN lenders.applied OR lenders.no_status THEN NULL
        ELSE false
    END AS lender_admitted,
    CASE
        WHEN lender_kind = 'unregistered' OR lenders.admitted THEN NULL
        WHEN lender_kind = 'foreign' OR lenders.lender_id IS NULL OR lenders.no_status THEN 'unknown_lender'
        WHEN lenders.applied THEN 'applied'
    END AS why_not
FROM duty_links
LEFT JOIN lenders ON lenders.lender_id = duty_links.lender_id AND lenders.period = duty_links.period
