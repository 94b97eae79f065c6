-- Hiring, lending and passing on of workers over the twelve periods of the window, and what was found at others in the
-- chain. Reads population, own_hours and the tables of this family.
WITH place AS (
    SELECT
        employer_id,
        count_if(is_hirer) AS hiring_months,
        count_if(is_lender) AS lending_months,
        count_if(is_hirer AND is_lender) AS months_both_ways,
        max(hired_minutes) AS peak_minutes,
        sum(least(hired_minutes, lent_minutes)) AS relent_minutes,
        max(depth) AS depth,
        max(links_behind) AS links_behind
    FROM chain_places
    GROUP BY employer_id
)
SELECT
    population.employer_id,
    coalesce(hired.minutes, 0) * 1.0e0 / nullif(coalesce(hired.minutes, 0) + coalesce(own.paid_minutes, 0), 0)
        AS hired_hours_share,
    hired.unregistered_minutes * 1.0e0 / nullif(hired.tested_minutes, 0) AS unregistered_lender_share,
    hired.foreign_minutes * 1.0e0 / nullif(hired.minutes, 0) AS foreign_lender_share,
    coalesce(hired.young_minutes, 0) * 1.0e0 / nullif(hired.register_minutes, 0) AS young_lender_share,
    coalesce(hired.ended_minutes, 0) * 1.0e0 / nullif(hired.register_minutes, 0) AS ended_lender_share,
    coalesce(hired.uncertified_minutes, 0) * 1.0e0 / nullif(hired.register_minutes, 0) AS uncertified_lender_share,
    coalesce(hired.lenders, 0) AS lender_count,
    hired.squared_parts / 1.0e12 AS lender_concentration,
    hired.largest_minutes * 1.0e0 / nullif(hired.minutes, 0) AS largest_lender_share,
    hired.new_lenders * 1.0e0 / nullif(hired.lenders, 0) AS new_lender_share,
    coalesce(place.hiring_months, 0) AS hiring_months,
    place.peak_minutes * 1.0e0 / nullif(hired.minutes, 0) AS hiring_peak_share,
    hired.invoiced_cents * 0.6e0 / nullif(hired.minutes, 0) AS price_per_hired_hour,
    hired.invoiced_cents * 1.0e0 / nullif(hired.expected_cents, 0) AS hired_price_level,
    coalesce(place.lending_months, 0) AS lending_months,
    coalesce(lent.hirers, 0) AS hirer_count,
    lent.shared_hirers * 1.0e0 / nullif(lent.hirers, 0) AS shared_hirer_share,
    lent.minutes * 1.0e0 / nullif(own.paid_minutes, 0) AS lent_hours_per_paid_hour,
    lent.unregistered_minutes * 1.0e0 / nullif(lent.tested_minutes, 0) AS unregistered_lending_share,
    lent.invoiced_cents * 0.6e0 / nullif(lent.minutes, 0) AS price_per_lent_hour,
    lent.invoiced_cents * 1.0e0 / nullif(lent.expected_cents, 0) AS lent_price_level,
    place.months_both_ways * 1.0e0 / nullif(place.lending_months, 0) AS relending_share,
    place.relent_minutes * 1.0e0 / nullif(lent.minutes, 0) AS relent_hours_share,
    coalesce(relender.partners, 0) AS relending_partners,
    coalesce(place.depth, 0) AS chain_depth,
    coalesce(place.links_behind, 0) AS links_behind,
    around.lender_findings / 1.0e3 / nullif(around.lender_minutes, 0) AS lender_findings,
    around.hirer_findings / 1.0e3 / nullif(around.hirer_minutes, 0) AS hirer_findings,
    beyond.lender_findings / 1.0e6 / nullif(beyond.minutes, 0) AS lender_findings_two_links,
    beyond.hirer_findings / 1.0e6 / nullif(beyond.minutes, 0) AS hirer_findings_two_links,
    around.examined * 1.0e0 / nullif(around.neighbours, 0) AS examined_neighbour_share
FROM population
LEFT JOIN own_hours AS own ON own.employer_id = population.employer_id
LEFT JOIN chain_hirers AS hired ON hired.employer_id = population.employer_id
LEFT JOIN chain_lenders AS lent ON lent.employer_id = population.employer_id
LEFT JOIN place ON place.employer_id = population.employer_id
LEFT JOIN chain_relenders AS relender ON relender.employer_id = population.employer_id
LEFT JOIN chain_around AS around ON around.employer_id = population.employer_id
LEFT JOIN chain_beyond AS beyond ON beyond.employer_id = population.employer_id
