-- What the base map was last made from: it changes with every change of a ground and every map laid anew.
SELECT concat_ws('.', (SELECT max(id) FROM areas_change), (SELECT max(id) FROM places_street),
                 (SELECT max(id) FROM places_block), (SELECT max(id) FROM places_place))
