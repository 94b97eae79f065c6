-- The officers as they are delivered: when they begin and, as a later row, when they leave.
WITH known AS (
    SELECT o.*, e.employer_id, greatest(known_first(o.n, e.start_date),
            if(o.valid_from > e.start_date, o.valid_from + 2 + floor(12 * u('officer known', o.person))::INTEGER, NULL))
            AS known_from,
        greatest(known_from + 1, o.valid_to + 3 + floor(20 * u('officer gone', o.person))::INTEGER) AS known_to
    FROM officers AS o JOIN employers AS e USING (n)
), steps AS (
    SELECT *, unnest(if(valid_to IS NULL, [known_from], [known_from, known_to])) AS known_at FROM known
)
SELECT person_number(person)::INTEGER AS officer_number, employer_id, role, valid_from,
    CASE WHEN known_at > known_from THEN valid_to END AS valid_to, known_at
FROM steps
ORDER BY employer_id, officer_number, role, valid_from, known_at
