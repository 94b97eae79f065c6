-- The parties as they are delivered: employers since they are known, all others some weeks before their first link.
SELECT p.party_id, p.kind, e.employer_id,
    coalesce(i.trade_name, getvariable('name_first')[1 + (bits('party first', p.i)
        % len(getvariable('name_first')))::INTEGER] || lower(getvariable('name_second')[1 + (bits('party second', p.i)
        % len(getvariable('name_second')))::INTEGER]) || ' ' || p.i % 1000000
        || if(p.kind = 'foreign', ' (buitenland)', '')) AS party_name,
    coalesce(e.start_date, month_start(seen_m) - 20) AS valid_from, NULL::DATE AS valid_to,
    if(e.n IS NULL, month_start(seen_m) - 20, known_first(e.n, e.start_date)) AS known_at
FROM parties AS p LEFT JOIN employers AS e ON e.n = p.i LEFT JOIN identities AS i ON i.n = p.i
ORDER BY party_id, known_at
