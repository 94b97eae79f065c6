-- From the score to the hourly pay as a multiple of the minimum by age, in ten-thousandths: the lowest paid first, and
-- the shares at and below each threshold as CBS counts them, for agencies and for all others apart. Positions of equal
-- score are spread over their stretch of ranks by chance.
CREATE TABLE pay_ranks AS
WITH counted AS (
    SELECT is_agency, score, count(*) AS positions FROM positions GROUP BY ALL
)
SELECT is_agency, score, positions,
    sum(positions) OVER (PARTITION BY is_agency ORDER BY score DESC) - positions AS lower_paid,
    sum(positions) OVER (PARTITION BY is_agency) AS all_positions
FROM counted;

CREATE TABLE paid_positions AS
WITH ranked AS (
    SELECT p.*, (r.lower_paid + r.positions * u('rank', p.position_id)) / r.all_positions AS pay_rank
    FROM positions AS p JOIN pay_ranks AS r USING (is_agency, score)
)
SELECT r.* EXCLUDE (pay_rank, score),
    CASE WHEN c.to_share IS NULL
        -- Above the last threshold: a tail with a mean of about 1.9 times the minimum.
        THEN c.from_multiple + floor(6200 * (-ln((1 - r.pay_rank) / (1 - c.from_share))) ** 1.15)
        ELSE c.from_multiple + ceil((c.to_multiple - c.from_multiple)
            * (r.pay_rank - c.from_share) / (c.to_share - c.from_share)) END::INTEGER AS multiple
FROM ranked AS r ASOF JOIN pay_curve AS c ON r.is_agency = c.is_agency AND r.pay_rank >= c.from_share
ORDER BY position_id;
DROP TABLE positions;
