-- How far each employer stands from its peers: its ratio minus their mean, over their standard deviation, and never
-- more than 10 of them. Reads employer_ratios, peer_norms and population.
SELECT
    employer_id,
    CASE WHEN below IS NOT NULL AND below_mean IS NOT NULL THEN
        greatest(-10.0e0, least(10.0e0, (below - below_mean) / below_deviation))
    END AS peer_distance_below,
    CASE WHEN near_minimum IS NOT NULL AND near_minimum_mean IS NOT NULL THEN
        greatest(-10.0e0, least(10.0e0, (near_minimum - near_minimum_mean) / near_minimum_deviation))
    END AS peer_distance_near_minimum,
    CASE WHEN pay IS NOT NULL AND pay_mean IS NOT NULL THEN
        greatest(-10.0e0, least(10.0e0, (pay - pay_mean) / pay_deviation))
    END AS peer_distance_pay,
    CASE WHEN hours IS NOT NULL AND hours_mean IS NOT NULL THEN
        greatest(-10.0e0, least(10.0e0, (hours - hours_mean) / hours_deviation))
    END AS peer_distance_hours,
    CASE WHEN overtime IS NOT NULL AND overtime_mean IS NOT NULL THEN
        greatest(-10.0e0, least(10.0e0, (overtime - overtime_mean) / overtime_deviation))
    END AS peer_distance_overtime,
    CASE WHEN on_call IS NOT NULL AND on_call_mean IS NOT NULL THEN
        greatest(-10.0e0, least(10.0e0, (on_call - on_call_mean) / on_call_deviation))
    END AS peer_distance_on_call,
    CASE WHEN fixed_term IS NOT NULL AND fixed_term_mean IS NOT NULL THEN
        greatest(-10.0e0, least(10.0e0, (fixed_term - fixed_term_mean) / fixed_term_deviation))
    END AS peer_distance_fixed_term,
    CASE WHEN starts IS NOT NULL AND starts_mean IS NOT NULL THEN
        greatest(-10.0e0, least(10.0e0, (starts - starts_mean) / starts_deviation))
    END AS peer_distance_starts,
    CASE WHEN youth IS NOT NULL AND youth_mean IS NOT NULL THEN
        greatest(-10.0e0, least(10.0e0, (youth - youth_mean) / youth_deviation))
    END AS peer_distance_youth,
    CASE WHEN holiday_gap IS NOT NULL AND holiday_gap_mean IS NOT NULL THEN
        greatest(-10.0e0, least(10.0e0, (holiday_gap - holiday_gap_mean) / holiday_gap_deviation))
    END AS peer_distance_holiday_gap,
    CASE WHEN below IS NOT NULL AND below_region_mean IS NOT NULL THEN
        greatest(-10.0e0, least(10.0e0, (below - below_region_mean) / below_region_deviation))
    END AS peer_distance_below_region,
    CASE WHEN near_minimum IS NOT NULL AND near_minimum_region_mean IS NOT NULL THEN
        greatest(-10.0e0, least(10.0e0, (near_minimum - near_minimum_region_mean) / near_minimum_region_deviation))
    END AS peer_distance_near_minimum_region
FROM employer_ratios
SEMI JOIN population USING (employer_id)
JOIN peer_norms USING (sector, size_class, region)
