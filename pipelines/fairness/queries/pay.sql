-- Sums of an employer's wage returns by month, as known two months later. `numbers` is a table made before.
SELECT n.employer_id, date_trunc('month', p.from_day)::DATE AS month, sum(p.workforce_jobs) AS jobs,
    sum(p.wages_below) / nullif(sum(p.wages_tested), 0) AS below,
    sum(p.wages_to_105) / nullif(sum(p.wages_tested), 0) AS near_minimum,
    sum(p.contracts_on_call) / nullif(sum(p.lines), 0) AS on_call,
    sum(p.contracts_flexible) / nullif(sum(p.lines), 0) AS flexible
FROM read_parquet($months) AS p
JOIN numbers AS n ON n.loonheffingennummer = p.loonheffingennummer
WHERE p.from_day >= n.valid_from AND coalesce(p.from_day <= n.valid_to, true)
    AND coalesce(p.from_day < n.next_from, true)
    AND p.known_at <= $as_of AND p.known_at < date_trunc('month', p.from_day) + INTERVAL 2 MONTH
GROUP BY ALL
