-- The lending links of the window, each party named by its employer_id where it is an employer of the register, and
-- otherwise by an identifier that no employer has. {staffing_links} and {parties} are the as-known queries.
-- A party counts as what it was on any day of the month, registered before anything else; lender_kind is NULL when the
-- register does not say what it was in that month.
WITH known_links AS ({staffing_links}),
known_parties AS ({parties}),
in_links AS (
    SELECT lender_id AS party_id, period FROM known_links
    UNION
    SELECT hirer_id AS party_id, period FROM known_links
),
named AS (
    SELECT
        in_links.party_id,
        in_links.period,
        party.kind,
        coalesce(party.employer_id, 'party:' || in_links.party_id) AS entity_id
    FROM in_links
    LEFT JOIN known_parties AS party
        ON party.party_id = in_links.party_id
        AND party.valid_from <= last_day(in_links.period)
        AND (party.valid_to IS NULL OR party.valid_to >= in_links.period)
    QUALIFY row_number() OVER (
        PARTITION BY in_links.party_id, in_links.period
        ORDER BY party.kind = 'registered' DESC NULLS LAST, party.valid_from DESC
    ) = 1
)
SELECT
    lender.entity_id AS lender_id,
    lender.kind AS lender_kind,
    hirer.entity_id AS hirer_id,
    link.period,
    link.workers,
    link.hired_minutes,
    link.invoiced_cents
FROM known_links AS link
JOIN named AS lender ON lender.party_id = link.lender_id AND lender.period = link.period
JOIN named AS hirer ON hirer.party_id = link.hirer_id AND hirer.period = link.period
