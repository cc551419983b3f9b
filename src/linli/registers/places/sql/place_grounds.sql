-- On which ground a line lies: where its point is, if that is inside the area it names; else that area itself, if its
-- border is not known or the point is just beside it. All other lines are bad.
-- Parameters: levels (of grounds), unknown, ended, wide, nowhere, outside (reasons), beside_m.
UPDATE place_area pair
SET ground = judged.ground, reason = judged.reason, beside = judged.beside
FROM (
    SELECT given.area, given.found,
           CASE WHEN given.area <> '' AND named.id IS NULL THEN format(%(unknown)s, given.area)
                WHEN named.valid_to IS NOT NULL THEN format(%(ended)s, given.area)
                WHEN given.area <> '' AND named.county = '' THEN format(%(wide)s, given.area)
                WHEN given.area = '' AND given.found = '' THEN %(nowhere)s
           END AS reason,
           CASE WHEN given.area = '' OR given.found = given.area
                     OR given.area IN (here.city, here.county, here.town, here.community, here.grid)
                THEN given.found
                WHEN named.extent IS NULL THEN given.area
           END AS ground,
           given.area <> '' AND named.extent IS NOT NULL AS beside
    FROM place_area given
    LEFT JOIN areas_area named ON named.code = given.area
    LEFT JOIN areas_area here ON here.code = given.found
) judged
WHERE pair.area = judged.area AND pair.found = judged.found;

UPDATE place_line e
SET ground = CASE WHEN pair.reason IS NULL THEN
                 coalesce(pair.ground, CASE WHEN ST_DWithin(
                     named.extent::geography, ST_SetSRID(ST_MakePoint(e.lon, e.lat), 4326)::geography, %(beside_m)s
                 ) THEN pair.area END)
             END
FROM place_area pair LEFT JOIN areas_area named ON pair.ground IS NULL AND pair.beside AND named.code = pair.area
WHERE e.good AND e.area = pair.area AND e.found = pair.found;

UPDATE place_line e
SET good = false, reason = coalesce(pair.reason, format(%(outside)s, e.area))
FROM place_area pair
WHERE e.good AND e.ground IS NULL AND e.area = pair.area AND e.found = pair.found
