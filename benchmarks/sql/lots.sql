-- What cases are drawn from: grids by rank (the first are the busiest, the last one in a hundred stays empty),
-- matters by slot, and the unit nearest to a community that answers for a function.
CREATE TABLE bench.grid AS
WITH desk AS MATERIALIZED (
    SELECT area.code, unit.id FROM areas_unit unit JOIN areas_area area ON area.id = unit.area_id WHERE unit.kind = 'desk'
)
SELECT row_number() OVER (ORDER BY hashtextextended(area.code, 7)) - 1 AS rank,
       area.city, area.county, area.town, area.community, area.grid,
       ST_XMin(area.extent) AS x, ST_YMin(area.extent) AS y,
       ST_XMax(area.extent) - ST_XMin(area.extent) AS w, ST_YMax(area.extent) - ST_YMin(area.extent) AS h,
       community_desk.id AS community_desk, town_desk.id AS town_desk, county_desk.id AS county_desk,
       worker.id AS worker
FROM areas_area area
JOIN desk community_desk ON community_desk.code = area.community
JOIN desk town_desk ON town_desk.code = area.town
JOIN desk county_desk ON county_desk.code = area.county
JOIN areas_posting worker ON worker.ground_id = area.id
WHERE area.level = 'grid' AND area.scheme = 'bench';
ALTER TABLE bench.grid ADD PRIMARY KEY (rank);

CREATE TABLE bench.matter AS
SELECT row_number() OVER (ORDER BY hashtextextended(matter.code, 11)) - 1 AS slot,
       matter.id, matter.title, matter.urgency, matter.accept_limit, matter.accept_unit, matter.first_level,
       matter.default_function, matter.edition, criterion.id AS criterion_id, criterion."limit", criterion.unit
FROM matters_matter matter
JOIN matters_criterion criterion ON criterion.matter_id = matter.id AND criterion."order" = 1
WHERE matter.is_active;
ALTER TABLE bench.matter ADD PRIMARY KEY (slot);

CREATE TABLE bench.lead AS
SELECT DISTINCT ON (ground.code, function)
       ground.code AS community, function, unit.id AS unit_id,
       (SELECT min(p.id) FROM areas_posting p WHERE p.unit_id = unit.id) AS posting_id
FROM areas_area ground
JOIN areas_area area ON area.code IN (ground.code, ground.town, ground.county)
JOIN areas_unit unit ON unit.area_id = area.id
CROSS JOIN LATERAL unnest(unit.functions) AS function
WHERE ground.level = 'community' AND ground.scheme = 'bench'
ORDER BY ground.code, function, length(area.code) DESC, unit.id;
ALTER TABLE bench.lead ADD PRIMARY KEY (community, function);

CREATE TABLE bench.near AS SELECT community, array_agg(DISTINCT unit_id) AS units FROM bench.lead GROUP BY community;
ALTER TABLE bench.near ADD PRIMARY KEY (community);

CREATE TABLE bench.able AS SELECT unit_id, min(posting_id) AS posting_id FROM bench.lead GROUP BY unit_id;
ALTER TABLE bench.able ADD PRIMARY KEY (unit_id);

CREATE TABLE bench.desk AS
SELECT unit.id AS unit_id, min(posting.id) AS posting_id
FROM areas_unit unit JOIN areas_posting posting ON posting.unit_id = unit.id
WHERE unit.kind = 'desk' GROUP BY unit.id;
ALTER TABLE bench.desk ADD PRIMARY KEY (unit_id);

-- What figures are counted by, without the texts: every figure reads all of it. Empty when they are.
CREATE UNLOGGED TABLE bench.counted AS
SELECT city, county, town, community, grid, matter_id, source, state, light, lead_unit_id, desk_unit_id, opened_at,
       accepted_at, closed_at, was_late, exempted, forced, supervised, reworks, rating
FROM cases_case WHERE false;

ANALYZE bench.grid, bench.matter, bench.lead, bench.near, bench.able, bench.desk;
