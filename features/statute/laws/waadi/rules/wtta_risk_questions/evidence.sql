-- The official risk questions that are known (wtta_questions.yaml), answered for lenders from what the registers show
-- of the months since the scheme holds: yes, no or unknown. Reads links, payslips_known, numbers, pay_lines,
-- parameter_values and chunk.
WITH settings AS (
    SELECT
        max(number) FILTER (name = 'wage_margin_percent') AS margin,
        min(valid_from) AS valid_from
    FROM parameter_values
    WHERE parameter_id = 'waadi.risk_questions' AND known
),
lender_months AS (
    SELECT links.lender_id AS employer_id, links.period, sum(links.workers) AS workers
    FROM links
    SEMI JOIN chunk ON chunk.employer_id = links.lender_id
    JOIN settings ON links.period >= settings.valid_from
    GROUP BY links.lender_id, links.period
),
lenders AS (
    SELECT employer_id, min(period) AS period_from, max(period) AS period_to, max(workers) AS workers,
        sum(workers) AS worker_months
    FROM lender_months
    GROUP BY employer_id
),
slips AS (
    SELECT
        numbers.employer_id,
        bool_or(slip.housing_deduction_cents > 0) AS housing,
        bool_or(slip.et_exchanged_cents > 0) AS et_scheme
    FROM payslips_known AS slip
    JOIN settings ON slip.period >= settings.valid_from
    JOIN numbers
        ON numbers.loonheffingennummer = slip.loonheffingennummer
        AND numbers.valid_from <= last_day(slip.period)
        AND (numbers.next_from IS NULL OR numbers.next_from > last_day(slip.period))
        AND (numbers.valid_to IS NULL OR numbers.valid_to >= slip.period)
    GROUP BY numbers.employer_id
),
pay AS (
    SELECT
        pay_lines.employer_id,
        count_if(pay_lines.counted_cents * 6000 <= pay_lines.due_60ths * (100 + settings.margin)) AS low_wages,
        count(*) AS tested
    FROM pay_lines
    JOIN settings ON pay_lines.period >= settings.valid_from
    WHERE pay_lines.status <> 'not_testable'
    GROUP BY pay_lines.employer_id
),
answers AS (
    SELECT lenders.*, 'housing' AS question, slips.housing AS answer FROM lenders LEFT JOIN slips USING (employer_id)
    UNION ALL
    -- The source does not say of how many workers: most of the entries is our reading.
    SELECT lenders.*, 'low_wages', pay.low_wages * 2 > pay.tested FROM lenders LEFT JOIN pay USING (employer_id)
    UNION ALL
    SELECT lenders.*, 'et_scheme', slips.et_scheme FROM lenders LEFT JOIN slips USING (employer_id)
    UNION ALL
    SELECT lenders.*, 'hours_not_linked', NULL FROM lenders
)
SELECT
    employer_id,
    'noted' AS status,
    period_from,
    period_to,
    question,
    CASE WHEN answer THEN 'yes' WHEN NOT answer THEN 'no' ELSE 'unknown' END AS answer,
    workers,
    worker_months
FROM answers
