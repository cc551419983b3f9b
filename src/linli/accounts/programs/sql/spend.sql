-- Counts one use of a key, in one statement, so that two at the same instant are two; returns nothing, and counts
-- nothing, when the minute or the day is used up. Parameters: key, on (the day), minute, per_minute, per_day.
INSERT INTO programs_keyuse AS used (key_id, "on", count, minute, in_minute)
VALUES (%(key)s, %(on)s, 1, %(minute)s, 1)
ON CONFLICT (key_id, "on") DO UPDATE
SET count = used.count + 1,
    in_minute = CASE WHEN used.minute = EXCLUDED.minute THEN used.in_minute + 1 ELSE 1 END,
    minute = EXCLUDED.minute
WHERE used.count < %(per_day)s AND (used.minute <> EXCLUDED.minute OR used.in_minute < %(per_minute)s)
RETURNING used.count
