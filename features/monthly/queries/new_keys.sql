-- The keys of the lines in a later drop: each may replace a line that was counted before.
SELECT DISTINCT loonheffingennummer, worker_pid, income_relationship, period FROM {relation}
