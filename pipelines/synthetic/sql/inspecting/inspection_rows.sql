-- The cases as they became known until the horizon: chosen, opened, closed, each a later row of the same case. The site
-- is known when the case is opened; more hours go into a case that finds something.
WITH steps AS (
    SELECT c.*, c.case_id IN (SELECT case_id FROM case_findings WHERE violation) AS is_hit, unnest([
        {'step': 1, 'known_at': selected_on},
        {'step': 2, 'known_at': opened_on + (bits2('opening known', n, m) % 3)::INTEGER},
        {'step': 3, 'known_at': closing_known_at}
    ], recursive := true)
    FROM cases AS c
)
SELECT case_id, employer_id, if(step >= 2, establishment_id, NULL) AS establishment_id, ground AS selection_ground,
    probability AS selection_probability, selected_on, if(step >= 2, opened_on, NULL) AS opened_on,
    if(step = 3, closed_on, NULL) AS closed_on, team,
    if(step = 3, hours(floor(spent_hundredths * if(is_hit, getvariable('hours').hit, 1))::INTEGER), NULL)
        AS spent_hours, known_at
FROM steps JOIN employers USING (n)
WHERE known_at <= getvariable('horizon')
ORDER BY case_id, known_at
