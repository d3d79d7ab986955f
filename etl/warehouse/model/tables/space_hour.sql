-- grain: one row per space and stretch of unchanged use within an hour of its bookable time
WITH touched AS (
    SELECT
        *,
        unnest(
            generate_series(local_hour_start(begin_utc), end_utc - INTERVAL '1' SECOND, INTERVAL '1' HOUR)
        ) AS hour_utc
    FROM space_stretch
),

measured AS (
    SELECT
        space,
        hour_utc,
        is_occupied,
        is_occupied_by_others,
        cast(
            date_diff(
                'second',
                greatest(begin_utc, hour_utc),
                least(end_utc, hour_utc + INTERVAL '1' HOUR)
            ) / 60 AS DECIMAL(18, 6)
        ) AS bookable_minutes
    FROM touched
)

SELECT
    l.date,
    l.month,
    l.weekday,
    l.hour,
    p.district,
    p.sub_district,
    p.major_district,
    p.department,
    p.unit,
    p.space,
    p.source,
    m.bookable_minutes,
    CASE WHEN m.is_occupied THEN m.bookable_minutes ELSE cast(0 AS DECIMAL(18, 6)) END AS occupied_minutes,
    CASE WHEN m.is_occupied_by_others THEN m.bookable_minutes ELSE cast(0 AS DECIMAL(18, 6)) END
        AS occupied_by_others_minutes
FROM measured AS m
INNER JOIN local_hour AS l ON m.hour_utc = l.hour_utc
INNER JOIN coded_space AS p ON m.space = p.space
