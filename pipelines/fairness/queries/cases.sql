-- Every case that is known, in its latest version.
SELECT case_id, arg_max(employer_id, known_at) AS employer_id, arg_max(selection_ground, known_at) AS ground,
    arg_max(selected_on, known_at) AS selected_on, max(closed_on) AS closed_on
FROM read_parquet($inspections) WHERE known_at <= $as_of GROUP BY case_id
