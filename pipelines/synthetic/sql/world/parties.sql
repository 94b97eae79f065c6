-- Who is named in the registers: employers that lend or hire at all, and outsiders as soon as somebody reports or
-- notifies them; and since which month of the window.
CREATE TABLE parties AS
WITH notified AS (
    SELECT lender_i AS i, from_m FROM hirings
    WHERE lender_kind = 'foreign' AND u('notifies', lender_i) < getvariable('chain').posted.notifies
), named AS (
    SELECT n AS i, from_m FROM hirings
    UNION ALL
    SELECT lender_i, from_m FROM hirings WHERE reported OR lender_n IS NOT NULL
    UNION ALL
    SELECT unnest([hirer_i, lender_i]), from_m FROM outside_hirings WHERE reported
    UNION ALL
    FROM notified
)
SELECT i, party_id(i) AS party_id,
    CASE WHEN i > 2000000 THEN 'foreign' WHEN i > 1000000 THEN 'unregistered' ELSE 'registered' END AS kind,
    greatest(min(from_m), getvariable('first_m'))::INTEGER AS seen_m
FROM named
GROUP BY i
ORDER BY i;
