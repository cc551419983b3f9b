-- How many squares were not as counting anew has made them: maps_before against maps_cell. A square that is absent
-- holds nothing; months are compared by their sum and by their weighted sum.
SELECT count(*)
FROM maps_before AS was
FULL JOIN maps_cell AS now USING (owner, zoom, x, y)
LEFT JOIN LATERAL (SELECT sum(n) AS n, sum(n * i) AS weight FROM unnest(was.opened) WITH ORDINALITY AS m (n, i)) AS before ON true
LEFT JOIN LATERAL (SELECT sum(n) AS n, sum(n * i) AS weight FROM unnest(now.opened) WITH ORDINALITY AS m (n, i)) AS since ON true
WHERE (coalesce(was.open, 0), coalesce(was.red, 0), coalesce(was.east, 0), coalesce(was.south, 0),
       coalesce(before.n, 0), coalesce(before.weight, 0))
   <> (coalesce(now.open, 0), coalesce(now.red, 0), coalesce(now.east, 0), coalesce(now.south, 0),
       coalesce(since.n, 0), coalesce(since.weight, 0))
