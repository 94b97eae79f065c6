-- The lines that a line of the new files replaced, and the day on which that one became known. Reads late_keys. {relation}
-- is the whole month, {new} its new files, which became known after all that was counted before.
WITH versions AS (
    SELECT
        line.*,
        lead(line.known_at) OVER (
            PARTITION BY line.loonheffingennummer, line.worker_pid, line.income_relationship, line.period
            ORDER BY line.known_at
        ) AS replaced_on
    FROM {relation} AS line
    SEMI JOIN late_keys
        ON late_keys.loonheffingennummer = line.loonheffingennummer
        AND late_keys.worker_pid = line.worker_pid
        AND late_keys.income_relationship = line.income_relationship
        AND late_keys.period = line.period
)
SELECT * FROM versions WHERE replaced_on >= (SELECT min(known_at) FROM {new})
