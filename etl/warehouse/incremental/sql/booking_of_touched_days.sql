-- grain: one row per use or closure that may reach into a touched day: a sweep of that day needs no others
-- What lasts at most 24 hours starts on the day or on the two before: a day in March has 23 hours.
WITH near AS (
    SELECT DISTINCT space, date - unnest([0, 1, 2]) AS date FROM touched_day
)

SELECT b.space, b.begin_utc, b.end_utc, b.is_use, b.is_closure, b.booker_type
FROM booking AS b
SEMI JOIN near AS n ON b.space = n.space AND b.date = n.date
WHERE (b.is_use OR b.is_closure) AND b.end_utc <= b.begin_utc + INTERVAL '1' DAY
UNION ALL
SELECT b.space, b.begin_utc, b.end_utc, b.is_use, b.is_closure, b.booker_type
FROM booking AS b
SEMI JOIN near AS n ON b.space = n.space
WHERE (b.is_use OR b.is_closure) AND b.end_utc > b.begin_utc + INTERVAL '1' DAY
