-- grain: one row per space and local day on which its use or its closures are no longer what they were
WITH before AS (
    SELECT space, begin_utc, end_utc, is_closure, booker_type FROM booking_before WHERE is_use OR is_closure
),

now AS (
    SELECT space, begin_utc, end_utc, is_closure, booker_type FROM booking WHERE is_use OR is_closure
),

different AS (
    (SELECT * FROM before EXCEPT ALL SELECT * FROM now)
    UNION ALL
    (SELECT * FROM now EXCEPT ALL SELECT * FROM before)
)

SELECT DISTINCT
    d.space,
    cast(unnest(generate_series(f.date, l.date, INTERVAL '1' DAY)) AS DATE) AS date
FROM different AS d
INNER JOIN local_hour AS f ON local_hour_start(d.begin_utc) = f.hour_utc
INNER JOIN local_hour AS l ON local_hour_start(d.end_utc - INTERVAL '1' SECOND) = l.hour_utc
