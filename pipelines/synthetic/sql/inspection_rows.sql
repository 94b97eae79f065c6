-- The cases as they became known until the horizon: chosen, opened, closed, each a later row of the same case.
WITH steps AS (
    SELECT c.*, unnest([
        {'step': 1, 'known_at': selected_on},
        {'step': 2, 'known_at': opened_on + (bits2('opening known', n, m) % 3)::INTEGER},
        {'step': 3, 'known_at': closing_known_at}
    ], recursive := true)
    FROM cases AS c
)
SELECT case_id, employer_id, ground AS selection_ground, probability AS selection_probability, selected_on,
    if(step >= 2, opened_on, NULL) AS opened_on, if(step = 3, closed_on, NULL) AS closed_on, team,
    if(step = 3, hours(spent_hundredths), NULL) AS spent_hours, known_at
FROM steps JOIN employers USING (n)
WHERE known_at <= getvariable('horizon')
ORDER BY case_id, known_at
