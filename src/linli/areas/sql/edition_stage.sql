-- Where the lines of an edition wait until they are compared with the tree. Lives as long as the transaction.
DROP TABLE IF EXISTS pg_temp.edition_line, pg_temp.edition_missing;
CREATE TEMP TABLE edition_line (
    file text NOT NULL, line integer NOT NULL, level text NOT NULL, code text NOT NULL, name text NOT NULL,
    parent text NOT NULL, good boolean NOT NULL, reason text NOT NULL
) ON COMMIT DROP
