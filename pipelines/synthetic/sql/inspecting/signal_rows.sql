-- The reports as they were booked, numbered within the month.
SELECT strftime(month_start(m), 'S%Y%m-')
        || lpad((row_number() OVER (PARTITION BY m ORDER BY received_on, n, topic, source_kind))::VARCHAR, 6, '0')
        AS signal_id,
    employer_id, received_on, topic, source_kind,
    received_on + floor(6 * u2('signal known', n, received_on))::INTEGER AS known_at
FROM reports JOIN employers USING (n)
WHERE known_at <= getvariable('horizon')
ORDER BY signal_id
