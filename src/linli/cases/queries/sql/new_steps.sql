-- Ids of steps beyond what was told, and in its gaps, with the horizon of the same look.
SELECT
    pg_snapshot_xmin(look.snapshot)::text::bigint AS oldest,
    pg_snapshot_xmax(look.snapshot)::text::bigint AS next,
    ARRAY(SELECT id FROM cases_step WHERE id > %(top)s ORDER BY id LIMIT %(most)s)
    || ARRAY(
        SELECT step.id
        FROM unnest(%(firsts)s::bigint[], %(lasts)s::bigint[]) AS gap (first, last)
        JOIN cases_step AS step ON step.id BETWEEN gap.first AND gap.last
        ORDER BY step.id LIMIT %(most)s
    ) AS ids
FROM (SELECT pg_current_snapshot() AS snapshot) AS look;
