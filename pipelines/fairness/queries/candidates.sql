-- Who could be chosen by hand, month by month: every employer that was active and had no case that was still open, with
-- the ground on which it was chosen, and what registers and the inspectorate's own books said of it then. Signals of the
-- month itself count, for they may be why it was chosen in it. The tables are made before, each by the query of its name.
SELECT k.employer_id, k.month, k.ground, k.case_id, k.size_class, k.legal_form, left(k.sbi_code, 2) AS division,
    region.region, least(20, date_diff('month', k.start_date, k.month) / 12) AS years_old,
    coalesce(lately.reports, 0) - coalesce(earlier.reports, 0) AS reports,
    coalesce(lately.heavy, 0) - coalesce(earlier.heavy, 0) AS reports_of_authorities,
    coalesce(b.visits, 0) AS earlier_visits, date_diff('month', b.day, k.month) AS months_since_visit,
    date_diff('month', b.followed_on, k.month) AS months_since_follow_up,
    date_diff('month', h.day, k.month) AS months_since_finding,
    coalesce(in_chain.since <= k.month, false)::INTEGER AS in_chain,
    ln(1 + pay.jobs) AS jobs, pay.below, pay.near_minimum, pay.on_call, pay.flexible
FROM employers_by_month AS k
ASOF LEFT JOIN book AS b ON b.employer_id = k.employer_id AND b.day < k.month
ASOF LEFT JOIN hits AS h ON h.employer_id = k.employer_id AND h.day < k.month
ASOF LEFT JOIN told AS lately ON lately.employer_id = k.employer_id AND lately.day < k.month + INTERVAL 1 MONTH
ASOF LEFT JOIN told AS earlier ON earlier.employer_id = k.employer_id AND earlier.day < k.month - INTERVAL 11 MONTH
LEFT JOIN in_chain ON in_chain.employer_id = k.employer_id
LEFT JOIN pay ON pay.employer_id = k.employer_id AND pay.month = k.month - INTERVAL 2 MONTH
LEFT JOIN regions AS region ON region.province = k.province
WHERE coalesce(b.open_until < k.month, true)
ORDER BY k.month, k.employer_id
