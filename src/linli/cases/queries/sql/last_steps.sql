-- Where the steps stand: the last id, and the ids passed over among the newest, with the horizon of the same look.
WITH newest AS MATERIALIZED (SELECT id FROM cases_step ORDER BY id DESC LIMIT %(most)s),
holes AS (
    SELECT before + 1 AS first, id - 1 AS last
    FROM (SELECT id, lag(id) OVER (ORDER BY id) AS before FROM newest) AS pair
    WHERE id > before + 1
)
SELECT
    pg_snapshot_xmax(look.snapshot)::text::bigint AS next,
    coalesce((SELECT max(id) FROM newest), 0) AS top,
    ARRAY(SELECT first FROM holes ORDER BY first) AS firsts,
    ARRAY(SELECT last FROM holes ORDER BY first) AS lasts
FROM (SELECT pg_current_snapshot() AS snapshot) AS look;
