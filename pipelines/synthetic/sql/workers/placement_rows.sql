-- Placements as they became known: that they began, and later that they had ended.
WITH known AS (
    SELECT p.*, l.party_id AS lender_id, h.party_id AS hirer_id,
        bits2('placement known', p.worker_number, hirer_n) AS r,
        valid_from + floor(20 * slice(r, 0))::INTEGER AS begin_known_at,
        greatest(begin_known_at, p.valid_to) + 1 + floor(25 * slice(r, 1))::INTEGER AS end_known_at,
        unnest(if(p.valid_to IS NULL, [false], [false, true])) AS ended
    -- Only between parties that other registers name too.
    FROM placements AS p JOIN parties AS l ON l.i = lender_n JOIN parties AS h ON h.i = hirer_n
)
SELECT worker_number, lender_id, hirer_id, valid_from, if(ended, valid_to, NULL) AS valid_to,
    hours(25 * week_quarters) AS week_hours, if(ended, end_known_at, begin_known_at) AS known_at
FROM known
ORDER BY worker_number, valid_from, lender_id, hirer_id, known_at
