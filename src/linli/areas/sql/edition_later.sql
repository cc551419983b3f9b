-- The last day on which an edition changed anything in this scope.
SELECT greatest(
    (SELECT max(a.valid_from) FROM areas_area a
     WHERE starts_with(a.scheme, %(family)s) AND (%(county)s = '' OR a.county = %(county)s)),
    (SELECT max(c.on) FROM areas_change c JOIN areas_area a ON a.code = c.code
     WHERE starts_with(c.source, %(family)s) AND (%(county)s = '' OR a.county = %(county)s))
)
