-- grain: one row per space, month, source and booker type; sums of booking_hour
WITH summed AS (
    SELECT
        month,
        space,
        source,
        booker_type,
        sum(booked_minutes) AS booked_minutes,
        sum(seat_minutes_used) AS seat_minutes_used,
        sum(seat_minutes) AS seat_minutes
    FROM booking_hour
    GROUP BY month, space, source, booker_type
)

SELECT
    cast(NULL AS BIGINT) AS booking_id,
    cast(NULL AS DATE) AS date,
    s.month,
    cast(NULL AS INTEGER) AS weekday,
    cast(NULL AS INTEGER) AS hour,
    coalesce(p.district, 'unknown') AS district,
    coalesce(p.sub_district, 'unknown') AS sub_district,
    coalesce(p.major_district, 'unknown') AS major_district,
    coalesce(p.department, 'unknown') AS department,
    coalesce(p.unit, 'unknown') AS unit,
    s.space,
    s.source,
    s.booker_type,
    cast(NULL AS VARCHAR) AS kind,
    cast(NULL AS VARCHAR) AS purpose,
    cast(NULL AS VARCHAR) AS age_group,
    cast(NULL AS VARCHAR) AS home_major_district,
    cast(s.booked_minutes AS DECIMAL(18, 6)) AS booked_minutes,
    cast(s.seat_minutes_used AS DECIMAL(18, 6)) AS seat_minutes_used,
    cast(s.seat_minutes AS DECIMAL(18, 6)) AS seat_minutes
FROM summed AS s
LEFT JOIN space AS p ON s.space = p.space
ORDER BY s.month
