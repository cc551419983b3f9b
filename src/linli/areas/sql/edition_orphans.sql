-- Lines of one level whose parent is neither in the edition nor in force in the tree. Run from the top down.
UPDATE edition_line e SET good = false, reason = format(%(reason)s, e.parent)
WHERE e.good AND e.level = %(level)s
  AND NOT EXISTS (SELECT FROM edition_line p WHERE p.code = e.parent AND p.good)
  AND NOT EXISTS (SELECT FROM areas_area p WHERE p.code = e.parent AND p.valid_to IS NULL)
