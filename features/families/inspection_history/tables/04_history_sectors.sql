-- The cases and findings of each sector, all employers together, as known on the as-of date.
SELECT employers_now.sector, sum(history_totals.cases) AS cases, sum(history_totals.findings) AS findings
FROM history_totals
JOIN employers_now USING (employer_id)
WHERE employers_now.sector IS NOT NULL
GROUP BY employers_now.sector
