-- The employers as they are delivered: a row each time that something became known about an employer, for each
-- version of it that was then known. A move makes a second version; all else is a later row of the same version.
WITH facts AS (
    SELECT e.*, i.rsin, i.kvk_number, i.trade_name, c.* EXCLUDE (n), known_first(e.n, start_date) AS known_first,
        CASE WHEN u('size wrong', e.n) < 0.03 THEN greatest(known_first, getvariable('window_start')) + 20
            + floor(u('size mended', e.n) * getvariable('window_days'))::INTEGER END AS known_size,
        moved_on + 5 + floor(15 * u('known move', e.n))::INTEGER AS known_move,
        end_date + 5 + floor(20 * u('known end', e.n))::INTEGER AS known_end,
        CASE WHEN r.registers THEN greatest(e.start_date, DATE '2012-07-01') END AS waadi_from,
        CASE WHEN r.registers THEN r.left_on END AS waadi_to,
        waadi_to + 5 + floor(20 * u('known left', e.n))::INTEGER AS known_left,
        CASE WHEN sna_from IS NOT NULL THEN greatest(sna_from + 10, known_first) END AS known_sna,
        CASE WHEN sna_to IS NOT NULL THEN greatest(sna_to + 10, known_sna + 1) END AS known_sna_lost,
        bits('neighbour class', e.n) % 2 = 0 AS too_small
    FROM employers AS e JOIN identities AS i USING (n) LEFT JOIN registrations AS r USING (n)
    LEFT JOIN certificates AS c USING (n)
), moments AS (
    SELECT *, unnest(list_distinct([known_first, known_size, known_move, known_end, known_left, known_sna,
        known_sna_lost, wtta_applied, wtta_decided])) AS known_at
    FROM facts
), versions AS (
    SELECT *, unnest(if(moved_on IS NOT NULL AND known_at >= known_move, [1, 2], [1])) AS version
    FROM moments
    WHERE known_at BETWEEN known_first AND getvariable('horizon') OR known_at = known_first
)
SELECT employer_id, rsin, kvk_number, trade_name, legal_form, sbi_code,
    CASE WHEN known_size > known_at THEN if(too_small, smaller, larger) ELSE size_class END AS size_class,
    if(version = 1, province, province_after) AS province, start_date,
    CASE WHEN known_end <= known_at THEN end_date END AS end_date,
    waadi_from AS waadi_registered_from, CASE WHEN known_left <= known_at THEN waadi_to END AS waadi_registered_to,
    CASE WHEN known_sna <= known_at THEN sna_from END AS sna_certified_from,
    CASE WHEN known_sna_lost <= known_at THEN sna_to END AS sna_certified_to,
    CASE WHEN wtta_decided <= known_at THEN wtta_outcome WHEN wtta_applied <= known_at THEN 'applied'
        ELSE 'not_applied' END AS wtta_status,
    if(version = 1, start_date, moved_on) AS valid_from,
    CASE WHEN version = 1 AND known_move <= known_at THEN moved_on - 1 END AS valid_to, known_at
FROM versions JOIN size_classes USING (size_class)
ORDER BY n, valid_from, known_at
