-- The posting under which a person acts, flattened: the chosen one, else the oldest in force. Parameters: person, chosen
-- (ids; chosen may be null) and on, the day.
SELECT json_build_object(
    'user_id', p.user_id, 'posting_id', p.id, 'unit_id', p.unit_id, 'name', person.full_name, 'unit_name', u.name,
    'unit_level', a.level, 'ground_level', g.level, 'ground_code', g.code, 'permissions', role.permissions)::text
FROM areas_posting p
JOIN accounts_user person ON person.id = p.user_id AND person.is_active
JOIN accounts_role role ON role.id = p.role_id
JOIN areas_unit u ON u.id = p.unit_id
JOIN areas_area a ON a.id = u.area_id
JOIN areas_area g ON g.id = p.ground_id
WHERE p.user_id = %(person)s::bigint AND p.from_on <= %(on)s::date AND (p.to_on IS NULL OR p.to_on > %(on)s::date)
ORDER BY coalesce(p.id = %(chosen)s::bigint, false) DESC, p.from_on, p.id
LIMIT 1
