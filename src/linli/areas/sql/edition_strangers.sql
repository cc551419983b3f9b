-- Lines whose code belongs to an area of another scheme (drawn here by hand): that area is left alone.
UPDATE edition_line e SET good = false, reason = %(reason)s
FROM areas_area a
WHERE e.good AND a.code = e.code AND NOT starts_with(a.scheme, %(family)s)
