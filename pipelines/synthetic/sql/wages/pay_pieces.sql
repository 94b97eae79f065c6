-- From the score to the hourly pay as a multiple of the minimum by age, in ten-thousandths: the lowest paid first, and
-- the shares at and below each threshold as CBS counts them, for agencies and for all others apart. Positions of equal
-- score are spread over their stretch of ranks by chance (a draw between 0 and 1). A stretch in which a threshold falls
-- has more than one piece; within a piece pay rises evenly with the draw, or, above the last threshold, as in a tail
-- with a mean of about 1.9 times the minimum.
CREATE TABLE pay_pieces AS
WITH counted AS (
    SELECT score, score > 10000 AS is_agency, count(*) AS positions FROM positions WHERE income_type = 15 GROUP BY ALL
), ranked AS (
    SELECT *, sum(positions) OVER (PARTITION BY is_agency) AS everyone,
        (sum(positions) OVER (PARTITION BY is_agency ORDER BY score DESC) - positions) / everyone AS from_rank,
        positions / everyone AS width
    FROM counted
), cut AS (
    SELECT r.score, r.from_rank, r.width, c.*, coalesce(c.to_share, 1) AS end_share,
        (greatest(r.from_rank, c.from_share) - r.from_rank) / r.width AS from_draw,
        if(r.from_rank + r.width <= end_share, 1, (end_share - r.from_rank) / r.width) AS to_draw
    FROM ranked AS r JOIN pay_curve AS c
        ON r.is_agency = c.is_agency AND r.from_rank < coalesce(c.to_share, 1) AND r.from_rank + r.width > c.from_share
)
SELECT score, from_draw, to_draw, from_multiple, c.to_share IS NULL AS is_tail,
    if(is_tail, (1 - from_rank) / (1 - from_share), (to_multiple - from_multiple) * (from_rank - from_share)
        / (end_share - from_share)) AS base,
    if(is_tail, -width / (1 - from_share), (to_multiple - from_multiple) * width / (end_share - from_share)) AS slope
FROM cut AS c
-- Directors and the like: well paid, by no statistics of the minimum wage.
UNION ALL SELECT 90000, 0, 1, 22000, false, 0, 26000;
