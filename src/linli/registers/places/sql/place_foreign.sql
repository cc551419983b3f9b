-- Lines on ground that is not the importing posting's, or that would take a place away from such ground.
UPDATE place_line e SET good = false, reason = %(reason)s
FROM areas_area a
WHERE %(level)s <> '' AND e.good AND a.code = e.ground AND (
    CASE %(level)s WHEN 'city' THEN a.city WHEN 'county' THEN a.county WHEN 'town' THEN a.town
                   WHEN 'community' THEN a.community ELSE a.grid END <> %(ground)s
    OR EXISTS (
        SELECT FROM places_place p
        WHERE p.source = %(source)s AND p.code = e.code AND p.code <> ''
          AND CASE %(level)s WHEN 'city' THEN p.city WHEN 'county' THEN p.county WHEN 'town' THEN p.town
                             WHEN 'community' THEN p.community ELSE p.grid END <> %(ground)s
    )
)
