-- The inspection cases known on the as-of date, each with the last month-end before its selection.
SELECT case_id, employer_id, (date_trunc('month', selected_on) - INTERVAL 1 DAY)::DATE AS as_of
FROM ({inspections})
