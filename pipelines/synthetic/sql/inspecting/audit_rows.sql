-- For the audit of fairness only: the share of groups a and b among owners and among workers.
SELECT employer_id, trait, trait_group, share, start_date AS valid_from, NULL::DATE AS valid_to,
    greatest(start_date, DATE '2012-07-01') + 20 AS known_at
FROM (
    SELECT n, unnest([
        {'trait': 'owner_origin', 'trait_group': 'a', 'share': 1 - owner_share},
        {'trait': 'owner_origin', 'trait_group': 'b', 'share': owner_share},
        {'trait': 'worker_origin', 'trait_group': 'a', 'share': round(1 - worker_share, 2)},
        {'trait': 'worker_origin', 'trait_group': 'b', 'share': worker_share}
    ], recursive := true)
    FROM traits
) JOIN employers USING (n)
WHERE known_at <= getvariable('horizon')
ORDER BY n, trait, trait_group
