-- grain: one row per day, district, department, source and booker type; sums of booking_hour
WITH summed AS (
    SELECT
        date,
        month,
        weekday,
        district,
        major_district,
        department,
        source,
        booker_type,
        sum(booked_minutes) AS booked_minutes,
        sum(seat_minutes_used) AS seat_minutes_used,
        sum(seat_minutes) AS seat_minutes
    FROM booking_hour
    GROUP BY date, month, weekday, district, major_district, department, source, booker_type
)

SELECT
    cast(NULL AS BIGINT) AS booking_id,
    date,
    month,
    weekday,
    cast(NULL AS INTEGER) AS hour,
    district,
    cast(NULL AS VARCHAR) AS sub_district,
    major_district,
    department,
    cast(NULL AS VARCHAR) AS unit,
    cast(NULL AS VARCHAR) AS space,
    source,
    booker_type,
    cast(NULL AS VARCHAR) AS kind,
    cast(NULL AS VARCHAR) AS purpose,
    cast(NULL AS VARCHAR) AS age_group,
    cast(NULL AS VARCHAR) AS home_major_district,
    cast(booked_minutes AS DECIMAL(18, 6)) AS booked_minutes,
    cast(seat_minutes_used AS DECIMAL(18, 6)) AS seat_minutes_used,
    cast(seat_minutes AS DECIMAL(18, 6)) AS seat_minutes
FROM summed
ORDER BY month
