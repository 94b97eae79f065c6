-- For whom and on which days a permit covers a worker: its holder, everyone when it names no employer, and everyone in
-- the chain of which its holder is part (art. 2(2): one permit in the chain covers the others). employer_id is NULL for
-- everyone. Reads work_permits_known, duty_spells and permit_chain.
WITH permits AS (
    SELECT worker_pid, employer_id, valid_from AS from_day, coalesce(valid_to, DATE '9999-12-30') AS to_day
    FROM work_permits_known
    SEMI JOIN duty_spells USING (worker_pid)
)
SELECT worker_pid, employer_id, from_day, to_day
FROM permits
UNION
SELECT
    permits.worker_pid,
    member.employer_id,
    greatest(permits.from_day, holder.from_day, member.from_day) AS from_day,
    least(permits.to_day, holder.to_day, member.to_day) AS to_day
FROM permits
JOIN permit_chain AS holder ON holder.worker_pid = permits.worker_pid AND holder.employer_id = permits.employer_id
JOIN permit_chain AS member ON member.worker_pid = permits.worker_pid
WHERE greatest(permits.from_day, holder.from_day, member.from_day)
    <= least(permits.to_day, holder.to_day, member.to_day)
