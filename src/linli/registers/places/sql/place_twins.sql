-- Lines that differ by nothing but the code: the first counts.
UPDATE place_line e
SET good = false, reason = format(%(reason)s, d.first)
FROM (
    SELECT name, lon, lat, min(line) AS first FROM place_line WHERE good GROUP BY name, lon, lat HAVING count(*) > 1
) d
WHERE e.good AND e.name = d.name AND e.lon = d.lon AND e.lat = d.lat AND e.line > d.first
