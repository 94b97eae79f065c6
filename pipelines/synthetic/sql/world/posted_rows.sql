-- Notices of posted work: a foreign lender says before it starts who works where (some say so late, some never do); so
-- do employers from abroad that lend here.
SELECT printf('M%07d%04d', n, slot) AS notification_id, party_id(lender_i) AS provider_id, party_id(n) AS recipient_id,
    workers,
    greatest(month_start(from_m), start_date) + floor(12 * u2('posted from', n, slot))::INTEGER AS valid_from,
    greatest(month_end(to_m), valid_from) AS valid_to,
    greatest(if(u2('posted late', n, slot) < getvariable('chain').posted.late,
            valid_from + 1 + floor(14 * u2('posted known', n, slot))::INTEGER,
            valid_from - 1 - floor(9 * u2('posted known', n, slot))::INTEGER), known_first(n, start_date)) AS known_at
FROM (
    SELECT h.*, e.start_date FROM hirings AS h JOIN employers AS e USING (n)
    WHERE (lender_kind = 'foreign' OR lender_n IN (SELECT n FROM causes WHERE is_posted_provider))
        AND u('notifies', lender_i) < getvariable('chain').posted.notifies
)
ORDER BY notification_id
