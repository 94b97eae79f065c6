-- Officers and workers that came from employers that ended, became insolvent or had a finding (phoenix firms). Reads
-- population, moved_workers, insolvencies_known and the tables of this family; no pseudonym of a person leaves those.
WITH officers AS (
    SELECT
        employer_id,
        count(*) AS officers,
        sum(other_employers) AS other_employers,
        count_if(ended > 0) AS with_ended,
        count_if(insolvent > 0) AS with_insolvent,
        count_if(findings > 0) AS with_findings,
        max(ended) AS most_ended,
        max(last_end) AS last_end
    FROM ownership_officers
    GROUP BY employer_id
),
moved AS (
    SELECT to_employer_id AS employer_id, sum(workers) AS workers
    FROM moved_workers
    WHERE from_employer_id <> to_employer_id
    GROUP BY to_employer_id
),
moves AS (
    SELECT
        employer_id,
        sum(workers) AS from_ended,
        max(around_end) AS largest_around_end,
        sum(CASE WHEN with_officer THEN around_end ELSE 0 END) AS with_officer,
        max(CASE WHEN around_end > 0 THEN ended_on END) AS last_end
    FROM ownership_moves
    GROUP BY employer_id
),
insolvent AS (
    SELECT employer_id, count(*) AS insolvencies
    FROM insolvencies_known
    WHERE declared_on > $five_years_ago AND declared_on <= $as_of
    GROUP BY employer_id
)
SELECT
    population.employer_id,
    coalesce(officers.officers, 0) AS officer_count,
    coalesce(changes.changes, 0) AS officer_changes,
    officers.other_employers * 1.0e0 / officers.officers AS other_employers_per_officer,
    officers.with_ended * 1.0e0 / officers.officers AS ended_officer_share,
    officers.with_insolvent * 1.0e0 / officers.officers AS insolvent_officer_share,
    officers.with_findings * 1.0e0 / officers.officers AS finding_officer_share,
    officers.most_ended AS most_ended_per_officer,
    coalesce(moves.from_ended, 0) AS workers_from_ended,
    coalesce(moves.from_ended, 0) * 1.0e0 / nullif(moved.workers, 0) AS workers_from_ended_share,
    coalesce(moves.largest_around_end, 0) * 1.0e0 / nullif(moved.workers, 0) AS largest_transfer_share,
    coalesce(moves.with_officer, 0) * 1.0e0 / nullif(moved.workers, 0) AS transfer_with_officer_share,
    date_diff(
        'day',
        greatest(coalesce(officers.last_end, moves.last_end), coalesce(moves.last_end, officers.last_end)),
        $as_of
    ) AS days_since_related_end,
    coalesce(insolvent.insolvencies, 0) AS own_insolvencies
FROM population
LEFT JOIN officers ON officers.employer_id = population.employer_id
LEFT JOIN ownership_changes AS changes ON changes.employer_id = population.employer_id
LEFT JOIN moved ON moved.employer_id = population.employer_id
LEFT JOIN moves ON moves.employer_id = population.employer_id
LEFT JOIN insolvent ON insolvent.employer_id = population.employer_id
