-- lines
-- The month's lines of regular employment as known on a date, with the employer that held the number. {wage_records}
-- and {wage_tax_numbers} are the as-known queries.
SELECT numbers.employer_id, line.* EXCLUDE (loonheffingennummer, known_at)
FROM ({wage_records}) AS line
JOIN ({wage_tax_numbers}) AS numbers
    ON numbers.loonheffingennummer = line.loonheffingennummer
    AND numbers.valid_from <= line.period_end
    AND coalesce(numbers.valid_to, line.period_end) >= line.period_end
WHERE line.income_type = 15

-- pay
SELECT
    employer_id,
    count(DISTINCT worker_pid) AS workers,
    count_if(contract_on_call) / count(*) AS on_call_share,
    count(*) FILTER (NOT contract_indefinite) / count(*) AS fixed_term_share,
    sum(overtime_wage_cents) / nullif(sum(wage_cents) FILTER (paid_minutes > 0), 0) AS overtime_share,
    0.6 * sum(wage_cents) FILTER (paid_minutes > 0) / nullif(sum(paid_minutes), 0) AS euros_an_hour,
    avg(date_diff('month', started_on, period)) AS months_in_service
FROM lines
GROUP BY employer_id

-- largest
WITH best_paid AS (
    SELECT employer_id, wage_cents / nullif(sum(wage_cents) OVER (PARTITION BY employer_id), 0) AS top_wage_share
    FROM lines
    QUALIFY row_number() OVER (
        PARTITION BY employer_id ORDER BY wage_cents DESC, worker_pid, income_relationship, period
    ) = 1
),
agreements AS (
    SELECT employer_id, cao_code, count(*) AS lines FROM lines GROUP BY employer_id, cao_code
),
commonest AS (
    SELECT employer_id, lines / sum(lines) OVER (PARTITION BY employer_id) AS largest_agreement_share
    FROM agreements
    QUALIFY row_number() OVER (PARTITION BY employer_id ORDER BY lines DESC, cao_code) = 1
)
SELECT employer_id, top_wage_share, largest_agreement_share
FROM best_paid
JOIN commonest USING (employer_id)

-- chain
WITH links AS ({staffing_links}),
one_link AS (SELECT hirer_id AS party_id, count(DISTINCT lender_id) AS lenders FROM links GROUP BY hirer_id),
two_links AS (
    SELECT DISTINCT links.hirer_id AS party_id FROM links SEMI JOIN one_link ON one_link.party_id = links.lender_id
),
three_links AS (
    SELECT DISTINCT links.hirer_id AS party_id FROM links SEMI JOIN two_links ON two_links.party_id = links.lender_id
)
SELECT
    one_link.party_id AS employer_id,
    one_link.lenders,
    CASE
        WHEN three_links.party_id IS NOT NULL THEN 3
        WHEN two_links.party_id IS NOT NULL THEN 2
        ELSE 1
    END AS chain_depth
FROM one_link
LEFT JOIN two_links ON two_links.party_id = one_link.party_id
LEFT JOIN three_links ON three_links.party_id = one_link.party_id
