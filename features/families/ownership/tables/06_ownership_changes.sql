-- How many officers came to or left each employer in the last two years. Who was there from the employer's first day
-- did not come to it, and one who came and left again is two changes.
SELECT
    role.employer_id,
    count_if(role.first_from > $two_years_ago AND role.first_from > employer.start_date)
        + count_if(role.last_to >= $two_years_ago AND role.last_to < $as_of) AS changes
FROM ownership_roles AS role
SEMI JOIN population ON population.employer_id = role.employer_id
JOIN employers_now AS employer ON employer.employer_id = role.employer_id
GROUP BY role.employer_id
