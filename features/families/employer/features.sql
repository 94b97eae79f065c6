-- How the business is set up, as the registers had it on the as-of date. Reads employer_sites and employer_changes.
WITH sites AS (
    SELECT
        employer_id,
        count(*) AS establishments,
        count(DISTINCT municipality_code) AS municipalities,
        count(last_seen_active) AS seen,
        count_if(last_seen_active < $two_years_ago) AS idle,
        count_if(held_from > $year_ago) AS new_ones
    FROM employer_sites
    GROUP BY employer_id
),
tax_numbers AS (
    SELECT employer_id, count(DISTINCT loonheffingennummer) AS held
    FROM numbers
    WHERE
        valid_from <= $as_of
        AND (valid_to IS NULL OR valid_to >= $as_of)
        AND (next_from IS NULL OR next_from > $as_of)
    GROUP BY employer_id
)
SELECT
    population.employer_id,
    date_diff('day', employer.start_date, $as_of) / 365.25e0 AS business_age_years,
    coalesce(tax_numbers.held, 0) * 1.0e0 AS wage_tax_number_count,
    coalesce(sites.establishments, 0) * 1.0e0 AS establishment_count,
    coalesce(sites.municipalities, 0) * 1.0e0 AS municipality_count,
    sites.idle * 1.0e0 / nullif(sites.seen, 0) AS share_idle_establishments,
    sites.new_ones * 1.0e0 / nullif(sites.establishments, 0) AS share_new_establishments,
    changes.legal_form_changes * 1.0e0 AS legal_form_changes,
    changes.activity_changes * 1.0e0 AS activity_changes,
    changes.size_class_changes * 1.0e0 AS size_class_changes
FROM population
LEFT JOIN employers_now AS employer ON employer.employer_id = population.employer_id
LEFT JOIN sites ON sites.employer_id = population.employer_id
LEFT JOIN tax_numbers ON tax_numbers.employer_id = population.employer_id
LEFT JOIN employer_changes AS changes ON changes.employer_id = population.employer_id
