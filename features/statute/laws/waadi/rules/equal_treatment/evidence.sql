-- Lent adults who were paid less an hour than nearly all of the hirer's own adult staff in the same month (Waadi art. 8
-- and 8a), at the hirer and at the lender that paid them. The wage that counts includes overtime, and its hours. What
-- cannot be compared says why: no_pay (no return shows the pay), several_hirers (one return, work at several hirers),
-- few_staff (too few own adults at the hirer). Reads lent_workers, staff_pay, parameter_values and chunk.
WITH settings AS (
    SELECT
        max(number) FILTER (name = 'own_staff') AS own_staff,
        max(number) FILTER (name = 'adult_age') AS adult_age
    FROM parameter_values
    WHERE parameter_id = 'waadi.pay_comparison' AND known
),
compared AS (
    SELECT
        lent.*,
        staff.jobs,
        staff.floor_cents,
        duty.text AS duty,
        lent.counted_cents * 60 // lent.paid_minutes AS hourly_cents,
        CASE
            WHEN lent.payer_id IS NULL THEN 'no_pay'
            WHEN lent.hirers > 1 THEN 'several_hirers'
            WHEN coalesce(staff.jobs, 0) < settings.own_staff THEN 'few_staff'
        END AS why_not
    FROM lent_workers AS lent
    CROSS JOIN settings
    JOIN parameter_values AS duty
        ON duty.parameter_id = 'waadi.equal_treatment'
        AND lent.period >= duty.valid_from
        AND lent.period <= coalesce(duty.valid_to, lent.period)
    LEFT JOIN staff_pay AS staff ON staff.employer_id = lent.hirer_id AND staff.period = lent.period
    WHERE lent.age IS NULL OR lent.age >= settings.adult_age
),
-- Not simply met: strictly below what nearly all own staff earn, to the cent an hour.
found AS (
    SELECT *, CASE WHEN why_not IS NULL THEN 'noted' ELSE 'not_testable' END AS status
    FROM compared
    WHERE why_not IS NOT NULL OR counted_cents * 60 < floor_cents * paid_minutes
),
sides AS (
    SELECT hirer_id AS employer_id, 'hirer' AS side, found.* FROM found
    UNION ALL
    SELECT payer_id AS employer_id, 'lender' AS side, found.* FROM found WHERE payer_lends
)
SELECT
    sides.employer_id,
    sides.status,
    sides.period AS period_from,
    sides.period AS period_to,
    sides.side,
    sides.worker_pid,
    sides.payer_id,
    sides.hirer_id,
    sides.hourly_cents,
    -- Of too few people the pay would be somebody's own.
    CASE WHEN sides.status = 'noted' THEN sides.floor_cents END AS floor_cents,
    sides.jobs,
    sides.duty,
    sides.why_not
FROM sides
SEMI JOIN chunk ON chunk.employer_id = sides.employer_id
