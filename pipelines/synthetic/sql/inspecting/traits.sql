-- The hidden trait: the share of owners and of workers from a group (b) that inspectors may look at differently. It
-- leans to branches under price pressure and to large municipalities, so that the groups differ in base risk by
-- themselves.
CREATE TABLE traits AS
WITH leaning AS (
    SELECT e.n, if(e.is_natural OR e.jobs < 10, 1, if(e.jobs < 100, 2, 4)) AS owners,
        getvariable('trait').base + getvariable('trait').pressure * b.pressure + getvariable('trait').wav * b.wav
            + getvariable('trait').place * ln(p.inhabitants / 50000)
            + getvariable('trait').own * normal('trait', e.n) AS lean
    FROM employers AS e JOIN branches AS b USING (branch) JOIN municipalities AS p USING (municipality)
), owned AS (
    SELECT n, lean,
        len(list_filter(range(owners), lambda k: u2('owner', n, k) < logistic(lean))) / owners AS owner_share
    FROM leaning
)
SELECT n, owner_share, owner_share >= 0.5 AS is_b,
    round(logistic(lean + getvariable('trait').workers_follow * (2 * owner_share - 1)
        + getvariable('trait').workers_own * normal('workers', n)), 2) AS worker_share
FROM owned
ORDER BY n;
