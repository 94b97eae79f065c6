-- The days on which a worker may only work with a permit, without a gap: spells that touch are one. The register says
-- nothing of nationality, and a worker who is not in it is in no check. Reads permit_duties_known.
WITH required AS (
    SELECT worker_pid, valid_from AS from_day, coalesce(valid_to, DATE '9999-12-30') AS to_day
    FROM permit_duties_known
    WHERE permit_required
),
marked AS (
    SELECT
        *,
        CASE
            WHEN from_day <= max(to_day) OVER (
                PARTITION BY worker_pid ORDER BY from_day, to_day ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
            ) + 1 THEN 0
            ELSE 1
        END AS begins
    FROM required
),
numbered AS (
    SELECT *, sum(begins) OVER (PARTITION BY worker_pid ORDER BY from_day, to_day) AS spell FROM marked
)
SELECT worker_pid, min(from_day) AS from_day, max(to_day) AS to_day
FROM numbered
GROUP BY worker_pid, spell
