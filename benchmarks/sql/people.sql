-- Desks at every level, the bodies that answer for the catalogue's functions, and a posting for everybody.
-- Parameters: bodies (JSON rows: level, kind, name, functions), password (hashed).
INSERT INTO areas_unit (area_id, kind, name, short_name, functions, phone, is_active)
SELECT area.id, 'desk', area.name || '综治中心', '', '{}', '', true
FROM areas_area area WHERE area.level IN ('city', 'county', 'town', 'community') AND area.scheme = 'bench';

INSERT INTO areas_unit (area_id, kind, name, short_name, functions, phone, is_active)
SELECT area.id, body.kind, area.name || body.name, '', body.functions, '', true
FROM areas_area area
JOIN jsonb_to_recordset(%(bodies)s::jsonb) AS body(level text, kind text, name text, functions text[])
  ON body.level = area.level
WHERE area.scheme = 'bench';

CREATE TABLE bench.job AS
SELECT row_number() OVER (ORDER BY unit_id, role, ground_id, n) AS number, job.*
FROM (
    SELECT unit.id AS unit_id, 'desk' AS role, area.id AS ground_id, n
    FROM areas_unit unit JOIN areas_area area ON area.id = unit.area_id,
         generate_series(1, CASE area.level WHEN 'county' THEN 4 ELSE 2 END) n
    WHERE unit.kind = 'desk'
    UNION ALL
    SELECT unit.id, 'handler', area.id, n
    FROM areas_unit unit JOIN areas_area area ON area.id = unit.area_id,
         generate_series(1, CASE area.level WHEN 'county' THEN 3 WHEN 'town' THEN 2 ELSE 1 END) n
    WHERE unit.kind <> 'desk'
    UNION ALL
    SELECT desk.id, role.code, area.id, 1
    FROM areas_area area
    JOIN areas_unit desk ON desk.area_id = area.id AND desk.kind = 'desk'
    JOIN (VALUES ('leader'), ('supervisor'), ('administrator')) role(code)
      ON area.level = 'county' OR area.level = 'city' OR (area.level = 'town' AND role.code = 'leader')
    UNION ALL
    SELECT desk.id, role.code, area.id, 1
    FROM areas_area area
    JOIN areas_area community ON community.code = area.community AND community.scheme = 'bench'
    JOIN areas_unit desk ON desk.area_id = community.id AND desk.kind = 'desk'
    JOIN (VALUES ('grid_worker', 'grid'), ('grid_chief', 'community')) role(code, level) ON role.level = area.level
    WHERE area.scheme = 'bench'
) job;

INSERT INTO accounts_user (username, full_name, work_phone, is_active, must_change_password, created_at, password)
SELECT 'bench.' || number, '员工' || number, '', true, false, now(), %(password)s FROM bench.job;

INSERT INTO areas_posting (user_id, unit_id, role_id, ground_id, title, is_public, from_on)
SELECT person.id, job.unit_id, role.id, job.ground_id, '', false, current_date - 2000
FROM bench.job JOIN accounts_user person ON person.username = 'bench.' || job.number
JOIN accounts_role role ON role.code = job.role;

ANALYZE areas_area, areas_unit, areas_posting, accounts_user, accounts_role;
