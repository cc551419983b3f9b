-- A part of other statements: the postings in force that may have to hear of a case. Wants asked (day, duties, work:
-- permissions that count on a ground, and at a unit), chain (codes: the areas the case lies in), concerned (id: units),
-- heard (id: postings that hear whatever they may do).
posting AS (
    SELECT p.id, p.user_id, p.unit_id, g.level AS ground_level, g.code AS ground_code, role.permissions
    FROM asked
    JOIN areas_posting p
      ON p.id IN (SELECT p.id FROM concerned JOIN areas_posting p ON p.unit_id = concerned.id
                  WHERE p.role_id = ANY (ARRAY(
                      SELECT r.id FROM accounts_role r, asked WHERE r.permissions && asked.work::varchar[]))
                  UNION
                  SELECT p.id FROM chain JOIN areas_area a ON a.code = ANY (chain.codes)
                  JOIN areas_posting p ON p.ground_id = a.id
                  WHERE p.role_id = ANY (ARRAY(
                      SELECT r.id FROM accounts_role r, asked WHERE r.permissions && asked.duties::varchar[]))
                  UNION
                  SELECT id FROM heard)
    JOIN accounts_user person ON person.id = p.user_id AND person.is_active
    JOIN accounts_role role ON role.id = p.role_id
    JOIN areas_area g ON g.id = p.ground_id
    WHERE p.from_on <= asked.day AND (p.to_on IS NULL OR p.to_on > asked.day)
)
