-- Areas in force that the edition no longer names, neither well nor badly. Levels whose file did not come are left out.
CREATE TEMP TABLE edition_missing ON COMMIT DROP AS
SELECT a.id, a.code, a.name, a.level, a.parent_id
FROM areas_area a
WHERE a.valid_to IS NULL AND starts_with(a.scheme, %(family)s) AND a.level = ANY (%(levels)s)
  AND (%(county)s = '' OR a.county = %(county)s)
  AND NOT EXISTS (SELECT FROM edition_line e WHERE e.code = a.code)
