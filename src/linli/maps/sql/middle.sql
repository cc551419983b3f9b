-- Where most grids of a county are: the median of their middles, and the county's box.
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY ST_X(middle)), percentile_cont(0.5) WITHIN GROUP (ORDER BY ST_Y(middle))
FROM (
    SELECT ST_Centroid(extent) AS middle FROM areas_area
    WHERE county = %(county)s AND level = 'grid' AND valid_to IS NULL AND extent IS NOT NULL
) grids
