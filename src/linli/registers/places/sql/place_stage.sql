-- Where the lines of a register wait until they are compared with what is there. Lives as long as the transaction.
DROP TABLE IF EXISTS pg_temp.place_line, pg_temp.place_area;
CREATE TEMP TABLE place_line (
    line integer NOT NULL, code text NOT NULL, name text NOT NULL, kind text NOT NULL, area text NOT NULL,
    lon float8, lat float8, found text NOT NULL, good boolean NOT NULL, reason text NOT NULL, search text NOT NULL,
    ground text
) ON COMMIT DROP
