-- The days on which a violation of an employer became known.
SELECT DISTINCT cases.employer_id, f.known_at AS day
FROM read_parquet($findings) AS f JOIN cases USING (case_id) WHERE f.violation AND f.known_at <= $as_of
