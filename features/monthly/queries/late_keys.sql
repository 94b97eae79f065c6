-- The keys of lines that came after the first return of their number for the month: new workers or corrections. Few
-- lines are ever late, so that what a correction replaced is looked for among these keys only. Reads returns.
WITH first_returns AS (
    SELECT loonheffingennummer, min(known_at) AS first_known FROM returns GROUP BY loonheffingennummer
),
late_returns AS (
    SELECT returns.loonheffingennummer, returns.known_at
    FROM returns
    JOIN first_returns ON first_returns.loonheffingennummer = returns.loonheffingennummer
    WHERE returns.known_at > first_returns.first_known
)
SELECT line.loonheffingennummer, line.worker_pid, line.income_relationship, line.period
FROM {relation} AS line
SEMI JOIN late_returns
    ON late_returns.loonheffingennummer = line.loonheffingennummer
    AND late_returns.known_at = line.known_at
