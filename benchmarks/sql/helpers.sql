-- What the loader calculates with. A random number is a hash of its row and of what it is for, so that every run
-- and every chunk makes the same city.
CREATE SCHEMA bench;
CREATE TABLE bench.loaded (size bigint, began_at timestamptz, seconds float8, at timestamptz);
CREATE TABLE bench.worked (what text, seconds float8);

CREATE FUNCTION bench.chance(row_number bigint, purpose int) RETURNS float8 LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (hashint8extended(row_number, purpose) & 2147483647) / 2147483648.0::float8;
