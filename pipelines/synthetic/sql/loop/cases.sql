-- The cases of the months that were remembered, law by law where it was examined, with what was seen at the choice.
SELECT c.case_id, r.* EXCLUDE (n, m, wml_found, wav_found, waadi_found), f.law, c.ground AS selection_ground,
    c.probability AS selection_probability, c.selected_on, f.violation, 1.0::DOUBLE AS weight, true AS comparable
FROM cases AS c JOIN remembered AS r ON r.n = c.n AND r.m = c.m JOIN case_findings AS f ON f.case_id = c.case_id
WHERE f.examined
ORDER BY c.case_id, f.law
