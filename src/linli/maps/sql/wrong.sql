-- How many squares were not as counting anew has made them: maps_before against maps_cell. A square that is absent
-- holds nothing. Months are compared by their sum, the last running total, and by their weighted sum; both stay the
-- same however often a nought stands before the first total, or the last one at the end.
SELECT count(*)
FROM maps_before AS was
FULL JOIN maps_cell AS now USING (owner, zoom, x, y)
LEFT JOIN LATERAL (
    SELECT was.opened[array_upper(was.opened, 1)] AS n,
           (array_upper(was.opened, 1) + 1) * was.opened[array_upper(was.opened, 1)]::bigint - sum(total) AS weight
    FROM unnest(was.opened) AS total
) AS before ON true
LEFT JOIN LATERAL (
    SELECT now.opened[array_upper(now.opened, 1)] AS n,
           (array_upper(now.opened, 1) + 1) * now.opened[array_upper(now.opened, 1)]::bigint - sum(total) AS weight
    FROM unnest(now.opened) AS total
) AS since ON true
WHERE (coalesce(was.open, 0), coalesce(was.red, 0), coalesce(was.east, 0), coalesce(was.south, 0),
       coalesce(before.n, 0), coalesce(before.weight, 0))
   <> (coalesce(now.open, 0), coalesce(now.red, 0), coalesce(now.east, 0), coalesce(now.south, 0),
       coalesce(since.n, 0), coalesce(since.weight, 0))
