-- Positions: the places to work at an employer, each held by one worker after another. How low a position is paid
-- follows from branch, employer, hours and chance; its rank among all positions gives the pay, so that the shares near
-- the minimum are those of CBS (see pay_pieces.sql). Agencies' scores lie apart, 20,000 higher.
CREATE TABLE positions AS
WITH places AS (
    SELECT *, unnest(range(places)) AS place FROM workplaces
), drawn AS (
    SELECT * EXCLUDE (place), (first_position + place)::INTEGER AS position_id, place >= jobs AS is_seasonal,
        bits('position', position_id) AS r, bits('contract', position_id) AS q,
        CASE WHEN place = 0 AND director_type IS NOT NULL THEN director_type
            WHEN slice(q, 3) < appointed_share THEN 11 ELSE 15 END::SMALLINT AS income_type
    FROM places
), kinds AS (
    SELECT *, income_type = 15 AS is_ordinary, is_ordinary AND slice(r, 0) < youth AS is_young,
        NOT is_ordinary OR slice(r, 1) < fulltime * if(is_young, 0.25, 1) AS is_fulltime,
        is_ordinary AND slice(r, 2) < on_call * if(is_young, 1.7, 0.85) + more_on_call AS is_on_call
    FROM drawn
), contracts AS (
    SELECT *,
        CASE WHEN is_fulltime THEN if(slice(r, 3) < 0.35 OR NOT is_ordinary, 160, if(slice(r, 3) < 0.75, 152, 144))
            WHEN is_young THEN 4 * (5 + floor(slice(r, 3) * 13))
            ELSE 4 * (9 + floor(slice(r, 3) * 24)) END::INTEGER AS week_quarters
    FROM kinds
)
SELECT n, position_id, is_seasonal, is_young, is_on_call, income_type, week_quarters,
    slice(q, 0) < CASE WHEN is_on_call OR is_seasonal THEN 0.15 WHEN is_agency THEN 0.2 ELSE 0.72 END AS indefinite,
    -- Nobody underpays a director.
    if(is_ordinary, slice(q, 1), 1)::FLOAT AS affected_draw, slice(q, 2) < written_share AS is_written,
    CASE WHEN is_ordinary THEN 20000 * is_agency::INTEGER
        + floor(100 * (low_pay + if(week_quarters <= 48, 0.75, if(week_quarters < 140, 0.4, 0))
            + 0.5 * is_seasonal::INTEGER + 1.1 * normal('score', position_id)))::INTEGER
        ELSE 90000 END AS score
FROM contracts;
