-- What the inspectorate's books say of an employer after each of its cases was chosen.
SELECT DISTINCT employer_id, selected_on AS day, count(*) OVER before AS visits,
    max(selected_on) FILTER (ground = 'follow_up') OVER before AS followed_on,
    max(coalesce(closed_on, DATE '9999-12-31')) OVER before AS open_until
FROM cases
WINDOW before AS (PARTITION BY employer_id ORDER BY selected_on RANGE UNBOUNDED PRECEDING)
