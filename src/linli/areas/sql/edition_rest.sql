-- Areas ended here by an administrator, not by an edition, which the list still names: they stay ended.
UPDATE edition_line e SET good = false, reason = %(reason)s
FROM areas_area a
WHERE e.good AND a.code = e.code AND a.valid_to IS NOT NULL
  AND NOT EXISTS (
      SELECT FROM areas_change c
      WHERE c.code = a.code AND c.on = a.valid_to AND c.kind <> 'renamed' AND starts_with(c.source, %(family)s)
  )
