-- What lenders have themselves checked or admitted for: the SNA certificate (who has the capacity to comply) and, once
-- the Wtta is in force, the admission.
CREATE TABLE certificates AS
WITH drawn AS (
    SELECT n, start_date, end_date, u('sna', n) < logistic(getvariable('registers').sna.base
            + getvariable('registers').sna.capacity * capacity
            + getvariable('registers').sna.deliberate * deliberate::INTEGER) AND NOT e.is_natural AS certified,
        u('sna lost', n) < getvariable('registers').sna.lost * getvariable('months') / 12 AS loses,
        u('wtta', n) < getvariable('registers').wtta.applies AS applies, u('wtta outcome', n) AS outcome
    FROM tiers JOIN employers AS e USING (n, is_agency) JOIN causes AS c USING (n)
)
SELECT n,
    CASE WHEN certified THEN greatest(start_date + 120, DATE '2010-01-01') + floor(700 * u('sna from', n))::INTEGER
        END AS sna_from,
    CASE WHEN certified AND loses THEN greatest(sna_from, getvariable('window_start'))
        + floor(u('sna to', n) * getvariable('window_days'))::INTEGER END AS sna_to,
    CASE WHEN applies AND start_date < DATE '2027-05-01' AND coalesce(end_date >= DATE '2027-05-01', true)
        THEN DATE '2027-05-01' + floor(61 * u('wtta applied', n))::INTEGER END AS wtta_applied,
    CASE WHEN wtta_applied IS NOT NULL THEN DATE '2027-07-01' + floor(180 * u('wtta decided', n))::INTEGER
        END AS wtta_decided,
    CASE WHEN outcome < getvariable('registers').wtta.refused THEN 'refused'
        WHEN outcome < getvariable('registers').wtta.refused + getvariable('registers').wtta.exempt THEN 'exempt'
        WHEN outcome > 1 - getvariable('registers').wtta.provisional THEN 'provisional'
        ELSE 'admitted' END AS wtta_outcome
FROM drawn
ORDER BY n;
