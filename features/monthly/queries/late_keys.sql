-- The keys of lines that came after the first return of their number for the month: new workers or corrections. Few
-- lines are ever late, so that what a correction replaced is looked for among these keys only.
WITH first_returns AS (
    SELECT loonheffingennummer, min(known_at) AS first_known FROM {relation} GROUP BY loonheffingennummer
)
SELECT DISTINCT line.loonheffingennummer, line.worker_pid, line.income_relationship, line.period
FROM {relation} AS line
JOIN first_returns ON first_returns.loonheffingennummer = line.loonheffingennummer
WHERE line.known_at > first_returns.first_known
