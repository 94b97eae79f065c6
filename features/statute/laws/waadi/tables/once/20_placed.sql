-- Who worked where: one row a placement and month of the window, from its first to its last day in that month. Parties
-- are named as in links: by employer_id where they were an employer of the register on any of those days. Reads
-- placements_known and parties_known.
WITH months AS (
    SELECT CAST(period AS DATE) AS period
    FROM range(CAST($first_period AS TIMESTAMP), $last_period + INTERVAL 1 DAY, INTERVAL 1 MONTH) AS months(period)
),
placement_months AS (
    SELECT
        placement.worker_pid,
        placement.lender_id,
        placement.hirer_id,
        months.period,
        greatest(placement.valid_from, months.period) AS first_day,
        least(coalesce(placement.valid_to, last_day(months.period)), last_day(months.period)) AS last_day
    FROM placements_known AS placement
    JOIN months
        ON placement.valid_from <= last_day(months.period)
        AND coalesce(placement.valid_to >= months.period, true)
),
in_placements AS (
    SELECT lender_id AS party_id, period FROM placement_months
    UNION
    SELECT hirer_id AS party_id, period FROM placement_months
),
named AS (
    SELECT
        in_placements.party_id,
        in_placements.period,
        coalesce(party.employer_id, 'party:' || in_placements.party_id) AS entity_id
    FROM in_placements
    LEFT JOIN parties_known AS party
        ON party.party_id = in_placements.party_id
        AND party.valid_from <= last_day(in_placements.period)
        AND coalesce(party.valid_to >= in_placements.period, true)
    QUALIFY row_number() OVER (
        PARTITION BY in_placements.party_id, in_placements.period
        ORDER BY party.kind = 'registered' DESC NULLS LAST, party.valid_from DESC
    ) = 1
)
SELECT
    placed.worker_pid,
    placed.period,
    lender.entity_id AS lender_id,
    hirer.entity_id AS hirer_id,
    placed.first_day,
    placed.last_day
FROM placement_months AS placed
JOIN named AS lender ON lender.party_id = placed.lender_id AND lender.period = placed.period
JOIN named AS hirer ON hirer.party_id = placed.hirer_id AND hirer.period = placed.period
