-- Cases with time used that were closed in a period, on one ground. Those that have ended stand in an index by their
-- end; those that still wait for a rating are few, and stand in the one of what is not final.
WITH closed AS (
    SELECT matter_id, lead_unit_id, desk_unit_id, handled_seconds FROM cases_case
    WHERE {level} = %(area)s AND is_final AND closed_at >= %(first)s AND closed_at < %(end)s
    UNION ALL
    SELECT matter_id, lead_unit_id, desk_unit_id, handled_seconds FROM cases_case
    WHERE {level} = %(area)s AND NOT is_final AND closed_at >= %(first)s AND closed_at < %(end)s
)
SELECT {value}, count(*),
       percentile_disc(0.5) WITHIN GROUP (ORDER BY handled_seconds),
       percentile_disc(0.9) WITHIN GROUP (ORDER BY handled_seconds)
FROM closed JOIN matters_matter AS matter ON matter.id = matter_id
WHERE handled_seconds IS NOT NULL
GROUP BY 1
