-- One tile of open cases: what stands near each other is one point with its number, a case alone carries what its list
-- shows. `visible` is Django's own statement for what the asking posting may see inside the tile; nothing else is read.
-- Parameters: those of `visible`, then the tile (z, x, y), the cells along its edge, and the titles of states as JSON.
WITH seen AS MATERIALIZED ({visible}),
asked AS (
    SELECT ST_TileEnvelope(%s, %s, %s) AS env, %s::int AS cells, %s::jsonb AS titles
), placed AS (
    SELECT seen.*, ST_Transform(seen.place, 3857) AS spot FROM seen
), counted AS (
    SELECT count(*)::int AS n,
           count(*) FILTER (WHERE colour = 'red')::int AS red,
           count(*) FILTER (WHERE colour = 'yellow')::int AS yellow,
           min(id) AS id, min(number) AS no, min(about) AS title, min(family) AS "group", min(urgency) AS urgency,
           min(colour) AS light, min(stands) AS stands,
           ST_SetSRID(ST_MakePoint(avg(ST_X(spot)), avg(ST_Y(spot))), 3857) AS middle
    FROM placed, asked
    GROUP BY floor((ST_X(spot) - ST_XMin(env)) / (ST_XMax(env) - ST_XMin(env)) * cells),
             floor((ST_Y(spot) - ST_YMin(env)) / (ST_YMax(env) - ST_YMin(env)) * cells)
), drawn AS (
    SELECT ST_AsMVTGeom(middle, env, 4096, 0, false) AS geom, n,
           CASE WHEN n > 1 THEN nullif(red, 0) END AS red, CASE WHEN n > 1 THEN nullif(yellow, 0) END AS yellow,
           CASE WHEN n = 1 THEN id END AS id, CASE WHEN n = 1 THEN no END AS no,
           CASE WHEN n = 1 THEN title END AS title, CASE WHEN n = 1 THEN "group" END AS "group",
           CASE WHEN n = 1 THEN urgency END AS urgency, CASE WHEN n = 1 THEN light END AS light,
           CASE WHEN n = 1 THEN titles ->> stands END AS state
    FROM counted, asked
)
SELECT coalesce(ST_AsMVT(drawn, 'cases', 4096, 'geom'), '') FROM drawn WHERE geom IS NOT NULL
