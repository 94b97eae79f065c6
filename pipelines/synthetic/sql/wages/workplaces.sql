-- Employers in the order of their wage-tax numbers, in which everything about wages is kept and delivered, so that
-- nothing needs sorting later: how many positions each has, where its own begin, and what its positions have in common.
-- Days are counted from the start of the window.
CREATE TABLE workplaces AS
WITH staffed AS (
    SELECT e.n, i.loonheffingennummer, e.jobs, e.is_agency, e.branch, b.branch_number, b.youth, b.fulltime,
        e.jobs + if(u('season', e.n) < 0.6,
            round(e.jobs * b.season_share * (0.3 + 1.4 * u('peak', e.n)))::INTEGER, 0) AS places,
        -- Weak traces: where people work without a permit, more of the rest is on call; and people leave where they are
        -- treated badly.
        b.on_call AS on_call, if(c.wav_odds > -2, 0.07, 0) AS more_on_call,
        b.turnover * (1 + logistic(c.wav_odds + 1.5) + 0.8 * logistic(c.wml_odds)) * 0.75
            * exp(0.45 * normal('turnover', e.n)) AS turnover,
        0.002 + 0.012 * logistic(c.wav_odds + 0.5) AS anonymous_share,
        logistic(2.4 + 0.6 * c.capacity + 0.8 * normal('written', e.n)) AS written_share,
        -- Those who are the likeliest to underpay have more people near the minimum.
        b.low_pay * 0.9 + (c.low_pay + 1.6 * logistic(c.wml_odds)) * 0.75 AS low_pay,
        -- What is no wage of an ordinary employee: the first position of a company is often that of its director (17
        -- when the shares are his, 13 when not), and the government has some who are appointed (11).
        CASE WHEN e.legal_form IN ('bv', 'nv') AND u('director', e.n) < getvariable('director_share')
            THEN if(e.jobs < getvariable('owned_below'), 17, 13) END AS director_type,
        if(e.legal_form = 'overheid', getvariable('appointed_share'), 0) AS appointed_share,
        (e.start_date - getvariable('window_start'))::INTEGER AS first_day,
        coalesce((e.end_date - getvariable('window_start'))::INTEGER, 99999) AS last_day
    -- A number for the branch goes along with millions of jobs instead of its name.
    FROM employers AS e JOIN identities AS i USING (n)
    JOIN (SELECT *, (row_number() OVER (ORDER BY branch))::UTINYINT AS branch_number FROM branches) AS b USING (branch)
    JOIN causes AS c USING (n)
)
SELECT *, (sum(places) OVER (ORDER BY loonheffingennummer, n) - places)::INTEGER AS first_position
FROM staffed
ORDER BY loonheffingennummer, n;
